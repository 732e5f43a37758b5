"""From a published effect to a number with a standard error, on the scale where effects may be averaged."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from gelijkop.errors import Text
from gelijkop.evidence.effects import MEASURES, Groups, convert, correction
from gelijkop.evidence.record import Effect

PoolMeasure = Literal["d", "g", "r", "or", "pp"]
Origin = Literal["se", "interval", "groups", "n"]
POOL_MEASURES: tuple[PoolMeasure, ...] = ("d", "g", "r", "or", "pp")
Z = 1.959963984540054  # half an interval of 95%, in standard errors
FARTHEST = 20.0  # of the logarithm of an odds ratio and its error; beyond it nothing can be true or shown
LAST = 50.0  # of a logarithm; an interval may end beyond it, where numbers can no longer be written
LOPSIDED = 0.25  # of half the interval; more than rounding to two decimals moves a value of an ordinary study


class Bar(NamedTuple):
    """Why an effect has no place on the scale."""

    rule: Literal["months", "no_error", "bridge"]
    text: Text


@dataclass(frozen=True)
class Scaled:
    """An effect on the scale that is pooled: r as Fisher's z, an odds ratio as its logarithm, others as they are.

    `origin` is what the standard error was made of; `lopsided`: the value lies far from the middle of its interval.
    """

    value: float
    se: float
    origin: Origin
    lopsided: bool = False


class _Spread(NamedTuple):
    lower: float
    upper: float
    origin: Origin


def scaled(effect: Effect, to: PoolMeasure) -> Scaled | Bar:
    """The effect in the measure asked for with its standard error, or why it has none.

    The standard error is that of the source, else made of its interval, else of the sizes of the groups by the
    formula of the measure. Where the measure changes, the limits are converted as the value is.

    Source: Borenstein e.a. (2009), Introduction to meta-analysis: 4.20 (d), 4.24 (g), 6.3 (r), 7.1 and 7.3 (odds
    ratio); the factor J as Hedges & Olkin (1985) give it exactly.
    """
    spread = _spread(effect)
    if isinstance(spread, Bar):
        return spread
    value, lower, upper = effect.value, spread.lower, spread.upper
    if effect.measure != to:
        groups = None if effect.n1 is None or effect.n2 is None else Groups(effect.n1, effect.n2)
        if groups is None:
            return Bar("bridge", Text("omrekenen kan alleen met beide groepen", "converting takes both groups"))
        whole = replace(effect, lower=lower, upper=upper)
        found = next((convert(whole, m, groups=groups) for m in MEASURES if m == to), None)
        if found is None or isinstance(found, Text) or found.value is None:
            no_bridge = Text(f"naar {to} is er geen omrekening", f"there is no conversion to {to}")
            return Bar("bridge", found if isinstance(found, Text) else no_bridge)
        value, lower, upper = found.value, float(found.lower or 0.0), float(found.upper or 0.0)
    middle, low, high = (to_scale(v, to) for v in (value, lower, upper))
    half = (high - low) / 2
    if to == "or" and half > Z * FARTHEST:
        return Bar("no_error", Text("deze odds ratio is te onzeker", "this odds ratio is too uncertain"))
    if not (math.isfinite(half) and half > 0):
        return Bar("no_error", Text("het interval heeft geen breedte", "the interval has no width"))
    return Scaled(middle, half / Z, spread.origin, abs(middle - (low + high) / 2) > LOPSIDED * half)


def to_scale(value: float, measure: PoolMeasure) -> float:
    """A value of a measure on the scale where it is pooled; infinite at the end of what the measure can be."""
    if measure == "r":
        return math.copysign(math.inf, value) if abs(value) >= 1 else math.atanh(value)
    if measure == "or":
        return math.log(value) if value > 0 else -math.inf
    return value


def from_scale(value: float, measure: PoolMeasure) -> float:
    """The value of a measure that stands at a place of the scale; an odds ratio stops before numbers end."""
    if measure == "r":
        return math.tanh(value)
    return math.exp(min(value, LAST)) if measure == "or" else value


def pupils(effect: Effect) -> int | None:
    """The number of pupils behind an effect; None where the source does not say."""
    if effect.n is None and effect.n1 is not None and effect.n2 is not None:
        return effect.n1 + effect.n2
    return effect.n


def variance_d(d: float, groups: Groups) -> float:
    """The variance of d between two groups. Source: Borenstein e.a. (2009), 4.20."""
    first, second = groups
    return (first + second) / (first * second) + d * d / (2 * (first + second))


def variance_g(g: float, groups: Groups) -> float:
    """The variance of g: that of the d it was made of, times J². Source: Borenstein e.a. (2009), 4.24."""
    j = correction(groups)
    return j * j * variance_d(g / j, groups)


def _spread(effect: Effect) -> _Spread | Bar:
    """The limits of 95% in the unit of the measure."""
    if effect.measure == "maanden":
        return Bar(
            "months",
            Text(
                "maanden zijn stappen van een tabel en hebben geen standaardfout. Zoek de effectgrootte erachter op",
                "months are steps of a table and have no standard error. Look up the effect size behind them",
            ),
        )
    if effect.measure == "or" and max(abs(math.log(effect.value)), effect.se or 0.0) > FARTHEST:
        return Bar("no_error", Text("deze odds ratio kan niet waar zijn", "this odds ratio cannot be true"))
    if effect.se is not None and effect.measure != "r":
        return _around(effect, effect.se, "se")
    if effect.lower is not None and effect.upper is not None:
        return _Spread(effect.lower, effect.upper, "interval")
    return _from_counts(effect)


def _from_counts(effect: Effect) -> _Spread | Bar:
    """The limits by the formula of the measure, from how many pupils there are."""
    if effect.measure in ("d", "g") and effect.n1 is not None and effect.n2 is not None:
        groups = Groups(effect.n1, effect.n2)
        if sum(groups) < 4:
            few = Text("de twee groepen zijn samen kleiner dan vier", "the two groups are smaller than four together")
            return Bar("no_error", few)
        variance = variance_d if effect.measure == "d" else variance_g
        return _around(effect, math.sqrt(variance(effect.value, groups)), "groups")
    many = pupils(effect)
    if effect.measure == "r" and many is not None and many > 3 and abs(effect.value) < 1:
        half = Z / math.sqrt(many - 3)
        middle = math.atanh(effect.value)
        return _Spread(math.tanh(middle - half), math.tanh(middle + half), "n")
    needed: dict[str, Text] = {
        "d": Text("een interval, een standaardfout of beide groepen", "an interval, a standard error or both groups"),
        "r": Text("een interval of meer dan drie leerlingen", "an interval or more than three pupils"),
    }
    need = needed.get("d" if effect.measure == "g" else effect.measure, Text(
        "een interval of een standaardfout", "an interval or a standard error"
    ))  # fmt: skip
    return Bar("no_error", Text(f"hoe zeker het getal is, is niet bekend. Nodig is {need.nl}",
                                f"how sure the number is, is not known. Needed is {need.en}"))  # fmt: skip


def _around(effect: Effect, error: float, origin: Origin) -> _Spread:
    """The limits around the value; those of an odds ratio around its logarithm."""
    if effect.measure == "or":
        return _Spread(effect.value * math.exp(-Z * error), effect.value * math.exp(Z * error), origin)
    return _Spread(effect.value - Z * error, effect.value + Z * error, origin)
