"""Where in the career a gap arises, as a part of the answer: the chains of the catalogue, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gelijkop.compare.chain import ChainSplit
from gelijkop.compare.chain_bootstrap import DRAWS
from gelijkop.compare.chain_definitions import Outcome, outcomes
from gelijkop.compare.chains import areas, chains
from gelijkop.compare.findings import Interval
from gelijkop.pipeline.compare_question import Lines, Question
from gelijkop.pipeline.compare_rows import Row, estimate_row
from gelijkop.present.chain_sentences import headline, told
from gelijkop.present.sentences import group_pupils
from gelijkop.present.texts import say
from gelijkop.safe.plan import Plan, plan_of
from gelijkop.safe.released import Released

DRAWS_IN_BRIEF = 500
"""Where only the steps with a difference are named; the limits are then good to some 3% of their distance."""


def chain_parts(released: Released, question: Question) -> Sequence[Lines]:
    """A part for every outcome of a chain that the question is about, in brief unless one chain was asked for."""
    asked = {m.indicator for m in question.measures}
    area = next((a for a in areas(released) if a.code == question.place), None)
    if area is None:
        return []
    parts: list[Lines] = []
    for outcome in outcomes():
        if outcome.measures[0].split("/")[0] not in asked:
            continue
        found = chains(
            released,
            outcome,
            question.grouping,
            within=[area],
            periods=None if question.years == released.school_years else [question.years],
            margin=question.margin,
            draws=DRAWS if question.detailed else DRAWS_IN_BRIEF,
        )
        parts += [_part(question, outcome, found, plan_of(released))] if found else []
    return parts


def _part(question: Question, outcome: Outcome, found: Sequence[ChainSplit], plan: Plan) -> Lines:
    heading = say(question.language, "chain.question", outcome=outcome.title.say(question.language))
    lines = [line for split in found for line in _lines(question, outcome, split, plan)]
    return Lines("chains", heading, tuple(lines), tuple(row for split in found for row in _rows(split)))


def _lines(question: Question, outcome: Outcome, split: ChainSplit, plan: Plan) -> Iterator[str]:
    who = group_pupils(split.grouping, split.group, question.language)
    if split.state != "shown":
        yield f"- {say(question.language, f'verdict.{split.state}', who=who)}"
        return
    yield f"- {who[0].upper()}{who[1:]}. {headline(split, outcome, question.language)}."
    if question.detailed:
        yield from (f"  {text}" for text in told(split, outcome, plan, question.language))


def _rows(s: ChainSplit) -> Iterator[Row]:
    """The gap, its parts, and what would change if one step went as for the reference group."""

    def row(kind: str, step: str, value: Interval) -> Row:
        about = estimate_row(
            kind, s.chain, s.place, s.years, s.grouping, s.group, value, s.pupils, s.state, s.schools or 0
        )
        return {**about, "outcome": s.outcome, "step": step or None}

    for kind, value in (("raw", s.raw), ("start", s.start), ("equal_ability", s.equal)):
        yield row(kind, "", value)
    for step in s.steps:
        yield {**row("step", step.step, step.value), "verdict": step.verdict}
        yield row("step_pupils_a_year", step.step, step.pupils_a_year)
    for change in s.what_if:
        yield row("what_if", change.step, change.change)
