"""The funnel: where limits and schools are drawn, and what is not drawn or said."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gelijkop.compare.findings import Interval
from gelijkop.compare.schools import School
from gelijkop.present import svg
from gelijkop.present.chart_funnel import Dot, Limits, Words, curve, funnel
from gelijkop.present.marks import Key, Point
from gelijkop.present.palette import ZONES
from gelijkop.present.school_figures import headline, limits

NS = "{http://www.w3.org/2000/svg}"
WORDS = Words("95 %", "99,8 %", ("regio", "25 %"), "aantal leerlingen")
LIMITS = [Limits(25, (0.1, 0.4), (0.0, 0.5)), Limits(100, (0.18, 0.32), (0.12, 0.38))]


def dot(label, pupils, value, zone=0, *, own=False):
    return Dot(label, pupils, Point(ZONES[zone], value, value, value, f"{value}", f"{label}: {value}"), own)


def drawn(*dots, size="wide"):
    keys = [Key(look, look.name) for look in ZONES]
    return etree.fromstring(
        funnel("t", dots, LIMITS, 0.25, keys, WORDS, size, name="n", description="d", say=str, say_size=str)
    )


def marks(root):
    return list(root.iter(f"{NS}g"))


def test_between_two_sizes_limits_run_straight_in_one_over_the_root():
    # halfway between 1/5 and 1/10 is 0.15, a school of 1/0.15² pupils
    middle = curve([(25, 0.5), (100, 0.3)])[12]
    assert middle == pytest.approx((1 / 0.15**2, 0.4))


def test_limits_are_exact_at_the_size_of_each_school():
    known = [(25, 0.5), (60, 0.4), (100, 0.3)]
    assert [p for p in curve(known) if p in known] == known


def test_the_limits_of_a_school_are_drawn_where_it_stands():
    root = drawn(dot("a", 25, 0.4), dot("b", 100, 0.25))
    edge = next(p for p in root.iter(f"{NS}path") if p.get("class") == "ax" and "stroke-dasharray" not in p.attrib)
    first = edge.get("d")[1:].split(" L")[0].split()
    (circle,) = list(marks(root)[0].iter(f"{NS}circle"))
    assert first[0] == circle.get("cx")
    lines = [p.get("d")[1:].split(" L")[0].split()[1] for p in root.iter(f"{NS}path") if p.get("class") == "ax"]
    assert circle.get("cy") in lines  # 0.4 is its upper limit of 95%


def test_each_zone_has_a_shape_of_its_own():
    root = drawn(dot("a", 25, 0.3), dot("b", 50, 0.45, 1), dot("c", 100, 0.05, 2))
    shapes = [m[-1].tag + str((m[-1].get("d") or "").count("L")) for m in marks(root)]
    assert len(set(shapes)) == 3


def test_only_the_own_school_is_named_and_has_a_ring():
    root = drawn(dot("De Brug", 25, 0.3, own=True), dot("Het Anker", 100, 0.25))
    said = [t.text for t in root.iter(f"{NS}text")]
    assert "De Brug" in said
    assert "Het Anker" not in said
    assert len([c for c in root.iter(f"{NS}circle") if c.get("class") == "ring"]) == 1


@pytest.mark.parametrize("pupils", [25, 60, 100])
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_the_name_of_the_own_school_stays_in_the_picture(pupils, size):
    root = drawn(dot("Basisschool Het Kleine Noorderlicht", pupils, 0.3, own=True), dot("b", 25, 0.25), size=size)
    name = next(t for t in root.iter(f"{NS}text") if "Noorderlicht" in (t.text or ""))
    assert 0 <= float(name.get("x")) <= svg.WIDTH[size] - 200


def test_limits_of_schools_of_one_size_are_put_together():
    a = School("m", "a", (2020,), 40, "shown", ordinary_95=Interval(0.3, 0.1, 0.5, ""),
               ordinary_998=Interval(0.3, 0.0, 0.6, ""))  # fmt: skip
    b = replace(a, place="b", ordinary_95=Interval(0.3, 0.2, 0.4, ""))
    (found,) = limits([a, b])
    assert found.inner == pytest.approx((0.15, 0.45))


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        (["inside"] * 3, "Alle 3 scholen liggen"),
        (["inside", "beyond_95", "beyond_998"], "1 van de 3 scholen ligt"),
        (["beyond_95"], "0 van de 1 scholen liggen"),
        (["inside", "inside", "beyond_95"], "2 van de 3 scholen liggen"),
    ],
)
def test_the_headline_counts_zones(zones, said):
    assert headline(zones, "nl").startswith(said)


@settings(max_examples=20, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 5000), st.floats(0, 1)), min_size=2, max_size=12, unique_by=lambda p: p[0]))
def test_a_curve_never_leaves_the_limits_that_it_joins(known):
    ordered = sorted((float(n), v) for n, v in known)
    values = [v for _, v in curve(ordered)]
    assert min(v for _, v in ordered) - 1e-12 <= min(values)
    assert max(values) <= max(v for _, v in ordered) + 1e-12
    assert all(math.isfinite(v) for v in values)
