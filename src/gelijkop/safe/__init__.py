"""Disclosure control: the one gate between Figures and everything that is shown."""
