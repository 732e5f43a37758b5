"""Numbers of benchmark tables by measure, place, period and groups."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gelijkop.model.bounds import Bounds
from gelijkop.present.area_numbers import UNKNOWN
from gelijkop.safe.released import Published

Groups = tuple[tuple[str, str], ...]
"""Classification and group of each part that is no total, in order of classification."""
_NEXT = re.compile(r"; (?=[a-z]+=)")  # the name of a group may itself hold a semicolon


@dataclass(frozen=True)
class Benchmark:
    """The numbers of benchmark tables; a total has no groups."""

    published: Published

    @cached_property
    def _cells(self) -> Mapping[tuple[str, str, str], Mapping[Groups, Bounds]]:
        columns = self.published.columns
        names = ("measure", "place", "period", "level", "sex", "detail", "lower", "upper", "state")
        found: dict[tuple[str, str, str], dict[Groups, Bounds]] = {}
        for measure, place, period, level, sex, detail, low, high, state in zip(
            *(columns[n].tolist() for n in names), strict=True
        ):
            groups = _groups(level, sex, detail)
            known = low is not None and low == low  # NaN: not known
            bounds = Bounds(low, high, state) if known else UNKNOWN
            found.setdefault((measure, place, period), {})[groups] = bounds
        return found

    def periods(self, measure: str, place: str) -> list[str]:
        """The periods of a measure of a place, oldest first."""
        return sorted(t for m, p, t in self._cells if (m, p) == (measure, place))

    def number(self, measure: str, place: str, period: str, **groups: str) -> Bounds:
        """One number, of all where no groups are given; `missing` where there is none."""
        return self._cells.get((measure, place, period), {}).get(tuple(sorted(groups.items())), UNKNOWN)

    def groups(self, measure: str, place: str, period: str, classification: str) -> list[str]:
        """The groups of a classification that stand alone, as the source orders them."""
        cells = self._cells.get((measure, place, period), {})
        return [g[0][1] for g in cells if len(g) == 1 and g[0][0] == classification]


def _groups(level: object, sex: object, detail: object) -> Groups:
    parts = [("advies", str(level))] if level else []
    parts += [("geslacht", str(sex))] if sex else []
    parts += [(k, v) for k, _, v in (p.partition("=") for p in _NEXT.split(str(detail)))] if detail else []
    return tuple(sorted(parts))
