"""What was rounded away altogether is not told by a name that stays behind."""

import numpy as np
import pytest

from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect

MEASURE = Measure("hoger", "hoger", "", "advies", ("nee", "ja"), (0.0, 1.0), "share")


def released(*cells: tuple[int, int, int], seed: int = 1):
    """A release of cells of (school year, place, pupils); every pupil has the outcome."""
    year, place, pupils = (np.array(column, dtype=np.int64) for column in zip(*cells, strict=True))
    zero = np.zeros(len(cells), np.int64)
    figures = Figures(
        (MEASURE,), ("01AA00", "02BB00"), ("geslacht",), zero, year, place, {"geslacht": zero + 1}, zero, zero + 1,
        pupils,
    )  # fmt: skip
    towns = {"01AA00": "GM0001", "02BB00": "GM0002"}
    return protect(figures, load_plan("openbaar"), municipality=towns, names={}, seed=bytes([seed] * 16)).released


@pytest.fixture(scope="module")
def lonely():
    return released((2020, 0, 60), (2020, 1, 1), (2021, 0, 60), (2013, 0, 1))


def test_a_place_whose_pupils_were_all_rounded_away_is_not_named(lonely):
    assert (lonely.places, dict(lonely.place_names)) == (("GM0001",), {"GM0001": "GM0001"})


def test_a_school_year_whose_pupils_were_all_rounded_away_is_not_named(lonely):
    assert lonely.school_years == (2020, 2021)


def test_a_place_that_stays_keeps_its_own_pupils():
    found = released((2020, 0, 1), (2020, 1, 60))
    assert found.places == ("GM0002",)
    assert abs(found.table("hoger", grouping=None, groups=(-1,), places=["GM0002"]).counts.sum() - 60) <= 2
