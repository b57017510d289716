"""The figures that the rules of this room read."""

READS = (
    "adult_age",
    "big_committee_towns",
    "owners_quorum",
    "owners_special",
    "supervised_villages",
    "supervision_least",
    "supervision_most",
)
