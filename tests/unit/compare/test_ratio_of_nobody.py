"""A ratio of 0 says that nobody has it; in public it is not told, and staff see it."""

import math

import numpy as np
import pytest

from gelijkop.compare.gaps import gaps
from gelijkop.model.measures import Measure
from gelijkop.safe.released import Rows
from gelijkop.safe.sealing import seal

HIGHER = Measure("m", "m", "", "advice", ("nee", "ja"), (0.0, 1.0), "share")
# group, test advice, outcome, pupils: of the group 10 of 40 have it, but none of the 20 with the test advice of others
COUNTS = ((1, 1, 0, 10), (1, 1, 1, 10), (1, 2, 0, 20), (2, 2, 0, 10), (2, 2, 1, 10))


def found(policy, base):
    rows = [(0, 2020, 0, g, group, s, o, n) for g, groups in ((-1, COUNTS), (0, COUNTS)) for group, s, o, n in groups]
    rows = [(*r[:4], -1 if r[3] == -1 else r[4], *r[5:]) for r in rows]
    columns = np.array(rows, dtype=np.int64).T
    released = seal(
        policy, (HIGHER,), ("GM0001",), {}, ("geslacht",), (2020,), Rows(*(np.ascontiguousarray(c) for c in columns)),
        base=base, slack=2 if base else 0, rounding={},
    )  # fmt: skip
    return next(g for g in gaps(released, "m", "geslacht") if {g.group, g.reference} == {1, 2})


@pytest.mark.parametrize("of", ["share_ratio", "odds_ratio"])
def test_no_ratio_in_public_says_that_nobody_has_it(of):
    gap = found("openbaar", 5)
    assert math.isfinite(gap.raw.estimate)
    value = getattr(gap, of).estimate
    assert math.isnan(value) or 0 < value < math.inf


def test_staff_see_that_nobody_has_it():
    gap = found("intern", 0)
    assert gap.share_ratio.estimate in (0, math.inf)
