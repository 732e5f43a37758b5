"""Files of references: reading, writing, counting each publication once, snowballing."""

from gelijkop.evidence.bibliography.bibtex_writing import write_bibtex
from gelijkop.evidence.bibliography.drafts import draft_of
from gelijkop.evidence.bibliography.duplicates import merge
from gelijkop.evidence.bibliography.reading import Bibliography, read_references
from gelijkop.evidence.bibliography.sets import Merged, Publication, SearchSet
from gelijkop.evidence.bibliography.snowballing import snowball
from gelijkop.evidence.bibliography.writing import write_csv, write_ris

__all__ = [
    "Bibliography",
    "Merged",
    "Publication",
    "SearchSet",
    "draft_of",
    "merge",
    "read_references",
    "snowball",
    "write_bibtex",
    "write_csv",
    "write_ris",
]
