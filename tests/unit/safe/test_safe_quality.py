"""The quality statement: right where it rests on many counts, silent where it would tell of a few."""

import numpy as np
import pytest

from gelijkop.safe.plan import load_plan
from gelijkop.safe.quality import ENOUGH, KINDS, Errors, build_report, errors_of, rounding_error

ONE_PLACE, ALL_PLACES = KINDS[-1], KINDS[0]
MANY = np.tile([3, -4], ENOUGH)
"""Root mean square √((9 + 16) / 2) = 3.54."""


def errors(**by_kind):
    none = np.zeros(0)
    found = {kind: by_kind.get(str(i), none) for i, kind in enumerate(KINDS)}
    return Errors(found, found, {kind: np.abs(e) / 2 for kind, e in found.items()})


def test_the_error_is_the_root_mean_square_rounded_up():
    found = rounding_error({"a": errors(**{"0": MANY})}, base=5)
    assert found["a"][ALL_PLACES] == 3.6


def test_a_kind_with_few_counts_takes_the_error_over_all_distributions():
    few = np.array([40])
    found = rounding_error({"a": errors(**{"0": few}), "b": errors(**{"0": MANY})}, base=5)
    # √((200 × 12.5 + 40²) / 201) = 4.52
    assert found["a"][ALL_PLACES] == 4.6
    assert found["b"][ALL_PLACES] == 3.6


def test_a_kind_that_is_rare_everywhere_takes_the_widest_of_the_other_kinds():
    found = rounding_error({"a": errors(**{"0": np.array([1]), "15": MANY})}, base=5)
    assert found["a"][ALL_PLACES] == 3.6


def test_a_tiny_release_tells_nothing_of_its_single_counts():
    found = rounding_error({"a": errors(**{"0": np.array([2])})}, base=5)
    assert set(found["a"].values()) == {10.0}


def test_a_report_on_few_cells_gives_no_figures():
    report = build_report(
        load_plan("openbaar"), np.array([3]), np.array([5]), {"gemeente": [errors(**{"0": np.array([2])})]}
    )
    assert (report.cells_changed, report.cells_small, report.accuracy) == (None, None, ())


def test_a_report_gives_shares_of_cells_and_errors_by_kind():
    true, released = np.repeat([3, 8], [50, 150]), np.repeat([5, 8], [50, 150])
    report = build_report(load_plan("openbaar"), true, released, {"gemeente": [errors(**{"15": MANY})]})
    assert (report.cells_changed, report.cells_small) == (25, 25)
    accuracy = report.accuracy[0]
    assert accuracy.kind == ONE_PLACE
    assert (accuracy.counts, accuracy.mean, accuracy.percentile_95, accuracy.largest) == (200, 3.5, 4.0, 5)
    assert accuracy.points == (1.75, 2.0)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_promises_are_sentences_with_their_numbers(language):
    report = build_report(load_plan("openbaar"), np.array([3]), np.array([5]), {})
    said = [t.say(language) for t in (*report.guarantees, *report.not_promised)]
    assert len(said) == 11
    assert all(s.endswith(".") and "{" not in s for s in said)


def one_count(outside, no, yes):
    """Margins with one place, year, group and stratum, each with its total: pupils in the finest count alone."""
    found = np.zeros((3, 2, 2, 2, 2), np.int64)
    found[:, 0, 0, 1, 0] = outside, no, yes
    return found


def test_errors_are_sorted_by_kind_and_leave_true_zeros_out():
    found = errors_of(one_count(0, 0, 7), one_count(0, 0, 5)).counts
    assert found[(False, False, True, True)].tolist() == [-2]
    assert all(len(e) == 0 for kind, e in found.items() if kind != (False, False, True, True))


def test_the_error_of_a_share_is_what_is_wrong_given_the_released_pupils():
    """50 of 200 is a quarter; of 210 released pupils that is 52.5, so 60 is 7.5 too many: 3.57 percentage points."""
    found = errors_of(one_count(9, 150, 50), one_count(15, 150, 60))
    kind = (False, False, True, True)
    assert found.shares[kind].tolist() == [-7.5, 7.5]
    assert found.points[kind].tolist() == pytest.approx([7.5 / 2.1] * 2)


def test_shares_of_few_pupils_are_not_told_in_percentage_points():
    found = errors_of(one_count(0, 49, 50), one_count(0, 50, 50))
    assert all(len(e) == 0 for e in found.points.values())
