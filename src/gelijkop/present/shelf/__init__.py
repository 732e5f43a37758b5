"""The shelf: the Findings of one release by key, in a read-only SQLite file, so that a page reads only its own."""

from gelijkop.present.shelf.about import About, GroupPupils, Place, PlaceKind
from gelijkop.present.shelf.reading import Shelf, opened
from gelijkop.present.shelf.writing import ShelfWriter

__all__ = ["About", "GroupPupils", "Place", "PlaceKind", "Shelf", "ShelfWriter", "opened"]
