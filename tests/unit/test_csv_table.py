"""Rows as CSV, and numbers as they are written in it."""

import pytest

from gelijkop.pipeline.csv_table import csv_of, written


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.25, "0.25"), (1 / 3, "0.333333"), (float("nan"), ""), (float("inf"), "INF"), (-float("inf"), "-INF")],
)
def test_a_number_has_six_digits_and_infinity_is_written_as_table_schema_does(value, text):
    assert written(value) == text


def test_rows_have_one_heading_and_none_give_no_file():
    assert csv_of([{"a": 1, "b": "x,y"}, {"a": "", "b": "z"}]) == 'a,b\n1,"x,y"\n,z\n'
    assert csv_of([]) == ""
