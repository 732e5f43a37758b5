"""A waterfall: each part begins where the one before ended, and its limits lie around its end."""

import pytest
from lxml import etree

from gelijkop.present.chart_waterfall import Fall, waterfall
from gelijkop.present.marks import Point
from gelijkop.present.palette import EQUAL, RAW

NS = "{http://www.w3.org/2000/svg}"
ROUNDED = 0.03
"""Places are written with two decimals; a length is the difference of two of them."""


def part(value, start, *, whole=False, half=0.5):
    point = Point(EQUAL if whole else RAW, value, value - half, value + half, f"{value}", f"deel: {value}")
    return Fall("Een stap", point, start, f"{value}", whole)


def drawn(size="wide"):
    falls = [part(-3.0, 0.0), part(1.0, -3.0), part(-2.0, 0.0, whole=True)]
    return etree.fromstring(waterfall("w", falls, size, name="n", description="d", say=str, note_title="punt"))


def bars(root):
    found = [e for e in root.iter(f"{NS}rect") if "ci" in e.get("class").split()]
    return [(float(e.get("x")), float(e.get("x")) + float(e.get("width"))) for e in found]


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_a_part_begins_where_the_one_before_ended(size):
    first, second, _ = bars(drawn(size))
    assert first[0] == pytest.approx(second[0], abs=ROUNDED)


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_the_whole_begins_at_zero_and_ends_where_the_parts_end(size):
    first, second, whole = bars(drawn(size))
    assert whole == pytest.approx((second[1], first[1]), abs=ROUNDED)


def test_limits_lie_around_the_end_of_a_part():
    root = drawn()
    per_unit = (bars(root)[0][1] - bars(root)[0][0]) / 3
    limits = next(e for g in root.iter(f"{NS}g") for e in g.iter(f"{NS}line"))
    assert float(limits.get("x2")) - float(limits.get("x1")) == pytest.approx(2 * 0.5 * per_unit, abs=ROUNDED)


def test_every_part_says_its_number():
    said = [g.findtext(f"{NS}title") for g in drawn().iter(f"{NS}g")]
    assert said == ["deel: -3.0", "deel: 1.0", "deel: -2.0"]
