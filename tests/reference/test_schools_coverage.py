"""How often limits of school figures and segregation hold the truth: a short run of `scripts/schools_coverage.py`.

The long run, of 1,000 regions, is in `docs/understand/scholen-en-segregatie.md`.
"""

import runpy
from pathlib import Path

import numpy as np
import pytest

SIMULATION = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "schools_coverage.py"))
NOISE = 0.06  # 3.5 standard errors of 95% over 150 regions; schools of one region are not independent
REGIONS = 150


@pytest.fixture
def rng():
    return np.random.default_rng(20241001)


def test_limits_of_segregation_hold_what_such_regions_have_on_average(rng):
    found = SIMULATION["of_indices"](25, 40, 3, 0.4, regions=REGIONS, draws=200, rng=rng)
    assert min(found.values()) > 0.95 - NOISE


def test_limits_of_shrunken_shares_hold_the_chance_of_the_school(rng):
    found = SIMULATION["of_shares"](20, 30, 0.2, 0.08, regions=REGIONS, rng=rng)
    assert found["dekking"] == pytest.approx(0.95, abs=NOISE / 2)
    assert found["fout geschat"] < found["fout eigen"]


def test_limits_of_shrunken_means_hold_the_mean_of_the_school(rng):
    found = SIMULATION["of_means"](20, 30, 0.2, regions=REGIONS, rng=rng)
    assert found["dekking"] == pytest.approx(0.95, abs=NOISE / 2)
    assert found["fout geschat"] < found["fout eigen"]


def test_few_ordinary_schools_lie_beyond_the_limits_of_the_funnel(rng):
    by_chance = SIMULATION["of_funnel"](40, 40, 0.2, 0.0, regions=REGIONS, rng=rng)
    differing = SIMULATION["of_funnel"](40, 40, 0.3, 0.05, regions=REGIONS, rng=rng)
    assert by_chance["buiten 95%"] < 0.06
    assert by_chance["buiten 99,8%"] < 0.005
    assert differing["buiten 95%"] < 0.09
