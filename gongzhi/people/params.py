"""The figures of packs that this room reads, for `check_packs`."""

READS = ("answer_time", "child_age", "keep_contact", "keep_identity", "keep_roster")
"""The figures that the rules of this room read."""
