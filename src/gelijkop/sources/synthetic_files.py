"""Writes the made-up region as a school board would deliver it: CSV files, each with its mapping beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gelijkop.catalogue import load, text
from gelijkop.model.periods import school_year
from gelijkop.sources.synthetic_chances import Ints
from gelijkop.sources.synthetic_region import Coded, Region

NAMES = ("loopbanen", "deelnames", "vestigingen")
"""The files; the mapping of each is `sources/synthetic_<name>` in the catalogue."""
CHUNK = 50_000
"""Rows put together at once: few enough to stay in the processor's cache, many enough for numpy."""

YEARS = 10_000
"""More than any school year, so that pupil × YEARS + school year is one number for both."""

Bytes = NDArray[np.uint8]


def write_files(region: Region, folder: Path) -> tuple[Path, ...]:
    """The paths of `loopbanen.csv`, `deelnames.csv`, `vestigingen.csv` and a mapping `.toml` beside each, in `folder`.

    UTF-8, semicolons, no quotes. Missing is empty. The advice stands in the row of group 8, a
    diploma in the row of the school year in which it is got, the background in every row.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, columns in zip(NAMES, (_careers(region), _participations(region), region.coded["places"]), strict=True):
        mapping = f"sources/synthetic_{name}"
        declared = load(mapping)
        headings: Mapping[str, str] = declared["columns"]
        written = [_written(columns[ours], declared.get("codes", {}).get(ours, {})) for ours in headings]
        csv, toml = folder / f"{name}.csv", folder / f"{name}.toml"
        with csv.open("wb") as file:
            file.write((declared["file"]["delimiter"].join(headings.values()) + "\n").encode())
            file.writelines(_lines(written, declared["file"]["delimiter"]))
        toml.write_text(text(mapping), encoding="utf-8")
        paths += [csv, toml]
    return tuple(paths)


def _careers(region: Region) -> Mapping[str, Coded]:
    """Everything about a pupil and school year in one row."""
    rows, advices, diplomas = (region.coded[t] for t in ("enrolments", "advices", "diplomas"))
    pupil = rows["pupil"].codes
    group8 = rows["school_year"].codes == advices["school_year"].codes[pupil]
    advice = np.where(group8, pupil, -1)
    diploma = _rows_of(rows, diplomas)
    columns = dict(rows)
    columns["school_year"] = _years(rows["school_year"].codes)
    for name in ("provisional_advice", "test_advice", "test_provider", "final_advice"):
        columns[name] = _picked(advices[name], advice)
    columns["diploma_level"] = _picked(diplomas["level"], diploma)
    extra = _picked(diplomas["extra_subject"], diploma).codes
    columns["extra_subject"] = Coded(extra, ("nee", "ja"))
    for name, column in region.coded["pupils"].items():
        if name != "pupil":
            columns[name] = _picked(column, pupil)
    return columns


def _participations(region: Region) -> Mapping[str, Coded]:
    columns = region.coded["participations"]
    return {**columns, "school_year": _years(columns["school_year"].codes)}


def _rows_of(rows: Mapping[str, Coded], diplomas: Mapping[str, Coded]) -> Ints:
    """For each enrolment the row of the diploma of that pupil and school year, or −1."""
    at, got = (t["pupil"].codes * YEARS + t["school_year"].codes for t in (rows, diplomas))
    found = np.full(len(at), -1)
    found[np.searchsorted(at, got)] = np.arange(len(got))
    return found


def _picked(column: Coded, row: Ints) -> Coded:
    return Coded(np.append(column.codes, -1)[row], column.words, column.type)


def _years(codes: Ints) -> Coded:
    first, last = (int(codes.min()), int(codes.max())) if len(codes) else (0, -1)
    return Coded(codes - first, tuple(school_year(y) for y in range(first, last + 1)))


def _written(column: Coded, codes: Mapping[str, str]) -> tuple[Ints, Bytes]:
    """Row numbers and the padded bytes of each word as the file spells it; the last word is empty, for missing."""
    theirs = {ours: word for word, ours in codes.items()}
    if column.words:
        words = [theirs.get(w, w) for w in column.words]
    else:
        words = [str(i) for i in range(int(column.codes.max(initial=-1)) + 1)]
    padded = np.array([*(w.encode() for w in words), b""], dtype=np.bytes_)
    return column.codes, padded.view(np.uint8).reshape(len(padded), -1)


def _lines(columns: list[tuple[Ints, Bytes]], delimiter: str) -> Iterator[bytes]:
    """The rows as bytes, some at a time: every column padded side by side, then the padding dropped."""
    ends = np.frombuffer(delimiter.encode() * (len(columns) - 1) + b"\n", dtype=np.uint8)
    for start in range(0, len(columns[0][0]), CHUNK):
        parts = []
        for (codes, words), end in zip(columns, ends, strict=True):
            cells = words[codes[start : start + CHUNK]]
            parts += [cells, np.full((len(cells), 1), end, dtype=np.uint8)]
        block = np.concatenate(parts, axis=1)
        yield block[block != 0].tobytes()
