"""Findings as rows for a program: what was found, of whom, and the estimate with all that belongs to it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from gelijkop.compare.changes import Change, Slope
from gelijkop.compare.definitions_beside import Beside
from gelijkop.compare.findings import NOTHING, Gap, Interval, Rate
from gelijkop.compare.kitagawa import Split
from gelijkop.model.groupings import groupings
from gelijkop.model.periods import school_year

Row = Mapping[str, object]


def rate_row(r: Rate) -> Row:
    """A rate; where only a bound is shown there is no number, and `tail` says which bound."""
    value = NOTHING if r.tail else r.value if math.isnan(r.clustered.lower) else r.clustered
    row = estimate_row("rate", r.measure, r.place, r.years, r.grouping, r.group, value, r.pupils, r.state, r.clusters)
    return row | {"tail": r.tail}


def gap_rows(g: Gap) -> Iterator[Row]:
    """The three estimates of a gap."""
    raw, equal = g.sides
    for kind, value in (("raw", raw), ("equal_ability", equal), ("pupils_a_year", g.pupils_a_year)):
        yield estimate_row(
            kind, g.measure, g.place, g.years, g.grouping, g.group, value, g.pupils, g.state, g.clusters
        ) | {
            "verdict": g.verdict,
            "p": _number(g.p_value),
            "p_adjusted": _number(g.p_adjusted),
            "detectable": _number(g.detectable),
            "margin": g.margin,
            "pool_years": g.pool_years,
        }


def split_rows(s: Split) -> Iterator[Row]:
    """The two parts of a raw gap."""
    for kind, value in (("composition", s.composition), ("rate_part", s.rate)):
        yield estimate_row(kind, s.measure, s.place, s.years, s.grouping, s.group, value, s.pupils, s.state, s.clusters)


def beside_row(b: Beside) -> Row:
    """In how many definitions a gap holds."""
    return {
        "kind": "definitions",
        "indicator": b.indicator,
        "place": b.place,
        "grouping": b.grouping,
        "group": group_code(b.grouping, b.group),
        "definitions": [g.measure for g in b.gaps],
        "way": b.way,
        "holds": b.holds,
        "against": b.against,
        "lower": b.lower,
        "higher": b.higher,
        "judged": b.judged,
    }


def change_row(c: Change) -> Row:
    """A change between two school years; state `break` where they may not be compared."""
    years, n = (c.first, c.last), min(c.pupils)
    return estimate_row(
        f"change_{c.of}", c.measure, c.place, years, c.grouping, c.group, c.change, n, c.state, c.clusters
    ) | {
        "verdict": c.verdict,
        "breaks": [school_year(y) for y in c.breaks],
        "margin": c.margin,
    }


def slope_row(s: Slope) -> Row:
    """The change a year over several school years."""
    row = estimate_row(f"slope_{s.of}", s.measure, s.place, s.years, s.grouping, s.group, s.a_year, s.pupils, s.state)
    return row | {"verdict": s.verdict}


def group_code(grouping: str | None, number: int) -> str | None:
    """The code of a group; `onbekend` for those of unknown background, None for all pupils together."""
    if grouping is None or number < 0:
        return None
    return {g.number: g.code for g in groupings()[grouping].groups}.get(number, "onbekend")


def estimate_row(
    kind: str, measure: str, place: str, years: Sequence[int], grouping: str | None, group: int, value: Interval,
    n: int, state: str, clusters: int = 0,
) -> dict[str, object]:  # fmt: skip
    """What every row has: of whom, the estimate with its limits, method, pupils, locations and state."""
    return {
        "kind": kind,
        "measure": measure,
        "place": place,
        "from": school_year(min(years)) if years else None,
        "to": school_year(max(years)) if years else None,
        "grouping": grouping,
        "group": group_code(grouping, group),
        "estimate": _number(value.estimate),
        "lower": _number(value.lower),
        "upper": _number(value.upper),
        "method": value.method or None,
        "n": n if state in ("shown", "zero") else None,
        "clusters": clusters or None,
        "state": state,
    }


def _number(value: float) -> float | None:
    """JSON has no NaN and no infinity."""
    return value if abs(value) < float("inf") else None
