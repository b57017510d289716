"""Requests for programs: asking and following for everybody, the list and the deeds for staff, and GeoReport v2."""
