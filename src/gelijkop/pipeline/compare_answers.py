"""All findings about an indicator for one question: its rates and gaps, by every definition, and over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from gelijkop.compare.changes import History, history
from gelijkop.compare.definitions_beside import Beside, asked, beside
from gelijkop.compare.findings import Gap, Rate
from gelijkop.compare.gaps import gaps
from gelijkop.compare.kitagawa import Split, splits
from gelijkop.compare.rates import rates
from gelijkop.compare.verdicts import as_family
from gelijkop.compare.yearly import yearly
from gelijkop.indicators.definitions import Definition
from gelijkop.model.groupings import groupings
from gelijkop.model.measures import Measure
from gelijkop.model.periods import start_year
from gelijkop.pipeline.compare_question import Question
from gelijkop.safe.released import Released


@dataclass(frozen=True)
class Answer:
    """All findings about one indicator: of its first measure, and the gaps of all its measures of the same unit."""

    measure: Measure
    family: tuple[Measure, ...]
    rates: tuple[Rate, ...]
    gaps: tuple[Gap, ...]
    beside: tuple[Beside, ...]
    splits: tuple[Split, ...]
    history: History


def answers(released: Released, question: Question) -> Sequence[Answer]:
    """An answer for every question of the measures asked about; all gaps that are told are one family."""
    first: dict[tuple[str, str, str], Measure] = {}
    for m in question.measures:
        if m.unit != "distribution" and len(set(m.scores)) > 1:
            first.setdefault(asked(m), m)
    families = [_family(released, m) for m in first.values()]
    found = iter(as_family([g for family in families for m in family for g in _gaps(released, question, m)]))
    groups = len(groupings()[question.grouping].groups) - 1
    return [_answer(released, question, family, [tuple(islice(found, groups)) for _ in family]) for family in families]


def _family(released: Released, measure: Measure) -> tuple[Measure, ...]:
    """The definitions of what a measure asks, this one first."""
    alike = [m for m in released.measures if asked(m) == asked(measure)]
    return (measure, *(m for m in alike if m != measure))


def _gaps(released: Released, question: Question, measure: Measure) -> tuple[Gap, ...]:
    return gaps(
        released,
        measure.code,
        question.grouping,
        places=(question.place,),
        years=question.years_of(released, measure.code),
        margin=question.margin_of(measure),
        by_year=question.by_year(released),
    )


def _answer(
    released: Released, question: Question, family: tuple[Measure, ...], found: Sequence[tuple[Gap, ...]]
) -> Answer:
    measure, own = family[0], found[0]
    years = question.years_of(released, measure.code)
    by_year = yearly(
        released,
        measure.code,
        grouping=question.grouping,
        places=(question.place,),
        years=years,
        margin=question.margin_of(measure),
    )
    together = {b.group: b for b in beside([g for of_one in found for g in of_one], family)}
    return Answer(
        measure,
        family,
        rates(released, measure.code, grouping=question.grouping, places=(question.place,), years=years),
        own,
        tuple(together[g.group] for g in own if g.group in together),
        splits(released, own, by_year=question.by_year(released)),
        history(by_year, breaks=breaks_of(question.definitions.get(measure.indicator))),
    )


def breaks_of(definition: Definition | None) -> tuple[int, ...]:
    """The first school years after a break of a definition."""
    written = definition.breaks if definition is not None else ()
    return tuple(year for b in written if (year := start_year(b)) is not None)
