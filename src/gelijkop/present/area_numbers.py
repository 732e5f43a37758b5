"""Published area figures looked up and put together: sums and shares with their bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.bounds import Bounds, total
from gelijkop.safe.released import Published

UNKNOWN = Bounds(None, None, "missing")


@dataclass(frozen=True)
class Lookup:
    """One measure of one place and period (and level): the rows that together are that number."""

    published: Published

    def _column(self, name: str) -> NDArray[np.generic]:
        return self.published.columns[name]

    def _rows(self, measure: str, place: str | None = None) -> NDArray[np.bool_]:
        keep = np.asarray(self._column("measure") == measure)
        if place is not None:
            keep = keep & np.asarray(self._column("place") == place)
        return keep

    def has(self, measure: str, place: str) -> bool:
        """Whether the place has any row of this measure."""
        return bool(self._rows(measure, place).any())

    def periods(self, measure: str) -> list[str]:
        """The periods of a measure, oldest first."""
        return sorted({str(p) for p in self._column("period")[self._rows(measure)]})

    def levels(self, measure: str) -> list[str]:
        """The levels that a measure is parted in."""
        return sorted({_text(v) for v in self._column("level")[self._rows(measure)]} - {""})

    def unit(self, measure: str) -> str:
        """The unit of a measure."""
        found = self._column("unit")[self._rows(measure)]
        return str(found[0]) if len(found) else "number"

    def places(self, measure: str, kind: str) -> list[str]:
        """The places of one kind that have this measure, in order of code."""
        keep = self._rows(measure) & np.asarray(self._column("place_kind") == kind)
        return sorted({str(p) for p in self._column("place")[keep]})

    def having(self, measures: Sequence[str], place: str, period: str) -> set[str]:
        """The sources that have all these measures of a place and period; two sources are never added up."""
        then = np.asarray(self._column("period") == period)
        found = (set(self._column("source")[self._rows(m, place) & then].astype(str)) for m in measures)
        return set.intersection(*found)

    def number(self, measure: str, place: str, period: str, *, source: str, level: str | None = None) -> Bounds:
        """The number of one source with its bounds; `missing` where there is none.

        Rows without sex, grade or level are taken for the total; where there are none, the parts are added up.
        Rows with a further detail are left out.
        """
        keep = self._rows(measure, place) & np.asarray(self._column("period") == period)
        keep &= np.asarray(self._column("source") == source)
        keep &= np.array([_text(d) == "" for d in self._column("detail")], dtype=bool)
        wanted = ["sex", "grade"]
        if level is not None:
            keep &= np.array([_text(v) == level for v in self._column("level")], dtype=bool)
        else:
            wanted.append("level")
        for name in wanted:
            empty = keep & np.array([_text(v) == "" for v in self._column(name)], dtype=bool)
            keep = empty if empty.any() else keep
        rows = np.flatnonzero(keep)
        if not len(rows):
            return UNKNOWN
        return total([self._bounds(int(i)) for i in rows])

    def _bounds(self, row: int) -> Bounds:
        low, high = (float(self._column(c).astype(float)[row]) for c in ("lower", "upper"))
        if np.isnan(low) or np.isnan(high):
            return UNKNOWN
        return Bounds(low, high, "shown" if low == high else "suppressed")

    def share(self, part: Bounds, whole: Bounds) -> Bounds:
        """Part of a whole (0–1) with its bounds; `missing` where either is, `not_applicable` of nothing."""
        if part.lower is None or part.upper is None or whole.lower is None or whole.upper is None:
            return UNKNOWN
        if whole.upper == 0:
            return Bounds(None, None, "not_applicable")
        low = part.lower / whole.upper
        high = min(part.upper / whole.lower, 1.0) if whole.lower else 1.0
        return Bounds(low, high, "shown" if part.exact and whole.exact else "suppressed")

    def ratio(self, part: Bounds, whole: Bounds, per: float) -> Bounds:
        """A number for every `per` of a whole, such as a score for every 100 pupils; bounds as in `share`."""
        if part.lower is None or part.upper is None or not whole.lower or not whole.upper:
            return UNKNOWN
        ends = [a / b * per for a in (part.lower, part.upper) for b in (whole.lower, whole.upper)]
        return Bounds(min(ends), max(ends), "shown" if part.exact and whole.exact else "suppressed")


def _text(value: object) -> str:
    """A cell as text; empty for what is not there."""
    return "" if value is None or value != value or value in ("", -1, "None") else str(value)
