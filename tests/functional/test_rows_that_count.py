"""Rows of a pupil file that a mapping leaves out are counted, and none is left out by damage."""

import pytest

from gelijkop.errors import MissingColumn, SpreadsheetDamage
from gelijkop.sources.mapping import parse_mapping

KEEP = """
[file]
kind = "loopbaan"
[columns]
pupil = "nr"
[constants]
school_year = "2020"
location = "01AB00"
sector = "vo"
level = "havo"
grade = "4"
[keep]
soort = ["01", "11"]
advies = "filled"
"""


def test_rows_that_do_not_count_are_left_out_and_counted(desk):
    path = desk.file("nr;soort;advies\n1;01;a\n2;11;b\n3;02;c\n4;01;\n")
    (load,) = desk.load(path, by=parse_mapping(KEEP, "k.toml"))
    assert (load.rows, load.refused, load.reasons) == (2, 0, {"left_out": 2})
    assert load.rows + load.refused + load.reasons["left_out"] == 4


def test_a_code_that_lost_its_zero_is_not_left_out_in_silence(desk):
    with pytest.raises(SpreadsheetDamage) as error:
        desk.load(desk.file("nr;soort;advies\n1;1;a\n2;11;b\n"), by=parse_mapping(KEEP, "k.toml"))
    assert [(f.rule, f.row, f.column) for f in error.value.findings] == [("leading_zero", 2, "soort")]


def test_a_column_of_keep_must_be_there(desk):
    with pytest.raises(MissingColumn):
        desk.load(desk.file("nr;advies\n1;a\n"), by=parse_mapping(KEEP, "k.toml"))
