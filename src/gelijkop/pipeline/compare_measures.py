"""What a release says of each indicator: rates, gaps, definitions side by side and changes, as lines and as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gelijkop.catalogue import load
from gelijkop.compare.changes import Change
from gelijkop.compare.definitions_beside import Beside, asked
from gelijkop.compare.findings import WHOLE, Gap, Interval
from gelijkop.compare.kitagawa import Split
from gelijkop.compare.pooling import schools_needed
from gelijkop.pipeline.compare_answers import Answer, answers
from gelijkop.pipeline.compare_question import Lines, Question
from gelijkop.pipeline.compare_rows import Row, beside_row, change_row, gap_rows, rate_row, slope_row, split_rows
from gelijkop.pipeline.differing_cells import Differing, differing
from gelijkop.pipeline.listings import aligned
from gelijkop.present.cells import gap_text
from gelijkop.present.comparison_sentences import (
    beside_sentence,
    cells_sentence,
    changes_sentences,
    equal_sentence,
    raw_sentence,
    schools_sentence,
    slope_sentence,
    split_sentence,
    these_sentence,
)
from gelijkop.present.pupil_numbers import pupils_text
from gelijkop.present.sentences import (
    Unit,
    group_name,
    place_noun,
    pupils_sentence,
    rate_text,
    shares_sentence,
    unit_of,
    verdict_of,
    verdict_sentence,
)
from gelijkop.present.texts import say
from gelijkop.safe.plan import plan_of
from gelijkop.safe.released import Released


def measure_parts(released: Released, question: Question) -> Sequence[Lines]:
    """A part for every indicator asked about."""
    return [_part(released, question, found) for found in answers(released, question)]


def _part(released: Released, question: Question, found: Answer) -> Lines:
    heading = f"{question.title(found.measure)} ({found.measure.code})"
    lines = (*_sentences(released, question, found), "", *_tables(released, question, found))
    return Lines("measures", heading, lines, tuple(_rows(found)))


def _sentences(released: Released, question: Question, found: Answer) -> Iterator[str]:
    language, unit = question.language, unit_of(found.measure.unit)
    # What an indicator says is not what a variant of it asks that asks something else.
    wording = "" if asked(found.measure)[1] else found.measure.indicator
    told = [
        shares_sentence(found.rates, wording, unit, language),
        these_sentence(found.gaps, unit, language),
    ]
    if any(told):
        yield " ".join(t for t in told if t)
    by_group = {b.group: b for b in found.beside}
    for gap, split in zip(found.gaps, found.splits, strict=True):
        said = [t for t in _of_group(released, question, gap, split, by_group.get(gap.group), unit) if t]
        yield f"- {said[0]}"
        yield from (f"  {t}" for t in said[1:])
    yield from (f"- {t}" for t in _changes(question, found, unit))
    if question.detailed:
        yield from (f"- {t}" for t in _cells(question, found))


def _of_group(
    released: Released, question: Question, gap: Gap, split: Split, together: Beside | None, unit: Unit
) -> Iterator[str]:
    """The verdict on one group and what stands beside it; the raw gap and its parts where details are asked."""
    language = question.language
    yield verdict_sentence(gap, unit, language)
    yield pupils_sentence(gap, language)
    if question.place != WHOLE and place_noun(released.places) == "BRIN":
        yield schools_sentence(gap, schools_needed(gap, schools=len(released.places)), unit, language)
    if question.detailed:
        yield raw_sentence(gap, unit, language)
        if verdict_of(gap) == "not_visible":
            yield equal_sentence(gap, unit, language)
        yield split_sentence(split, unit, language)
    if together is not None and gap.state == "shown":
        yield beside_sentence(together, language)


def _changes(question: Question, found: Answer, unit: Unit) -> Iterator[str]:
    """The changes of the last stretch without a break, of all with details and slopes; a break once."""
    language = question.language
    by_years: dict[tuple[int, int], list[Change]] = {}
    for c in found.history.changes:
        if c.of != "raw":
            by_years.setdefault((c.first, c.last), []).append(c)
    within = [cs for cs in by_years.values() if cs[0].state != "break"]
    broken = [cs for cs in by_years.values() if cs[0].state == "break"]
    for changes in (*(within if question.detailed else within[-1:]), *broken):
        yield from changes_sentences(changes, unit, language)
    if question.detailed:
        yield from (
            slope_sentence(s, unit, language) for s in found.history.slopes if s.verdict == "difference" and s.group
        )


def _cells(question: Question, found: Answer) -> Iterator[str]:
    """In which pairs of advice and test each other definition differs from this one."""
    definition = question.definitions.get(found.measure.indicator)
    if definition is None:
        return
    names = {m.code: question.variant(m) for m in found.family}
    for pair in with_first(differing(definition, question.definitions), found.measure.code):
        other = pair.second if pair.first == found.measure.code else pair.first
        if other in names:
            cells = [(c.advice, c.test) for c in pair.cells]
            yield cells_sentence(
                names[found.measure.code], names[other], cells, pair.pairs, adjusted=pair.adjusted,
                language=question.language,
            )  # fmt: skip


def with_first(pairs: Sequence[Differing], code: str) -> Sequence[Differing]:
    """The pairs of definitions of which this one is either."""
    return [p for p in pairs if code in (p.first, p.second)]


def _tables(released: Released, question: Question, found: Answer) -> Iterator[str]:
    language, unit, words = question.language, unit_of(found.measure.unit), load("texts/compare")[question.language]
    gaps_of, plan = {g.group: g for g in found.gaps}, plan_of(released)
    heading: tuple[str, ...] = (
        "group",
        "pupils",
        "share" if unit.share else "mean",
        "raw",
        "equal",
        "verdict",
        "detectable",
    )
    rows: list[tuple[str, ...]] = [tuple(words[h] for h in heading)]
    for r in sorted(found.rates, key=lambda r: r.group == 0):
        gap = gaps_of.get(r.group)
        name = group_name(question.grouping, r.group, language)
        pupils = pupils_text(r.pupils, plan, language)
        if r.state in ("withheld", "missing"):
            pupils = say(language, f"sign.{r.state}")
        rows.append((name, pupils, rate_text(r, unit, language), *_gap_cells(gap, unit, question)))
    yield from (f"  {line}" for line in aligned(rows))
    if question.detailed and found.beside:
        yield ""
        heading = ("definition", "group", "raw", "equal", "verdict", "detectable")
        rows = [tuple(words[h] for h in heading)]
        names = {m.code: question.variant(m) for m in found.family}
        rows += [
            (names[g.measure], group_name(question.grouping, g.group, language), *_gap_cells(g, unit, question))
            for b in found.beside
            for g in b.gaps
        ]
        yield from (f"  {line}" for line in aligned(rows))


def _gap_cells(gap: Gap | None, unit: Unit, question: Question) -> tuple[str, str, str, str]:
    language = question.language
    if gap is None:
        none = say(language, "sign.not_applicable")
        return none, none, none, none
    shown = gap.state == "shown"
    seen = say(language, f"verdict.{verdict_of(gap)}_short") if shown else say(language, f"state.{gap.state}")
    least = gap.detectable
    raw, equal = gap.sides
    return (
        _with_interval(gap_text(raw, gap, unit, language), raw, unit, question),
        _with_interval(gap_text(equal, gap, unit, language), equal, unit, question),
        seen,
        unit.size(least, language) if shown and least < 1e9 else say(language, "sign.not_applicable"),
    )


def _with_interval(text: str, interval: Interval, unit: Unit, question: Question) -> str:
    if interval.estimate != interval.estimate:
        return text
    low, high = unit.gap(interval.lower, question.language), unit.gap(interval.upper, question.language)
    return f"{text} ({say(question.language, 'unit.between', low=low, high=high)})"


def _rows(found: Answer) -> Iterator[Row]:
    """All findings; the gaps of every definition."""
    yield from (rate_row(r) for r in found.rates)
    for g in [g for b in found.beside for g in b.gaps] or found.gaps:
        yield from gap_rows(g)
    for s in found.splits:
        yield from split_rows(s)
    yield from (beside_row(b) for b in found.beside)
    yield from (change_row(c) for c in found.history.changes)
    yield from (slope_row(s) for s in found.history.slopes)
