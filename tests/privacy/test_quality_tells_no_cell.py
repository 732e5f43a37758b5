"""The quality figures of a release are made from the truth, so none of them may say something of every cell."""

import numpy as np
import pytest

from gelijkop.safe.plan import load_plan
from gelijkop.safe.quality import build_report, errors_of

CELLS = 200


def report(true: int, released: int):
    """The report on 200 cells of the same true and released pupils, also as margins of one kind."""
    shape = (2, CELLS + 1, 2, 2, 2)  # outcomes, places, years, groups and strata, each with its total
    errors = errors_of(np.full(shape, true), np.full(shape, released))
    return build_report(load_plan("openbaar"), np.full(CELLS, true), np.full(CELLS, released), {"gemeente": [errors]})


@pytest.mark.parametrize(("true", "released"), [(3, 5), (9, 9), (4, 5), (1, 0)])
def test_the_share_of_cells_that_changed_or_are_small_is_never_none_and_never_all(true, released):
    found = report(true, released)
    assert {found.cells_changed, found.cells_small} <= {5, 95}


@pytest.mark.parametrize(("true", "released"), [(3, 5), (9, 9), (4, 5)])
def test_the_largest_error_is_never_told_below_the_base(true, released):
    accuracy = report(true, released).accuracy
    assert accuracy
    assert {a.largest for a in accuracy} == {5}


def test_a_larger_error_is_told_as_it_is():
    assert {a.largest for a in report(20, 31).accuracy} == {11}
