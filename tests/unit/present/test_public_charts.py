"""Dots out of a hundred, forest plots, and pictures that are turned round for right-to-left languages."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gelijkop.compare.findings import Interval
from gelijkop.present.chart_dotgrid import Hundred, dot_grid
from gelijkop.present.chart_dots import dots
from gelijkop.present.chart_forest import Forest, forest
from gelijkop.present.dotgrid_figures import _span, out_of_hundred
from gelijkop.present.flow_figures import _share
from gelijkop.present.marks import Key, Point, Row
from gelijkop.present.mirrored import mirrored
from gelijkop.present.palette import EQUAL, TWO
from gelijkop.safe.plan import load_plan

NS = "{http://www.w3.org/2000/svg}"
NAN = math.nan
PLACED = 0.02
"""Places are written with two decimals, and turning them round rounds once more."""


def hundred(full, look=TWO[0], **more):
    return Hundred("groep", look, full, f"{full} op de 100", "", f"groep: {full} op de 100", **more)


def grids(*groups, size="wide"):
    root = etree.fromstring(dot_grid("t", groups, size, name="n", description="d"))
    return [[e for e in g if e.tag != f"{NS}title"] for g in root.iter(f"{NS}g")]


@pytest.mark.parametrize("full", [0, 1, 31, 100])
def test_there_are_a_hundred_dots_and_as_many_full_ones_as_pupils(full):
    (found,) = grids(hundred(full))
    assert len(found) == 100
    assert sum("mk" in e.get("class") for e in found) == full


def test_of_a_bound_the_dots_that_may_be_are_faint():
    (found,) = grids(hundred(0, perhaps=5))
    assert [sum(name in e.get("class").split() for e in found) for name in ("mk", "ci", "empty")] == [0, 5, 95]


def test_a_group_that_is_not_shown_has_words_and_no_dots():
    hidden = Hundred("groep", TWO[1], None, "te weinig leerlingen om te tonen", "", "x")
    picture = dot_grid("t", [hundred(3), hidden], "wide", name="n", description="d")
    assert len(list(etree.fromstring(picture).iter(f"{NS}g"))) == 1
    assert "te weinig leerlingen om te tonen" in picture


def test_dots_of_two_groups_differ_in_shape():
    first, second = grids(hundred(1), hundred(1, TWO[1]))
    assert first[0].tag != second[0].tag


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, (0, "exact")), (0.004, (0, "least")), (0.005, (1, "exact")), (0.305, (31, "exact")),
     (0.994, (99, "exact")), (0.996, (99, "most")), (1.0, (100, "exact"))],
)  # fmt: skip
def test_some_pupils_are_never_told_as_nobody_nor_nearly_all_as_everybody(share, said):
    assert out_of_hundred(share) == said


@settings(max_examples=50, derandomize=True)
@given(st.floats(0, 1), st.floats(0, 1))
def test_the_range_in_words_is_never_narrower_than_the_interval(one, other):
    low, high = sorted((one, other))
    said = [int(n) for n in re.findall(r"\d+", _span(Interval(low, low, high, "wilson"), "nl"))][:2]
    assert said[0] <= low * 100 + 1e-6
    assert said[1] >= high * 100 - 1e-6


def test_a_share_of_some_pupils_is_not_written_as_none():
    # 1 of 1,000 is 0.1%
    assert _share(load_plan("intern"), "nl")(1, 1000) == "<1\u00a0%"


def estimate(value, low, high, said="x"):
    return Point(EQUAL, value, low, high, f"{value}", said)


ROWS = [Forest("A", estimate(0.3, 0.1, 0.5), "0,3", weight=0.8),
        Forest("B", estimate(0.1, -0.2, 0.4), "0,1", weight=0.2),
        Forest("C", estimate(NAN, NAN, NAN), "x"),
        Forest("Samen", estimate(0.25, 0.1, 0.4), "0,25", pooled=True, prediction=(-0.1, 0.6))]  # fmt: skip


def plot(rows=ROWS, size="wide"):
    return etree.fromstring(forest("t", rows, size, name="n", description="d", say=str))


def test_a_row_that_is_not_shown_keeps_its_label_and_has_no_mark():
    root = plot()
    assert len(list(root.iter(f"{NS}g"))) == 3
    assert "C" in [t.text for t in root.iter(f"{NS}text")]


def test_what_is_pooled_is_a_diamond_as_wide_as_its_interval():
    first, *_, last = list(plot().iter(f"{NS}g"))
    corners = [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", last.find(f"{NS}path").get("d").replace(" L", "L"))]
    low, high = (float(first.find(f"{NS}rect").get("x")), float(first.find(f"{NS}circle").get("cx")))
    # A: from 0.1 to its estimate 0.3; the diamond: from 0.1 to 0.4, so half as long again
    assert min(corners) == pytest.approx(low, abs=PLACED)
    assert max(corners) - min(corners) == pytest.approx(1.5 * (high - low), abs=3 * PLACED)


def test_a_row_with_more_weight_has_a_larger_mark():
    radii = [float(c.get("r")) for c in plot().iter(f"{NS}circle")]
    assert radii[0] > radii[1]


def test_a_prediction_interval_reaches_beyond_the_diamond():
    last = list(plot().iter(f"{NS}g"))[-1]
    line = last.find(f"{NS}line")
    corners = [float(x) for x, _ in re.findall(r"(-?[\d.]+) (-?[\d.]+)", last.find(f"{NS}path").get("d"))]
    assert float(line.get("x1")) < min(corners) < max(corners) < float(line.get("x2"))


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_one_row_alone_is_at_least_80_pixels_high(size):
    assert float(plot(ROWS[:1], size).get("viewBox").split()[3]) >= 80


def dumbbell(size="wide"):
    rows = [Row("سخيدام", (estimate(0.31, 0.25, 0.38), estimate(0.14, 0.09, 0.2)), "+17.2"),
            Row("2 من 100", (estimate(0.2, 0.1, 0.3), estimate(0.1, 0.05, 0.2)), "\u22123,6")]  # fmt: skip
    return dots("t", rows, [Key(TWO[0], "a"), Key(TWO[1], "b")], size, name="n", description="d", say=str)


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_every_mark_is_turned_round(size):
    picture = dumbbell(size)
    across = float(etree.fromstring(picture).get("viewBox").split()[2])
    before = [float(c.get("cx")) for c in etree.fromstring(picture).iter(f"{NS}circle")]
    after = [float(c.get("cx")) for c in etree.fromstring(mirrored(picture)).iter(f"{NS}circle")]
    assert after == pytest.approx([across - x for x in before], abs=PLACED)


def test_bars_and_shapes_stay_inside_the_picture():
    for e in etree.fromstring(mirrored(dumbbell())).iter(f"{NS}rect"):
        assert 0 <= float(e.get("x")) <= 960 - float(e.get("width")) + PLACED


def test_a_picture_turned_round_twice_is_as_it_was():
    picture = dumbbell().replace("سخيدام", "Schiedam").replace("2 من 100", "2 van 100")
    twice = etree.fromstring(mirrored(mirrored(picture)))
    for one, other in zip(etree.fromstring(picture).iter(), twice.iter(), strict=True):
        for name in ("x", "cx", "x1", "x2"):
            assert float(other.get(name, 0)) == pytest.approx(float(one.get(name, 0)), abs=2 * PLACED)
        assert other.get("text-anchor", "start") == one.get("text-anchor", "start")


def test_words_that_ended_at_a_place_begin_there():
    before = next(t for t in etree.fromstring(dumbbell()).iter(f"{NS}text") if t.text == "+17.2")
    after = next(t for t in etree.fromstring(mirrored(dumbbell())).iter(f"{NS}text") if t.text == "+17.2")
    assert (before.get("text-anchor"), after.get("text-anchor")) == ("end", "start")


def test_the_picture_itself_runs_from_left_to_right():
    assert etree.fromstring(mirrored(dumbbell())).get("direction") == "ltr"


def test_signs_stand_before_their_numbers():
    said = [t.text for t in etree.fromstring(mirrored(dumbbell())).iter(f"{NS}text")]
    assert "+17.2" in said
    assert "\u22123,6" in said


def test_words_from_right_to_left_are_isolated_and_the_numbers_in_them_too():
    said = [t.text for t in etree.fromstring(mirrored(dumbbell())).iter(f"{NS}text")]
    assert "\u2067\u20662\u2069 من \u2066100\u2069\u2069" in said
