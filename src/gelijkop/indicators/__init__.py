"""Indicators: definitions from the catalogue become expressions over the career table."""
