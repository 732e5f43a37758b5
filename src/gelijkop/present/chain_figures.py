"""The figures of chains: a gap at equal test advice, split over the steps of the school career."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gelijkop.compare.chain import ChainSplit
from gelijkop.compare.chain_definitions import Outcome, outcomes
from gelijkop.compare.findings import Interval
from gelijkop.errors import Language
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.chain_sentences import headline, signed, step_names, told
from gelijkop.present.chart_waterfall import Fall, waterfall
from gelijkop.present.content import RegionContent
from gelijkop.present.dates import long_date
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.layout import paragraphs
from gelijkop.present.marks import Point
from gelijkop.present.numerals import listed, number, plain, points, span
from gelijkop.present.palette import EQUAL, RAW
from gelijkop.present.sentences import group_name
from gelijkop.present.texts import closest, say
from gelijkop.safe.plan import plan_of

Found = tuple[Outcome, Sequence[ChainSplit]]


def chains_shown(content: RegionContent, grouping: str) -> list[Found]:
    """The last outcome of each chain with the splits of the whole region over all years, the first group shown."""
    last = {o.chain: o for o in outcomes()}
    found: list[Found] = []
    for outcome in last.values():
        mine = [
            s for s in content.chains
            if (s.chain, s.outcome, s.grouping, s.kind) == (outcome.chain, outcome.code, grouping, "region")
        ]  # fmt: skip
        most = max((len(s.years) for s in mine), default=0)
        widest = [s for s in mine if len(s.years) == most]
        if widest and widest[0].state == "shown":
            found.append((outcome, widest))
    return found


def chain_figure(content: RegionContent, ident: str, found: Found, language: Language) -> Figure:
    """The steps of the first group as a waterfall; the table holds every group."""
    outcome, splits = found
    first = splits[0]
    names = step_names(outcome, language)
    falls, at = [], 0.0
    for step in first.steps:
        falls.append(_fall(names[step.step], step.value, at, language))
        at += step.value.estimate
    falls.append(_fall(say(language, "chain.equal_row"), first.equal, 0.0, language, whole=True))
    question = say(language, "chain.question", outcome=outcome.title.say(language))
    said = headline(first, outcome, language)
    who = {"who": group_name(first.grouping, first.group, language).capitalize(),
           "other": group_name(first.grouping, first.reference, language)}  # fmt: skip
    subtitle = say(
        language, "chain.sub", region=content.meta.region, years=pick.period(first.years, language), **who
    )  # fmt: skip
    alt = f"{said.rstrip('.')}. {say(language, 'chain.alt')}"

    def draw(size: svg.Size) -> str:
        return waterfall(
            ident, falls, size, name=question, description=alt, say=lambda v: _axis(v, language),
            note_title=say(language, "figure.points_unit"),
        )  # fmt: skip

    return Figure(
        ident, question, said, subtitle, draw("wide"), draw("narrow"), _table(splits, outcome, question, language),
        say(language, "figure.source", version=content.meta.version, date=long_date(content.meta.date, language)),
        alt, _uncertainty(content, first, language),
    )  # fmt: skip


def chain_told(content: RegionContent, found: Found, language: Language) -> str:
    """What is said of the first group, as HTML."""
    outcome, splits = found
    title = outcome.title.say(language)
    heading = f'<h3 class="told">{escape(title[0].upper() + title[1:])}</h3>\n'
    return heading + paragraphs(
        *told(splits[0], outcome, plan_of(content.released), language), _crossed(content, splits[0], language)
    )


def _crossed(content: RegionContent, split: ChainSplit, language: Language) -> str:
    """The breaks that lie between the first and the last of the years put together; empty without."""
    breaks = [b for d in content.definitions if d.code == f"keten.{split.chain}" for b in d.breaks]
    said = closest(language, "break", "po")
    inside = [
        f"{pick.period([b], language)} ({said.get(str(b), say(language, 'break.other'))})"
        for b in breaks
        if min(split.years) < b <= max(split.years)
    ]
    return say(language, "chain.breaks", breaks=listed(inside, language)) if inside else ""


def _fall(label: str, value: Interval, start: float, language: Language, *, whole: bool = False) -> Fall:
    said = say(language, "chain.said", part=label, **signed(value, language))
    text = points(value.estimate, language)
    point = Point(EQUAL if whole else RAW, value.estimate, value.lower, value.upper, text, said)
    return Fall(label[0].upper() + label[1:], point, start, text, whole)


def _axis(value: float, language: Language) -> str:
    digits = 0 if abs(value * 100 - round(value * 100)) < 1e-9 else 1
    text = number(value * 100, digits, language)
    return f"+{text}" if value > 0 else text


def _uncertainty(content: RegionContent, split: ChainSplit, language: Language) -> str:
    public = content.released.policy == "openbaar"
    by_school = "school" in split.raw.method
    method = say(language, f"chain.{'by_schools' if by_school else 'by_pupils'}")
    return " ".join(
        [
            say(language, "chain.uncertainty", method=method),
            *([say(language, "chain.uncertainty_protected")] if public else []),
            say(language, "figure.counts_note" if public else "figure.counts_note_exact"),
        ]
    )


def _table(splits: Sequence[ChainSplit], outcome: Outcome, question: str, language: Language) -> Grid:
    header = ("group", "part", "gap", "interval", "pupils", "pupils_interval", "verdict", "what_if", "what_if_interval")
    lines = [line for s in splits for line in _lines(s, outcome, language)]
    return Grid(question, tuple(say(language, f"chain.table_{h}") for h in header), tuple(lines), 2)


def _lines(s: ChainSplit, outcome: Outcome, language: Language) -> list[tuple[Cell, ...]]:
    group = words(group_name(s.grouping, s.group, language))
    if s.state != "shown":
        hidden = Cell(say(language, f"sign.{s.state}"), "", s.state)
        return [(group, words(say(language, "chain.whole_row")), *(hidden,) * 7)]
    nothing = Cell(say(language, "sign.not_applicable"), "", "not_applicable")
    found: list[tuple[Cell, ...]] = [
        (group, words(say(language, f"chain.{key}_row")), *_points(value, language), *(nothing,) * 5)
        for key, value in (("whole", s.raw), ("start", s.start), ("equal", s.equal))
    ]
    names = step_names(outcome, language)
    for step, change in zip(s.steps, s.what_if, strict=True):
        verdict = say(language, f"verdict.{step.verdict}_short")
        found.append(
            (
                group,
                words(names[step.step]),
                *_points(step.value, language),
                *_pupils(step.pupils_a_year, language),
                Cell(verdict, verdict),
                *_pupils(change.pupils_a_year, language),
            )
        )
    return found


def _points(value: Interval, language: Language) -> tuple[Cell, Cell]:
    low, high = value.lower * 100, value.upper * 100
    bounds = (plain(low, 1), plain(high, 1))
    return (
        Cell(points(value.estimate, language), plain(value.estimate * 100, 1)),
        Cell(span(low, high, 1, language), "", bounds=bounds),
    )


def _pupils(value: Interval, language: Language) -> tuple[Cell, Cell]:
    text = number(value.estimate, 0, language)
    bounds = (plain(value.lower, 0), plain(value.upper, 0))
    return (
        Cell(text, plain(value.estimate, 0)),
        Cell(span(value.lower, value.upper, 0, language), "", bounds=bounds),
    )
