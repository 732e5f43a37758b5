"""From one measure of an effect to another: d, g, r, odds ratio and months; the original always stays beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from gelijkop.catalogue import load
from gelijkop.errors import Text
from gelijkop.evidence.record import Effect, Record
from gelijkop.evidence.words import fold

Measure = Literal["d", "g", "r", "or", "maanden"]
MEASURES: tuple[Measure, ...] = ("d", "g", "r", "or", "maanden")
FILE = "evidence/effects"
LARGEST = 100.0  # of d; far above any published one, and its odds ratio is still a number
UNKNOWN_GROUPS = 4.0  # h of two large groups of equal size


class Groups(NamedTuple):
    """The numbers of pupils in the two groups that were compared."""

    first: int
    second: int


class Bin(NamedTuple):
    """The effect sizes that a number of months stands for, both ends included; no interval of confidence."""

    low: float
    high: float


@dataclass(frozen=True)
class Conversion:
    """An effect in another measure; `value` is None for months turned into an effect size, which give a `bin` only.

    `lower` and `upper` are the converted limits, None where the original has none. `formulas` are keys of the
    catalogue, in the order of use; no keys where nothing had to be converted.
    """

    measure: Measure
    value: float | None
    lower: float | None
    upper: float | None
    bin: Bin | None
    formulas: tuple[str, ...]
    original: Effect


def convert(effect: Effect, to: Measure, *, groups: Groups | None = None) -> Conversion | Text:
    """The effect in another measure, or why that cannot be.

    Args:
        effect: as the source gives it.
        to: the measure asked for.
        groups: sizes of the two groups; needed between d and g, and for r taken as large and equal where None.

    Returns:
        The conversion with the original; a sentence where the measures have no bridge.

    Source: the formulas of `catalogue/evidence/effects.toml`, each with its own.
    """
    if effect.measure == to:
        return Conversion(to, effect.value, effect.lower, effect.upper, None, (), effect)
    if (refusal := _refusal(effect, to, groups)) is not None:
        return refusal
    if effect.measure == "maanden":
        months = bin_of(effect.value)
        if months is None:
            return Text("de tabel van de EEF kent dit aantal maanden niet", "the table of the EEF has no such months")
        ends = [end if to == "g" else _from_d(end, to, groups) for end in months]
        return Conversion(to, None, None, None, Bin(*ends), _path("maanden", to), effect)
    if to == "maanden":
        step = months_of(_size(effect.value, effect.measure, groups))
        if step is None:
            return Text("de tabel van de EEF houdt op bij 1,00", "the table of the EEF ends at 1.00")
        return Conversion(to, float(step), None, None, None, _path(effect.measure, to), effect)
    sizes = [
        None if v is None else _to_d(v, effect.measure, groups) for v in (effect.value, effect.lower, effect.upper)
    ]
    if any(abs(d) > LARGEST for d in sizes if d is not None):
        return Text("dit effect is te groot om waar te zijn", "this effect is too large to be true")
    value, lower, upper = (None if d is None else _from_d(d, to, groups) for d in sizes)
    return Conversion(to, value, lower, upper, None, _path(effect.measure, to), effect)


def beside(effect: Effect, record: Record) -> Conversion | Text | None:
    """The same effect by the table of the EEF: months for an effect size, effect sizes for months.

    None where that would mean nothing: for a determinant, and months for another outcome than results at school.
    """
    if record.type == "determinant":
        return None
    if effect.measure == "maanden":
        return convert(effect, "d")
    said = fold(record.outcome)
    return convert(effect, "maanden") if any(word in said for word in load(FILE)["months"]["outcomes"]) else None


def correction(groups: Groups) -> float:
    """The factor J that makes g of d. Source: Hedges & Olkin (1985), the exact form."""
    df = groups.first + groups.second - 2
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def d_to_g(d: float, groups: Groups) -> float:
    """The effect size g: d corrected for small groups."""
    return correction(groups) * d


def g_to_d(g: float, groups: Groups) -> float:
    """The effect size d before the correction for small groups."""
    return g / correction(groups)


def d_to_r(d: float, groups: Groups | None = None) -> float:
    """The point-biserial correlation r that belongs to d."""
    return d / math.hypot(d, math.sqrt(_spread(groups)))


def r_to_d(r: float, groups: Groups | None = None) -> float:
    """The effect size d that belongs to a correlation between −1 and 1, both not included."""
    return r * math.sqrt(_spread(groups) / (1 - r * r))


def d_to_odds_ratio(d: float) -> float:
    """The odds ratio that belongs to d when what was measured is cut in two."""
    return math.exp(d * math.pi / math.sqrt(3))


def odds_ratio_to_d(odds_ratio: float) -> float:
    """The effect size d that belongs to an odds ratio above 0."""
    return math.log(odds_ratio) * math.sqrt(3) / math.pi


def months_of(size: float) -> int | None:
    """The months of an effect size by the table of the EEF, below zero with a minus; None above 1.00."""
    rounded = round(abs(size), 2)
    for months, (low, high) in enumerate(load(FILE)["months"]["steps"]):
        if low <= rounded <= high:
            return months if size > 0 else -months
    return None


def bin_of(months: float) -> Bin | None:
    """The effect sizes that a whole number of months stands for; None where the table has no such number."""
    steps = load(FILE)["months"]["steps"]
    if months != int(months) or abs(months) >= len(steps):
        return None
    low, high = steps[abs(int(months))]
    return Bin(low, high) if months >= 0 else Bin(-high, -low)


def _given(effect: Effect) -> tuple[float, float | None, float | None]:
    return effect.value, effect.lower, effect.upper


def _refusal(effect: Effect, to: Measure, groups: Groups | None) -> Text | None:
    """Why one measure cannot become another."""
    given = effect.measure
    if given == "r" and any(abs(v) >= 1 for v in _given(effect) if v is not None):
        return Text("bij een correlatie van 1 hoort geen effectgrootte", "a correlation of 1 has no effect size")
    if given not in MEASURES:
        return Text(
            "procentpunten zijn niet om te rekenen zonder het deel waar zij bij horen",
            "percentage points cannot be converted without the share that they belong to",
        )
    # Months stand for an effect size, d or g as the studies gave it, so neither asks for sizes of groups.
    corrected = "g" in (given, to) and "maanden" not in (given, to)
    if corrected and groups is None:
        return Text(
            "voor g is de grootte van beide groepen nodig",
            "for g the sizes of both groups are needed",
        )
    if groups is not None and (min(groups) < 1 or sum(groups) < 4):
        return Text(
            "de twee groepen hebben samen minstens vier leerlingen nodig",
            "the two groups need at least four pupils together",
        )
    return None


def _size(value: float, measure: str, groups: Groups | None) -> float:
    return value if measure == "g" else _to_d(value, measure, groups)


def _to_d(value: float, measure: str, groups: Groups | None) -> float:
    if measure == "g" and groups is not None:
        return g_to_d(value, groups)
    plain: Mapping[str, Callable[[float], float]] = {
        "r": lambda v: r_to_d(v, groups),
        "or": odds_ratio_to_d,
    }
    return plain[measure](value) if measure in plain else value


def _from_d(d: float, to: Measure, groups: Groups | None) -> float:
    if to == "g" and groups is not None:
        return d_to_g(d, groups)
    plain: Mapping[str, Callable[[float], float]] = {"r": lambda v: d_to_r(v, groups), "or": d_to_odds_ratio}
    return plain[to](d) if to in plain else d


def _path(given: str, to: Measure) -> tuple[str, ...]:
    """The formulas between two measures, in order; months and g meet without one."""
    if {given, to} == {"g", "maanden"}:
        return ("d-maanden",)
    return tuple(f"d-{m}" for m in (given, to) if m != "d")


def _spread(groups: Groups | None) -> float:
    if groups is None:
        return UNKNOWN_GROUPS
    df = groups.first + groups.second - 2
    return df / groups.first + df / groups.second
