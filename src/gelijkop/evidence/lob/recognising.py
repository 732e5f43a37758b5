"""From the lines of a document to the form: which line is a heading, which has boxes, and which is text of what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from gelijkop.errors import Finding
from gelijkop.evidence.lob.entries import read_entries
from gelijkop.evidence.lob.form import Box, Form, Line, Part, finding, short
from gelijkop.evidence.lob.labels import boxes, groups, key, near, page_headings, parts, sections, written
from gelijkop.evidence.lob.signs import crossed, split_boxes

LONG = ("summary", "transfer", "supplement")
SHORT = ("title", "authors", "link")
INLINE = re.compile(r"([^\t:]{4,40}?)\s*[\t:]\s*(\S.*)", re.DOTALL)


@dataclass
class _State:
    """Where the reading is: the part or group that lines belong to now, and what was gathered."""

    file: str
    part: str = ""
    group: str = ""
    long: str = ""  # the long part that a section stands in
    real: bool = False  # whether that was opened by a real heading
    lines: dict[str, list[Line]] = field(default_factory=dict)
    opened: dict[str, Line] = field(default_factory=dict)
    columns: dict[tuple[int, int], str] = field(default_factory=dict)  # the group at the top of a column of a table
    boxes: list[Box] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)


def recognise(lines: Sequence[Line], *, file: str) -> Form:
    """The form that the lines of a document make, with a finding for each line that belongs nowhere."""
    state = _State(file)
    for _, story in groupby(lines, key=lambda line: line.story):
        state.part = state.group = state.long = ""
        state.real = False
        _read_story(state, list(story))
    filled = {code: Part(state.opened[code].where, _trimmed(found)) for code, found in state.lines.items()}
    supplement = filled.pop("supplement", None)
    entries = read_entries(supplement.lines, file=file) if supplement else None
    return Form(
        tuple(state.boxes),
        filled,
        entries.entries if entries else (),
        (*state.found, *(entries.found if entries else ())),
    )


def _read_story(state: _State, story: Sequence[Line]) -> None:
    rest = iter(_rows_of_boxes(story))
    previous: Line | None = None  # a line that held nothing but a box
    ahead = list(rest)
    for place, line in enumerate(ahead):
        if previous is not None and line.text.strip():
            line = replace(line, text=f"{previous.text} {line.text}")
            previous = None
        if not _is_long(state) and _only_box(line.text):
            previous = line
            continue
        following = next((n.text for n in ahead[place + 1 :] if n.text.strip()), "")
        _read_line(state, line, following)


def _read_line(state: _State, line: Line, following: str) -> None:
    """Put one line where it belongs."""
    if _is_long(state):
        if not _opens(state, line, following):
            state.lines[state.part].append(line)
        return
    if not line.text.strip():
        if state.part in SHORT:
            state.lines[state.part].append(line)
        return
    if _takes_boxes(state, line) or _opens(state, line, following):
        return
    inline = INLINE.fullmatch(line.text)
    if inline and parts().get(key(inline[1])) in SHORT:
        _open(state, parts()[key(inline[1])], line)
        state.lines[state.part].append(replace(line, text=inline[2], raw=inline[2]))
    elif state.part in SHORT:
        state.lines[state.part].append(line)
    elif key(line.text) not in page_headings():
        state.found.append(finding("not_placed", state.file, line.where, text=short(line.text)))


def _opens(state: _State, line: Line, following: str) -> bool:
    """Whether the line is a heading; if so, what follows belongs to it."""
    name = key(line.text)
    if not name or len(line.text) > 120:
        return False
    code = parts().get(name)
    if _is_long(state) and state.real and not line.heading:
        return code == state.part and not any(x.text.strip() for x in state.lines[state.part])
    if name in sections() and line.heading and state.long in ("summary", "transfer"):
        _open(state, sections()[name], line)
        return True
    if code is not None and not (_is_long(state) and code in SHORT):
        _open(state, code, line)
        return True
    if name in groups() and (not _is_long(state) or split_boxes(following)):
        _open_group(state, groups()[name], line)
        return True
    return _opens_nearly(state, line)


def _opens_nearly(state: _State, line: Line) -> bool:
    """Whether the line is a heading that was misspelled; it is taken for the heading it is nearest to, and told."""
    looks = line.heading > 0 or (line.text.isupper() and not _is_long(state))
    known: Mapping[str, str] = {**parts(), **groups()}
    name = near(line.text, known) if looks else None
    if name is None or (_is_long(state) and known[name] in SHORT):
        return False
    if name in groups():
        _open_group(state, groups()[name], line)
    else:
        _open(state, parts()[name], line)
    state.found.append(finding("heading", state.file, line.where, text=short(line.text), label=written(known[name])))
    return True


def _open(state: _State, code: str, line: Line) -> None:
    """Let what follows belong to a part; a part that had text already is told, and goes on."""
    again = code in state.lines and code != state.part and any(x.text.strip() for x in state.lines[code])
    if again:
        state.found.append(finding("twice", state.file, line.where, text=short(line.text)))
    if code in ("general", "criteria"):
        state.part = state.group = state.long = ""
        return
    if code in LONG and state.long != code:
        state.long = code
        state.real = line.heading > 0
    elif code in SHORT:
        state.long = ""
    state.part, state.group = code, ""
    state.opened.setdefault(code, line)
    state.lines.setdefault(code, [])
    if line.links and code in SHORT:  # the words of the heading are the link
        state.lines[code].append(replace(line, text="", raw=""))


def _open_group(state: _State, group: str, line: Line) -> None:
    """Let the boxes that follow belong to a group, and those below it in its column of a table."""
    state.part, state.group, state.long = "", group, ""
    if line.cell:
        state.columns[line.cell.table, line.cell.column] = group


def _group(state: _State, line: Line) -> str:
    at = (line.cell.table, line.cell.column) if line.cell else (0, 0)
    return state.columns.get(at, state.group)


def _takes_boxes(state: _State, line: Line) -> bool:
    """Whether the line has boxes, or is a label of a list where they should be."""
    split = split_boxes(line.text)
    if split is None:
        label = crossed(line.text)
        if label is not None and key(label) in boxes():
            state.boxes.append(Box(label, True, _group(state, line), line.where))
            return True
        if key(line.text) in boxes() or (state.group and line.listed):
            state.boxes.append(Box(line.text.strip(), None, _group(state, line), line.where))
            return True
        return False
    known = any(key(label) in boxes() for _, label in split.boxes)
    if state.part in SHORT and not known:
        return False
    if key(split.head) in groups():
        _open_group(state, groups()[key(split.head)], line)
    state.part = ""
    for ticked, label in split.boxes:
        state.boxes.append(Box(label, _told(state, line, label, ticked), _group(state, line), line.where))
    return True


def _told(state: _State, line: Line, label: str, ticked: bool | None) -> bool:
    """Whether a box is ticked; one of which the sign cannot be told is a finding, and counts as not ticked."""
    if ticked is None:
        state.found.append(finding("unknown_box", state.file, line.where, text=short(label)))
    return bool(ticked)


def _is_long(state: _State) -> bool:
    return bool(state.long)


def _only_box(text: str) -> bool:
    split = split_boxes(text)
    return split is not None and not split.head and all(not label for _, label in split.boxes)


def _rows_of_boxes(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, with those of one row of a table joined where a box and its label have cells of their own."""
    for cell, some in groupby(lines, key=lambda x: (x.cell.table, x.cell.row) if x.cell else None):
        row = list(some)
        full = [x for x in row if x.text.strip()]
        columns = [x.cell.column for x in full if x.cell]
        labelled = any(_only_box(x.text) for x in full) and any(key(x.text) in boxes() for x in full)
        if cell and labelled and len(set(columns)) == len(columns) > 1:
            yield replace(full[0], text=" ".join(x.text.strip() for x in full))
        else:
            yield from row


def _trimmed(lines: Iterable[Line]) -> tuple[Line, ...]:
    found = list(lines)
    while found and not found[-1].text.strip() and not found[-1].links:
        found.pop()
    while found and not found[0].text.strip() and not found[0].links:
        found.pop(0)
    return tuple(found)
