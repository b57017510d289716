"""The figures that the rules of this room read."""

READS = ("adult_age", "big_committee_towns", "supervised_villages", "supervision_least", "supervision_most")
