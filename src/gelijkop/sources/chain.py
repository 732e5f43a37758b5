"""Reads messages of the doorstroomtoets chain as columns of the model: provisional advices, test advices and pupils.

A result does not name the school. It goes to the school of the one pupil with this LAS-key in the
lists that are read together with it; otherwise it is left out and counted (`advice_place`). The chain
does not carry the final advice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gelijkop.errors import Finding
from gelijkop.sources.archives import head, members
from gelijkop.sources.chain_entry import read_entry
from gelijkop.sources.chain_message import SIZE, Entry, Message, fault, own_number, read_messages
from gelijkop.sources.oso import Dossiers
from gelijkop.sources.own_number import check_school_numbers
from gelijkop.sources.rows import Row, columns
from gelijkop.sources.xml import shown

_NAMES: Mapping[str, tuple[str, ...]] = {
    "pupils": ("birth_month", "sex"),
    "advices": ("location", "provisional_advice", "test_advice", "test_provider"),
}


@dataclass(frozen=True, repr=False)
class _Found:
    """What the messages hold, still by LAS-key; `places` are the schools (BRIN6) where a LAS-key was seen."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in _NAMES})
    results: list[Row] = field(default_factory=list)
    places: dict[str, set[str]] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)


def read_chain(paths: Iterable[Path], workdir: Path) -> Dossiers:
    """All messages in files, folders and archives, as columns.

    `read` and `left_out` count entries: advices, results and pupils of lists. `row` is the place of an
    entry in its message.

    Raises:
        PersonalNumber: the LAS-keys are BSNs, onderwijsnummers or made of them.
        InputRefused: a file is damaged, or no message of a known version.
    """
    found = _Found()
    messages: list[Message] = []
    for member in (m for path in paths for m in members(path, workdir)):
        name = shown(member.name)
        messages += read_messages(head(member.path, SIZE + 1), name)
        found.files.append(name)
    read = 0
    for message in messages:
        keys = [own_number(entry) for entry in message.entries]
        check_school_numbers((k for k in keys if k), message.file, column="LAS-key")
        for row, (key, entry) in enumerate(zip(keys, message.entries, strict=True), start=1):
            faults = tuple(_read(found, message, key, entry, row))
            found.refused.extend(faults)
            read += not faults
    _place_results(found)
    left_out = sum(len(m.entries) for m in messages) - read
    return Dossiers(
        files=tuple(found.files),
        columns={table: columns(table, names, found.rows[table]) for table, names in _NAMES.items()},
        read=read,
        left_out=left_out,
        refused=tuple(found.refused),
        withheld={},
        absent={},
        unknown=+found.unknown,
    )


def _read(found: _Found, message: Message, key: str, entry: Entry, row: int) -> Sequence[Finding]:
    """Put what one entry tells in `found`, or give what is wrong with it."""
    if not key:
        nl = "er is geen LAS-key, en het ECK-iD gebruiken wij niet: dat is een versleuteld persoonsnummer"
        en = "there is no LAS-key, and we do not use the ECK-iD: that is a personal number under a hash"
        return [fault(message, "no_pupil_number", row, "deelnemerref", nl, en)]
    values, wrong = read_entry(message, entry, row)
    if wrong:
        return wrong
    place: Row = {"file": found.files.index(message.file), "row": row}
    if message.place is None:
        found.unknown["test_provider"] += values["test_provider"] is None
        found.results.append({"key": key, "school_year": message.school_year, **values, **place})
        return ()
    found.places.setdefault(key, set()).add(message.place)
    pupil: Row = {"pupil": f"{message.place[:4]}/{key}", **place}
    if message.kind == "pupils":
        found.rows["pupils"].append({**pupil, **values})
        return ()
    found.rows["pupils"].append({**pupil, "birth_month": None, "sex": None})
    found.rows["advices"].append({**pupil, "school_year": message.school_year, "location": message.place, **values})
    return ()


def _place_results(found: _Found) -> None:
    for result in found.results:
        schools = found.places.get(str(result["key"]), set())
        if len(schools) != 1:
            found.unknown["advice_place"] += 1
            continue
        (school,) = schools
        found.rows["advices"].append({**result, "pupil": f"{school[:4]}/{result['key']}", "location": school})
