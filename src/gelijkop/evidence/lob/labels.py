"""The labels of the form: what a heading or the words beside a box mean, however they are spaced or spelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal

from gelijkop.catalogue import load
from gelijkop.evidence.fields import SECTIONS
from gelijkop.evidence.lob.form import FORM
from gelijkop.evidence.taxonomy import FILE, codes

Group = Literal["sector", "theme", "year", "kind"]
GROUPS: tuple[Group, ...] = ("sector", "theme", "year", "kind")
NEAR = 0.85  # as much alike as “Samenvating” and “Samenvatting”
DASHES = re.compile(r"[‐‑‒–—−]")
SPACES = re.compile(r"\s+")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Years:
    """A bin of years of the form; an end that is None is open."""

    label: str
    first: int | None
    last: int | None
    version: str

    def holds(self, year: int) -> bool:
        """Whether the year falls in it."""
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


def key(text: str) -> str:
    """What a label is compared by: no spaces or marks around it, small letters, one kind of dash."""
    plain = DASHES.sub("-", unicodedata.normalize("NFKC", text)).casefold()
    return SPACES.sub("", plain).strip(":*_#?.").replace("’", "'")


@cache
def parts() -> Mapping[str, str]:
    """The code of each part by the key of its labels."""
    return {key(label): part["code"] for part in load(FORM)["part"] for label in part["labels"]}


@cache
def groups() -> Mapping[str, Group]:
    """The group of boxes by the key of its labels."""
    return {key(label): group["code"] for group in load(FORM)["group"] for label in group["labels"]}


@cache
def sections() -> Mapping[str, str]:
    """The section of a record by the key of its heading."""
    return {key(s.heading): s.name for s in SECTIONS}


@cache
def bins() -> tuple[Years, ...]:
    """The bins of both versions, those of the Word template first."""
    return tuple(
        Years(b["label"], b.get("from"), b.get("to"), t["code"]) for t in load(FILE)["template"] for b in t["bins"]
    )


@cache
def boxes() -> Mapping[str, tuple[Group, str]]:
    """The group and code that a label beside a box stands for, by its key; of a year the label is the code."""
    known: dict[str, tuple[Group, str]] = {}
    for group in ("sector", "theme", "kind"):
        known |= {key(text.nl): (group, code) for code, text in codes(group).items()}
    known |= {key(b.label): ("year", b.label) for b in bins()}
    return known | {key(a["label"]): ("kind", a["code"]) for a in load(FORM)["alias"]}


@cache
def page_headings() -> frozenset[str]:
    """The keys of what is printed at the top of each page."""
    return frozenset(key(text) for text in load(FORM)["noise"]["page"])


def written(code: str) -> str:
    """The label that we write for a part or a group."""
    form = load(FORM)
    (label,) = (entry["labels"][0] for entry in (*form["part"], *form["group"]) if entry["code"] == code)
    return str(label)


def near(text: str, known: Mapping[str, object]) -> str | None:
    """The key of a label that is nearly this, None where none is."""
    found = get_close_matches(key(text), known, n=1, cutoff=NEAR)
    return found[0] if found else None
