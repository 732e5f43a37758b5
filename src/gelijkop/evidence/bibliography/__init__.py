"""Files of references: reading, writing, counting each publication once, snowballing."""

from gelijkop.evidence.bibliography.drafts import draft_of
from gelijkop.evidence.bibliography.reading import Bibliography, read_references

__all__ = ["Bibliography", "draft_of", "read_references"]
