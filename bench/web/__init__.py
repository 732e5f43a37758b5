"""What the web site costs: `python -m bench web`."""
