"""Policy packs: dated figures, procedures, lists and labels of a place, each with its source."""
