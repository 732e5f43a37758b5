"""What holds for any studies taken together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.evidence.pooling import INTERVALS, METHODS, pool

NEAR = 1e-6  # relative to the spread of the estimates: τ² is searched for until a step is far below this
STUDY = st.tuples(st.floats(-3, 3), st.floats(0.01, 2))
STUDIES = st.lists(STUDY, min_size=2, max_size=8)
WAYS = st.sampled_from([(m, k) for m in METHODS for k in INTERVALS if m != "fixed" or k == "normal"])


def pooled(studies, way, *, times=1.0, shift=0.0):
    y, se = np.array(studies).T
    return pool(y * times + shift, se * times, method=way[0], kind=way[1])


@given(STUDIES, WAYS)
@settings(max_examples=30, derandomize=True, deadline=None)
def test_the_mean_lies_among_the_studies_and_nothing_is_negative(studies, way):
    found = pooled(studies, way)
    values = [y for y, _ in studies]
    assert min(values) - NEAR <= found.estimate <= max(values) + NEAR
    assert found.converged
    assert min(found.tau2, found.q, found.i2, *found.weights) >= 0
    assert sum(found.weights) == pytest.approx(1)
    assert found.interval.lower <= found.estimate <= found.interval.upper


@given(STUDIES, WAYS, st.sampled_from([1e-6, 0.1, 1e6]), st.sampled_from([-5.0, 0.0, 100.0]))
@settings(max_examples=30, derandomize=True, deadline=None)
def test_another_unit_or_another_zero_changes_nothing_else(studies, way, times, shift):
    found, other = pooled(studies, way), pooled(studies, way, times=times, shift=shift * times)
    near = NEAR * max(1.0, abs(shift))
    assert other.estimate / times - shift == pytest.approx(found.estimate, abs=near)
    assert other.tau2 / times**2 == pytest.approx(found.tau2, rel=NEAR, abs=near)
    assert other.se / times == pytest.approx(found.se, rel=NEAR, abs=near)


@given(STUDIES, WAYS, st.randoms(use_true_random=False))
@settings(max_examples=30, derandomize=True, deadline=None)
def test_the_order_of_studies_does_not_matter(studies, way, random):
    mixed = random.sample(studies, len(studies))
    found, other = pooled(studies, way), pooled(mixed, way)
    assert (found.estimate, found.tau2, found.se) == pytest.approx(
        (other.estimate, other.tau2, other.se), rel=NEAR, abs=NEAR
    )
