"""Intervals hold the truth about as often as they say, and no difference is called where there is none.

A short version of `python -m bench calibrate`, whose run of 1,000 regions stands in docs/understand/calibration.md.
"""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEEDS, PUBLIC = "30", "4"
LEAST = 0.84
"""The three gaps of a region share schools and a reference group, so 90 of them tell as little as 45 that do not: of
those fewer than 84% hold a truth that 95% should hold once in several hundred times.
"""
MOST = 0.995
"""So few that miss would be limits that are far too wide."""
WRONG = 0.05


@pytest.fixture(scope="module")
def found():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "calibrate", "--seeds", SEEDS, "--public", PUBLIC],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": "src"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {(what, kind): float(share) for what, kind, share, _ in csv.reader(done.stdout.splitlines())}


@pytest.mark.parametrize(
    "method",
    [
        "share (Wilson)", "raw gap (Newcombe)", "standardised gap", "common difference (Mantel–Haenszel)", "mean (t)",
        "raw gap in mean (t)", "standardised gap in mean",
    ],
)  # fmt: skip
def test_intervals_of_independent_pupils_hold_the_truth(found, method):
    assert LEAST <= found[method, "pupils independent"] <= MOST


@pytest.mark.parametrize("kind", ["40 schools differ", "15 schools differ", "8 schools differ"])
@pytest.mark.parametrize("method", ["share", "standardised gap", "mean", "standardised gap in mean"])
def test_intervals_that_count_schools_hold_the_truth_where_schools_differ(found, method, kind):
    assert found[f"{method}, schools counted", kind] >= LEAST


@pytest.mark.parametrize("kind", ["pupils independent", "40 schools differ", "8 schools differ"])
@pytest.mark.parametrize("verdict", ["verdict", "public: verdict"])
def test_a_region_without_any_gap_has_few_false_differences(found, verdict, kind):
    assert found[verdict, f"no gap, {kind}"] <= WRONG
