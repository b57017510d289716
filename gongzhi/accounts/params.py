"""The figures of packs that this room reads, for `check_packs`."""

READS = ("dormant_days",)
