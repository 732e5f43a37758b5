"""The declared truth of the made-up region: every share and effect that the generator uses, read from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from gelijkop.catalogue import Entry, load
from gelijkop.errors import DefinitionRefused, Finding, Text

FILE = "sources/synthetic"
SURE = 1e-9
"""Shares in the catalogue have at most six decimals, so a sum that is further off is a mistake."""

Shares = Mapping[str, float]


@dataclass(frozen=True)
class Municipality:
    """One municipality: its weight in the region and the share of pupils by poverty of the neighbourhood."""

    code: str
    name: str
    weight: float
    neighbourhoods: int
    poverty: Shares


@dataclass(frozen=True)
class Primary:
    """The primary schools of one board in one municipality; their BRINs are given out in this order."""

    municipality: str
    board: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """One location after primary school and the levels that it offers."""

    location: str
    name: str
    sector: str
    board: str
    municipality: str
    levels: tuple[str, ...]
    municipality_name: str = ""


@dataclass(frozen=True)
class People:
    """Who lives and moves where: shares, the strength of segregation and of the own municipality."""

    boys: float
    born_abroad: float
    born_earlier: float
    segregation: Shares
    own_municipality: float
    leaves_region: float


@dataclass(frozen=True)
class Test:
    """The test: score = ability by background + ability + luck of the day, cut into six test advices."""

    __test__: ClassVar[bool] = False  # not a test class, whatever its name says to pytest

    ability_by_education: Shares
    ability_by_poverty: Shares
    ability_sd: float
    noise_sd: float
    exempt: float
    cuts: tuple[float, ...]
    cuts_since_unless: tuple[float, ...]
    difficulty: Mapping[str, float]


@dataclass(frozen=True)
class Provider:
    """From which cohort on which share of the primary schools takes which test."""

    since: int
    shares: Shares


@dataclass(frozen=True)
class Lowered:
    """Effect: the chance that the provisional advice is one step (half a level) lower at equal test.

    The two reasons are independent and lower an advice once: 1 − (1 − poverty)(1 − education).
    """

    by_poverty: Shares
    by_education: Shares


@dataclass(frozen=True)
class Adjusted:
    """Effect: the chance of a higher final advice, given a test advice above the provisional one.

    Before the rule "adjust, unless" it is `by_advice` plus the points `by_poverty`; since then `unless`.
    `fully` of the adjusted get the test advice, the others one step.
    """

    by_advice: Shares
    by_poverty: Shares
    unless: Shares
    fully: float


@dataclass(frozen=True)
class Mixed:
    """Where pupils of classes with several levels go in grade 3, by how the final advice lies to the class."""

    higher_if_advice_below: float
    higher_if_advice_same: float
    higher_if_advice_above: float
    broad_lower: float
    broad_higher: float


@dataclass(frozen=True)
class Movement:
    """Effect: chances from one year to the next in vo, by poverty, and points by status of the advice.

    Status: none, reconsidered (the test pointed higher, the advice stayed) or adjusted.
    """

    repeats: Shares
    moves_down: Shares
    moves_up: Shares
    down_by_status: Shares
    up_by_status: Shares


@dataclass(frozen=True)
class Stacking:
    """Effect: chances to go on in vo after a diploma, without and with an extra subject."""

    extra_subject: float
    gt_havo: float
    gt_havo_extra: float
    havo_vwo: float


@dataclass(frozen=True)
class Initiative:
    """Effect: what one initiative, given by lot to pupils of vmbo-gt 4, adds to stacking to havo (points)."""

    code: str
    since: int
    takes_part: float
    hours_low: float
    hours_high: float
    effect: float


@dataclass(frozen=True)
class Truth:
    """Everything that is declared about the made-up region; keys are catalogue codes, shares run from 0 to 1.

    Origin, home language, income, sex and test provider have no effect of their own: what they show
    goes away at equal test, poverty and parents' education. The meaning and the source of every
    number stand beside it in the catalogue, in `sources/synthetic.toml`.
    """

    pupils_per_cohort: int
    first_cohort: int
    last_cohort: int
    last_year: int
    no_test_years: tuple[int, ...]
    unless_since: int
    municipalities: tuple[Municipality, ...]
    origin_by_poverty: Mapping[str, Shares]
    education_by_poverty_and_origin: Mapping[str, Mapping[str, Shares]]
    income_by_education: Mapping[str, tuple[float, ...]]
    other_language_by_origin: Shares
    people: People
    missing: Shares
    test: Test
    providers: tuple[Provider, ...]
    advice_by_test: Mapping[str, Shares]
    lowered: Lowered
    adjusted: Adjusted
    placement: Mapping[str, Shares]
    mixed: Mixed
    movement: Movement
    years: Mapping[str, int]
    passes: Shares
    drops_out: Shares
    next: Mapping[str, Shares]
    entry_grade: Mapping[str, int]
    stacking: Stacking
    initiative: Initiative
    primaries: tuple[Primary, ...]
    places: tuple[Place, ...]
    programmes: Mapping[str, str]

    @property
    def cohorts(self) -> tuple[int, ...]:
        """The school years in which the pupils are in group 8."""
        return tuple(range(self.first_cohort, self.last_cohort + 1))

    @property
    def tested_before_unless(self) -> tuple[int, ...]:
        """The cohorts with a test, before the rule "adjust, unless": those to calibrate on."""
        return tuple(c for c in self.cohorts if c not in self.no_test_years and c < self.unless_since)


_ONE = {
    "people": People,
    "test": Test,
    "lowered": Lowered,
    "adjusted": Adjusted,
    "mixed": Mixed,
    "movement": Movement,
    "stacking": Stacking,
    "initiative": Initiative,
}
_MANY = {
    "municipalities": ("municipality", Municipality),
    "providers": ("provider", Provider),
    "primaries": ("primary", Primary),
    "places": ("place", Place),
}


def read_truth() -> Truth:
    """The truth as declared in the catalogue.

    Raises:
        DefinitionRefused: shares are no shares, or do not add up to one.
    """
    return truth_from(load(FILE))


def truth_from(entry: Entry) -> Truth:
    """The truth out of what the TOML file holds.

    Raises:
        DefinitionRefused: shares are no shares, or do not add up to one.
    """
    parts: dict[str, Any] = {f.name: _frozen(entry.get(f.name)) for f in fields(Truth)}  # Any: each field its type
    parts |= {name: kind(**_all_frozen(entry[name])) for name, kind in _ONE.items()}
    for name, (heading, kind) in _MANY.items():
        parts[name] = tuple(kind(**_all_frozen(e)) for e in entry[heading])
    truth = Truth(**parts)
    faults = list(_faults(truth))
    if faults:
        raise DefinitionRefused(
            Text(
                f"{FILE}.toml klopt niet. Verbeter de genoemde regels.", f"{FILE}.toml is wrong. Mend the rules named."
            ),
            faults,
        )
    return truth


def _all_frozen(entry: Entry) -> Entry:
    return {k: _frozen(v) for k, v in entry.items()}


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _faults(truth: Truth) -> Iterator[Finding]:
    rows: dict[str, tuple[float, ...]] = {}
    for name in ("origin_by_poverty", "advice_by_test", "placement"):
        rows |= {f"{name}.{k}": tuple(row.values()) for k, row in getattr(truth, name).items()}
    for poverty, origins in truth.education_by_poverty_and_origin.items():
        rows |= {f"education_by_poverty_and_origin.{poverty}.{k}": tuple(row.values()) for k, row in origins.items()}
    rows |= {f"income_by_education.{k}": row for k, row in truth.income_by_education.items()}
    rows |= {f"municipality.{m.code}.poverty": tuple(m.poverty.values()) for m in truth.municipalities}
    rows |= {f"provider.{p.since}": tuple(p.shares.values()) for p in truth.providers}
    for where, row in rows.items():
        if abs(sum(row) - 1) > SURE:
            yield _fault("sum", where, "de aandelen tellen niet op tot 1.", "the shares do not add up to 1.")
        if any(not 0 <= share <= 1 for share in row):
            yield _fault("share", where, "een aandeel ligt niet tussen 0 en 1.", "a share is not from 0 to 1.")
    adjusted, movement = truth.adjusted, truth.movement
    if max(adjusted.by_advice.values()) + max(adjusted.by_poverty.values()) > 1:
        yield _fault(
            "sum", "adjusted", "advies en armoede samen gaan boven 1.", "advice and poverty together exceed 1."
        )
    leaves = (movement.repeats, movement.moves_down, movement.moves_up, movement.down_by_status, movement.up_by_status)
    if sum(max(row.values()) for row in leaves) > 1:
        yield _fault("sum", "movement", "de kansen samen gaan boven 1.", "the chances together exceed 1.")
    for level, next_levels in truth.next.items():
        if sum(next_levels.values()) > 1 + SURE:
            yield _fault("sum", f"next.{level}", "de aandelen tellen op tot meer dan 1.", "the shares exceed 1.")


def _fault(rule: str, where: str, nl: str, en: str) -> Finding:
    return Finding(rule, f"{FILE}.toml", Text(nl, en), column=where)
