"""Properties of segregation indices, shrinkage, funnels and similar schools over random schools."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gelijkop.compare.allocation import expected_dissimilarity, expected_entropy_index, expected_isolation
from gelijkop.compare.funnel import funnel_shares
from gelijkop.compare.segregation import dissimilarity, entropy_index, isolation, mutual_information
from gelijkop.compare.shrinkage import shrink_means, shrink_shares
from gelijkop.compare.similar import similar

HAIR = 1e-9  # rounding of sums of logarithms
FEW = settings(max_examples=40, derandomize=True, deadline=None)


def tables(least: int = 0) -> st.SearchStrategy[np.ndarray]:
    """Pupils of 2–6 units by 2–4 groups, every group and unit with somebody."""
    shapes = st.tuples(st.integers(2, 6), st.integers(2, 4))
    cells = shapes.flatmap(lambda s: arrays(np.int64, s, elements=st.integers(least, 30)))
    return cells.filter(lambda c: (c.sum(axis=0) > 0).all() and (c.sum(axis=1) > 0).all())


def schools() -> st.SearchStrategy[tuple[np.ndarray, np.ndarray]]:
    """Pupils of 3–12 schools and how many of them have it, not all and not nobody."""
    pairs = st.lists(st.tuples(st.integers(1, 80), st.floats(0, 1)), min_size=3, max_size=12)
    found = pairs.map(lambda p: (np.array([round(n * s) for n, s in p]), np.array([n for n, _ in p])))
    return found.filter(lambda f: 0 < f[0].sum() < f[1].sum())


@FEW
@given(tables())
def test_indices_lie_between_none_and_all(counts):
    for index in (dissimilarity, entropy_index):
        assert -HAIR <= index(counts) <= 1 + HAIR
    assert ((isolation(counts) >= 0) & (isolation(counts) <= 1 + HAIR)).all()


@FEW
@given(arrays(np.int64, 3, elements=st.integers(1, 9)), st.lists(st.integers(1, 5), min_size=2, max_size=6))
def test_schools_of_one_composition_are_not_segregated_though_chance_would_segregate_them(groups, times):
    counts = np.array(times)[:, np.newaxis] * groups
    assert dissimilarity(counts) <= HAIR
    assert entropy_index(counts) <= HAIR
    assert expected_dissimilarity(counts) > 0
    assert expected_entropy_index(counts) > 0
    assert (expected_isolation(counts) >= isolation(counts) - HAIR).all()


@FEW
@given(tables())
def test_merging_schools_never_segregates_more(counts):
    merged = np.concatenate([counts[:1] + counts[1:2], counts[2:]])
    assert entropy_index(merged) <= entropy_index(counts) + HAIR
    assert dissimilarity(merged) <= dissimilarity(counts) + HAIR


@FEW
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_schools_and_groups_does_not_matter(counts, random):
    units, groups = (random.sample(range(size), size) for size in counts.shape)
    turned = counts[units][:, groups]
    assert abs(mutual_information(turned) - mutual_information(counts)) < HAIR
    assert abs(expected_dissimilarity(turned) - expected_dissimilarity(counts)) < HAIR


@FEW
@given(tables(), st.integers(2, 4))
def test_as_many_times_the_pupils_give_the_same_index_and_less_by_chance(counts, times):
    assert abs(entropy_index(counts * times) - entropy_index(counts)) < HAIR
    assert expected_entropy_index(counts * times) < expected_entropy_index(counts)


@FEW
@given(schools())
def test_a_shrunken_share_lies_between_the_schools_own_and_the_centre(found):
    yes, pupils = found
    got = shrink_shares(yes, pupils)
    low, high = np.minimum(yes / pupils, got.centre), np.maximum(yes / pupils, got.centre)
    assert ((got.value.estimate >= low - HAIR) & (got.value.estimate <= high + HAIR)).all()
    assert ((got.weight > 0) & (got.weight < 1)).all()
    assert ((got.value.lower >= 0) & (got.value.lower <= got.value.estimate)).all()
    assert ((got.value.upper <= 1) & (got.value.upper >= got.value.estimate)).all()


@FEW
@given(schools())
def test_more_pupils_count_for_more(found):
    got = shrink_shares(*found)
    order = np.argsort(found[1])
    assert (np.diff(got.weight[order]) >= -HAIR).all()


@FEW
@given(arrays(np.int64, (5, 3), elements=st.integers(1, 30)))
def test_a_shrunken_mean_lies_between_the_schools_own_and_the_centre(counts):
    scores = (-1.0, 0.0, 1.0)
    got, own = shrink_means(counts, scores), counts @ np.array(scores) / counts.sum(axis=1)
    low, high = np.minimum(own, got.centre), np.maximum(own, got.centre)
    assert ((got.value.estimate >= low - HAIR) & (got.value.estimate <= high + HAIR)).all()
    assert ((got.value.lower >= -1) & (got.value.upper <= 1)).all()


@FEW
@given(schools())
def test_funnel_limits_hold_the_region_and_the_wider_hold_the_narrower(found):
    got = funnel_shares(*found)
    assert (got.lower[:, 1] <= got.lower[:, 0] + HAIR).all()
    assert (got.upper[:, 1] >= got.upper[:, 0] - HAIR).all()
    assert ((got.lower >= 0) & (got.upper <= 1)).all()
    assert got.tau >= 0


@FEW
@given(arrays(np.float64, (7, 3), elements=st.floats(0, 1)), st.floats(0.5, 20))
def test_another_unit_of_measure_leaves_the_similar_schools_as_far(part, unit):
    one, other = similar({"a": part}, nearest=4), similar({"a": part * unit}, nearest=4)
    np.testing.assert_allclose(one.distance, other.distance, atol=1e-6)
