"""How often intervals of pooled studies hold the truth, as scripts/pool_coverage.py recorded it."""

import csv
import importlib.util
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
TRIALS = 1500
CHANCE = 0.02  # three standard errors of a share of 0.95 in 1500 trials, and of the recorded one
with (ROOT / "tests/reference/recorded/pool_coverage.csv").open(encoding="utf-8") as file:
    RECORDED = {(int(r["studies"]), float(r["tau2"]), r["method"], r["interval"]): r for r in csv.DictReader(file)}


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("pool_coverage", ROOT / "scripts" / "pool_coverage.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("studies", [3, 10])
def test_a_small_run_agrees_with_what_was_recorded(script, studies):
    found = script.coverage(studies, 0.02, TRIALS, np.random.default_rng(7))
    for way, (held, _) in found.items():
        recorded = float(RECORDED[studies, 0.02, *way]["coverage"])
        near = CHANCE if recorded > 0.85 else 2 * CHANCE
        assert held == pytest.approx(recorded, abs=near), way


def test_hartung_and_knapp_keep_what_they_promise_and_the_normal_interval_does_not():
    hk = [float(r["coverage"]) for (_, _, _, kind), r in RECORDED.items() if kind == "hk"]
    normal = [
        float(r["coverage"]) for (k, t, m, kind), r in RECORDED.items() if kind == "normal" and m != "fixed" and t
    ]
    assert min(hk) > 0.94
    assert max(hk) < 0.96
    assert max(normal) < 0.93
