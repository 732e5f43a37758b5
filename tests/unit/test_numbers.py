import pytest

from gelijkop.model.bounds import Bounds
from gelijkop.sources.numbers import Layout, is_spreadsheet_damage, parse_number, parse_numbers

DUTCH = Layout(decimal=",", thousands=".")
PERCENT = Layout(decimal=",", percent=True)
HIDDEN = Layout(decimal=".", suppressed={"<5": (1, 4), "-1": (1, 4), "-99997": None}, missing=(".",))


def exact(value: float) -> Bounds:
    return Bounds(value, value)


@pytest.mark.parametrize(
    ("cell", "layout", "expected"),
    [
        ("1.496", DUTCH, exact(1496)),
        ("12.345.678", DUTCH, exact(12345678)),
        ("8,39", DUTCH, exact(8.39)),
        (" 637", DUTCH, exact(637)),
        (",0%", PERCENT, exact(0)),
        ("100,0%", PERCENT, exact(100)),
        ("-0,018", PERCENT, exact(-0.018)),
        ("90.9", HIDDEN, exact(90.9)),
        ("0", HIDDEN, exact(0)),
        ("<5", HIDDEN, Bounds(1, 4, "suppressed")),
        ("-1", HIDDEN, Bounds(1, 4, "suppressed")),
        ("-99997", HIDDEN, Bounds(None, None, "suppressed")),
        ("       .", HIDDEN, Bounds(None, None, "missing")),
        ("", HIDDEN, Bounds(None, None, "missing")),
        ("      ", DUTCH, Bounds(None, None, "missing")),
    ],
)
def test_a_published_number_is_read_in_the_layout_of_its_source(cell, layout, expected):
    assert parse_number(cell, layout) == expected


@pytest.mark.parametrize(
    ("cell", "layout"),
    [
        ("1.49", DUTCH), ("1496", DUTCH), ("1.4961", DUTCH), ("90.9", PERCENT), ("8,39", HIDDEN), ("<5", DUTCH),
        (".", DUTCH), (",", DUTCH), ("-", DUTCH), ("1 496", DUTCH), ("<10", HIDDEN), ("abc", DUTCH), ("1,", DUTCH),
        ("20-Oct", DUTCH), ("٣", DUTCH), ("50%", DUTCH),
    ],
)  # fmt: skip
def test_what_another_layout_would_mean_is_no_number_here(cell, layout):
    assert parse_number(cell, layout) is None


@pytest.mark.parametrize("cell", ["8,5", "-3", "100,0%"])
def test_a_count_has_no_decimals_sign_or_percent(cell):
    assert parse_number(cell, PERCENT, whole=True) is None


@pytest.mark.parametrize(
    "cell", ["20-Oct", "okt-20", "10-okt-20", "1,00E+05", "1E+05", "########", "#N/B", "2020-10-20", "20/10/2020"]
)
def test_what_a_spreadsheet_made_of_a_number_is_told_apart(cell):
    assert is_spreadsheet_damage(cell)


@pytest.mark.parametrize("cell", ["12", "8,39", "<5", "1.496", "VMBO", "10-20"])
def test_what_is_printed_by_a_source_is_no_spreadsheet_damage(cell):
    assert not is_spreadsheet_damage(cell)


def test_a_column_keeps_its_order_and_names_what_is_no_number():
    parsed = parse_numbers(["7", "<5", "", "20-Oct", "x"], HIDDEN, whole=True)
    assert parsed.lower[:2].tolist() == [7, 1]
    assert parsed.upper[:2].tolist() == [7, 4]
    assert parsed.state[:3].tolist() == ["shown", "suppressed", "missing"]
    assert (parsed.damaged, parsed.unreadable) == ((3,), (4,))
