"""Groupings of the user: TOML files that divide pupils by a column of their own or a known one, checked as a whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gelijkop.catalogue import Entry
from gelijkop.errors import DefinitionRefused, Finding, Text
from gelijkop.indicators.checks import KEY, no_toml, unknown
from gelijkop.model.groupings import Grouping, grouping, groupings
from gelijkop.model.periods import start_year
from gelijkop.model.tables import PUPILS
from gelijkop.pipeline.own import read_texts, toml_files

GROUPINGS = "indelingen"
"""The folder beside the store in which own groupings are looked for."""
FEWEST, MOST = 2, 4
"""So many groups can be told apart on a page."""
_NEEDED: Mapping[str, type] = {"code": str, "column": str, "reference": str, "ordered": bool, "nl": str, "en": str,
                               "group": list}  # fmt: skip
_GROUP: Mapping[str, type] = {"code": str, "nl": str, "en": str}
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_COLUMN, _GROUP_NAME = Text("kolom", "column"), Text("groep", "group")
_COLUMNS = {c.name: c for c in PUPILS.columns if c.background and c.type == "text" and (c.codes or "own_" in c.name)}


def own_groupings_in(folder: Path) -> tuple[Grouping, ...]:
    """The groupings in a folder; none where there is no such folder.

    Raises:
        DefinitionRefused: with every fault of every file.
    """
    texts, unread = read_texts(toml_files(folder))
    return _read(texts, unread)


def _read(texts: Mapping[str, str], unread: Sequence[Finding] = ()) -> tuple[Grouping, ...]:
    findings, found = list(unread), dict[str, Grouping]()
    for file, written in texts.items():
        try:
            entry = tomllib.loads(written)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            findings.append(no_toml(error, file))
            continue
        faults = [Finding("grouping", file, text, _line(written, key), key) for key, text in _faults(entry, found)]
        findings += faults
        if not faults:
            numbered = [{**g, "number": n} for n, g in enumerate(entry["group"], start=1)]
            found[entry["code"]] = grouping({**entry, "group": numbered})
    if findings:
        wrong = Text("De eigen indelingen kloppen niet.", "The own groupings have faults.")
        raise DefinitionRefused(wrong, findings)
    return tuple(found.values())


def _line(written: str, key: str) -> int | None:
    lines = enumerate(written.splitlines(), start=1)
    return next((n for n, line in lines if re.match(rf"\s*\[*{re.escape(key)}\s*[=\]]", line)), None)


def _faults(entry: Entry, found: Mapping[str, Grouping]) -> Iterator[tuple[str, Text]]:
    """Key and sentence of everything that is wrong; deeper checks wait until all keys are there."""
    shape = list(_keys(entry, _NEEDED, {"special": bool, "breaks": list}))
    breaks = entry["breaks"] if isinstance(entry.get("breaks"), list) else []
    if not all(isinstance(b, str) and start_year(b) is not None for b in breaks):
        shape.append(("breaks", Text("verwacht: schooljaren, zoals 2021/2022", "expected: school years: 2021/2022")))
    groups = entry["group"] if isinstance(entry.get("group"), list) else []
    for group in groups:
        if isinstance(group, dict):
            shape += _keys(group, _GROUP, {"values": list})
            if not all(isinstance(v, str) and v for v in group.get("values", ())):
                shape.append(("values", Text("verwacht: teksten tussen aanhalingstekens", "expected: quoted texts")))
        else:
            shape.append(("group", Text("verwacht: [[group]]", "expected: [[group]]")))
    yield from shape
    if not shape:
        yield from _names(entry, found)
        yield from _groups(entry)


def _keys(entry: Entry, needed: Mapping[str, type], extra: Mapping[str, type]) -> Iterator[tuple[str, Text]]:
    allowed = {**needed, **extra}
    for key in entry:
        if key not in allowed:
            yield key, unknown(KEY, key, tuple(allowed))
    for key, kind in allowed.items():
        if key in needed and key not in entry:
            yield key, Text(f"“{key}” ontbreekt", f"“{key}” is missing")
        elif key in entry and (not isinstance(entry[key], kind) or entry[key] == ""):
            nl, en = {str: ("tekst", "text"), bool: ("true of false", "true or false"), list: ("een lijst", "a list")}[
                kind
            ]
            yield key, Text(f"verwacht bij “{key}”: {nl}", f"expected at “{key}”: {en}")


def _names(entry: Entry, found: Mapping[str, Grouping]) -> Iterator[tuple[str, Text]]:
    if not _CODE.fullmatch(entry["code"]):
        nl, en = "een code heeft kleine letters, cijfers en streepjes", "a code has lower case, digits and hyphens"
        yield "code", Text(nl, en)
    if entry["code"] in found or entry["code"] in groupings():
        yield "code", Text("deze code bestaat al", "this code exists already")
    if entry["column"] not in _COLUMNS:
        yield "column", unknown(_COLUMN, entry["column"], tuple(_COLUMNS))


def _groups(entry: Entry) -> Iterator[tuple[str, Text]]:
    groups, codes = entry["group"], [g["code"] for g in entry["group"]]
    if not FEWEST <= len(groups) <= MOST:
        nl, en = f"geef {FEWEST} tot {MOST} groepen", f"give {FEWEST} to {MOST} groups"
        yield "group", Text(f"{nl}; nu zijn het er {len(groups)}", f"{en}; there are {len(groups)}")
    if entry["reference"] not in codes:
        yield "reference", unknown(_GROUP_NAME, entry["reference"], tuple(codes))
    written = [v for g in groups for v in g.get("values") or [g["code"]]]
    for name, said in (("code", codes), ("values", written)):
        twice = sorted({c for c in said if said.count(c) > 1})
        if twice:
            yield name, Text(f"dit staat er meer dan eens: {twice[0]}", f"this is there more than once: {twice[0]}")
    column = _COLUMNS.get(entry["column"])
    if column is not None and column.codes:
        yield from (("values", unknown(_COLUMN, v, column.codes)) for v in written if v not in column.codes)
