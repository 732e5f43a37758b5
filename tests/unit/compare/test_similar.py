"""Similar schools: the nearest by intake, each part counting equally."""

import numpy as np
import pytest

from gelijkop.compare.similar import similar

EXACT = 1e-12  # the same sums in another order


def test_the_nearest_come_first_and_the_school_itself_never():
    found = similar({"size": np.array([[1.0], [2.0], [4.0], [8.0]])}, nearest=2)
    assert found.position.tolist() == [[1, 2], [0, 2], [1, 0], [2, 1]]


def test_schools_that_are_as_near_come_in_their_own_order():
    found = similar({"size": np.array([[0.0], [1.0], [-1.0], [1.0]])}, nearest=3)
    assert found.position[0].tolist() == [1, 2, 3]


def test_a_distance_of_one_is_that_of_a_middling_school_to_the_mean():
    # Mean 1, root mean square distance 1: schools 2 apart are 2 apart.
    found = similar({"size": np.array([[0.0], [2.0]])}, nearest=1)
    assert found.distance.tolist() == [[2.0], [2.0]]


def test_each_part_counts_equally_however_many_columns_it_has():
    wide = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    narrow = np.array([[0.0], [3], [3], [0]])
    found = similar({"intake": wide, "size": narrow}, nearest=3)
    # Mean squared distances: intake 0.75 · 3 / 4 = 0.5625, size 2.25; the first two schools are 1 and 9 apart.
    assert found.distance[0, -1] == pytest.approx(np.sqrt((1 / 0.5625 + 9 / 2.25) / 2), abs=EXACT)


def test_a_part_in_which_all_schools_are_the_same_counts_for_nothing():
    size = np.array([[1.0], [2.0], [4.0]])
    one, other = similar({"size": size}), similar({"size": size, "offer": np.ones((3, 2))})
    assert np.array_equal(one.distance, other.distance, equal_nan=True)


def test_fewer_schools_than_asked_leave_places_empty():
    found = similar({"size": np.array([[1.0], [2.0]])}, nearest=15)
    assert found.position.tolist() == [[1, -1], [0, -1]]
    assert np.isnan(found.distance[0, 1])


def test_a_school_of_which_nothing_is_known_is_like_no_other():
    found = similar({"size": np.array([[1.0], [np.nan], [2.0]])}, nearest=2)
    assert found.position.tolist() == [[2, -1], [-1, -1], [0, -1]]
