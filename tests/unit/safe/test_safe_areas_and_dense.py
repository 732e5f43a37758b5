"""The areas of locations in a release, and its counts as one array."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.errors import ReleaseRefused
from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect, seal_intern
from gelijkop.safe.release_rows import load, release_manifest, released_columns
from gelijkop.safe.released import STRATA

HIGHER = Measure("hoger", "hoger", "", "advies", ("nee", "ja"), (0.0, 1.0), "share")
SCHOOLS = ("01AA00", "01AA01", "02BB00")
AREAS = {"board": {"01AA00": "12345", "01AA01": "12345", "09ZZ00": "99999"}, "municipality": {"02BB00": "GM0002"}}


def figures(rows):
    """Figures of rows (school year, place, group of sex, stratum, outcome, pupils)."""
    c = np.array(rows, dtype=np.int64).reshape(-1, 6)
    none = np.zeros(len(c), np.int64)
    return Figures((HIGHER,), SCHOOLS, ("geslacht",), none, *c.T[:2], {"geslacht": c[:, 2]}, *c.T[3:])


@pytest.fixture(scope="module")
def sealed():
    rows = [(2020, 0, 1, 3, 1, 7), (2020, 1, 2, 3, 0, 4), (2021, 2, 1, 7, -1, 2), (2021, 2, 0, 0, 1, 5)]
    return seal_intern(figures(rows), {}, areas=AREAS, area_names={"GM0002": "Stad", "GM0009": "Elders"})


def test_the_areas_of_the_places_of_the_release_are_kept(sealed):
    assert sealed.areas == {
        "board": {"01AA00": "12345", "01AA01": "12345"}, "municipality": {"02BB00": "GM0002"},
    }  # fmt: skip


def test_names_of_areas_that_are_not_there_are_left_out(sealed):
    assert sealed.area_names == {"GM0002": "Stad"}


def test_areas_read_back_as_they_were_written(sealed):
    again = load(released_columns(sealed), json.loads(json.dumps(release_manifest(sealed))), policy="intern")
    assert (again.areas, again.area_names) == (sealed.areas, sealed.area_names)


def test_a_changed_area_is_refused(sealed):
    manifest = release_manifest(sealed)
    manifest["areas"]["board"]["01AA00"] = "54321"
    with pytest.raises(ReleaseRefused):
        load(released_columns(sealed), manifest, policy="intern")


def test_a_public_release_has_no_areas():
    public = protect(
        figures([(2020, 0, 1, 3, 1, 70)]), load_plan("openbaar"), municipality=dict.fromkeys(SCHOOLS, "GM0001"),
        names={}, seed=bytes(16),
    ).released  # fmt: skip
    assert (public.areas, public.area_names) == ({}, {})


def test_dense_counts_stand_on_the_axes_asked_for(sealed):
    counts = sealed.dense("hoger", grouping="geslacht", groups=(2, 1), places=("01AA01", "01AA00"), years=(2021, 2020))
    assert counts.shape == (2, 2, 2, STRATA, 2)
    assert counts[1, 1, 1, 3].tolist() == [0, 7]
    assert counts[0, 1, 0, 3].tolist() == [4, 0]
    assert counts.sum() == 7 + 4


def test_pupils_outside_the_population_are_apart(sealed):
    assert sealed.dense("hoger", grouping=None, groups=(-1,)).sum() == 7 + 4 + 5
    outside = sealed.outside("hoger", grouping=None, groups=(-1,))
    assert outside.shape == (3, 2, 1, STRATA)
    assert (outside[2, 1, 0, 7], outside.sum()) == (2, 2)


def test_what_is_not_in_the_release_has_zeros(sealed):
    assert not sealed.dense("hoger", grouping="geslacht", groups=(9,), years=(1999, 2020)).any()
    assert sealed.dense("hoger", grouping="geslacht", groups=(), years=()).shape == (3, 0, 0, STRATA, 2)


def test_a_place_that_is_not_in_the_release_is_an_error(sealed):
    with pytest.raises(KeyError):
        sealed.dense("hoger", grouping=None, groups=(-1,), places=("77XX00",))


ROWS = st.tuples(
    st.integers(2019, 2021), st.integers(0, 2), st.integers(0, 2), st.integers(0, 7), st.integers(-1, 1),
    st.integers(1, 9),
)  # fmt: skip


@settings(max_examples=20, derandomize=True, deadline=None)
@given(rows=st.lists(ROWS, max_size=30))
def test_dense_counts_are_those_of_the_tables(rows):
    release = seal_intern(figures(rows), {})
    dense = release.dense("hoger", grouping="geslacht", groups=(1, 2, 0))
    for (p, place), (y, year) in itertools.product(enumerate(release.places), enumerate(release.school_years)):
        table = release.table("hoger", grouping="geslacht", groups=(1, 2, 0), places=(place,), years=(year,))
        assert np.array_equal(dense[p, y], table.counts)
