"""What is told of a difference through the years: nothing that the interval does not carry."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gelijkop.compare.changes import Change
from gelijkop.compare.findings import NOTHING, Interval
from gelijkop.present.chart_multiples import multiples
from gelijkop.present.chart_trend import Series
from gelijkop.present.gap_trend_figures import headline, many_headline
from gelijkop.present.marks import Point
from gelijkop.present.palette import EQUAL
from gelijkop.present.sentences import unit_of

NS = "{http://www.w3.org/2000/svg}"
SHARE = unit_of("share")
TREND = re.compile(r"kleiner|groter|anders dan|smaller|larger|another|dal|stijg|toe-|afgenomen", re.IGNORECASE)
MOST = re.compile(r"grootst|kleinst|hoogst|laagst|largest|smallest|highest|lowest", re.IGNORECASE)


def interval(low, high):
    return Interval((low + high) / 2, low, high, "newcombe10")


def change(before, after, moved, *, verdict="difference", state="shown", last=2022, place="A", breaks=()):
    return Change("m", place, "armoede", 1, "raw", 2018, last, (100, 100), before, after, moved, 0.05, verdict, state,
                  breaks)  # fmt: skip


LOW, NEAR = interval(-0.3, -0.1), interval(-0.08, 0.04)


def test_a_difference_that_is_seen_and_came_nearer_to_zero_is_smaller():
    assert headline([change(LOW, NEAR, interval(0.05, 0.3))], SHARE, "nl").startswith(
        "Het verschil is in 2022/2023 kleiner dan in 2018/2019: −20,0 werd −2,0"
    )


def test_a_difference_that_went_away_from_zero_and_is_seen_is_larger():
    assert "groter dan" in headline([change(NEAR, LOW, interval(-0.3, -0.05))], SHARE, "nl")


def test_a_difference_that_crossed_zero_is_neither_smaller_nor_larger():
    said = headline([change(LOW, interval(0.1, 0.2), interval(0.2, 0.5))], SHARE, "nl")
    assert "anders dan" in said
    assert not re.search("kleiner|groter", said)


def test_a_change_within_the_margin_is_no_change_that_matters():
    said = headline([change(LOW, LOW, interval(-0.01, 0.01), verdict="no_difference")], SHARE, "nl")
    assert said == "Tussen 2018/2019 en 2022/2023 veranderde het verschil niet in een mate die ertoe doet"


def test_over_a_break_no_change_is_told():
    broken = change(LOW, NEAR, NOTHING, verdict="not_visible", state="break", breaks=(2020,))
    assert headline([broken], SHARE, "nl") == "Of het verschil veranderde, is niet te zeggen"


def test_the_last_stretch_is_told():
    early = change(LOW, NEAR, interval(0.05, 0.3), last=2020)
    late = change(LOW, LOW, interval(-0.1, 0.1), verdict="not_visible")
    assert headline([early, late], SHARE, "nl").startswith("Of het verschil tussen 2018/2019 en 2022/2023")


def test_places_with_a_change_are_counted_among_those_that_can_be_told():
    seen, unseen = change(LOW, NEAR, interval(0.05, 0.3)), change(LOW, LOW, interval(-0.1, 0.1), verdict="not_visible")
    hidden = change(LOW, NEAR, NOTHING, verdict="not_visible", state="withheld")
    assert many_headline([[seen], [unseen], [hidden]], "GM", "nl").endswith("is te zien in 1 van de 2 gemeenten")


BOUNDS = st.tuples(st.floats(-1, 1), st.floats(-1, 1)).map(lambda b: interval(*sorted(b)))


@settings(max_examples=150, derandomize=True)
@given(BOUNDS, BOUNDS, BOUNDS, st.sampled_from(["difference", "no_difference", "not_visible"]), st.sampled_from("ne"))
def test_a_trend_word_needs_a_change_whose_interval_is_on_one_side_of_zero(before, after, moved, verdict, language):
    lang = {"n": "nl", "e": "en"}[language]
    said = headline([change(before, after, moved, verdict=verdict)], SHARE, lang)
    assert not MOST.search(said)
    if TREND.search(said):
        assert verdict == "difference"
        assert moved.lower > 0 or moved.upper < 0
    if re.search("kleiner|smaller", said):
        assert (before.lower > 0 and moved.upper < 0) or (before.upper < 0 and moved.lower > 0)
    if re.search("groter|larger", said):
        assert (after.lower > 0 and moved.lower > 0) or (after.upper < 0 and moved.upper < 0)


@settings(max_examples=60, derandomize=True)
@given(st.lists(st.tuples(BOUNDS, st.sampled_from(["difference", "not_visible"])), min_size=1, max_size=6))
def test_no_place_counts_as_changed_without_an_interval_that_carries_it(found):
    said = many_headline([[change(LOW, LOW, m, verdict=v)] for m, v in found], "GM", "nl")
    seen = sum(v == "difference" and (m.lower > 0 or m.upper < 0) for m, v in found)
    assert (f"in {seen} van de {len(found)}" in said) == (seen > 0)
    assert not MOST.search(said)


def series(label, values):
    def point(v):
        return Point(EQUAL, v, v - 0.05, v + 0.05, f"{v}", f"{label}: {v}")

    return Series(label, EQUAL, {2016 + i: point(v) for i, v in enumerate(values) if not math.isnan(v)})


def panels(*found, breaks=(), size="wide"):
    drawn = multiples("t", [(s, False) for s in found], range(2016, 2022), breaks, [], size, name="n", description="d",
                      say=str)  # fmt: skip
    return etree.fromstring(drawn)


def test_all_panels_have_one_scale():
    root = panels(series("A", [0.1] * 6), series("B", [0.1, 0.9, 0.1, 0.1, 0.1, 0.1]))
    firsts = [float(e.get("cy")) for g in root.iter(f"{NS}g") if (e := g.find(f"{NS}circle")) is not None]
    assert firsts[0] == firsts[6]


def test_a_missing_year_is_dotted_and_a_break_is_not_bridged():
    gap = series("A", [0.1, 0.1, math.nan, 0.1, 0.1, 0.1])

    def bridges(root):
        return [e for e in root.iter(f"{NS}line") if "ln" in (e.get("class") or "").split()]

    assert len(bridges(panels(gap))) == 1
    assert not bridges(panels(gap, breaks=(2018,)))


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_every_year_has_a_mark_that_says_its_number(size):
    root = panels(series("A", [0.1] * 6), series("B", [0.2] * 6), size=size)
    assert len(list(root.iter(f"{NS}title"))) == 1 + 12
