"""A figure that is in two files counts once."""

import numpy as np
import pytest

from gelijkop.model.tables import AREA_FIGURES
from gelijkop.pipeline.once import once
from gelijkop.sources.reading import Reading


@pytest.fixture
def made():
    """A reading of one file with a figure for each (place, period)."""

    def make(file, *keys, sha256="", source="duo.vo.vsv"):
        columns = {c.name: np.full(len(keys), None, dtype=object) for c in AREA_FIGURES.columns}
        columns |= {"place": np.array([p for p, _ in keys], object), "period": np.array([y for _, y in keys], object)}
        return Reading(source, file, sha256 or file, "area_figures", columns, len(keys), len(keys), ())

    return make


def told(readings):
    kept, remarks = once(readings)
    where = [(r.file, p, y) for r in kept for p, y in zip(r.columns["place"], r.columns["period"], strict=True)]
    return where, [(f.file, f.rule) for f in remarks]


def test_a_copy_of_a_file_counts_once(made):
    a, copy = made("vsv-2015.csv", ("01AB00", "2015"), sha256="x"), made("kopie.csv", ("01AB00", "2015"), sha256="x")
    assert told([copy, a]) == ([("vsv-2015.csv", "01AB00", "2015")], [("kopie.csv", "counted_once")])


def test_a_year_that_two_editions_tell_comes_from_the_later(made):
    old = made("2014-2018.csv", ("01AB00", "2017"), ("01AB00", "2018"))
    new = made("2018-2022.csv", ("01AB00", "2018"), ("01AB00", "2019"))
    where, remarks = told([old, new])
    assert where == [("2014-2018.csv", "01AB00", "2017"), ("2018-2022.csv", "01AB00", "2018"),
                     ("2018-2022.csv", "01AB00", "2019")]  # fmt: skip
    assert remarks == [("2014-2018.csv", "counted_once")]


def test_files_about_other_places_both_count_whole(made):
    where, remarks = told([made("a-2015.csv", ("01AB00", "2015")), made("b-2015.csv", ("02CD00", "2015"))])
    assert (len(where), remarks) == (2, [])


def test_rows_that_are_in_one_file_twice_stay(made):
    where, remarks = told([made("a-2015.csv", ("01AB00", "2015"), ("01AB00", "2015"))])
    assert (len(where), remarks) == (2, [])


def test_another_source_is_another_figure(made):
    one, other = made("a-2015.csv", ("01AB00", "2015")), made("b-2015.csv", ("01AB00", "2015"), source="duo.vo.x")
    assert len(told([one, other])[0]) == 2
