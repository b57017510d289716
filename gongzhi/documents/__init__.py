"""Attachments and generated papers; the owning room serves a file after its own access check."""
