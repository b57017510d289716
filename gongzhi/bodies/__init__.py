"""Organisations of every kind, their posts and who holds them from when to when."""
