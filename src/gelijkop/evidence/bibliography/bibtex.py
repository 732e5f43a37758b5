"""BibTeX and biblatex, with LaTeX as letters and macros as what they stand for."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence

from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ImplicitComment
from bibtexparser.model import Entry as BibtexEntry
from bibtexparser.splitter import Splitter

from gelijkop.errors import Finding, Text
from gelijkop.evidence.bibliography.latex import plain, verbatim
from gelijkop.evidence.bibliography.layouts import Entry, Tag, pairs
from gelijkop.evidence.bibliography.values import line

TYPE, KEY, AUTHOR = "ENTRYTYPE", "ID", "author"
OPEN, CLOSE = re.compile(r"(?<!\\){"), re.compile(r"(?<!\\)}")
VERBATIM = frozenset({"url", "doi", "file"})
AND = re.compile(r"\s+and\s+", re.IGNORECASE)
SHOWN = 60
REST = "gelijkop-rest"
"""The field in which we write what cannot have a field of its own, as JSON."""
OWN_KEY = re.compile(r"gelijkop\d+")
"""A key that we gave where there was none; it tells nothing."""

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # what it logs is a finding here


def parse_bibtex(text: str, findings: list[Finding], *, file: str) -> Iterator[Entry]:
    """The entries with their rows; one that is broken is added to `findings`, and the others are read all the same."""
    library = Splitter(text).split()
    macros = {s.key.lower(): value(s.value, {}) for s in library.strings}
    for block in library.blocks:
        findings.extend(_finding(block, file))
        entry = _entry_of(block)
        if entry is not None:
            yield Entry((block.start_line or 0) + 1, tuple(_tags(entry, macros)))


def value(raw: str, macros: Mapping[str, str]) -> str:
    """What a field holds: texts and macros joined, without braces or quotes around them."""
    if "#" not in raw:
        return _part(raw, macros)
    return "".join(_part(part, macros) for part in _cut(raw, "#"))


def _part(raw: str, macros: Mapping[str, str]) -> str:
    raw = raw.strip()
    if len(raw) > 1 and raw[0] + raw[-1] in ("{}", '""'):
        return raw[1:-1]
    return macros.get(raw.lower(), raw)


def _cut(raw: str, sign: str) -> Iterator[str]:
    """The parts of a text between signs that stand outside of braces and quotes."""
    depth, quoted, start = 0, False, 0
    for place, letter in enumerate(raw):
        if letter in "{}" and raw[place - 1 : place] != "\\":
            depth += 1 if letter == "{" else -1
        elif letter == '"' and depth == 0:
            quoted = not quoted
        elif letter == sign and depth == 0 and not quoted:
            yield raw[start:place]
            start = place + 1
    yield raw[start:]


def _entry_of(block: Block) -> BibtexEntry | None:
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        block = block.ignore_error_block or block
    return block if isinstance(block, BibtexEntry) else None


def _tags(entry: BibtexEntry, macros: Mapping[str, str]) -> Iterator[Tag]:
    row = (entry.start_line or 0) + 1
    yield Tag(TYPE, entry.entry_type.lower(), row)
    if entry.key and not OWN_KEY.fullmatch(entry.key):
        yield Tag(KEY, entry.key, row)
    for field in entry.fields:
        name, at = line(field.key).lower(), (field.start_line or 0) + 1
        text = value(field.value, macros)
        if name == REST and (kept := pairs(plain(text))) is not None:
            yield from (Tag(own, said, at, known=False) for own, said in kept)
        elif name == AUTHOR:
            yield from (Tag(name, person, at) for person in _persons(text))
        elif said := line(verbatim(text) if name in VERBATIM else plain(text)):
            yield Tag(name, said, at)


def _persons(text: str) -> Iterator[str]:
    """The names in a list, last name first."""
    parts = AND.split(text)
    if "{" in text and len(parts) > 1:
        parts = _joined(parts)
    for part in parts:
        if said := line(plain(_last_first(part.strip()))):
            yield said


def _joined(parts: Sequence[str]) -> list[str]:
    """The same parts, those that were cut within braces put together again."""
    whole: list[str] = []
    depth = 0
    for part in parts:
        if depth > 0:
            whole[-1] += f" and {part}"
        else:
            whole.append(part)
        depth += len(OPEN.findall(part)) - len(CLOSE.findall(part))
    return whole


def _last_first(name: str) -> str:
    if "," in name or " " not in name or (name.startswith("{") and name.endswith("}")):
        return name
    try:
        return str(parse_single_name_into_parts(name).merge_last_name_first)
    except InvalidNameError:
        return name


def _finding(block: Block, file: str) -> Iterator[Finding]:
    row = (block.start_line or 0) + 1
    shown = line(block.raw or "")[:SHOWN]
    if isinstance(block, DuplicateBlockKeyBlock):
        said = Text(f"de sleutel “{block.key}” staat er al; beide verwijzingen zijn gelezen",
                    f"the key “{block.key}” stands here already; both references were read")  # fmt: skip
        yield Finding("key_twice", file, said, row)
    elif isinstance(block, DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        said = Text(f"deze velden staan er twee keer: {names}; het tweede is bij de overige velden gezet",
                    f"these fields stand here twice: {names}; the second was put with the other fields")  # fmt: skip
        yield Finding("field_twice", file, said, row)
    elif isinstance(block, ImplicitComment):
        if any(content and not content.startswith("%") for content in map(str.strip, block.comment.split("\n"))):
            said = Text(f"deze tekst staat buiten een verwijzing en is niet gelezen: “{shown}”",
                        f"this text is outside of a reference and was not read: “{shown}”")  # fmt: skip
            yield Finding("outside", file, said, row)
    elif hasattr(block, "error"):
        said = Text(f"deze verwijzing is niet te lezen; kijk naar haakjes en komma's: “{shown}”",
                    f"this reference cannot be read; look at braces and commas: “{shown}”")  # fmt: skip
        yield Finding("broken", file, said, row)
