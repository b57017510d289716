"""What looks into files of strangers: each module is run alone, in a bounded process, and imports nothing of ours."""
