"""Backups: taken while the site serves, sealed with a key of their own, restored into an empty place, and tried out."""
