"""A release folder as an outsider reads it: the counts as CSV and the manifest, and tables of others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from gelijkop.errors import Finding, InputRefused, MissingColumn, ReleaseRefused, Text, UserError
from gelijkop.pipeline.audit_csv import Sheet, count_of, read_sheet
from gelijkop.safe.audit.released import ReleaseRows, broken_promises
from gelijkop.safe.audit.report import Report
from gelijkop.safe.audit.tree import KnownPupils, audit_rows

COLUMNS = ("measure", "school_year", "place", "grouping", "group", "stratum", "outcome", "pupils")
_WHOLE = ("school_year", "group", "stratum", "outcome", "pupils")
_KNOWN = ("school_year", "place", "pupils")


def audit_release(
    folder: Path, known: Sequence[Path] = (), *, width: int = 3, seconds: float = 0.0
) -> dict[str, Report]:
    """What somebody finds out from a release, by the file of counts that it was found in.

    Raises:
        UserError: there is no release here.
        ReleaseRefused: it is an internal release, which holds exact counts.
        InputRefused: a file cannot be read; every fault is named with row and column.
    """
    clock, base, slack = _rules(folder)
    sheets = [s for p in sorted(folder.glob("*.csv")) if tuple((s := read_sheet(p)).heading) == COLUMNS]
    if not sheets:
        raise _nothing(folder, "geen CSV met aantallen", "no CSV with counts")
    totals = [k for p in known for k in known_pupils(p, sorted(set(clock.values())))]
    if any(k.grouping for k in totals):
        raise UserError(
            Text(
                "Aantallen van anderen per groep kent alleen de aanval bij het uitgeven: gelijkop publish --known",
                "Numbers of others by group are known to the attack before releasing only: gelijkop publish --known",
            )
        )
    reports = {}
    for sheet in sheets:
        rows = _rows(sheet, clock, base, slack)
        found = audit_rows(rows, totals, least_width=width, seconds=seconds)
        reports[sheet.file] = replace(found, broken=(*broken_promises(rows), *found.broken))
    return reports


def known_pupils(path: Path, clocks: Sequence[str]) -> Sequence[KnownPupils]:
    """Exact totals of others: columns `school_year`, `place`, `pupils`, and `clock` where there are several.

    Numbers by group have the columns `grouping` and `group` (the code of the grouping and its group number) besides.

    Raises:
        MissingColumn: a column is not there.
        InputRefused: a number is no number, or a clock is not one of the release.
    """
    sheet = read_sheet(path)
    needed = _KNOWN if len(clocks) == 1 else (*_KNOWN, "clock")
    missing = [c for c in needed if c not in sheet.heading]
    if missing:
        raise MissingColumn(
            Text(f"{path.name}: deze kolommen ontbreken: {', '.join(missing)}. Klokken: {', '.join(clocks)}.",
                 f"{path.name}: these columns are not there: {', '.join(missing)}. Clocks: {', '.join(clocks)}.")
        )  # fmt: skip
    by_group = {"grouping", "group"} <= set(sheet.heading)
    at = {c: sheet.heading.index(c) for c in (*needed, *(("grouping", "group") if by_group else ()))}
    faults, known = [], []
    for number, row in sheet.rows:
        clock = row[at["clock"]] if "clock" in at else clocks[0]
        year, pupils = (count_of(row[at[c]]) for c in ("school_year", "pupils"))
        grouping = row[at["grouping"]] if by_group else ""
        group = count_of(row[at["group"]]) if grouping else -1
        for column, wrong in (
            ("school_year", year is None),
            ("pupils", pupils is None),
            ("clock", clock not in clocks),
            ("group", group is None),
        ):
            if wrong:
                faults.append(
                    Finding("known", path.name, Text("verwacht: een geheel getal of een klok van de uitgave",
                                                     "expected: a whole number or a clock of the release"),
                            row=number, column=column)
                )  # fmt: skip
        if year is not None and pupils is not None and group is not None:
            known.append(KnownPupils(clock, year, row[at["place"]], pupils, grouping, group))
    if faults:
        raise InputRefused(Text(f"{path.name} is niet te gebruiken.", f"{path.name} cannot be used."), faults)
    return known


def _rules(folder: Path) -> tuple[Mapping[str, str], int, int]:
    """The clock of each measure, and base and slack, from the manifest."""
    try:
        released = json.loads((folder / "manifest.json").read_text("utf-8"))["released"]
        clock = {str(m["code"]): str(m["clock"]) for m in released["measures"]}
        policy, base, slack = str(released["policy"]), int(released["base"]), int(released["slack"])
    except (OSError, ValueError, KeyError, TypeError):
        raise _nothing(folder, "geen leesbaar manifest", "no readable manifest") from None
    if policy != "openbaar":
        raise ReleaseRefused(
            Text("Dit is een interne uitgave: die heeft juiste aantallen en kan niet openbaar zijn.",
                 "This is an internal release: it has exact counts and cannot be public.")
        )  # fmt: skip
    return clock, base, slack


def _rows(sheet: Sheet, clock: Mapping[str, str], base: int, slack: int) -> ReleaseRows:
    faults = list(_faults(sheet, clock))
    if faults:
        raise InputRefused(Text(f"{sheet.file} is niet te lezen.", f"{sheet.file} cannot be read."), faults[:20])
    columns = dict(zip(COLUMNS, zip(*(row for _, row in sheet.rows), strict=True), strict=True))
    whole = {c: np.array(columns[c], dtype=np.str_).astype(np.int64) for c in _WHOLE}
    words = {c: np.array(columns[c], dtype=np.str_) for c in ("measure", "place", "grouping")}
    return ReleaseRows(
        words["measure"], whole["school_year"], words["place"], words["grouping"], whole["group"], whole["stratum"],
        whole["outcome"], whole["pupils"], clock, base, slack,
    )  # fmt: skip


def _faults(sheet: Sheet, clock: Mapping[str, str]) -> Iterator[Finding]:
    at = {c: i for i, c in enumerate(COLUMNS)}
    for number, row in sheet.rows:
        for column in _WHOLE:
            if not row[at[column]].removeprefix("-").isdecimal():
                yield Finding(
                    "count", sheet.file, Text("geen geheel getal", "no whole number"), row=number, column=column
                )
        if row[at["measure"]] not in clock:
            text = Text("deze maat staat niet in het manifest", "this measure is not in the manifest")
            yield Finding("measure", sheet.file, text, row=number, column="measure")


def _nothing(folder: Path, nl: str, en: str) -> UserError:
    return UserError(
        Text(f"{folder}: hier staat geen uitgave ({nl}). Verwacht: een map die gelijkop publish maakte.",
             f"{folder}: there is no release here ({en}). Expected: a folder that gelijkop publish made.")
    )  # fmt: skip
