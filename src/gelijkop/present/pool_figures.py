"""The two figures of studies taken together: a forest of their effects, and a funnel of effect by standard error."""

from __future__ import annotations

from gelijkop.errors import Language
from gelijkop.evidence.pool_scale import from_scale
from gelijkop.evidence.poolable import Pool, Study
from gelijkop.evidence.pooling import Limits, Pooled, Without
from gelijkop.present import svg
from gelijkop.present.axes import plain_step
from gelijkop.present.chart_effects_funnel import EffectDot, FunnelWords, effects_funnel
from gelijkop.present.chart_forest import Forest, forest
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.marks import Point
from gelijkop.present.numerals import DASH, number, percent, plain, whole
from gelijkop.present.palette import OWN, RAW, ZONES
from gelijkop.present.pool_sentences import DIGITS, counted, headline, measure_text, span_text, value_text
from gelijkop.present.texts import say

Z = 1.96
TOO_WIDE = 4.0
"""A prediction this many times as wide as all else is not drawn: nothing else could be read beside it."""
FOREST = ("study", "name", "value", "interval", "pupils", "weight", "without", "without_interval")
FUNNEL = ("study", "name", "value", "error", "inside")
SMALL = 4


def forest_figure(pool: Pool, found: Pooled, source: str, language: Language) -> Figure:
    """Each study with its interval and weight, and the diamond of all together."""
    question = say(language, "pool.forest_question", outcome=pool.outcome)
    measure = measure_text(pool.measure, language)
    subtitle = f"{counted(pool, language)}. {say(language, 'pool.forest_sub', measure=_first_large(measure))}"
    rows = [_row(s, w, pool, language) for s, w in zip(pool.studies, found.weights, strict=True)]
    drawn = _prediction_drawn(found, pool)
    rows.append(_together(pool, found, language, prediction=found.prediction if drawn else None))
    said = headline(pool, found, language)
    description = f"{said}. {say(language, 'pool.forest_alt')}"

    def draw(size: svg.Size) -> str:
        step = plain_step(lambda v, digits: number(v, digits, language))
        return forest(
            "forest", rows, size, name=question, description=description, note_title=measure,
            say=step if pool.measure not in ("r", "or") else lambda v: value_text(v, pool.measure, language),
        )  # fmt: skip

    notes = [say(language, "pool.forest_note")]
    if found.prediction is not None:
        notes.append(say(language, f"pool.forest_{'prediction' if drawn else 'too_wide'}"))
    table = _forest_table(pool, found, f"{question} {subtitle}", language)
    return Figure(
        "forest", question, said, subtitle, draw("wide"), draw("narrow"), table, source, description, " ".join(notes)
    )


def funnel_figure(pool: Pool, found: Pooled, source: str, language: Language) -> Figure:
    """Each study by its standard error, within where chance alone would put it."""
    question = say(language, "pool.funnel_question", outcome=pool.outcome)
    measure = measure_text(pool.measure, language)
    subtitle = say(language, "pool.funnel_sub", measure=_first_large(measure))
    inside = [abs(s.value - found.estimate) <= Z * s.se for s in pool.studies]
    said = _funnel_headline(sum(inside), len(inside), language)
    description = f"{said}. {say(language, 'pool.funnel_alt')}"
    dots = [EffectDot(s.se, _point(s, pool, language, out=not i)) for s, i in zip(pool.studies, inside, strict=True)]
    centre = f"{say(language, 'pool.funnel_centre')} {value_text(found.estimate, pool.measure, language)}"
    text = FunnelWords(say(language, "pool.funnel_inner"), centre, say(language, "pool.funnel_errors"), measure)

    def draw(size: svg.Size) -> str:
        step = plain_step(lambda v, digits: number(v, digits, language))
        return effects_funnel(
            "funnel", dots, found.estimate, text, size, name=question, description=description,
            say=step if pool.measure not in ("r", "or") else lambda v: value_text(v, pool.measure, language),
            say_error=step,
        )  # fmt: skip

    lines = tuple(
        (
            words(s.title.say(language)),
            words(s.name),
            _value(s.value, pool, language),
            Cell(number(s.se, 3, language), plain(s.se, SMALL)),
            words(say(language, f"pool.table.{'in' if i else 'out'}")),
        )
        for s, i in zip(pool.studies, inside, strict=True)
    )
    header = tuple(say(language, f"pool.table.{h}") for h in FUNNEL)
    table = Grid(f"{question} {subtitle}", header, lines, 2)
    note = say(language, "pool.funnel_note")
    return Figure("funnel", question, said, subtitle, draw("wide"), draw("narrow"), table, source, description, note)


def _row(study: Study, weight: float, pool: Pool, language: Language) -> Forest:
    remark = say(language, "pool.weight", weight=percent(weight, language))
    point = _point(study, pool, language)
    return Forest(study.title.say(language), point, point.text, remark, weight)


def _together(pool: Pool, found: Pooled, language: Language, *, prediction: Limits | None) -> Forest:
    value = value_text(found.estimate, pool.measure, language)
    interval = span_text(found.interval, pool.measure, language)
    label = say(language, "pool.together")
    said = say(language, "pool.said", name=label, value=value, interval=interval)
    point = Point(OWN, found.estimate, found.interval.lower, found.interval.upper, value, said)
    remark = ""
    if found.prediction is not None:
        remark = say(language, "pool.prediction", interval=span_text(found.prediction, pool.measure, language))
    return Forest(label, point, value, remark, pooled=True, prediction=prediction)


def _point(study: Study, pool: Pool, language: Language, *, out: bool = False) -> Point:
    lower, upper = study.value - Z * study.se, study.value + Z * study.se
    text = value_text(study.value, pool.measure, language)
    interval = span_text((lower, upper), pool.measure, language)
    said = say(language, "pool.said", name=study.title.say(language), value=text, interval=interval)
    return Point(ZONES[1] if out else RAW, study.value, lower, upper, text, said)


def _prediction_drawn(found: Pooled, pool: Pool) -> bool:
    """Whether the others can still be read beside the prediction."""
    if found.prediction is None:
        return False
    ends = [e for s in pool.studies for e in (s.value - Z * s.se, s.value + Z * s.se)]
    ends += found.interval
    return found.prediction.upper - found.prediction.lower <= TOO_WIDE * (max(ends) - min(ends))


def _forest_table(pool: Pool, found: Pooled, caption: str, language: Language) -> Grid:
    without: tuple[Without | None, ...] = found.without or tuple(None for _ in pool.studies)
    lines: list[tuple[Cell, ...]] = [
        (
            words(s.title.say(language)),
            words(s.name),
            _value(s.value, pool, language),
            _span((s.value - Z * s.se, s.value + Z * s.se), pool, language),
            _absent() if s.pupils is None else Cell(whole(s.pupils, language), str(s.pupils)),
            Cell(percent(weight, language), plain(weight, SMALL)),
            _absent() if one is None else _value(one.estimate, pool, language),
            _absent() if one is None else _span(one.interval, pool, language),
        )
        for s, weight, one in zip(pool.studies, found.weights, without, strict=True)
    ]
    closing = [(say(language, "pool.together"), _value(found.estimate, pool, language), found.interval)]
    if found.prediction is not None:
        closing.append((say(language, "pool.table.prediction"), _absent(), found.prediction))
    lines += [
        (words(label), words(""), value, _span(limits, pool, language), *(_absent() for _ in range(4)))
        for label, value, limits in closing
    ]
    return Grid(caption, tuple(say(language, f"pool.table.{h}") for h in FOREST), tuple(lines), 2)


def _value(value: float, pool: Pool, language: Language) -> Cell:
    return Cell(value_text(value, pool.measure, language), plain(from_scale(value, pool.measure), SMALL))


def _span(limits: tuple[float, float], pool: Pool, language: Language) -> Cell:
    lower, upper = (plain(from_scale(v, pool.measure), DIGITS[pool.measure] + 2) for v in limits)
    return Cell(span_text(limits, pool.measure, language), "", bounds=(lower, upper))


def _absent() -> Cell:
    return Cell(DASH, "", "not_applicable")


def _funnel_headline(inside: int, count: int, language: Language) -> str:
    key = {count: "all", 0: "none", 1: "one"}.get(inside, "some")
    return say(language, f"pool.funnel_headline_{key}", inside=inside, count=count)


def _first_large(text: str) -> str:
    return text[0].upper() + text[1:]
