"""Persons and households; phones and identity numbers are sealed."""
