"""Publications go to ASReview as it reads them, and its labels come back."""

import csv
import io

import pytest

from gelijkop.errors import MissingColumn
from gelijkop.evidence.screening.asreview import asreview_table, read_asreview


def test_the_table_has_the_columns_of_asreview_and_labels(review):
    made = review("A title 0 include", "B title 0 include", "A title 1 exclude")
    rows = list(csv.DictReader(io.StringIO(asreview_table(made))))
    assert {"title", "abstract", "authors", "doi", "year", "included"} <= set(rows[0])
    assert [r["included"] for r in rows] == ["1", "", "", ""]


def test_the_labels_can_be_those_of_one_reviewer(review):
    made = review("A title 0 include", "A title 1 exclude", "B title 2 include")
    rows = list(csv.DictReader(io.StringIO(asreview_table(made, reviewer="A"))))
    assert [r["included"] for r in rows] == ["1", "0", "", ""]


def test_what_went_out_comes_back(review):
    made = review("A title 0 include", "A title 1 exclude")
    found = read_asreview(asreview_table(made, reviewer="A"), made, file="a.csv")
    assert [(x.id, x.verdict) for x in found.labelled] == [("doi:10.1000/0", "include"), ("doi:10.1000/1", "exclude")]
    assert (found.unlabelled, found.findings) == (2, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gelijkop_id,asreview_label\ndoi:10.1000/0,1\n", ("include", "")),
        ("gelijkop_id,included,asreview_label\ndoi:10.1000/0,1,0\n", ("exclude", "")),
        ("gelijkop_id;included;exported_notes_1;exported_notes_2\ndoi:10.1000/0;1;een;\n", ("include", "een")),
        ("DOI,asreview_label,asreview_note\nhttps://doi.org/10.1000/0,0.0,later\n", ("exclude", "later")),
        ("title,label_included\nFEEDBACK in the classroom.,1\n", ("include", "")),
    ],
)
def test_each_version_of_asreview_is_read(review, text, expected):
    (found,) = read_asreview(text, review(), file="a.csv").labelled
    assert (found.id, (found.verdict, found.note)) == ("doi:10.1000/0", expected)


def test_what_was_known_before_is_told_apart(review):
    text = "gelijkop_id,asreview_label,asreview_prior\ndoi:10.1000/0,1,1\ndoi:10.1000/1,0,0\n"
    assert [x.prior for x in read_asreview(text, review(), file="a.csv").labelled] == [True, False]


def test_a_row_that_fits_nothing_is_a_finding(review):
    found = read_asreview("title,included\nUnknown,1\nUnknown,\n", review(), file="a.csv")
    assert [(f.row, f.rule) for f in found.findings] == [(2, "no_publication")]
    assert found.unlabelled == 1


@pytest.mark.parametrize("text", ["", "title,abstract\na,b\n", "included\n1\n"])
def test_another_table_is_refused(review, text):
    with pytest.raises(MissingColumn):
        read_asreview(text, review(), file="a.csv")
