"""A big made-up region as plain arrays, and how far an estimate may be off."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pytest

from gelijkop.model.levels import levels, test_advices
from gelijkop.sources.synthetic import Region, expected, generate, read_truth

TIMES = 20  # the usual size; then most shares are known within half a point
SEED = 20242025
Z99 = NormalDist().inv_cdf(0.995)
RANK = {code: v.rank or np.nan for code, v in (*levels().items(), *test_advices().items())}
NO_TEST, UNLESS = 2019, 2023


@dataclass(frozen=True)
class Data:
    """One element a pupil, and (`pair_…`) one a pupil and school year in vo with the year after it."""

    cohort: np.ndarray
    poverty: np.ndarray
    education: np.ndarray
    origin: np.ndarray
    provider: np.ndarray
    provisional: np.ndarray
    test: np.ndarray
    final: np.ndarray
    status: np.ndarray
    eligible: np.ndarray
    below_after: np.ndarray
    tested: np.ndarray
    calibrated: np.ndarray
    other_sector: np.ndarray
    pair_pupil: np.ndarray
    pair_year: np.ndarray
    pair_level: np.ndarray
    pair_grade: np.ndarray
    next_level: np.ndarray
    next_grade: np.ndarray
    down: np.ndarray
    up: np.ndarray
    can_go_down: np.ndarray
    can_go_up: np.ndarray


def words(region: Region, table: str, name: str) -> np.ndarray:
    column = region.coded[table][name]
    return np.array([*column.words, ""])[column.codes]


def looked_up(region: Region, name: str, known: dict[str, float]) -> np.ndarray:
    column = region.coded["advices"][name]
    return np.array([*(known.get(w, np.nan) for w in column.words), np.nan])[column.codes]


def legally_higher(region: Region, advice: str) -> np.ndarray:
    """The test is above the advice, also by half a level; not for pro at pro/vmbo-bb."""
    higher = looked_up(region, "test_advice", RANK) > looked_up(region, advice, RANK)
    spared = (words(region, "advices", advice) == "pro") & (words(region, "advices", "test_advice") == "pro/vmbo-bb")
    return higher & ~spared


@pytest.fixture(scope="session")
def truth():
    return read_truth()


@pytest.fixture(scope="session")
def found(truth):
    return expected(truth)


@pytest.fixture(scope="session")
def region(truth):
    return generate(truth, rng=np.random.default_rng(SEED), pupils_per_cohort=TIMES * truth.pupils_per_cohort)


@pytest.fixture(scope="session")
def data(region):
    provisional, test, final = (words(region, "advices", f"{n}_advice") for n in ("provisional", "test", "final"))
    eligible = legally_higher(region, "provisional_advice")
    cohort = region.coded["advices"]["school_year"].codes
    rows = {n: region.coded["enrolments"][n].codes for n in ("pupil", "level", "grade", "school_year")}
    scale = np.array(region.coded["enrolments"]["level"].words)
    known = [levels().get(w) for w in scale]
    in_vo = np.array([v is not None and v.sector == "vo" for v in known])
    low, high = (np.array([(getattr(v, side) if v else None) or np.nan for v in known]) for side in ("low", "high"))
    same = rows["pupil"][1:] == rows["pupil"][:-1]
    pair = np.flatnonzero(same & in_vo[rows["level"][:-1]])
    level, next_level = rows["level"][pair], rows["level"][pair + 1]
    early = rows["grade"][pair] <= 3
    other = np.zeros(len(cohort), dtype=bool)
    third = rows["school_year"] == cohort[rows["pupil"]] + 3
    other[rows["pupil"][third & ~in_vo[rows["level"]]]] = True
    return Data(
        cohort=cohort,
        poverty=words(region, "pupils", "neighbourhood_poverty"),
        education=words(region, "pupils", "parents_education"),
        origin=words(region, "pupils", "origin"),
        provider=words(region, "advices", "test_provider"),
        provisional=provisional,
        test=test,
        final=final,
        status=np.where(final != provisional, "adjusted", np.where(eligible, "reconsidered", "none")),
        eligible=eligible,
        below_after=legally_higher(region, "final_advice"),
        tested=~np.isin(test, ["", "geen-toets"]),
        calibrated=(cohort < UNLESS) & (cohort != NO_TEST),
        other_sector=other,
        pair_pupil=rows["pupil"][pair],
        pair_year=rows["school_year"][pair],
        pair_level=scale[level],
        pair_grade=rows["grade"][pair],
        next_level=scale[next_level],
        next_grade=rows["grade"][pair + 1],
        down=high[next_level] < low[level],
        up=low[next_level] > high[level],
        can_go_down=early & (low[level] > 2),
        can_go_up=early & (high[level] < 6),
    )


@pytest.fixture(scope="session")
def agrees():
    """Whether a declared share lies within the 99% interval of the share found."""

    def check(outcome: np.ndarray, where: np.ndarray, declared: float) -> None:
        n = int(where.sum())
        share = float(outcome[where].mean())
        half = Z99 * np.sqrt(declared * (1 - declared) / n)
        assert abs(share - declared) <= half, f"{share:.4f}, declared {declared:.4f}, 99% within {half:.4f} (n {n})"

    return check


@pytest.fixture(scope="session")
def within():
    """Whether a declared value lies within the 99% interval of an estimate with this standard error."""

    def check(estimate: float, error: float, declared: float) -> None:
        assert abs(estimate - declared) <= Z99 * error, f"{estimate:.4f}, declared {declared:.4f}, error {error:.4f}"

    return check
