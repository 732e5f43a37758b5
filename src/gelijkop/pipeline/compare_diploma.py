"""What comes after a diploma at equal diploma, as a part of the answer about a release."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gelijkop.catalogue import load
from gelijkop.compare.equal_diploma import AfterDiploma, after_diploma, equal_diploma
from gelijkop.compare.findings import Interval
from gelijkop.pipeline.compare_question import Lines, Question
from gelijkop.pipeline.compare_rows import Row, estimate_row
from gelijkop.pipeline.listings import aligned
from gelijkop.present.numerals import points, span
from gelijkop.present.sentences import group_name
from gelijkop.present.texts import say
from gelijkop.safe.released import Released


def diploma_parts(released: Released, question: Question) -> Sequence[Lines]:
    """A part where the chain that goes on after the diploma is asked about, over all its school years."""
    outcome = after_diploma()
    if outcome is None or outcome.measures[0].split("/")[0] not in {m.indicator for m in question.measures}:
        return []
    if question.years != released.school_years:
        return []  # the chain has one period of its own
    found = equal_diploma(released, question.grouping, places=(question.place,), margin=question.margin)
    if not found:
        return []
    heading = f"{load('texts/compare')[question.language]['diploma']}: {outcome.title.say(question.language)}"
    return [Lines("equal_diploma", heading, _lines(question, found), tuple(r for f in found for r in _rows(f)))]


def _lines(question: Question, found: Sequence[AfterDiploma]) -> tuple[str, ...]:
    words = load("texts/compare")[question.language]
    heading = ("group", "pupils", "raw", "at_diploma", "at_both", "verdict")
    rows: list[tuple[str, ...]] = [tuple(words[h] for h in heading)]
    for one in found:
        group = group_name(one.grouping, one.group, question.language)
        if one.state != "shown":
            rows.append((group, "", say(question.language, f"state.{one.state}"), "", "", ""))
            continue
        values = (_value(value, question) for value in (one.raw, one.diploma, one.both))
        judged = say(question.language, f"verdict.{one.verdict}_short")
        rows.append((group, str(one.pupils), *values, judged))
    return tuple(f"  {line}" for line in aligned(rows))


def _value(value: Interval, question: Question) -> str:
    if math.isnan(value.estimate):
        return say(question.language, "state.not_estimable")
    limits = span(value.lower * 100, value.upper * 100, 1, question.language)
    return f"{points(value.estimate, question.language)} ({limits})"


def _rows(s: AfterDiploma) -> Iterator[Row]:
    outcome = after_diploma()
    measure = outcome.measures[-1] if outcome else ""
    for kind, value in (("raw", s.raw), ("equal_diploma", s.diploma), ("equal_diploma_and_test", s.both)):
        yield estimate_row(
            kind, measure, s.place, s.years, s.grouping, s.group, value, s.pupils, s.state, s.clusters
        ) | {"outcome": s.outcome, "verdict": s.verdict}
