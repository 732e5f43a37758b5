"""Which Findings a figure or sentence is about: by section, measure, grouping, place and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gelijkop.catalogue import load
from gelijkop.compare.findings import WHOLE, Gap, Rate
from gelijkop.errors import Language, Text
from gelijkop.model.groupings import groupings
from gelijkop.model.measures import Measure
from gelijkop.present.chart_trend import Break
from gelijkop.present.content import RegionContent
from gelijkop.present.palette import Look, looks
from gelijkop.present.sentences import Unit, unit_of
from gelijkop.present.texts import closest, say

SECTIONS = ("advice", "review", "secondary")


@dataclass(frozen=True)
class Side:
    """The groups of a grouping in the order of drawing, the reference last, with their looks."""

    grouping: str
    groups: tuple[int, ...]
    looks: tuple[Look, ...]

    @property
    def reference(self) -> int:
        """The group compared with."""
        return self.groups[-1]

    @property
    def others(self) -> tuple[int, ...]:
        """The groups that are compared."""
        return self.groups[:-1]


def side(grouping: str) -> Side:
    """The groups of a grouping, reference last."""
    found = groupings()[grouping]
    numbers = [g.number for g in found.groups if g.number != found.reference.number]
    order = (*numbers, found.reference.number)
    return Side(grouping, order, looks(len(order)))


def section_of(code: str) -> str:
    """The section of an indicator: the one with the longest code that this one begins with."""
    table: Mapping[str, list[str]] = load("texts/page")["section"]
    fitting = [(len(p), s) for s, prefixes in table.items() for p in prefixes if code == p or code.startswith(f"{p}.")]
    return max(fitting)[1] if fitting else "secondary"


def measures(content: RegionContent, section: str) -> list[Measure]:
    """The measures of a section that have rates, in the order of the definitions, then of the release."""
    first: list[str] = load("texts/page")["order"]["indicators"]
    order = {code: i for i, code in enumerate([*first, *(d.code for d in content.definitions if d.code not in first)])}
    known = {r.measure for r in content.rates}
    found = [m for m in content.released.measures if section_of(m.indicator) == section and m.code in known]
    return sorted(found, key=lambda m: order.get(m.indicator, len(order)))


def by_indicator(found: Sequence[Measure]) -> list[list[Measure]]:
    """The measures put together by indicator: the definitions of one and the same thing."""
    together: dict[str, list[Measure]] = {}
    for m in found:
        together.setdefault(m.indicator, []).append(m)
    return list(together.values())


def brief_measures() -> Sequence[str]:
    """The codes of the measures that are told in brief, in order."""
    wanted: list[str] = load("texts/page")["brief"]["measures"]
    return wanted


def in_brief(content: RegionContent) -> list[Measure]:
    """The measures that are told in brief; where none of them is there, the first measure of each section."""
    wanted = brief_measures()
    sections = [measures(content, s) for s in SECTIONS]
    known = {m.code: m for found in sections for m in found}
    return [known[code] for code in wanted if code in known] or [found[0] for found in sections if found]


def title(content: RegionContent, measure: Measure, language: Language, *, variant: bool = False) -> str:
    """The title of a measure, with its definition in words where `variant` asks for it."""
    known = next((d for d in content.definitions if d.code == measure.indicator), None)
    name = known.title.say(language) if known else measure.indicator
    if not variant or not measure.variant:
        return name
    label = known.variants.get(measure.variant, Text(measure.variant, measure.variant)) if known else None
    return f"{name}, {label.say(language) if label else measure.variant}"


def variant_label(content: RegionContent, measure: Measure, language: Language) -> str:
    """The name of one definition among those of its indicator; the title where it is the only one."""
    known = next((d for d in content.definitions if d.code == measure.indicator), None)
    if known is None:
        return measure.code
    label = known.variants.get(measure.variant)
    return label.say(language) if label and len(known.variants) > 1 else known.title.say(language)


def unit(measure: Measure) -> Unit:
    """How numbers of this measure are written."""
    return unit_of(measure.unit)


def rates(content: RegionContent, measure: Measure, place: str, grouping: str) -> dict[int, Rate]:
    """The rates of the widest period by group."""
    found = content.rates_of.get((measure.code, place, grouping), ())
    most = max((len(r.years) for r in found), default=0)
    return {r.group: r for r in found if len(r.years) == most}


def gaps(content: RegionContent, measure: Measure, place: str, grouping: str) -> dict[int, Gap]:
    """The gaps of the widest period by group."""
    found = content.gaps_of.get((measure.code, place, grouping), ())
    most = max((len(g.years) for g in found), default=0)
    return {g.group: g for g in found if len(g.years) == most}


def yearly(content: RegionContent, measure: Measure, place: str, grouping: str) -> dict[int, list[Rate]]:
    """The rates of single school years, by group, in order of year."""
    found: dict[int, list[Rate]] = {}
    for r in sorted(content.rates, key=lambda r: r.years):
        if r.measure == measure.code and r.place == place and r.grouping == grouping and len(r.years) == 1:
            found.setdefault(r.group, []).append(r)
    return found


def place_name(content: RegionContent, place: str) -> str:
    """The name of a place; the region itself for the whole."""
    if place == WHOLE:
        return content.meta.region
    return content.released.place_names.get(place, place)


def period(years: Sequence[int], language: Language) -> str:
    """`2019/2020`, or first and last school year."""
    first, last = f"{min(years)}/{min(years) + 1}", f"{max(years)}/{max(years) + 1}"
    if first == last:
        return first
    return f"{first} {'tot en met' if language == 'nl' else 'to'} {last}"


def breaks(content: RegionContent, measure: Measure, language: Language) -> list[Break]:
    """The years from which this measure is not comparable with earlier ones, each with what changed."""
    known = next((d for d in content.definitions if d.code == measure.indicator), None)
    sector = measure.indicator.split(".", 1)[0]
    words = closest(language, "break", sector)
    return [Break(y, words.get(str(y), say(language, "break.other"))) for y in (known.breaks if known else ())]
