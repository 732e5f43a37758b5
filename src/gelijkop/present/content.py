"""What a page is made of: Released numbers, Findings, published area figures and texts; nothing about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gelijkop.catalogue import load
from gelijkop.compare.chain import ChainSplit
from gelijkop.compare.findings import Flow, Gap, Rate
from gelijkop.errors import Text
from gelijkop.safe.released import Published, Released


@dataclass(frozen=True)
class DefinitionText:
    """What a reader must know of one indicator.

    `variants` names each variant code; `example` is its worked example; `breaks` are the school years (the
    year in which they start) from which the indicator is not comparable with earlier years.
    """

    code: str
    title: Text
    question: Text
    population: Text
    says_not: tuple[Text, ...]
    version: int
    example: str
    variants: Mapping[str, Text] = field(default_factory=dict)
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class FlowStep:
    """Flows between two moments, such as the advice and grade 3, of all groups together in one tuple."""

    origin: Text
    target: Text
    flows: tuple[Flow, ...]


def flow_step(measure: str, flows: tuple[Flow, ...]) -> FlowStep:
    """The flows of a measure with the two moments that the end of its code names."""
    known = load("rules/moments")
    origin, target = (known[m] for m in measure.rsplit(".", 1)[1].split("-"))
    return FlowStep(Text(origin["nl"], origin["en"]), Text(target["nl"], target["en"]), flows)


@dataclass(frozen=True)
class Meta:
    """What stands around the numbers: the name of the region, the date (ISO), versions, sources and licence lines."""

    region: str
    date: str
    version: str
    sources: tuple[Text, ...]
    licence: Text


@dataclass(frozen=True)
class RegionContent:
    """Everything on the page of a region.

    In `rates`, `gaps` and `steps` the place is `findings.WHOLE` (all places together) or one of
    `released.places`. `groupings` in order of importance: the first gets full
    figures. Rates of one school year and of all years together may both be there: figures use the widest
    period, trends the single years. `definitions` in the order of the page. `by_year`: equal ability means
    the same test advice in the same school year.
    """

    released: Released
    rates: tuple[Rate, ...]
    gaps: tuple[Gap, ...]
    steps: tuple[FlowStep, ...]
    definitions: tuple[DefinitionText, ...]
    published: Published | None
    groupings: tuple[str, ...]
    own: tuple[str, ...]
    meta: Meta
    by_year: bool = True
    chains: tuple[ChainSplit, ...] = ()

    @cached_property
    def rates_of(self) -> Mapping[tuple[str, str, str | None], Sequence[Rate]]:
        """The rates by measure, place and grouping: a country has hundreds of places."""
        found: dict[tuple[str, str, str | None], list[Rate]] = {}
        for r in self.rates:
            found.setdefault((r.measure, r.place, r.grouping), []).append(r)
        return found

    @cached_property
    def gaps_of(self) -> Mapping[tuple[str, str, str], Sequence[Gap]]:
        """The gaps by measure, place and grouping."""
        found: dict[tuple[str, str, str], list[Gap]] = {}
        for g in self.gaps:
            found.setdefault((g.measure, g.place, g.grouping), []).append(g)
        return found


@dataclass(frozen=True)
class SketchContent:
    """Everything on the page of published area figures: the places shown, in order, beside the Netherlands.

    `own` are the titles of measures from tables of one's own, by their code; they stand at the end of the page.
    `benchmark` are figures of national tables, parted by groups. `notes` tell what was done to the figures.
    `beside` are those of the places that only stand beside what the page is about.
    """

    published: Published
    places: tuple[str, ...]
    meta: Meta
    own: Mapping[str, Text] = field(default_factory=dict)
    benchmark: Published | None = None
    notes: tuple[Text, ...] = ()
    beside: frozenset[str] = frozenset()
