"""The figures that the rules of this room read."""

READS = ("supervision_least", "supervision_most")
