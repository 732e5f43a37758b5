"""Summary measures of inequality beside R, on single pupils there and counts here, and a published example."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from gelijkop.compare.intervals import Z95, Intervals
from gelijkop.compare.summary import (
    Groups,
    attributable_count,
    attributable_fraction,
    concentration_index,
    differs,
    groups_of,
    index_of_disparity,
    relative_index,
    slope_index,
)

DATA = Path(__file__).parent / "data"
R = 1e-9  # relative
NUMERICAL = 1e-5  # relative; R's gradients are differences over a small step

found = defaultdict(dict)
with (DATA / "summary_r.csv").open(encoding="utf-8") as lines:
    for line in csv.DictReader(lines):
        found[line["case"]][line["quantity"]] = float(line["value"])


def groups(case):
    size = sum(q.startswith("n ") for q in found[case])
    x, n = (np.array([found[case][f"{of} {i}"] for i in range(1, size + 1)]) for of in ("x", "n"))
    return groups_of(np.stack([n - x, x], axis=1)[np.newaxis], (0, 1))


def last(make):
    return lambda g: make(g, g.n.shape[1] - 1)


MEASURES = {
    "sii": slope_index, "rii": relative_index, "ci": concentration_index, "count": last(attributable_count),
    "fraction": last(attributable_fraction), "disparity": index_of_disparity,
}  # fmt: skip
STEP = {"plain": lambda e: 1.0, "log": lambda e: e, "fraction": lambda e: 1 - e}
"""How far the estimate moves with a step on its scale."""


@pytest.mark.parametrize("case", found)
@pytest.mark.parametrize("measure", MEASURES)
def test_the_estimate_is_that_of_r(case, measure):
    assert MEASURES[measure](groups(case)).value.estimate[0] == pytest.approx(found[case][measure], rel=R)


@pytest.mark.parametrize("case", found)
@pytest.mark.parametrize("measure", MEASURES)
def test_the_variance_along_the_gradient_is_that_of_r(case, measure):
    g = groups(case)
    index = MEASURES[measure](g)
    variance = (index.gradient**2 * g.variance).sum() * STEP[index.scale](index.value.estimate[0]) ** 2
    assert variance == pytest.approx(found[case][f"{measure} variance"], rel=NUMERICAL)


@pytest.mark.parametrize("case", found)
def test_the_variance_of_the_concentration_index_is_the_influence_of_every_pupil(case):
    value = concentration_index(groups(case)).value
    assert ((value.upper - value.estimate)[0] / Z95) ** 2 == pytest.approx(found[case]["ci kakwani"], rel=NUMERICAL)


@pytest.mark.parametrize("case", found)
def test_groups_differ_where_the_chi_square_test_of_r_says_so(case):
    assert differs(groups(case)).tolist() == [found[case]["p"] < 0.05]


def test_the_worked_example_of_the_world_bank():
    """Deaths below five in India by wealth, 1982–92: C = −0.1694.

    Source: World Bank, Quantitative Techniques for Health Equity Analysis, Technical Note 7, table 1.
    """
    births = np.array([[29939, 28776, 26528, 24689, 19739.0]])
    deaths = np.array([[154.7, 152.9, 119.5, 86.9, 54.3]]) / 1000
    none = np.zeros_like(deaths)
    value = concentration_index(Groups(births, deaths, Intervals(deaths, deaths, deaths), none, none)).value
    assert value.estimate[0].round(4) == -0.1694
