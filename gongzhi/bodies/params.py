"""The figures that the rules of this room read."""

READS = ("big_committee_towns", "supervision_least", "supervision_most")
