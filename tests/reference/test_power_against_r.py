"""The smallest visible difference beside R's `power.prop.test` and the figures of DOMAIN §7(c)."""

import csv
from pathlib import Path

import numpy as np
import pytest

from gelijkop.compare.power import detectable_share, times_for_share

R = 1e-6  # both search for a root
PRINTED_POINTS = 0.6  # DOMAIN gives whole or half points and writes "about"


def from_r() -> list[tuple[int, float, float]]:
    with (Path(__file__).parent / "data" / "compare_r.csv").open(encoding="utf-8") as lines:
        rows = [r for r in csv.DictReader(lines) if r["case"].startswith("power")]
    words = [(r["case"].split(), float(r["value"])) for r in rows]
    return [(int(w[1].removeprefix("n=")), float(w[2].removeprefix("base=")), v) for w, v in words]


@pytest.mark.parametrize(("n", "base", "difference"), from_r())
def test_the_difference_is_that_of_power_prop_test(n, base, difference):
    assert float(detectable_share(np.array(base), np.array(n), np.array(n))) == pytest.approx(difference, abs=R)


@pytest.mark.parametrize(("n", "points"), [(30, 34), (100, 18), (400, 8.5), (800, 6)])
def test_the_difference_is_that_of_the_design(n, points):
    got = float(detectable_share(np.array(0.2), np.array(n), np.array(n)))
    assert 100 * got == pytest.approx(points, abs=PRINTED_POINTS)


def test_as_many_times_as_said_are_enough_and_one_time_fewer_is_not():
    times = float(times_for_share(np.array(0.2), np.array(90), np.array(130), 0.05))
    assert detectable_share(np.array(0.2), np.array(90 * times), np.array(130 * times)) <= 0.05
    assert detectable_share(np.array(0.2), np.array(90 * (times - 1)), np.array(130 * (times - 1))) > 0.05
