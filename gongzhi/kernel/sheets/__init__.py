"""Spreadsheets: reading what people hand in, which nobody trusts, and writing what they take away."""
