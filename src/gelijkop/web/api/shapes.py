"""What each row of the API holds; the description for programs (OpenAPI) is made from these classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Generic, Literal, TypeVar

from msgspec import Meta

from gelijkop.compare.chain import AreaKind, Caution
from gelijkop.compare.changes import ChangeState, Of
from gelijkop.compare.findings import State, Tail, Verdict
from gelijkop.compare.funnel import Zone

Row = TypeVar("Row")

Code = Annotated[str, Meta(description="Code of a measure: the indicator, with its variant behind a slash.")]
Indicator = Annotated[str, Meta(description="Code of the indicator that the measure is a variant of.")]
PlaceCode = Annotated[str, Meta(description="Code of a place; `alle` is the whole region.")]
Year = Annotated[int, Meta(description="A school year, as the year in which it starts.")]
GroupingCode = Annotated[str | None, Meta(description="Code of a grouping; null: all pupils together.")]
Group = Annotated[str | None, Meta(description="Code of a group; `onbekend`: background not known; null: all pupils.")]
Number = Annotated[float | None, Meta(description="Six digits, as in the CSV file; null where it is not shown.")]
Method = Annotated[str | None, Meta(description="How the interval was made; null where there is none.")]
Pupils = Annotated[int | None, Meta(description="Protected number of pupils behind it; null where it is not shown.")]
Why = Annotated[State, Meta(description="`shown`, `zero` (no pupil had it), or why there is no number.")]
Judged = Annotated[
    Verdict,
    Meta(description="A difference, no difference that matters, or not to be seen with these numbers."),
]
Locations = Annotated[int | None, Meta(description="Number of school locations behind it; null where not told.")]
Chance = Annotated[float | None, Meta(description="Two-sided p-value.")]
Share = Annotated[float | None, Meta(description="A share (0–1); null where it is not shown.")]

Unit = Literal["share", "mean", "distribution"]


@dataclass(frozen=True)
class Words:
    """A text in Dutch and in English."""

    nl: str
    en: str


@dataclass(frozen=True)
class Estimate:
    """An estimate with its 95% interval; never one without the other."""

    estimate: Number
    lower: Number
    upper: Number
    method: Method


@dataclass(frozen=True)
class RateRow:
    """A share (0–1) or mean of one group in one place and period.

    A value near none or near all is told as a `tail` (`low`: less than 5%, `high`: more than 95%) and has no number.
    A rate has no verdict: verdicts are about differences.
    """

    measure: Code
    indicator: Indicator
    place: PlaceCode
    first_year: Year
    last_year: Year
    grouping: GroupingCode
    group: Group
    n: Pupils
    estimate: Number
    lower: Number
    upper: Number
    method: Method
    state: Why
    tail: Tail
    locations: Locations
    by_pupil: Annotated[
        Estimate | None,
        Meta(description="Where the interval above counts schools: the interval if pupils of a school were not alike."),
    ]


@dataclass(frozen=True)
class GapRow:
    """The difference between a group and the group that it is compared with; shares on the scale 0–1.

    `estimate`, its interval and the verdict are about what `about` says: the gap at equal ability (the same test
    advice) where that can be told, else the raw gap.
    """

    measure: Code
    indicator: Indicator
    place: PlaceCode
    first_year: Year
    last_year: Year
    grouping: GroupingCode
    group: Group
    reference: Annotated[str | None, Meta(description="Code of the group compared with.")]
    n: Pupils
    n_reference: Pupils
    about: Literal["equal_ability", "raw"]
    estimate: Number
    lower: Number
    upper: Number
    method: Method
    state: Why
    verdict: Judged
    small: Annotated[bool, Meta(description="The whole interval lies within the margin that matters.")]
    margin: Annotated[float, Meta(description="The difference that matters, in the unit of the measure.")]
    p: Chance
    p_adjusted: Annotated[float | None, Meta(description="The p-value among all gaps that were compared with it.")]
    detectable: Annotated[
        float | None, Meta(description="The smallest difference that these numbers would show with 80% chance.")
    ]
    pool_years: Annotated[int | None, Meta(description="How many such school years together would show `margin`.")]
    support: Annotated[float | None, Meta(description="Share of the group's pupils who can be compared (0–1).")]
    homogeneity_p: Annotated[float | None, Meta(description="Chance of so uneven odds ratios if they were equal.")]
    raw: Estimate
    equal_ability: Estimate
    mantel_haenszel: Estimate
    odds_ratio: Estimate
    share_ratio: Estimate
    pupils_a_year: Estimate
    locations: Locations


@dataclass(frozen=True)
class ChangeRow:
    """What became of a rate or gap: between two school years, or a year along a straight line through several."""

    kind: Literal["change", "slope"]
    measure: Code
    indicator: Indicator
    place: PlaceCode
    first_year: Year
    last_year: Year
    grouping: GroupingCode
    group: Group
    of: Annotated[Of, Meta(description="What changed: a rate, a raw gap, or a gap at equal ability.")]
    n: Pupils
    estimate: Number
    lower: Number
    upper: Number
    method: Method
    state: Annotated[ChangeState, Meta(description="As of a rate; `break`: these years may not be compared.")]
    verdict: Judged
    margin: float
    breaks: Annotated[tuple[int, ...], Meta(description="School years from which on figures cannot be compared.")]
    locations: Locations


@dataclass(frozen=True)
class ChainPart:
    """What one part of a school career does to a gap, and in pupils of the group a year."""

    part: Annotated[str, Meta(description="`start` (the spread over test advices), `equal` (all steps) or a step.")]
    estimate: Number
    lower: Number
    upper: Number
    method: Method
    pupils_a_year: Estimate
    p: Chance
    p_adjusted: Chance
    verdict: Verdict | None


@dataclass(frozen=True)
class ChainWhatIf:
    """How the share of the group would change if one step went as for the group compared with."""

    step: str
    estimate: Number
    lower: Number
    upper: Number
    method: Method
    pupils_a_year: Estimate


@dataclass(frozen=True)
class ChainRow:
    """A gap in one outcome, split over the steps before it; `estimate` is the whole gap."""

    chain: str
    outcome: str
    place_kind: AreaKind
    place: PlaceCode
    first_year: Year
    last_year: Year
    grouping: GroupingCode
    group: Group
    reference: str | None
    n: Pupils
    n_reference: Pupils
    outside: Annotated[int | None, Meta(description="Pupils with an advice who are not in the chain.")]
    estimate: Number
    lower: Number
    upper: Number
    method: Method
    state: Why
    caution: Caution
    locations: Locations
    parts: tuple[ChainPart, ...]
    what_if: tuple[ChainWhatIf, ...]


@dataclass(frozen=True)
class FlowRow:
    """Pupils who went from one level to another, as protected numbers. A flow that is not there may have had a few."""

    measure: Code
    place: PlaceCode
    first_year: Year
    last_year: Year
    grouping: GroupingCode
    group: Group
    origin: str
    target: str
    n: Pupils
    state: Literal["shown", "withheld"]


@dataclass(frozen=True)
class SchoolRow:
    """One school on one measure, in no order of merit.

    `shrunken` is what may be believed of the school. Ordinary schools of this size lie within `ordinary_95` and
    `ordinary_998` (95% and 99.8% of them).
    """

    measure: Code
    indicator: Indicator
    place: PlaceCode
    first_year: Year
    last_year: Year
    n: Pupils
    estimate: Number
    lower: Number
    upper: Number
    method: Method
    state: Why
    shrunken: Estimate
    weight: Annotated[float | None, Meta(description="How much of `shrunken` is the school's own figure (0–1).")]
    ordinary_95: Estimate
    ordinary_998: Estimate
    z: Annotated[float | None, Meta(description="Distance to the region in standard errors.")]
    zone: Annotated[Zone | None, Meta(description="Where it lies beside ordinary schools of its size.")]
    board: str | None
    of_board: Estimate
    similar: Annotated[tuple[str, ...], Meta(description="Codes of the schools most like it.")]
    of_similar: Estimate
    off_similar: Annotated[Estimate, Meta(description="The school minus the schools like it.")]


@dataclass(frozen=True)
class MeasureRow:
    """One way to count an indicator."""

    measure: Code
    title: Words
    unit: Unit


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator: what it asks, of whom, how it is counted, and what it does not say."""

    indicator: str
    title: Words
    question: Words
    population: Words
    version: Annotated[int, Meta(description="Rises when any published figure would change.")]
    since: str
    breaks: Annotated[tuple[str, ...], Meta(description="School years from which on figures cannot be compared.")]
    says_not: tuple[Words, ...]
    sources: tuple[str, ...]
    measures: tuple[MeasureRow, ...]
    method: Annotated[str, Meta(description="Path of the page that explains it.")]


@dataclass(frozen=True)
class GroupName:
    """A group of a grouping."""

    group: str
    title: Words


@dataclass(frozen=True)
class GroupingRow:
    """A way to divide pupils into groups."""

    grouping: str
    title: Words
    reference: Annotated[str, Meta(description="Code of the group that the others are compared with.")]
    ordered: bool
    groups: tuple[GroupName, ...]


@dataclass(frozen=True)
class PlaceRow:
    """A place with figures."""

    place: PlaceCode
    name: str
    kind: Literal["region", "municipality", "board", "school"]
    within: Annotated[str | None, Meta(description="The place that it lies in.")]
    board: Annotated[str | None, Meta(description="The board of a school.")]


@dataclass(frozen=True)
class ReleaseRow:
    """A release: figures that were compared and protected together, and never change."""

    release: Annotated[str, Meta(description="Its code, which permalinks hold.")]
    region: str
    made_at: str
    version: Annotated[str, Meta(description="Version of gelijkop that made it.")]
    school_years: tuple[int, ...]
    groupings: tuple[str, ...]
    sources: tuple[Words, ...]
    licence: Words
    current: bool


@dataclass(frozen=True)
class DatasetRow:
    """A data set of the release being served."""

    dataset: str
    title: Words
    permalink: Annotated[str, Meta(description="Address that always gives this release, or says that it is gone.")]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of rows, always in the same order."""

    release: Annotated[str, Meta(description="Code of the release that the rows are of.")]
    permalink: Annotated[str, Meta(description="The same question, asked of this release only.")]
    next: Annotated[str | None, Meta(description="Address of the next page; null on the last one.")]
    items: tuple[Row, ...]


@dataclass(frozen=True)
class Problem:
    """What went wrong, as RFC 9457 writes it: what was found, what was expected and what to do."""

    type: str
    title: str
    status: int
    detail: str
    found: str
    expected: str
    advice: str
