"""The code lists are those of the Expertisepunt LOB, and every code of a field is in a list."""

import pytest

from gelijkop.evidence.fields import EFFECT, FIELDS, allowed
from gelijkop.evidence.links import chain_steps
from gelijkop.evidence.taxonomy import codes, year_bin


@pytest.mark.parametrize(("name", "count"), [("theme", 12), ("sector", 4), ("kind", 5)])
def test_the_lists_are_as_long_as_those_of_the_template(name, count):
    assert len(codes(name)) == count


def test_labels_stand_as_the_template_writes_them():
    assert codes("theme")["studiekeuze-studiesucces"].nl == "Studiekeuze/ studiesucces"


@pytest.mark.parametrize(
    ("year", "word", "headings"),
    [
        (2026, "> 2020", "> 2023"),
        (2024, "> 2020", "> 2023"),
        (2023, "> 2020", None),  # the heading form has "> 2023" and "2015 - 2022"
        (2022, "> 2020", "2015 - 2022"),
        (2021, "> 2020", "2015 - 2022"),
        (2020, "2015 - 2020", "2015 - 2022"),
        (2015, "2015 - 2020", "2015 - 2022"),
        (2014, "< 2015", "< 2015"),
    ],
)
def test_the_bins_of_both_templates_follow_from_the_year(year, word, headings):
    assert (year_bin(year, "word"), year_bin(year, "headings")) == (word, headings)


def test_every_list_that_a_field_names_is_there():
    assert all(allowed(f.list) for f in (*FIELDS, *EFFECT) if f.list)


def test_the_steps_are_in_the_order_of_a_career():
    assert list(chain_steps()) == ["voorlopig", "bijstelling", "plaatsing", "leerjaar3", "diploma", "vervolg"]
