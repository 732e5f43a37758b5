"""Cells of linked tables are sums of inner cells, worked out by hand on three schools in crossing hierarchies."""

import numpy as np
import pytest

from gelijkop.safe.lattice import Dimension, Lattice

SCHOOL = Dimension("school", ("s1", "s2", "s3"), {"bestuur": ("b1", "b2", "b2"), "gemeente": ("g1", "g1", "g2")})
OUTCOME = Dimension("uitkomst", ("nee", "ja"))
COUNTS = np.array([10, 1, 20, 2, 30, 3])
"""By school and outcome: s1 10 and 1, s2 20 and 2, s3 30 and 3."""


def lattice(*specs):
    return Lattice((SCHOOL, OUTCOME), specs)


def test_a_published_cell_is_the_sum_of_its_inner_cells():
    tables = lattice({"school": "bestuur", "uitkomst": "uitkomst"}, {"school": "gemeente"}, {})
    # b1 no, b1 yes, b2 no (20 + 30), b2 yes (2 + 3); g1 (11 + 22), g2; all
    assert (tables.sums @ COUNTS).tolist() == [10, 1, 50, 5, 33, 33, 66]


def test_a_cell_is_named_by_its_codes_without_those_of_all():
    tables = lattice({"school": "bestuur", "uitkomst": "uitkomst"}, {"school": "gemeente"}, {})
    assert [tables.name(i) for i in range(tables.size)] == [
        "b1 × nee", "b1 × ja", "b2 × nee", "b2 × ja", "g1", "g2", "alle",
    ]  # fmt: skip
    assert tables.inner_name(3) == "s2 × ja"


def test_a_table_given_twice_counts_once():
    assert lattice({"school": "bestuur"}, {"uitkomst": "alle", "school": "bestuur"}).size == 2


def test_the_whole_is_the_sum_of_the_nearest_finer_tables_only():
    tables = lattice({}, {"school": "bestuur"}, {"school": "gemeente"}, {"school": "school"})
    # cells: all; b1 b2; g1 g2; s1 s2 s3
    assert sorted(map(tuple, tables.relations.toarray().tolist())) == sorted([
        (-1, 1, 1, 0, 0, 0, 0, 0), (-1, 0, 0, 1, 1, 0, 0, 0),
        (0, -1, 0, 0, 0, 1, 0, 0), (0, 0, -1, 0, 0, 0, 1, 1),
        (0, 0, 0, -1, 0, 1, 1, 0), (0, 0, 0, 0, -1, 0, 0, 1),
    ])  # fmt: skip


def test_a_table_that_is_finer_in_two_ways_is_used_where_there_is_none_in_between():
    tables = lattice({}, {"school": "gemeente", "uitkomst": "uitkomst"})
    assert tables.relations.toarray().tolist() == [[-1, 1, 1, 1, 1]]


def test_two_equal_divisions_keep_the_sums_of_both():
    twice = Dimension("school", ("s1", "s2"), {"bestuur": ("b1", "b1"), "gemeente": ("g1", "g1")})
    tables = Lattice((twice,), [{"school": level} for level in ("bestuur", "gemeente", "school")])
    # cells: b1; g1; s1 s2. They are equal, and one of them is the sum of the schools.
    assert np.linalg.matrix_rank(tables.relations.toarray()) == 2
    assert not (tables.relations @ (tables.sums @ np.array([4, 7]))).any()


def test_every_relation_holds_for_any_counts():
    levels = [{"school": p, "uitkomst": u} for p in SCHOOL.level_names for u in OUTCOME.level_names]
    tables = lattice(*levels)
    rng = np.random.default_rng(1)
    for _ in range(5):
        assert not (tables.relations @ (tables.sums @ rng.integers(0, 50, 6))).any()


def test_the_relations_imply_every_sum_of_the_full_cross():
    levels = [{"school": p, "uitkomst": u} for p in SCHOOL.level_names for u in OUTCOME.level_names]
    tables = lattice(*levels)
    # As many independent relations as there are cells that are not inner ones.
    assert np.linalg.matrix_rank(tables.relations.toarray()) == tables.size - 6


@pytest.mark.parametrize("spec", [{"school": "wijk"}, {"plaats": "school"}])
def test_a_level_that_is_not_there_is_refused(spec):
    with pytest.raises(ValueError, match="there is no level"):
        lattice(spec)


@pytest.mark.parametrize(
    ("codes", "levels"), [(("a", "a"), {}), ((), {}), (("a", "b"), {"wijk": ("x",)}), (("a",), {"alle": ("x",)})]
)
def test_a_dimension_that_does_not_fit_is_refused(codes, levels):
    with pytest.raises(ValueError):
        Dimension("school", codes, levels)
