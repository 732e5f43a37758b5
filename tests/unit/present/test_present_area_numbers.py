"""Published numbers: which rows are one number, and the bounds of sums and shares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.model.bounds import Bounds
from gelijkop.present.area_numbers import Lookup
from gelijkop.present.level_figures import _share
from gelijkop.present.sketch_themes import Writer
from gelijkop.safe.released import Published

NAMES = ("source", "measure", "place", "period", "level", "grade", "sex", "detail", "lower", "upper")


def lookup(*rows):
    columns = {
        name: np.array([r[i] for r in rows], dtype=float if name in ("lower", "upper") else object)
        for i, name in enumerate(NAMES)
    }
    return Lookup(Published(columns, {}, {}))


def row(low, high=None, *, level=None, grade=None, sex=None, detail=None, source="a"):
    return (source, "m", "GM0001", "2020", level, grade, sex, detail, low, low if high is None else high)


def number(*rows, **options):
    return lookup(*rows).number("m", "GM0001", "2020", source="a", **options)


def test_hidden_parts_make_an_interval_of_the_sum():
    assert number(row(10, level="havo"), row(1, 4, level="vwo")) == Bounds(11, 14, "suppressed")


def test_a_printed_total_is_taken_instead_of_its_parts():
    assert number(row(14), row(10, level="havo"), row(1, 4, level="vwo")) == Bounds(14, 14)


def test_boys_and_girls_are_added_up_within_a_level():
    assert number(
        row(3, sex="m", level="vwo"), row(4, sex="v", level="vwo"), row(9, level="havo"), level="vwo"
    ) == Bounds(7, 7)


def test_a_missing_part_makes_the_sum_missing():
    assert number(row(3, level="vwo"), row(float("nan"), level="havo")).state == "missing"


def test_a_further_detail_is_not_added_to_the_whole():
    assert number(row(3), row(2, detail="vmbo")) == Bounds(3, 3)


def test_two_sources_are_never_added_up():
    assert number(row(3), row(4, source="b")) == Bounds(3, 3)


def test_no_row_is_a_missing_number():
    assert number(row(3, detail="vmbo")).state == "missing"


def test_a_source_counts_only_where_it_has_all_measures():
    found = lookup(row(3), ("b", "of", "GM0001", "2020", None, None, None, None, 9, 9))
    assert found.having(["m", "of"], "GM0001", "2020") == set()
    assert found.having(["m"], "GM0001", "2020") == {"a"}


EMPTY = lookup(row(1))


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (Bounds(20, 20), Bounds(80, 80), Bounds(0.25, 0.25)),
        (Bounds(12, 24), Bounds(80, 80), Bounds(0.15, 0.3, "suppressed")),
        (Bounds(1, 4), Bounds(0, 4), Bounds(0.25, 1.0, "suppressed")),
        (Bounds(0, 0), Bounds(0, 0), Bounds(None, None, "not_applicable")),
        (Bounds(None, None, "missing"), Bounds(8, 8), Bounds(None, None, "missing")),
    ],
)
def test_a_share_of_bounds_has_bounds(part, whole, expected):
    assert EMPTY.share(part, whole) == expected


def test_a_ratio_is_for_so_many_of_the_whole():
    assert EMPTY.ratio(Bounds(30, 30), Bounds(200, 200), 100) == Bounds(15, 15)
    assert EMPTY.ratio(Bounds(30, 30), Bounds(0, 0), 100).state == "missing"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=5))
@settings(max_examples=100, derandomize=True)
def test_the_true_share_lies_between_the_bounds_of_its_share(parts):
    truth = [low + min(more, room) for low, more, room in parts]
    bounds = [Bounds(low, low + room) for low, _, room in parts]
    if sum(truth):
        for i, n in enumerate(truth):
            share = _share(bounds, i)
            assert share.lower is not None
            assert share.upper is not None
            assert share.lower <= n / sum(truth) <= share.upper


def test_bounds_of_a_share_are_written_with_their_unit():
    cell = Writer(100.0, 1, "nl").cell(Bounds(0.12, 0.24, "suppressed"))
    assert (cell.text, cell.bounds, cell.state) == ("12,0–24,0\u00a0%", ("12.0", "24.0"), "suppressed")


def test_a_missing_number_is_a_sign():
    assert Writer(1.0, 0, "nl").cell(Bounds(None, None, "missing")).text == "?"
