"""How often limits that are robust to clusters hold the truth, on made-up regions whose truth is known."""

import numpy as np
import pytest

from gelijkop.compare.clusters import clustered_differences, clustered_shares
from gelijkop.compare.intervals import difference, ratio, wilson

REGIONS = 600
NOISE = 0.03  # three standard errors of a share of 95% in 600 regions
SHARE, GAP, ALIKE = 0.4, 0.05, 0.05  # reference group, gap, intra-class correlation


def regions(schools, seed=4):
    """x and n of a group and a reference group that share unequal schools: shape (regions, schools)."""
    rng = np.random.default_rng(seed)
    size = np.maximum(2, np.exp(rng.normal(np.log(40), 0.6, (REGIONS, schools)))).astype(int)
    n1 = rng.binomial(size, rng.beta(1, 7 / 3, size.shape))
    # A school's effect is the same for both groups for two thirds, and its own for each for the rest.
    common, *own = rng.normal(size=(3, *size.shape))
    p1, p0 = (
        np.clip(level + np.sqrt(ALIKE * level * (1 - level)) * (np.sqrt(2 / 3) * common + np.sqrt(1 / 3) * o), 0, 1)
        for level, o in ((SHARE + GAP, own[0]), (SHARE, own[1]))
    )
    return rng.binomial(n1, p1), n1, rng.binomial(size - n1, p0), size - n1


def covered(value, truth):
    known = ~np.isnan(value.lower)
    return ((value.lower <= truth) & (truth <= value.upper))[known].mean()


@pytest.mark.parametrize("schools", [12, 30])
def test_a_gap_is_covered_about_as_often_as_promised(schools):
    found = clustered_differences(*regions(schools), scores=(0, 1))
    assert covered(found.value, GAP) == pytest.approx(0.95, abs=NOISE)


def test_a_gap_of_eight_schools_is_covered_by_the_bootstrap():
    found = clustered_differences(*regions(8), scores=(0, 1))
    assert (found.method == "wild").mean() > 0.5
    assert covered(found.value, GAP) == pytest.approx(0.95, abs=NOISE)


@pytest.mark.parametrize("schools", [8, 30])
def test_a_share_is_covered_at_least_about_as_often_as_promised(schools):
    _, _, x0, n0 = regions(schools)
    assert covered(clustered_shares(x0, n0).value, SHARE) > 0.95 - NOISE


def test_limits_that_know_no_schools_cover_far_less():
    """Why all of this is here."""
    x1, n1, x0, n0 = (a.sum(axis=1) for a in regions(30))
    simple = difference(wilson(ratio(x1, n1), n1), wilson(ratio(x0, n0), n0))
    assert covered(simple, GAP) < 0.90
