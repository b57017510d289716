"""Editions of the registers of divisions: read from a file, checked row by row, matched with what is known."""
