"""From the XML of a Word file to its lines: boxes of every make as ☒ and ☐, each line with its place in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from gelijkop.evidence.lob.form import Cell, Line, Where
from gelijkop.evidence.lob.signs import EMPTY, TICKED, font_sign
from gelijkop.evidence.lob.word_package import Package

SKIPPED = frozenset({"del", "moveFrom", "delText", "pPr", "rPr", "sdtPr", "sdtEndPr", "Fallback", "tblPr", "tblGrid",
                     "trPr", "tcPr", "sectPr", "pict"})  # fmt: skip
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
LEVEL = re.compile(r"(?:heading|kop)\s*(\d)", re.IGNORECASE)
ADDRESS = re.compile(r'HYPERLINK\s+(?:\\\S+\s+)*"([^"]+)"')
HARD = re.compile(r"[\u00a0\u2007\u202f]")
UNSEEN = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
BULLETS = re.compile(r"^[•●▪·‣◦]\s*")
OFF = ("0", "false", "off")


@dataclass(frozen=True)
class WordText:
    """The lines of a Word file, those of text boxes last, and how many footnotes it refers to."""

    lines: tuple[Line, ...]
    footnotes: int


@dataclass
class _Paragraph:
    """What one paragraph holds while it is read; `addresses` are ends of links in `raw`."""

    raw: str = ""
    addresses: list[tuple[int, str]] = field(default_factory=list)
    boxed: list[etree._Element] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)  # those that are open, the innermost last


@dataclass
class _Field:
    """A field of Word: its instruction until `shown`, from then on what it shows."""

    instruction: str = ""
    shown: bool = False


class _Reading:
    """Where the reading is in the document."""

    def __init__(self, package: Package) -> None:
        self.package = package
        styles = () if package.styles is None else package.styles
        self.styles = {_get(s, "styleId"): s for s in styles if _name(s) == "style"}
        self.levels: dict[str, int] = {}
        self.paragraphs = self.tables = self.stories = self.footnotes = 0
        self.kept = ""  # of a paragraph whose mark was deleted: it goes on in the next
        self.boxed: list[etree._Element] = []


def word_lines(package: Package) -> WordText:
    """The lines of a Word file in reading order; what was deleted is left out, what was inserted counts."""
    reading = _Reading(package)
    body = _child(package.body, "body")
    lines = [] if body is None else list(_blocks(body, reading, None, 0))
    while reading.boxed:
        box = reading.boxed.pop(0)
        reading.stories += 1
        lines += _blocks(box, reading, None, reading.stories)
    return WordText(tuple(lines), reading.footnotes)


def clean(text: str) -> str:
    """A text with plain spaces, without soft hyphens and characters that are not seen."""
    return UNSEEN.sub("", HARD.sub(" ", text))


def _blocks(parent: etree._Element, reading: _Reading, cell: Cell | None, story: int) -> Iterator[Line]:
    """The lines of paragraphs and tables, also inside content controls and tracked insertions."""
    for child in parent:
        name = _name(child)
        if name == "p":
            yield from _paragraph(child, reading, cell, story)
        elif name == "tbl":
            yield from _table(child, reading, story)
        elif name not in SKIPPED and not _asks(child):
            yield from _blocks(child, reading, cell, story)


def _table(table: etree._Element, reading: _Reading, story: int) -> Iterator[Line]:
    reading.tables += 1
    number = reading.tables
    for row, cells in enumerate(_rows(table), start=1):
        for column, tc in enumerate(cells, start=1):
            yield from _blocks(tc, reading, Cell(number, row, column), story)


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    """The cells of each row; of cells that are merged downwards only the first, rows that were deleted not."""
    for row in _inside(table, "tr"):
        if _child(_child(row, "trPr"), "del") is None:
            yield [tc for tc in _inside(row, "tc") if not _goes_on(tc)]


def _goes_on(cell: etree._Element) -> bool:
    merged = _child(_child(cell, "tcPr"), "vMerge")
    return merged is not None and _value(merged) != "restart"


def _inside(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or cells of a row, also where a content control is around them."""
    for child in parent:
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _inside(child, name)


def _paragraph(p: etree._Element, reading: _Reading, cell: Cell | None, story: int) -> Iterator[Line]:
    reading.paragraphs += 1
    read = _Paragraph(reading.kept)
    reading.kept = ""
    _run(p, read, reading)
    reading.boxed += read.boxed
    properties = _child(p, "pPr")
    if _child(_child(properties, "rPr"), "del") is not None:
        reading.kept = read.raw
        return
    style = _value(_child(properties, "pStyle"))
    level = _outline(properties) or _level(style, reading)
    numbers = _child(properties, "numPr")
    listed = numbers is not None and _value(_child(numbers, "numId")) != "0"
    text = clean(read.raw).strip()
    bullet = BULLETS.match(text)
    if bullet and not level:
        listed, text = True, text[bullet.end() :]
    yield Line(
        text=text,
        raw=read.raw,
        full=_full(read, text) if read.addresses else text,
        where=_where(reading, cell, story),
        heading=level,
        listed=listed and not level,
        links=tuple(dict.fromkeys(address for _, address in read.addresses)),
        cell=cell,
        story=story,
    )


def _full(read: _Paragraph, text: str) -> str:
    """The text with the address behind each link, but where the words of the link are the address."""
    whole, start = "", 0
    for end, address in sorted(read.addresses):
        before = read.raw[start:end]
        whole += before if before.rstrip().endswith(address) else f"{before} ({address})"
        start = end
    found = clean(whole + read.raw[start:]).strip()
    return BULLETS.sub("", found) if not BULLETS.match(text) else found


def _where(reading: _Reading, cell: Cell | None, story: int) -> Where:
    if story:
        return Where(f"tekstvak {story}", f"text box {story}")
    if cell:
        return Where(
            f"tabel {cell.table}, rij {cell.row}, cel {cell.column}",
            f"table {cell.table}, row {cell.row}, cell {cell.column}",
        )
    return Where(f"alinea {reading.paragraphs}", f"paragraph {reading.paragraphs}")


def _run(parent: etree._Element, read: _Paragraph, reading: _Reading) -> None:
    """Add what stands in a paragraph, or in an element inside it."""
    for child in parent:
        name = _name(child)
        if name == "t":
            _add(read, _symbols(child.text or "", parent))
        elif name in SIGNS:
            _add(read, SIGNS[name])
        elif name == "sym":
            _add(read, font_sign(_get(child, "font"), int(_get(child, "char") or "0", 16)))
        elif name == "sdt":
            _control(child, read, reading)
        elif name == "hyperlink":
            _run(child, read, reading)
            _link(read, reading.package.links.get(_get(child, "id"), ""))
        elif name == "fldSimple":
            _run(child, read, reading)
            _link(read, _address(_get(child, "instr")))
        elif name == "fldChar":
            _field(child, read)
        elif name == "instrText" and read.fields:
            read.fields[-1].instruction += child.text or ""
        elif name == "footnoteReference":
            reading.footnotes += 1
        elif name == "txbxContent":
            read.boxed.append(child)
        elif name == "AlternateContent":
            _run(_chosen(child), read, reading)
        elif name not in SKIPPED or (name == "pict" and next(_deep(child, "txbxContent"), None) is not None):
            _run(child, read, reading)


def _add(read: _Paragraph, text: str) -> None:
    """Add text, but not that of an instruction of a field."""
    if not read.fields or read.fields[-1].shown:
        read.raw += text


def _control(sdt: etree._Element, read: _Paragraph, reading: _Reading) -> None:
    """A content control: a box by its state, else what was typed; words that only ask to type are left out."""
    properties = _child(sdt, "sdtPr")
    box = next(_deep(properties, "checkbox"), None)
    if box is not None:
        state = _child(box, "checked")
        _add(read, TICKED if state is not None and _value(state, "1") not in OFF else EMPTY)
    elif not _asks(sdt):
        for content in _inside(sdt, "sdtContent"):
            _run(content, read, reading)


def _asks(element: etree._Element) -> bool:
    """Whether this is a content control that only shows the words that ask to type in it."""
    return _name(element) == "sdt" and _child(_child(element, "sdtPr"), "showingPlcHdr") is not None


def _field(mark: etree._Element, read: _Paragraph) -> None:
    """The begin, middle or end of a field; a box of a form shows its state."""
    kind = _get(mark, "fldCharType")
    if kind == "begin":
        box = next(_deep(mark, "checkBox"), None)
        if box is not None:
            state = _child(box, "checked")
            state = _child(box, "default") if state is None else state
            _add(read, TICKED if state is not None and _value(state, "1") not in OFF else EMPTY)
        read.fields.append(_Field())
    elif kind == "separate" and read.fields:
        read.fields[-1].shown = True
    elif kind == "end" and read.fields:
        _link(read, _address(read.fields.pop().instruction))


def _link(read: _Paragraph, address: str) -> None:
    if address:
        read.addresses.append((len(read.raw), address))


def _address(instruction: str) -> str:
    found = ADDRESS.search(instruction)
    return found[1] if found else ""


def _symbols(text: str, run: etree._Element) -> str:
    """A text of which characters that a font draws as a box (U+F000 and on) are boxes."""
    fonts = _child(_child(run, "rPr"), "rFonts")
    font = next((v for v in fonts.values() if "ding" in str(v).casefold()), "") if fonts is not None else ""
    return "".join(
        font_sign(str(font) or "Wingdings", ord(c)) if 0xF000 <= ord(c) <= 0xF0FF else c for c in text
    )  # fmt: skip


def _chosen(alternatives: etree._Element) -> etree._Element:
    """Of two ways to draw the same, the first that Word would take."""
    choice = _child(alternatives, "Choice")
    fallback = _child(alternatives, "Fallback")
    return choice if choice is not None else fallback if fallback is not None else alternatives


def _level(style: str, reading: _Reading) -> int:
    """The level of a style that is one of a heading: by its name, its place in the outline, or its base; else 0."""
    chain: dict[str, None] = {}
    while style in reading.styles and style not in reading.levels and style not in chain:
        chain[style] = None
        if own := _own_level(reading.styles[style]):
            reading.levels[style] = own
        else:
            style = _value(_child(reading.styles[style], "basedOn"))
    level = reading.levels.get(style, 0)
    reading.levels |= dict.fromkeys(chain, level)
    return level


def _own_level(style: etree._Element) -> int:
    named = LEVEL.fullmatch(_value(_child(style, "name")))
    return int(named[1]) if named else _outline(_child(style, "pPr"))


def _outline(properties: etree._Element | None) -> int:
    """The level in the outline from 1; 0 where there is none."""
    value = _value(_child(properties, "outlineLvl"))
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _deep(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    if parent is not None:
        yield from (e for e in parent.iter() if _name(e) == name)


def _child(parent: etree._Element | None, name: str) -> etree._Element | None:
    return None if parent is None else next((c for c in parent if _name(c) == name), None)


def _name(element: etree._Element) -> str:
    """The name without namespace: both kinds of Word files, transitional and strict, have the same."""
    tag = element.tag  # no QName: that takes as long as all else here
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _get(element: etree._Element, name: str) -> str:
    """An attribute by its name without namespace; empty where it is not there."""
    return next((str(v) for k, v in element.items() if str(k).rpartition("}")[2] == name), "")


def _value(element: etree._Element | None, otherwise: str = "") -> str:
    return otherwise if element is None else _get(element, "val") or otherwise
