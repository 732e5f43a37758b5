"""Cluster sums: by hand, by a loop, and by a standard regression with clusters."""

import numpy as np
import pytest

from gelijkop.model.clusters import cluster_sums
from gelijkop.model.cubes import ALL, Cube, Slot
from gelijkop.model.measures import Measure

SHARE = Measure("m", "m", "", "step", ("nee", "ja"), (0.0, 1.0), "share")
AREAS = {"00AA00": "east", "00AB00": "east", "00AC00": "west"}
FLOATING = 1e-12
"""Sums of whole numbers below 2^53, so only division and subtraction round."""


def cube(*rows):
    """Rows of place, school year, and pupils with no and with yes."""
    place, year, no, yes = (np.array(c, dtype=np.int64) for c in zip(*rows, strict=True))
    slots = tuple(Slot("m", o) for o in (-1, 0, 1))
    same = np.full(len(rows), ALL, dtype=np.int64)
    pupils = np.stack([np.full(len(rows), 5), no, yes], axis=1)
    return Cube("step", slots, tuple(AREAS), (), year, place, same, same, same, pupils)


def test_sums_of_two_schools_by_hand():
    found = cluster_sums(cube((0, 2020, 6, 4), (1, 2020, 15, 5), (2, 2020, 1, 1)), SHARE, AREAS)
    east = [float(c[0]) for c in (found.locations, found.n, found.x, found.xx, found.xn, found.nn)]
    assert east == [2, 30, 9, 4 * 4 + 5 * 5, 4 * 10 + 5 * 20, 10 * 10 + 20 * 20]


def test_variance_of_two_schools_by_hand():
    """p = 9 ÷ 30; deviations 4 − 3 and 5 − 6; 2 × (1 + 1) ÷ 900."""
    found = cluster_sums(cube((0, 2020, 6, 4), (1, 2020, 15, 5)), SHARE, AREAS)
    assert found.variance()[0] == pytest.approx(4 / 900, abs=FLOATING)


def test_one_location_has_no_variance():
    assert np.isnan(cluster_sums(cube((2, 2020, 6, 4)), SHARE, AREAS).variance()[0])


def test_a_location_without_pupils_in_the_population_is_no_cluster():
    assert cluster_sums(cube((0, 2020, 6, 4), (1, 2020, 0, 0)), SHARE, AREAS).locations.tolist() == [1]


def test_school_years_stay_apart():
    found = cluster_sums(cube((0, 2020, 6, 4), (0, 2021, 1, 2)), SHARE, AREAS)
    assert list(zip(found.school_year.tolist(), found.x.tolist(), strict=True)) == [(2020, 4.0), (2021, 2.0)]


def test_the_variance_is_the_cluster_sandwich_of_single_pupils():
    """Liang and Zeger (1986), of a constant: squared sums of residuals by school over N², times G ÷ (G − 1)."""
    rng = np.random.default_rng(8)
    sizes = rng.integers(5, 60, 12)
    yes = np.array([rng.binomial(n, p) for n, p in zip(sizes, rng.uniform(0.1, 0.6, 12), strict=True)])
    names = {f"{i:02}AA00": "all" for i in range(12)}
    same = np.full(12, ALL, dtype=np.int64)
    slots = tuple(Slot("m", o) for o in (0, 1))
    pupils = np.stack([sizes - yes, yes], axis=1)
    given = Cube("step", slots, tuple(names), (), np.full(12, 2020), np.arange(12), same, same, same, pupils)
    outcomes = [[0.0] * (n - y) + [1.0] * y for n, y in zip(sizes.tolist(), yes.tolist(), strict=True)]
    everybody = [o for school in outcomes for o in school]
    mean = sum(everybody) / len(everybody)
    sandwich = sum(sum(o - mean for o in school) ** 2 for school in outcomes) / len(everybody) ** 2
    found = cluster_sums(given, SHARE, names).variance()[0]
    assert found == pytest.approx(sandwich * 12 / 11, rel=1e-10)  # rounding of 12 products
