"""Segregation indices worked out by hand, and what chance gives by trying every division of the pupils."""

from itertools import combinations

import numpy as np
import pytest

from gelijkop.compare.allocation import (
    expected_dissimilarity,
    expected_entropy_index,
    expected_exposure,
    expected_isolation,
    expected_mutual_information,
)
from gelijkop.compare.redrawn import centred, debiased, redrawn
from gelijkop.compare.segregation import (
    dissimilarity,
    entropy,
    entropy_index,
    exposure,
    isolation,
    local,
    mutual_information,
)

EXACT = 1e-12  # the same sums in another order
#           group 0, group 1
TWO = np.array([[30, 10],
                [10, 50]])  # fmt: skip


def test_dissimilarity_of_two_groups_is_half_the_sum_of_differences():
    # ½ (|30/40 − 10/60| + |10/40 − 50/60|)
    assert dissimilarity(TWO) == pytest.approx((abs(30 / 40 - 10 / 60) + abs(10 / 40 - 50 / 60)) / 2, abs=EXACT)


def test_dissimilarity_of_three_groups_is_morgans():
    counts = np.array([[4, 1, 0], [0, 1, 4]])
    # Shares 0.4, 0.2, 0.4; each unit has 5 pupils, so 2, 1 and 2 are expected: Σ |off| = 2 + 0 + 2 + 2 + 0 + 2 = 8.
    assert dissimilarity(counts) == pytest.approx(8 / (2 * 10 * (0.4 * 0.6 + 0.2 * 0.8 + 0.4 * 0.6)), abs=EXACT)


def test_isolation_is_the_share_of_the_own_group_that_a_pupil_meets():
    # Of 40 pupils 30 meet 30/40 and 10 meet 10/60.
    assert isolation(TWO)[0] == pytest.approx(30 / 40 * 30 / 40 + 10 / 40 * 10 / 60, abs=EXACT)


def test_exposure_to_all_groups_adds_up_to_everybody():
    assert exposure(TWO).sum(axis=-1) == pytest.approx([1, 1], abs=EXACT)


def test_entropy_index_is_one_where_no_unit_is_mixed():
    assert entropy_index(np.array([[7, 0], [0, 3]])) == pytest.approx(1, abs=EXACT)


def test_mutual_information_is_the_entropy_where_no_unit_is_mixed():
    counts = np.array([[7, 0], [0, 3]])
    assert mutual_information(counts) == pytest.approx(-0.7 * np.log(0.7) - 0.3 * np.log(0.3), abs=EXACT)
    assert entropy(counts) == pytest.approx(mutual_information(counts), abs=EXACT)


def test_local_segregation_weighted_by_the_groups_is_the_whole():
    assert (local(TWO) * TWO.sum(axis=0) / TWO.sum()).sum() == pytest.approx(mutual_information(TWO), abs=EXACT)


@pytest.mark.parametrize("index", [dissimilarity, entropy_index])
def test_of_one_group_nothing_can_be_said(index):
    assert np.isnan(index(np.array([[5, 0], [3, 0]])))


def test_many_cells_at_once_are_each_by_themselves():
    both = np.stack([TWO, TWO[::-1] * 2 + 1])
    for index in (dissimilarity, mutual_information, expected_dissimilarity, expected_mutual_information):
        assert index(both).tolist() == pytest.approx([float(index(b)) for b in both], abs=EXACT)


def divisions(counts: np.ndarray) -> np.ndarray:
    """Every way to give the pupils of two groups to the units, each as likely."""
    sizes, first = counts.sum(axis=1), int(counts[:, 0].sum())
    unit = np.repeat(np.arange(len(sizes)), sizes)
    chosen = [np.bincount(unit[list(c)], minlength=len(sizes)) for c in combinations(range(len(unit)), first)]
    return np.stack([np.stack([x, sizes - x], axis=1) for x in chosen])


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (dissimilarity, expected_dissimilarity),
        (mutual_information, expected_mutual_information),
        (entropy_index, expected_entropy_index),
        (isolation, expected_isolation),
        (exposure, expected_exposure),
    ],
)
@pytest.mark.parametrize("counts", [[[3, 2], [1, 4], [0, 2]], [[2, 2], [2, 2]], [[1, 0], [0, 6], [0, 1], [1, 1]]])
def test_what_chance_gives_is_the_mean_over_every_division(index, expected, counts):
    table = np.array(counts)
    assert expected(table) == pytest.approx(index(divisions(table)).mean(axis=0), abs=1e-10)


def test_what_chance_gives_for_three_groups_is_the_mean_of_many_shuffles():
    table = np.array([[4, 3, 1], [1, 5, 0], [0, 2, 4]])
    unit, group = np.repeat(np.arange(3), table.sum(axis=1)), np.repeat(np.arange(3), table.sum(axis=0))
    rng, drawn = np.random.default_rng(7), np.zeros((4000, 3, 3), dtype=np.int64)
    for one in drawn:
        np.add.at(one, (unit, rng.permutation(group)), 1)
    of_shuffles = dissimilarity(drawn)
    far = 4 * of_shuffles.std() / np.sqrt(len(drawn))  # four standard errors
    assert expected_dissimilarity(table) == pytest.approx(of_shuffles.mean(), abs=far)
    assert expected_isolation(table) == pytest.approx(isolation(drawn).mean(axis=0), abs=0.01)


def test_a_unit_without_pupils_changes_nothing():
    more = np.concatenate([TWO, [[0, 0]]])
    for index in (dissimilarity, entropy_index, expected_dissimilarity, expected_entropy_index):
        assert index(more) == pytest.approx(index(TWO), abs=EXACT)
    assert isolation(more) == pytest.approx(isolation(TWO), abs=EXACT)
    assert expected_isolation(more) == pytest.approx(expected_isolation(TWO), abs=EXACT)


def test_pupils_drawn_again_keep_the_sizes_of_the_units():
    def sizes(counts):
        return counts.sum(axis=-1)

    (drawn,) = redrawn(np.concatenate([TWO, [[0, 0]]]), (sizes,), rng=np.random.default_rng(0), draws=5)
    assert drawn.tolist() == [[40, 60, 0]] * 5


def test_many_draws_in_parts_are_all_there(monkeypatch):
    monkeypatch.setattr("gelijkop.compare.redrawn._CELLS", 8)  # two draws at once
    (drawn,) = redrawn(TWO, (dissimilarity,), rng=np.random.default_rng(0), draws=5)
    assert drawn.shape == (5,)


def test_the_limits_lie_as_far_as_the_draws_from_their_mean():
    drawn = np.arange(101) / 100  # mean 0.5, percentiles 0.025 and 0.975
    got = centred(np.array(0.6), drawn)
    assert [got.lower, got.upper] == pytest.approx([0.6 - 0.475, 1.0], abs=EXACT)


def test_what_drawing_adds_is_taken_off():
    assert debiased(np.array(0.3), np.array([0.3, 0.34])) == pytest.approx(0.3 - 0.02, abs=EXACT)
