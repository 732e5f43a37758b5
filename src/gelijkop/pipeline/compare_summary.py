"""One number for the inequality over all groups, as a part of the answer about one measure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gelijkop.catalogue import load
from gelijkop.compare.definitions_beside import asked
from gelijkop.compare.found_summary import Summary, summaries
from gelijkop.model.measures import Measure
from gelijkop.pipeline.compare_question import Lines, Question
from gelijkop.pipeline.compare_rows import Row, estimate_row
from gelijkop.pipeline.listings import aligned
from gelijkop.present.numerals import number
from gelijkop.present.sentences import group_name
from gelijkop.present.texts import say
from gelijkop.safe.released import Released

DIGITS = 2
"""Decimals of a summary measure, and of its limits."""


def summary_parts(released: Released, question: Question) -> Sequence[Lines]:
    """A part for each question of the measures asked for by code, by its first definition; none of all indicators."""
    first = {asked(m): m for m in reversed(question.measures) if m.unit != "distribution"} if question.detailed else {}
    return [_part(released, question, m) for m in reversed(first.values())]


def _part(released: Released, question: Question, m: Measure) -> Lines:
    years = question.years_of(released, m.code)
    found = summaries(released, m.code, question.grouping, places=(question.place,), years=years)
    heading = f"{load('texts/compare')[question.language]['summary']}: {question.title(m)} ({m.code})"
    return Lines("summaries", heading, _lines(question, found), tuple(_row(s) for s in found))


def _lines(question: Question, found: Sequence[Summary]) -> tuple[str, ...]:
    """A line a number: what it is, of which group, the number and its limits, or why there is none."""
    words = load("texts/compare")[question.language]
    rows = [(words["index"], words["group"], words["value"], words["interval"])]
    for s in found:
        group = "" if s.group is None else group_name(s.grouping, s.group, question.language)
        known = not math.isnan(s.value.estimate)
        value = (
            number(s.value.estimate, DIGITS, question.language) if known else say(question.language, f"state.{s.state}")
        )
        rows.append((words["kinds"].get(s.kind, s.kind), group, value, _limits(s, question) if known else ""))
    return tuple(f"  {line}" for line in aligned(rows))


def _limits(s: Summary, question: Question) -> str:
    limits = s.value if math.isnan(s.clustered.lower) else s.clustered
    # A ratio to a share of nearly zero has no upper limit.
    low, high = (
        number(x, DIGITS, question.language) if math.isfinite(x) else "∞" for x in (limits.lower, limits.upper)
    )
    return say(question.language, "unit.between", low=low, high=high)


def _row(s: Summary) -> Row:
    value = s.value if math.isnan(s.clustered.lower) else s.clustered
    group = -1 if s.group is None else s.group
    return estimate_row(s.kind, s.measure, s.place, s.years, s.grouping, group, value, s.pupils, s.state, s.clusters)
