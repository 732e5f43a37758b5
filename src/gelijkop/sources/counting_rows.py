"""Which rows of a pupil file count, and how a school year ended for the pupil in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw
from numpy.typing import NDArray

from gelijkop.errors import Finding, Text
from gelijkop.sources.mapping import FileMapping
from gelijkop.sources.pupil_file import ROW, Frame, Raw

Run = Callable[[Frame], Mapping[str, NDArray[Any]]]  # Any: a column of any numpy type

OUTCOME = "outcome"
"""The column of a mapped file with one of the next three, or missing."""
GRADUATED, LEFT, OTHER = "graduated", "left", "other"


def kept(mapping: FileMapping, raw: Raw) -> Frame:
    """The rows that count: in every heading of `[keep]` one of its texts, or anything."""
    frame = raw.frame
    for heading, texts in mapping.keep.items():
        text = _text(mapping, raw, heading)
        frame = frame.filter(~text.is_null() if not texts else text.is_in(texts).fill_null(False))
    return frame


def left_out(mapping: FileMapping, raw: Raw, run: Run) -> int:
    """How many rows of the file do not count."""
    if not mapping.keep:
        return 0
    rows = [int(run(f.select(nw.len().alias("rows")))["rows"][0]) for f in (raw.frame, kept(mapping, raw))]
    return rows[0] - rows[1]


def outcome(mapping: FileMapping, raw: Raw) -> nw.Expr:
    """How the school year of a row ended, by the declared texts; what is not declared is missing."""
    if mapping.outcome is None:
        return nw.lit(None, dtype=nw.String)
    meant = dict.fromkeys(mapping.outcome.left, LEFT)
    meant |= dict.fromkeys(mapping.outcome.other, OTHER) | dict.fromkeys(mapping.outcome.graduated, GRADUATED)
    text = _text(mapping, raw, mapping.outcome.heading)
    return text.replace_strict(list(meant), list(meant.values()), default=None)


def row_faults(mapping: FileMapping, raw: Raw, run: Run) -> tuple[Finding, ...]:
    """What would leave out rows or outcomes without a word: a code that lost its zero, an outcome not declared."""
    return (*_lost_zeros(mapping, raw, run), *_unknown_outcomes(mapping, raw, run))


def _lost_zeros(mapping: FileMapping, raw: Raw, run: Run) -> Iterator[Finding]:
    for heading, texts in mapping.keep.items():
        without = [t.lstrip("0") for t in texts if t.startswith("0") and t.lstrip("0") not in (*texts, "")]
        if without:
            text = Text(
                "er ontbreekt een nul vooraan (1 in plaats van 01). Exporteer opnieuw, en sla niet op in Excel.",
                "a zero at the start is gone (1 instead of 01). Export again, and do not save it in Excel.",
            )
            bad = _text(mapping, raw, heading).is_in(without)
            yield from _found("leading_zero", raw, heading, run, bad=bad, text=text)


def _unknown_outcomes(mapping: FileMapping, raw: Raw, run: Run) -> Iterator[Finding]:
    if mapping.outcome is not None:
        o = mapping.outcome
        shown = ", ".join((*o.graduated, *o.left, *o.other))
        text = Text(
            f"verwacht: een van {shown}, of leeg. Schrijf bij [outcome] van het koppelbestand wat de andere betekenen.",
            f"expected: one of {shown}, or empty. Write under [outcome] of the mapping file what the others mean.",
        )
        unknown = ~_text(mapping, raw, o.heading).is_null() & outcome(mapping, raw).is_null()
        yield from _found("unknown_code", raw, o.heading, run, bad=unknown, text=text)


def _found(rule: str, raw: Raw, heading: str, run: Run, *, bad: nw.Expr, text: Text) -> Sequence[Finding]:
    where = bad.fill_null(False)
    first, times = nw.when(where).then(nw.col(ROW)).min().alias("first"), where.cast(nw.Int64).sum().alias("times")
    seen = run(raw.frame.select(first, times))
    if not seen["times"][0] > 0:
        return ()
    return (Finding(rule, raw.name, text, int(seen["first"][0]), heading, int(seen["times"][0])),)


def _text(mapping: FileMapping, raw: Raw, heading: str) -> nw.Expr:
    text = nw.col(raw.column(heading)).str.strip_chars()
    return nw.when(~text.is_in(["", *mapping.missing])).then(text)
