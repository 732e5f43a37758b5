"""References as BibTeX; reading it gives them back, with what has no field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from gelijkop.evidence.bibliography.bibtex import AUTHOR, KEY, OWN_KEY, REST, VERBATIM
from gelijkop.evidence.bibliography.latex import latex, verbatim_latex
from gelijkop.evidence.bibliography.layouts import layout
from gelijkop.evidence.bibliography.values import keywords
from gelijkop.evidence.bibliography.writing import values
from gelijkop.evidence.reference import Reference

PLAIN_NAME = re.compile(r"[a-z][a-z0-9_-]*")
AND_WORD = re.compile(r"\band\b", re.IGNORECASE)
PLAIN_KEY = re.compile(r"[A-Za-z0-9:._-]+")


def write_bibtex(references: Iterable[Reference]) -> str:
    """A BibTeX file; each entry has the key of its file, else one of its number."""
    seen: set[str] = set()
    return "\n".join(_entry(r, seen) for r in references)


def _entry(reference: Reference, seen: set[str]) -> str:
    rules = layout("bibtex")
    key, rest = _key(reference, seen)
    fields: list[tuple[str, str]] = []
    authors = " and ".join(_name(n) for n in reference.authors)
    if authors:
        fields.append((AUTHOR, authors))
    for field, value in values(reference, rules):
        name = rules.names[field]
        if field not in ("kind", "authors", "keywords"):
            fields.append((name, verbatim_latex(value) if name in VERBATIM else latex(value)))
    if words := _keywords(reference.keywords):
        fields.append((rules.names["keywords"], latex(words)))
    fields.extend(_rest(rest, {name for name, _ in fields}))
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields)
    return f"@{rules.words[reference.kind]}{{{key},\n{lines}}}\n"


def _key(reference: Reference, seen: set[str]) -> tuple[str, Sequence[tuple[str, str]]]:
    """The key of an entry and what else is in `rest`."""
    match reference.rest:
        case ((name, key), *rest) if name == KEY and PLAIN_KEY.fullmatch(key) and key not in seen:
            if not OWN_KEY.fullmatch(key):
                seen.add(key)
                return key, rest
    return f"gelijkop{reference.number}", reference.rest


def _name(name: str) -> str:
    """A name that is read as one: that of an institute stands between braces."""
    written = latex(name)
    return written if "," in name and not AND_WORD.search(name) else f"{{{written}}}"


def _keywords(words: tuple[str, ...]) -> str:
    joined = "; ".join(words)
    return joined if keywords(joined, commas=True) == words else f"{joined};"


def _rest(rest: Sequence[tuple[str, str]], taken: set[str]) -> Iterator[tuple[str, str]]:
    """What has no field under its own name, up to the first that cannot; from there in one field, as JSON."""
    known = layout("bibtex").fields
    for place, (name, value) in enumerate(rest):
        if not PLAIN_NAME.fullmatch(name) or name in known or name in taken or name in VERBATIM:
            yield REST, latex(json.dumps([list(pair) for pair in rest[place:]], ensure_ascii=False))
            return
        taken.add(name)
        yield name, latex(value)
