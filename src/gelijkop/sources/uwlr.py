"""Reads messages of UWLR 2 (2.2 and before) as columns of the model: pupils, enrolments and test advices.

Pupils stand there as in EDEXML. Of the results only the advice of the final test of primary school has
a place in the model; the others are counted (`other_results`). A test of another school year than that
of its message is counted too (`advice_place`), since the school of that year is not told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from gelijkop.errors import Finding, Text, UnknownFile
from gelijkop.sources.dossier_page import line
from gelijkop.sources.edexml import dossiers_of, read_pupils
from gelijkop.sources.edexml_pupil import Pupil, School
from gelijkop.sources.oso import Dossiers
from gelijkop.sources.own_number import check_school_numbers
from gelijkop.sources.rows import Row, columns
from gelijkop.sources.uwlr_message import Message, open_message
from gelijkop.sources.uwlr_results import Taken, read_taken, read_tests
from gelijkop.sources.xml import documents
from gelijkop.sources.xsd import Schema, schema_of

_ADVICE = ("location", "test_advice", "test_provider")


@dataclass(frozen=True, repr=False)
class _Found:
    """What the messages hold: advices by pupil and school year, then by code; in `wrong` the faults of one entry."""

    pupils: list[tuple[str, Pupil]] = field(default_factory=list)
    advices: dict[tuple[str, int], dict[str, tuple[str, Row]]] = field(default_factory=dict)
    wrong: list[Sequence[Finding]] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)


def read_uwlr(paths: Iterable[Path], workdir: Path, *, schemas: Path | None = None) -> Dossiers:
    """All pupils and results in files, folders and archives, as columns.

    `read` and `left_out` count pupils in lists and pupils with results; one with a fault is left out whole.

    Args:
        schemas: a folder with the schemas (XSD) of UWLR; with it each message must fit its schema.

    Raises:
        PersonalNumber: the pupil numbers are BSNs or onderwijsnummers.
        InputRefused: a file is hostile, damaged, cut short or no message to read, or does not fit its schema.
    """

    @cache
    def schema(root: str) -> Schema | None:
        return None if schemas is None else schema_of(schemas, root)

    messages = []
    for document in (d for path in paths for d in documents(path, workdir)):
        if isinstance(document, UnknownFile):
            raise document
        messages.append(open_message(document, schema))
    found = _Found()
    for message in messages:
        if message.kind == "results":
            _read_results(found, message)
        elif message.kind == "pupils":
            _read_pupils(found, message, messages)
    return _dossiers(found)


def _read_pupils(found: _Found, message: Message, messages: Sequence[Message]) -> None:
    """Put the pupils of a message in `found`; their groups may stand in another message of the same school."""
    of_school = (m.school for m in messages if _same(m.school, message.school))
    groups = {key: group for school in of_school for key, group in school.groups.items()}
    school = replace(message.school, groups={**groups, **message.school.groups})
    read = list(read_pupils(message.root, school))
    check_school_numbers((p.number for p in read if isinstance(p, Pupil)), school.file, column="key")
    found.pupils.extend((school.file, p) for p in read if isinstance(p, Pupil))
    found.wrong.extend(p for p in read if not isinstance(p, Pupil))


def _read_results(found: _Found, message: Message) -> None:
    school = message.school
    tests = read_tests(message.root, school)
    elements = message.root.findall("toetsafnames/toetsafname")
    read = [read_taken(element, tests, school) for element in elements]
    check_school_numbers((t.number for t in read if isinstance(t, Taken)), school.file, column="leerlingid")
    for element, taken in zip(elements, read, strict=True):
        if not isinstance(taken, Taken):
            continue
        name = f"{school.location[:4]}/{taken.number}"
        pupil: Row = {"pupil": name, "row": line(element)}
        bare: Row = {**pupil, "birth_month": None, "sex": None, "postcode4": None}
        found.pupils.append((school.file, Pupil(taken.number, bare, None, tuple(taken.unknown))))
        for year, advice in taken.advices.items():
            if year != school.school_year:
                found.unknown["advice_place"] += 1
                continue
            row: Row = {**pupil, "school_year": year, "location": school.location, **advice}
            found.advices.setdefault((name, year), {})[str(advice["test_advice"])] = (school.file, row)
    found.wrong.extend(t for t in read if not isinstance(t, Taken))


def _same(one: School, other: School) -> bool:
    return (one.location, one.school_year) == (other.location, other.school_year)


def _dossiers(found: _Found) -> Dossiers:
    """Pupils and their enrolments as EDEXML gives them, and the advices beside them."""
    for told in found.advices.values():
        if len(told) > 1:
            found.wrong.append([_contradiction(file, row) for file, row in told.values()])
    base = dossiers_of(found.pupils, [f for faults in found.wrong for f in faults], len(found.wrong))
    place = {file: i for i, file in enumerate(base.files)}
    sure = (one for told in found.advices.values() if len(told) == 1 for one in told.values())
    rows: list[Row] = [{**row, "file": place[file]} for file, row in sure]
    return replace(
        base,
        columns={**base.columns, "advices": columns("advices", _ADVICE, rows)},
        unknown=found.unknown + Counter(base.unknown),
    )


def _contradiction(file: str, row: Row) -> Finding:
    text = Text(
        "deze leerling heeft elders in deze bestanden in hetzelfde schooljaar een ander toetsadvies. Geen van beide is "
        "ingelezen.",
        "this pupil has another test advice in the same school year elsewhere in these files. Neither was read in.",
    )
    return Finding("contradiction", file, text, int(row["row"] or 0), "resultaat")
