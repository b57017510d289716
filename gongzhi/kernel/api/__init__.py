"""The API: what every operation has in common, and the kernel's own: the journal and what refusals mean."""
