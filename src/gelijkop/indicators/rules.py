"""Rules about two places on the level scale: which is higher, what matches, how far apart. Plain Python, no tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from gelijkop.catalogue import load
from gelijkop.model.levels import Level, TestAdvice, advice_levels, levels, test_advices

Scaled = Level | TestAdvice
Match = Callable[[Level, TestAdvice], int]
Position = Callable[[Level, Level], int]
UNDER, MATCHING, OVER = 0, 1, 2
_SIGNS = {"<": UNDER, "=": MATCHING, ">": OVER}


def span(of: Scaled) -> tuple[int, int]:
    """The lowest and the highest whole rank that a level or advice covers.

    Raises:
        ValueError: it is not ranked.
    """
    if of.low is None or of.high is None:
        raise ValueError(f"{of.code} is not ranked")
    return of.low, of.high


def rank(of: Scaled) -> float:
    """The middle of the span: a place on the half-step scale.

    Raises:
        ValueError: it is not ranked.
    """
    low, high = span(of)
    return (low + high) / 2


def ranked_advices() -> Mapping[str, Level]:
    """The ten school advices that have a rank."""
    return {code: level for code, level in advice_levels().items() if level.rank is not None}


def ranked_tests() -> Mapping[str, TestAdvice]:
    """The six test advices that have a rank."""
    return {code: test for code, test in test_advices().items() if test.rank is not None}


def vo_levels() -> Mapping[str, Level]:
    """The levels of regular secondary education, practical education included: all of them ranked."""
    return {code: level for code, level in levels().items() if level.sector in ("vo", "pro")}


def moved_up(old: Scaled, new: Scaled) -> bool:
    """Whether the new level lies wholly above the old: from havo/vwo to vwo is no move up."""
    return span(new)[0] > span(old)[1]


def moved_down(old: Scaled, new: Scaled) -> bool:
    """Whether the new level lies wholly below the old."""
    return span(new)[1] < span(old)[0]


def moved_up_half_step(old: Level, new: Level) -> bool:
    """Whether the new level ranks higher, even by half a step; a mixed first class has no such rank and never moves."""
    return old.advice and new.advice and rank(new) > rank(old)


def moved_down_half_step(old: Level, new: Level) -> bool:
    """Whether the new level ranks lower, even by half a step; a mixed first class never moves."""
    return old.advice and new.advice and rank(new) < rank(old)


def raised(old: Level, new: Level) -> bool:
    """Whether an advice was adjusted upward, even by half a step."""
    return rank(new) > rank(old)


def test_above(advice: Level, test: TestAdvice) -> bool:
    """Whether the law asks to reconsider the advice: the test points higher, even by half a step.

    Practical education with test advice pro/vmbo-bb is excepted. Source: DOMAIN §2.2 A.
    """
    return rank(test) > rank(advice) and not (advice.code == "pro" and test.code == "pro/vmbo-bb")


def covers(advice: Level, test: TestAdvice) -> bool:
    """Whether an advice reaches the highest level that the test points at."""
    return span(advice)[1] >= span(test)[1]


def match_legal(advice: Level, test: TestAdvice) -> int:
    """Variant A: under-advice wherever the law asks to reconsider, over-advice wherever the test ranks lower."""
    if test_above(advice, test):
        return UNDER
    return OVER if rank(test) < rank(advice) else MATCHING


def match_kansenkaart(advice: Level, test: TestAdvice) -> int:
    """Variant B: what the matrix of the KansenKaart says."""
    rules = load("rules/kansenkaart")
    row = rules["stands_for"]["school_advice"][advice.code]
    column = rules["stands_for"]["test_advice"][test.code]
    return kansenkaart()[row, column]


@cache
def kansenkaart() -> Mapping[tuple[str, str], int]:
    """The whole matrix: code of the school advice and of the test advice → under, matching or over."""
    rules = load("rules/kansenkaart")
    return {
        (row, column): _SIGNS[sign]
        for row, signs in rules["verdicts"].items()
        for column, sign in zip(rules["tests"], signs, strict=True)
    }


def match_distance(advice: Level, test: TestAdvice) -> int:
    """Variant D: only a whole level or more is under- or over-advice."""
    distance = gap(advice, test)
    return UNDER if distance <= -1 else OVER if distance >= 1 else MATCHING


@cache
def cbs_categories() -> Mapping[str, int]:
    """Position of each advice (special education included) and test advice in the division of CBS, low to high."""
    categories = load("rules/cbs")["category"]
    return {code: i for i, c in enumerate(categories) for code in (*c["advices"], *c["tests"])}


def cbs_advices() -> Mapping[str, Level]:
    """The school advices that CBS divides: those with a rank and special education."""
    return {code: level for code, level in advice_levels().items() if code in cbs_categories()}


def test_above_cbs(advice: Level, test: TestAdvice) -> bool:
    """Whether the test advice falls in a higher category of CBS than the school advice."""
    return cbs_categories()[test.code] > cbs_categories()[advice.code]


def raised_cbs(old: Level, new: Level) -> bool:
    """Whether an advice was adjusted to a higher category of CBS."""
    return cbs_categories()[new.code] > cbs_categories()[old.code]


def gap(advice: Level, test: TestAdvice) -> float:
    """Advice minus test in levels, in half-steps; negative where the advice is the lower."""
    return rank(advice) - rank(test)


@cache
def gaps() -> tuple[float, ...]:
    """Every half-step from the lowest possible gap (−5) to the highest (4.5)."""
    found = {gap(a, t) for a in ranked_advices().values() for t in ranked_tests().values()}
    steps = round(2 * (max(found) - min(found)))
    return tuple(min(found) + k / 2 for k in range(steps + 1))


def position(advice: Level, level: Level) -> int:
    """Where a level lies from the advice: below (0), at (1) or above (2), by the interval rule."""
    return 0 if moved_down(advice, level) else 2 if moved_up(advice, level) else 1


def position_vensters(advice: Level, level: Level) -> int:
    """The same by the examples of Vensters: any half-step up is above, only a level wholly below is below.

    havo on havo/vwo and havo/vwo on vwo are above; havo/vwo on havo is at the advice. Source: DOMAIN §2.4.
    A mixed first class is at the advice, having no rank of its own.
    """
    return 0 if moved_down(advice, level) else 2 if moved_up_half_step(advice, level) else 1


def ranked_levels() -> Mapping[str, Level]:
    """The levels of regular secondary education with a place of their own: all but a mixed first class."""
    return {code: level for code, level in vo_levels().items() if level.advice}


def position_inspectie(advice: Level, level: Level) -> int:
    """The same as a position of the Inspectie: below, at, half a step above or above; see `rules/inspectie.toml`."""
    half_steps = round(2 * (rank(level) - rank(advice)))
    limits = [p["up_to"] for p in load("rules/inspectie")["position"]]
    return next(i for i, limit in enumerate(limits) if half_steps <= limit)


@cache
def classes() -> Mapping[str, tuple[str, ...]]:
    """The coarse classes of a flow and the levels in each, in order; the last is elsewhere."""
    return {entry["code"]: tuple(entry["levels"]) for entry in load("rules/classes")["class"]}


def advice_classes() -> tuple[str, ...]:
    """The classes that an advice can fall in."""
    return tuple(code for code, members in classes().items() if any(m in advice_levels() for m in members))
