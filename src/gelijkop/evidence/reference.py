"""A publication as a database lists it: what RIS, BibTeX and CSV hold, before anybody read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["article", "book", "chapter", "conference", "report", "thesis", "other"]


@dataclass(frozen=True)
class Reference:
    """One publication. Empty text or None: not in the file.

    `number` is its place in its file, from 1. `doi` is bare and in small letters (`10.1000/x`). `rest` keeps every tag
    that has no field here, in the order of the file, so that nothing is lost on the way out.
    """

    number: int
    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    kind: Kind = "other"
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    doi: str = ""
    isbn: str = ""
    link: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    database: str = ""
    accession: str = ""
    rest: tuple[tuple[str, str], ...] = ()
