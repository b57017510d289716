"""Requests from intake to closing and rating."""
