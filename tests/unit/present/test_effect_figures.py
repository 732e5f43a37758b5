"""The figures of an evidence record: what a source gives, its versions apart, and what it is converted to."""

import re
from dataclasses import replace

import pytest

from gelijkop.evidence.library import library
from gelijkop.evidence.record import Effect
from gelijkop.present.effect_figures import effect_figures
from gelijkop.present.figure import figure_csv

RECORD = library()["npo-feedback"]
MONTHS = Effect("maanden", 6.0, "zonder", "+6", "bron", "meta-analyse", "eef", "2022")
SIZE = Effect("d", 0.3, "zonder", "d = 0.30", "bron", "studie", "een")


def figures(*effects, **more):
    return effect_figures(replace(RECORD, effects=effects, **more), "nl")


def table(figure):
    return [tuple(c.text for c in row) for row in figure.table.rows]


def test_versions_of_one_estimate_stand_in_one_figure_and_estimates_apart():
    found = figures(MONTHS, replace(MONTHS, value=8.0, version="2021"), replace(MONTHS, estimate="ander"))
    assert [len(f.table.rows) for f in found] == [2, 1]
    assert found[0].headline == "2 versies van één schatting: 6 maanden en 8 maanden"
    assert "geen gemiddelde" in found[0].uncertainty


def test_two_measures_never_share_a_scale():
    assert len(figures(SIZE, replace(SIZE, measure="pp", value=3.0, version="b"))) == 2


def test_months_get_the_bin_of_the_table_and_a_size_its_months():
    """Six months stand for 0.45 to 0.52, and 0.30 lies in the step of four (0.27–0.35): EEF, About the toolkits."""
    (months,), (size,) = figures(MONTHS), figures(SIZE)
    assert table(months) == [("2022", "6 maanden", "0,45–0,52")]
    assert table(size) == [("schatting", "d = 0,3", "4")]


def test_a_determinant_is_not_converted_and_called_no_effect():
    (found,) = figures(SIZE, type="determinant")
    assert table(found) == [("schatting", "d = 0,3")]
    assert found.headline == "Het verband is d = 0,3"


def test_an_interval_and_pupils_are_told_where_the_source_has_them():
    (found,) = figures(replace(SIZE, lower=0.12, upper=0.44, n=1200))
    assert table(found) == [("schatting", "d = 0,30", "0,12–0,44", "1.200", "4")]
    assert "schatting: d = 0,30 (0,12 tot 0,44)" in found.wide
    assert "geen interval" not in found.uncertainty


def test_without_an_interval_that_is_said():
    assert "De bron geeft geen interval" in figures(SIZE)[0].uncertainty


def test_the_file_says_the_unit_and_has_plain_numbers():
    text = figure_csv(figures(replace(SIZE, measure="pp", value=-4.5))[0], "nl").splitlines()
    assert text[0].startswith("versie,waarde (procentpunten)")
    assert text[1].startswith("schatting,-4.5")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_record_that_ships_can_be_drawn_and_titles_say_what_the_table_says(language):
    for record in library().values():
        for figure in effect_figures(record, language):
            marks = re.findall(r"<title>([^<]*)</title>", figure.wide)
            assert [m for m in marks if not any(r[1].text in m for r in figure.table.rows)] == []
