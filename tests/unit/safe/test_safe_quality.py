"""The quality statement: right where it rests on many counts, silent where it would tell of a few."""

import numpy as np
import pytest

from gelijkop.safe.plan import load_plan
from gelijkop.safe.quality import ENOUGH, KINDS, Errors, build_report, errors_of, rounding_error

ONE_PLACE, ALL_PLACES = KINDS[-1], KINDS[0]
MANY = np.tile([3, -4], ENOUGH)
"""Root mean square √((9 + 16) / 2) = 3.54."""


def errors(**by_kind):
    none = np.zeros(0, np.int64)
    return Errors({kind: by_kind.get(str(i), none) for i, kind in enumerate(KINDS)})


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
    report = build_report(load_plan("openbaar"), np.array([3]), np.array([5]), [errors(**{"0": np.array([2])})])
    assert (report.cells_changed, report.cells_small, report.accuracy) == (None, None, ())


def test_a_report_gives_shares_of_cells_and_errors_by_kind():
    true, released = np.repeat([3, 8], [50, 150]), np.repeat([5, 8], [50, 150])
    report = build_report(load_plan("openbaar"), true, released, [errors(**{"15": MANY})])
    assert (report.cells_changed, report.cells_small) == (25, 25)
    accuracy = report.accuracy[0]
    assert accuracy.kind == ONE_PLACE
    assert (accuracy.counts, accuracy.mean, accuracy.percentile_95, accuracy.largest) == (200, 3.5, 4.0, 5)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_promises_are_sentences_with_their_numbers(language):
    report = build_report(load_plan("openbaar"), np.array([3]), np.array([5]), [])
    said = [t.say(language) for t in (*report.guarantees, *report.not_promised)]
    assert len(said) == 10
    assert all(s.endswith(".") and "{" not in s for s in said)


def test_errors_are_sorted_by_kind_and_leave_true_zeros_out():
    true = np.zeros((1, 2, 2, 2, 2), np.int64)  # one outcome; one place, year, group and stratum, and “all”
    true[0, 0, 0, 1, 0] = 7
    released = true.copy()
    released[0, 0, 0, 1, 0] = 5
    found = errors_of(true, released).by_kind
    assert found[(False, False, True, True)].tolist() == [-2]
    assert all(len(e) == 0 for kind, e in found.items() if kind != (False, False, True, True))
