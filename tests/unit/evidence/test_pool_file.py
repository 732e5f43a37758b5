"""Numbers of one's own in a CSV, read as a spreadsheet writes them."""

import pytest

from gelijkop.errors import InputRefused
from gelijkop.evidence.pool_file import read_estimates

GOOD = """label,measure,value,lower,upper,se,n,n1,n2
A,d,0.3,0.1,0.5,,,,
B,d,-0.1,,,0.2,80,,
C,d,0.2,,,,,40,45
"""


def refused(text):
    with pytest.raises(InputRefused) as caught:
        read_estimates(text, file="x.csv")
    return [(f.rule, f.row, f.column) for f in caught.value.findings]


def test_each_row_is_a_study():
    found = read_estimates(GOOD, file="x.csv")
    assert [(e.estimate, e.value, e.lower, e.se, e.n, e.n1) for e in found] == [
        ("A", 0.3, 0.1, None, None, None),
        ("B", -0.1, None, 0.2, 80, None),
        ("C", 0.2, None, None, None, 40),
    ]
    assert {(e.source, e.basis) for e in found} == {("x.csv", "studie")}


def test_semicolons_come_with_decimal_commas():
    text = "\ufefflabel; measure; value; se\r\nA; or; 1,4; 0,2\r\nB; or; \u22120,5; 0,2\r\n"
    assert refused(text) == [("range", 3, "value")]
    (one,) = read_estimates(text.rsplit("B;", 1)[0], file="x.csv")
    assert (one.value, one.se) == (1.4, 0.2)


def test_a_file_without_rows_is_refused():
    assert refused("label,measure,value\n") == [("empty", None, None)]
    assert [rule for rule, _, _ in refused("")] == ["column"] * 3


def test_columns_are_known_and_those_needed_are_there():
    assert refused("label,maat,value\nA,d,0.3\n") == [("column", 1, None), ("column", 1, None)]


def test_every_fault_of_every_row_is_found():
    text = "label,measure,value,lower,upper,n\nA,d,veel,,,\n,x,0.3,,,\nA,d,0.3,0.4,0.5,2.5\n"
    assert refused(text) == [
        ("value", 2, "value"),
        ("missing", 3, "label"),
        ("value", 3, "measure"),
        ("value", 4, "n"),
        ("interval", 4, "value"),
        ("twice", 4, "label"),
    ]


def test_a_row_with_more_cells_than_columns_is_refused():
    assert refused("label,measure,value\nA,d,0.3,0.4\n") == [("unknown_key", 2, "…")]
