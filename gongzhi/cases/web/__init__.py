"""Pages of requests: asking and following for everybody, the list and one request for staff."""
