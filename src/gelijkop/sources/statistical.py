"""Turns a file of SPSS (.sav, .zsav, .por) or Stata (.dta) into rows of text, exactly as coded or as labelled.

The rows go to a plain CSV in parts, so that a register of millions of rows does not fill the memory.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import pyreadstat

from gelijkop.errors import DamagedEncoding, EmptyFile, InputRefused, Text, TruncatedFile
from gelijkop.sources.refusals import refusal

Values = Literal["codes", "labels"]
VALUES: tuple[Values, ...] = ("codes", "labels")
CHUNK = 100_000
"""Rows held in memory at a time."""

START = 1024
"""Bytes in which every kind has its signature: a portable file has 456 characters before it, and line ends."""
_SIGNATURE = b"SPSSPORT"
_STATA_END = b"</stata_dta>"
_OLD_STATA = range(102, 117)  # the first byte of a .dta before Stata 13
_ZEROS = re.compile("^(?:N([0-9]+)|%0([0-9]+)[.]0[fg])$")  # formats that show 1 as 01
Label = Mapping[Any, str]  # Any: a number or a text


@dataclass(frozen=True)
class Plain:
    """A CSV with the variable names as heading, and which variables have labels for their codes."""

    path: Path
    labelled: frozenset[str]


@dataclass(frozen=True)
class Size:
    """Which program made a file, and how many rows and variables it has."""

    program: Literal["SPSS", "Stata"]
    rows: int
    variables: int


def is_statistical(start: bytes) -> bool:
    """Whether a file that begins so is one of SPSS or Stata."""
    return _reader(start) is not None


def size(path: Path) -> Size:
    """The size of one file, counted: every row is read, of one variable.

    Raises:
        TruncatedFile, DamagedEncoding, InputRefused: as `plain_copy`.
    """
    read = _reader(_start(path))
    if read is None:
        raise _damaged(path)
    _check_end(path)
    about = _part(read, path, metadataonly=True)[1]
    first = about.column_names[:1]
    rows = sum(len(part[first[0]]) for part in _parts(read, path, CHUNK, usecols=first)) if first else 0
    if about.number_rows is not None and rows != about.number_rows:
        raise _damaged(path)
    return Size(program(_start(path)), rows, len(about.column_names))


def program(start: bytes) -> Literal["SPSS", "Stata"]:
    """Which program made a file of either that begins so."""
    return "Stata" if _reader(start) is pyreadstat.read_dta else "SPSS"


def plain_copy(path: Path, workdir: Path, *, values: Values, chunk: int = CHUNK) -> Plain:
    """The rows of one file as CSV in `workdir`: missing and user-missing values empty, dates as JJJJ-MM-DD.

    Args:
        values: whether a code that has a label is written as itself or as its label. A label that two
            codes share would make them one, so those codes stay as they are.
        chunk: rows read at a time.

    Raises:
        TruncatedFile: cut short, damaged, or of a version that cannot be read.
        DamagedEncoding: a text in it is not of the encoding that the file names.
        InputRefused: a variable is there twice.
        EmptyFile: there are no rows.
    """
    read = _reader(_start(path))
    if read is None:
        raise _damaged(path)
    _check_end(path)
    plain = workdir / f"{path.name}.csv"
    about = _part(read, path, metadataonly=True)[1]
    labels = _labels(about, path) if values == "labels" else {}
    zeros = {name: _zeros(form) for name, form in about.original_variable_types.items()}
    rows = 0
    with plain.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(about.column_names)
        for part in _parts(read, path, chunk):
            columns = [_texts(part[n], labels.get(n, {}), zeros.get(n, 0)) for n in about.column_names]
            writer.writerows(zip(*columns, strict=True))
            rows += len(columns[0])
    if rows == 0:
        raise refusal(EmptyFile, "empty", path.name, Text("er staan geen rijen in.", "there are no rows in it."))
    if about.number_rows is not None and rows != about.number_rows:
        raise _damaged(path)
    return Plain(plain, frozenset(about.variable_value_labels))


Read = Callable[..., Any]  # one of the three functions of pyreadstat


def _reader(start: bytes) -> Read | None:
    if start[:4] in (b"$FL2", b"$FL3"):
        return pyreadstat.read_sav
    old_stata = len(start) > 2 and start[0] in _OLD_STATA and start[1] in (1, 2) and start[2] == 1
    if old_stata or start.startswith(b"<stata_dta>"):
        return pyreadstat.read_dta
    if _SIGNATURE in start.replace(b"\r", b"").replace(b"\n", b""):
        return pyreadstat.read_por
    return None


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(START)


def _check_end(path: Path) -> None:
    """Refuse a Stata file whose last part is gone: its rows would be read, without labels."""
    if _start(path).startswith(b"<stata_dta>"):
        with path.open("rb") as file:
            file.seek(-min(path.stat().st_size, 2 * len(_STATA_END)), 2)
            if not file.read().rstrip().endswith(_STATA_END):
                raise _damaged(path)


def _parts(read: Read, path: Path, chunk: int, **how: object) -> Iterator[Mapping[str, Sequence[object]]]:
    offset = 0
    while True:
        part = _part(read, path, row_offset=offset, row_limit=chunk, **how)[0]
        size = len(next(iter(part.values()), ()))
        if size:
            yield part
        if size < chunk:
            return
        offset += size


def _part(read: Read, path: Path, **how: object) -> tuple[Any, Any]:  # Any: rows, and what pyreadstat tells of them
    """One call of pyreadstat, its errors in our words."""
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            found: tuple[Any, Any] = read(path, output_format="dict", **how)
    except pyreadstat.ReadstatError as error:
        if "convert string" in str(error):
            raise _garbled(path) from None
        raise _damaged(path) from None
    except UnicodeDecodeError:
        raise _garbled(path) from None
    except (ValueError, OverflowError, OSError):  # a date that cannot be; a file that stops in its heading
        raise _damaged(path) from None
    if any("duplicated" in str(w.message) for w in told):
        raise refusal(
            InputRefused, "duplicate_heading", path.name,
            Text("een variabele staat er twee keer in. Geef elke variabele een eigen naam.",
                 "a variable is there twice. Give every variable a name of its own."),
        )  # fmt: skip
    return found


def _labels(about: pyreadstat.metadata_container, path: Path) -> Mapping[str, Label]:
    """For each variable the label of each code, without labels that are empty or that two codes share."""
    lost = [n for n in about.variable_to_label if n not in about.variable_value_labels]
    if lost:
        raise refusal(
            TruncatedFile, "no_labels", path.name,
            Text("de labels van deze variabele ontbreken: het bestand is beschadigd, of de labels zijn niet bewaard. "
                 'Bewaar het opnieuw, of gebruik de codes (values = "codes").',
                 "the labels of this variable are gone: the file is damaged, or its labels were not saved. "
                 'Save it again, or use the codes (values = "codes").'),
            column=lost[0],
        )  # fmt: skip
    return {
        name: {code: label for code, label in labels.items() if label and list(labels.values()).count(label) == 1}
        for name, labels in about.variable_value_labels.items()
    }


def _texts(values: Sequence[object], labels: Label, zeros: int) -> list[str]:
    if labels:
        return [labels.get(v) or _text(v, zeros) for v in values]
    return [_text(v, zeros) for v in values]


def _text(value: object, zeros: int) -> str:
    """One value as the program that made the file shows it, without decimals that say nothing."""
    if value is None or value != value:
        return ""
    if isinstance(value, (int, float)):
        whole = float(value).is_integer()
        return str(int(value)).zfill(zeros) if whole else repr(float(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _zeros(form: str | None) -> int:
    """How many digits a format fills up with zeros: SPSS `N4`, Stata `%04.0f`."""
    fits = _ZEROS.match(form or "")
    return int(fits[1] or fits[2]) if fits else 0


def _damaged(path: Path) -> TruncatedFile:
    return refusal(
        TruncatedFile, "cut_short", path.name,
        Text("dit bestand van SPSS of Stata is beschadigd, afgebroken, of van een versie die niet kan worden gelezen. "
             "Bewaar het opnieuw, of bewaar het als CSV.",
             "this file of SPSS or Stata is damaged, cut short, or of a version that cannot be read. "
             "Save it again, or save it as CSV."),
    )  # fmt: skip


def _garbled(path: Path) -> DamagedEncoding:
    return refusal(
        DamagedEncoding, "damaged_encoding", path.name,
        Text("een tekst in dit bestand past niet bij de tekencodering die het noemt. Bewaar het opnieuw als Unicode.",
             "a text in this file does not fit the encoding that it names. Save it again as Unicode."),
    )  # fmt: skip
