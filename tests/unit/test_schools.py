"""Locations of one school, and pupils who go along with a school into another."""

import numpy as np
import pytest

from gelijkop.model.career_frame import places_of
from gelijkop.model.careers import Assembly
from gelijkop.model.schools import school_of

WENT = {"00AA": "00BB", "00BB": "00CC"}


@pytest.mark.parametrize(
    ("place", "school"),
    [("00AA01", "00CC"), ("00BB00", "00CC"), ("00CC00", "00CC"), ("00DD00", "00DD")],
)
def test_a_school_is_followed_to_where_it_went_on_at_last(place, school):
    assert school_of(place, WENT) == school


def test_schools_that_went_into_each_other_end():
    assert school_of("00AA00", {"00AA": "00BB", "00BB": "00AA"}) == "00AA"


def test_locations_keep_the_order_of_their_names_and_know_the_school_they_went_into():
    found = places_of({"00AA01", "00CC00", "00DD00", "00BB00"}, WENT)
    assert list(found.numbers) == ["00AA01", "00BB00", "00CC00", "00DD00"]
    school = {name: found.became.get(n // found.width, n // found.width) for name, n in found.numbers.items()}
    assert len({school["00AA01"], school["00BB00"], school["00CC00"]}) == 1
    assert school["00DD00"] != school["00CC00"]


def test_schools_that_went_into_one_without_locations_here_are_one_school():
    found = places_of({"00AA01", "00BB00", "00DD00"}, WENT)
    school = {name: found.became.get(n // found.width, n // found.width) for name, n in found.numbers.items()}
    assert school["00AA01"] == school["00BB00"] != school["00DD00"]


def moved(successors):
    """Three pupils, who were in schools AA, AA and DD, and a year later in CC, DD and DD."""
    rows = [(0, 2018, 0), (1, 2018, 0), (2, 2018, 2), (0, 2019, 1), (1, 2019, 2), (2, 2019, 2)]
    pupil, year, place = np.array(rows).T
    levels = {name: np.ones(len(rows), dtype=np.uint8) for name in ("sector", "level", "grade")}
    table = Assembly(3, base=2018, years=2, places=("00AA00", "00CC00", "00DD00"), successors=successors)
    table.enrol({"pupil": pupil, "school_year": year.astype(np.int16), "location": place, **levels})
    found = table.careers({}, {})
    return found.columns["same1"][np.argsort(found.columns["pupil"])].tolist(), found.resolved.merged


def test_who_goes_along_with_a_school_stays_at_the_same_school_and_is_counted():
    assert moved(WENT) == ([1, 0, 1], {2019: 1})


def test_without_successors_nobody_goes_along():
    assert moved({}) == ([0, 0, 1], {})
