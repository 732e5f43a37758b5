"""Intervals beside the numbers that Newcombe printed and that R gives."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from gelijkop.compare.intervals import difference, mean, wilson

PRINTED = 0.00005  # the papers print four decimals
R = 1e-12  # both compute in double precision
DATA = Path(__file__).parent / "data"


def from_r() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with (DATA / "compare_r.csv").open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            found[line["case"]][line["quantity"]] = float(line["value"])
    return found


# Newcombe (1998a), Statistics in Medicine 17, 857–872, table I, method 3.
@pytest.mark.parametrize(
    ("x", "n", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_what_newcombe_printed(x, n, lower, upper):
    got = wilson(np.array([x / n]), np.array([n]))
    assert got.lower[0] == pytest.approx(lower, abs=PRINTED)
    assert got.upper[0] == pytest.approx(upper, abs=PRINTED)


# Newcombe (1998b), Statistics in Medicine 17, 873–890, table II, method 10.
@pytest.mark.parametrize(
    ("first", "second", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_difference_gives_what_newcombe_printed(first, second, lower, upper):
    a, b = (wilson(np.array([x / n]), np.array([n])) for x, n in (first, second))
    got = difference(a, b)
    assert got.lower[0] == pytest.approx(lower, abs=PRINTED)
    assert got.upper[0] == pytest.approx(upper, abs=PRINTED)


@pytest.mark.parametrize("case", [c for c in from_r() if c.startswith("wilson")])
def test_wilson_gives_what_prop_test_gives(case):
    x, n = (int(part) for part in case.removeprefix("wilson ").split("/"))
    got = wilson(np.array([x / n]), np.array([n]))
    assert got.lower[0] == pytest.approx(from_r()[case]["lower"], abs=R)
    assert got.upper[0] == pytest.approx(from_r()[case]["upper"], abs=R)


def test_the_mean_gives_what_t_test_gives():
    got = mean(np.array([3, 17, 8, 2]), (-1.0, 0.0, 0.5, 1.0))
    want = from_r()["mean"]
    assert float(got.estimate) == pytest.approx(want["estimate"], abs=R)
    assert float(got.lower) == pytest.approx(want["lower"], abs=R)
    assert float(got.upper) == pytest.approx(want["upper"], abs=R)
