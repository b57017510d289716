"""The figures that the rules of this room read."""

READS = (
    "city_cadres",
    "city_units",
    "communities_contacted",
    "communities_to_cover",
    "district_cadres",
    "district_units",
    "district_villages",
    "extra_posts",
    "first_secretaries",
    "help_from",
    "help_years",
    "in_post_by",
    "migrant_cadres",
    "paired_villages",
    "recruit_years",
    "reserved_posts",
    "secondment_months",
    "succession_gap",
    "villages_before",
    "villages_to_cover",
)
