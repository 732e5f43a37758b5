"""Measurements of search in the evidence library."""
