"""The figures that the rules of this room read."""

READS = (
    "adult_age",
    "adviser_villages",
    "big_committee_towns",
    "branch_term",
    "committee_term",
    "congress_term",
    "departments_registered",
    "four_and_four",
    "hand_over_days",
    "new_registered",
    "owners_quorum",
    "owners_special",
    "soe_registered",
    "supervised_villages",
    "supervision_least",
    "supervision_most",
    "village_branch_term",
)
