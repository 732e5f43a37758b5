"""Exact numbers with holes, and the proof that what is in the holes stays open (SDC §2.3)."""
