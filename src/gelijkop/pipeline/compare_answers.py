"""All findings about an indicator for one question: its rates and gaps, by every definition, and over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from gelijkop.compare.changes import Change, Slope, all_breaks, gap_changes, rate_changes, rate_slopes, stretches
from gelijkop.compare.definitions_beside import Beside, beside
from gelijkop.compare.findings import Gap, Rate
from gelijkop.compare.gaps import gaps
from gelijkop.compare.kitagawa import Split, splits
from gelijkop.compare.rates import rates
from gelijkop.compare.verdicts import as_family
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
    changes: tuple[Change, ...]
    slopes: tuple[Slope, ...]


def answers(released: Released, question: Question) -> Sequence[Answer]:
    """An answer for every indicator asked about; all gaps that are told are one family."""
    first: dict[str, Measure] = {}
    for m in question.measures:
        if m.unit != "distribution" and len(set(m.scores)) > 1:
            first.setdefault(m.indicator, m)
    families = [_family(released, m) for m in first.values()]
    found = iter(as_family([g for family in families for m in family for g in _gaps(released, question, m)]))
    groups = len(groupings()[question.grouping].groups) - 1
    return [_answer(released, question, family, [tuple(islice(found, groups)) for _ in family]) for family in families]


def _family(released: Released, measure: Measure) -> tuple[Measure, ...]:
    """The definitions of the indicator in the same unit, this one first."""
    alike = [m for m in released.measures if m.indicator == measure.indicator and m.unit == measure.unit]
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
    changes, slopes = _over_time(released, question, measure, years)
    together = {b.group: b for b in beside([g for of_one in found for g in of_one], family)}
    return Answer(
        measure,
        family,
        rates(released, measure.code, grouping=question.grouping, places=(question.place,), years=years),
        own,
        tuple(together[g.group] for g in own if g.group in together),
        splits(released, own, by_year=question.by_year(released)),
        changes,
        slopes,
    )


def breaks_of(definition: Definition | None) -> tuple[int, ...]:
    """The first school years after a break of a definition."""
    written = definition.breaks if definition is not None else ()
    return tuple(year for b in written if (year := start_year(b)) is not None)


def _over_time(
    released: Released, question: Question, measure: Measure, years: Sequence[int]
) -> tuple[tuple[Change, ...], tuple[Slope, ...]]:
    """Changes and slopes within every stretch without a break, and the change across, which says it cannot be told."""
    breaks = breaks_of(question.definitions.get(measure.indicator))
    code, at, margin = measure.code, (question.place,), question.margin_of(measure)
    have = _with_figures(released, question, measure, years)
    parts = [part for part in stretches(have, all_breaks(breaks, question.grouping)) if len(part) > 1]
    across = [(have[0], have[-1])] if have and (not parts or parts[-1] != have) and have[0] < have[-1] else []
    changes: list[Change] = []
    for first, last in dict.fromkeys([*((part[0], part[-1]) for part in parts), *across]):
        changes += rate_changes(
            released, code, grouping=question.grouping, places=at, first=first, last=last, breaks=breaks, margin=margin
        )
        changes += gap_changes(
            released, code, question.grouping, places=at, first=first, last=last, breaks=breaks, margin=margin
        )  # fmt: skip
    slopes = [
        slope
        for part in parts
        for slope in rate_slopes(
            released, code, grouping=question.grouping, places=at, years=part, breaks=breaks, margin=margin
        )
        if slope.state == "shown"
    ]
    return tuple(changes), tuple(slopes)


def _with_figures(released: Released, question: Question, measure: Measure, years: Sequence[int]) -> tuple[int, ...]:
    """The school years in which a rate of any group is shown: none in a year without a test."""
    return tuple(
        y
        for y in years
        if any(
            r.state in ("shown", "zero")
            for r in rates(
                released, measure.code, grouping=question.grouping, places=(question.place,), years=(y,)
            )
        )
    )  # fmt: skip
