"""How often the intervals of a chain hold the truth: a short run of `scripts/chain_coverage.py`.

The long run, of 1,000 seeds, is in `docs/understand/ketenontleding.md`.
"""

import runpy
from pathlib import Path

import numpy as np
import pytest

SIMULATION = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "chain_coverage.py"))
SEEDS = 60
NOISE = 0.09  # 3.2 standard errors of 95% over 60 seeds


@pytest.mark.parametrize("by_school", [True, False])
def test_intervals_of_start_steps_and_what_ifs_hold_the_truth(by_school):
    found = [
        SIMULATION["covered"](
            SIMULATION["world"](gap=0.15), schools=30, pupils=25, seed=s, draws=200, by_school=by_school
        )[0]
        for s in range(SEEDS)
    ]
    assert np.mean(found, axis=0).min() > 0.95 - NOISE


def test_schools_that_differ_need_more_than_the_chance_of_pupils():
    """The bootstrap over pupils, told nothing of schools, is too sure of itself where they do differ."""
    counts = SIMULATION["drawn"](
        SIMULATION["world"](gap=0.15), schools=30, pupils=60, alike=False, rng=np.random.default_rng(2)
    )
    half = [SIMULATION["half_of_gap"](counts, by_school=b, draws=300, seed=1) for b in (True, False)]
    assert half[0] > 1.2 * half[1]


def test_without_a_gap_in_any_step_few_steps_are_called_a_difference():
    calls = [
        SIMULATION["covered"](SIMULATION["world"](gap=0.0), schools=30, pupils=25, seed=s, draws=200, by_school=True)[1]
        for s in range(SEEDS)
    ]
    assert np.any(calls, axis=1).mean() < 0.05 + NOISE
