"""What studies taken together mean, in plain sentences: what is found, what a next school may see, what is not said."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gelijkop.errors import Language
from gelijkop.evidence.pool_scale import PoolMeasure, from_scale
from gelijkop.evidence.poolable import Pool
from gelijkop.evidence.pooling import EGGER_FROM, Limits, Pooled
from gelijkop.present.numerals import number, percent, whole
from gelijkop.present.texts import say

FEW = 5  # below so many studies τ² is hardly known (IntHout e.a., 2014)
SEEN = 0.05
HUGE = 10_000
DIGITS: dict[PoolMeasure, int] = {"d": 2, "g": 2, "r": 2, "or": 2, "pp": 1}


def value_text(value: float, measure: PoolMeasure, language: Language) -> str:
    """A value of the scale that was pooled on, in its measure; of an odds ratio no more than that it is huge."""
    if measure == "or" and from_scale(value, measure) > HUGE:
        return f"> {number(HUGE, 0, language)}"
    return number(from_scale(value, measure), DIGITS[measure], language)


def span_text(limits: tuple[float, float], measure: PoolMeasure, language: Language) -> str:
    """Two limits of the scale that was pooled on, in the measure."""
    lower, upper = (value_text(v, measure, language) for v in limits)
    return say(language, "pool.span", lower=lower, upper=upper)


def measure_text(measure: PoolMeasure, language: Language) -> str:
    """The name of the measure."""
    return say(language, f"pool.how.measure_{measure}")


def none_text(measure: PoolMeasure, language: Language) -> str:
    """The value of no effect, in a word."""
    return say(language, "pool.one" if measure == "or" else "pool.zero")


def headline(pool: Pool, found: Pooled, language: Language) -> str:
    """What all studies come to: on which side of no effect, or that this is not to be seen."""
    return say(
        language,
        f"pool.headline.{found.interval.verdict}",
        count=len(pool.studies),
        kind=say(language, f"pool.headline.{'link' if pool.determinant else 'effect'}"),
        none=none_text(pool.measure, language),
        value=value_text(found.estimate, pool.measure, language),
        interval=span_text(found.interval, pool.measure, language),
    )


def counted(pool: Pool, language: Language) -> str:
    """How many studies and pupils; “at least” where a study does not tell its pupils."""
    known = [s.pupils for s in pool.studies if s.pupils is not None]
    if not known:
        return say(language, "pool.counted_unknown", count=len(pool.studies))
    key = "counted" if len(known) == len(pool.studies) else "counted_least"
    return say(language, f"pool.{key}", count=len(pool.studies), pupils=whole(sum(known), language))


def meaning(pool: Pool, found: Pooled, language: Language) -> Iterator[str]:
    """The sentences in the order of reading, from the mean to what is not said."""
    if not found.converged:
        yield say(language, "pool.say.not_found")
    if pool.determinant:
        yield say(language, "pool.say.determinant")
    yield say(
        language,
        "pool.say.pooled",
        measure=measure_text(pool.measure, language),
        value=value_text(found.estimate, pool.measure, language),
        interval=span_text(found.interval, pool.measure, language),
    )
    yield _next(pool, found, language)
    yield from _differences(pool, found, language)
    if found.without:
        names = [s.title.say(language) for s, w in zip(pool.studies, found.without, strict=True) if w.turns]
        key = "turns_all" if len(names) == len(pool.studies) else "turns" if names else "steady"
        yield say(language, f"pool.say.{key}", names=say(language, "pool.or").join(f"“{n}”" for n in names))
    yield _asymmetry(found, len(pool.studies), language)
    yield say(language, "pool.say.says_not")


def how(pool: Pool, found: Pooled, language: Language) -> Iterator[str]:
    """Method, interval and the numbers that a researcher asks for."""
    yield say(
        language,
        "pool.how.line",
        measure=measure_text(pool.measure, language),
        method=say(language, f"pool.how.method_{found.method}"),
        kind=say(language, f"pool.how.kind_{found.kind}"),
    )
    if pool.measure in ("r", "or"):
        yield say(language, "pool.how.scale", scale=say(language, f"pool.how.scale_{pool.measure}"))
    between = found.tau2_interval
    yield say(
        language,
        "pool.how.pieces",
        q=number(found.q, 2, language),
        df=found.df,
        p=p_text(found.p, language),
        tau2=number(found.tau2, 4, language),
        between="" if between is None else _between(between, language),
        i2=percent(found.i2, language),
        h2=number(found.h2, 2, language),
    )


def p_text(p: float, language: Language) -> str:
    """What p is, in three decimals, or that it is below the last of them."""
    return f"= {number(p, 3, language)}" if p >= 0.0005 else f"< {number(0.001, 3, language)}"


def _next(pool: Pool, found: Pooled, language: Language) -> str:
    limits = found.prediction
    if limits is None:
        return say(language, f"pool.say.prediction_{'fixed' if found.method == 'fixed' else 'none'}")
    key = "crosses" if limits.verdict == "unclear" else "side"
    return say(
        language,
        f"pool.say.prediction_{key}",
        none=none_text(pool.measure, language),
        interval=span_text(limits, pool.measure, language),
    )


def _differences(pool: Pool, found: Pooled, language: Language) -> Iterator[str]:
    """How much the studies differ, and how well that is known."""
    count = len(pool.studies)
    if found.method != "fixed":
        tau = number(math.sqrt(found.tau2), 2, language)
        key = "spread" if found.tau2 > 0 else "spread_none"
        yield say(language, f"pool.say.{key}", i2=percent(found.i2, language), tau=tau)
        if found.tau2_interval is None:
            yield say(language, "pool.say.alike")
    if count == 2:
        yield say(language, f"pool.say.two{'' if found.kind == 'normal' else '_hk'}")
    elif count < FEW:
        yield say(language, "pool.say.few", count=count)
    if found.kind == "hk" and found.scatter < 1:
        yield say(language, "pool.say.narrow")
    if found.kind == "hk-auto" and found.widened:
        yield say(language, "pool.say.widened")


def _asymmetry(found: Pooled, count: int, language: Language) -> str:
    if found.egger is None:
        return say(language, f"pool.say.egger_{'few' if count < EGGER_FROM else 'none'}", count=count)
    key = "seen" if found.egger.p < SEEN else "unseen"
    return say(language, f"pool.say.egger_{key}", p=p_text(found.egger.p, language))


def _between(limits: Limits, language: Language) -> str:
    lower, upper = (number(v, 4, language) for v in limits)
    return say(language, "pool.how.between", lower=lower, upper=upper)
