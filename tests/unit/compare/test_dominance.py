"""A place whose pupils are nearly all at one location: not shown for one year, where that location shows all years."""

import numpy as np
import pytest

from gelijkop.compare.gaps import gaps
from gelijkop.compare.rates import rates
from gelijkop.model.measures import Measure
from gelijkop.safe.released import Rows
from gelijkop.safe.sealing import seal

HIGHER = Measure("m", "m", "", "advice", ("nee", "ja"), (0.0, 1.0), "share")
YEARS = (2020, 2021)


def part(rows, places, years, **more):
    columns = np.array(sorted(rows, key=lambda r: (r[0], r[3], r[1], r[2], *r[4:])), dtype=np.int64).T
    return seal(
        "openbaar", (HIGHER,), places, {}, ("geslacht",), years, Rows(*(np.ascontiguousarray(c) for c in columns)),
        base=5, slack=2, rounding={}, **more,
    )  # fmt: skip


def rows_of(place, year, boys, girls):
    """Half of the boys and half of the girls have it."""
    for outcome in (0, 1):
        yield 0, year, place, -1, -1, 0, outcome, (boys + girls) // 2
        for group, pupils in ((1, boys), (2, girls)):
            yield 0, year, place, 0, group, 0, outcome, pupils // 2


@pytest.fixture(scope="module")
def released():
    """Place 1 has locations of 190 and 10 boys, and of 120 and 80 girls; place 2 has one of 200 boys and 200 girls."""
    schools = part(
        [*rows_of(0, 2021, 190, 120), *rows_of(1, 2021, 10, 80), *rows_of(2, 2021, 200, 200)],
        ("01AA00", "02BB00", "03CC00"), (2021,), pooled=YEARS,
        areas={"municipality": {"01AA00": "GM0001", "02BB00": "GM0001", "03CC00": "GM0002"}},
    )  # fmt: skip
    rows = [r for y in YEARS for place in (0, 1) for r in rows_of(place, y, 100, 100)]
    return part(rows, ("GM0001", "GM0002"), YEARS, schools=schools)


def states(found):
    return {(r.place, r.group): r.state for r in found}


def test_a_year_of_boys_of_whom_ninety_five_in_a_hundred_are_at_one_location_is_not_shown(released):
    found = states(rates(released, "m", grouping="geslacht", places=("GM0001",), years=(2020,)))
    assert found["GM0001", 1] == "dominated"


def test_a_year_of_girls_of_whom_sixty_in_a_hundred_are_at_one_location_is_shown(released):
    found = states(rates(released, "m", grouping="geslacht", places=("GM0001",), years=(2020,)))
    assert found["GM0001", 2] == "shown"


def test_a_place_with_one_location_is_not_shown_for_a_year(released):
    assert states(rates(released, "m", places=("GM0002",), years=(2021,)))["GM0002", -1] == "dominated"


def test_all_years_are_shown_since_they_are_of_the_location_too(released):
    found = states(rates(released, "m", grouping="geslacht", places=("GM0001", "GM0002")))
    assert set(found.values()) == {"shown"}


def test_the_region_is_not_one_location(released):
    assert {r.state for r in rates(released, "m", years=(2020,))} == {"shown"}


def test_a_gap_with_such_a_group_has_the_same_reason_and_no_numbers(released):
    found = gaps(released, "m", "geslacht", places=("GM0001",), years=(2020,))
    assert [g.state for g in found] == ["dominated"]
    assert np.isnan(found[0].raw.estimate)


def test_a_rate_that_is_not_shown_has_no_number_and_no_tail(released):
    found = rates(released, "m", places=("GM0002",), years=(2021,))[0]
    assert np.isnan(found.value.estimate)
    assert found.tail == ""


def test_without_locations_in_the_release_no_place_is_held_back(released):
    rows = [r for y in YEARS for r in rows_of(0, y, 100, 100)]
    alone = part(rows, ("GM0001",), YEARS)
    assert {r.state for r in rates(alone, "m", years=(2020,))} == {"shown"}
