"""Key figures per postcode: a sheet of two postcodes with the four title rows, and the workbooks of 2023 and 2024."""

import re
import zipfile
from collections.abc import Callable
from datetime import datetime

import numpy as np
import pytest

from gelijkop.errors import (
    DuplicateRow,
    EmptyFile,
    ImpossiblePeriod,
    InputRefused,
    MissingColumn,
    SpreadsheetDamage,
)
from gelijkop.sources.declared import sources
from gelijkop.sources.deprivation import Grid, open_sheets
from gelijkop.sources.postcodes import CODE, is_postcodes, read_postcodes

SECRET = -99997.0
SOURCE = sources()[CODE]
TITLE = "Inwoner, huishouden en woninggegevens voor numeriek deel van de postcode, peildatum 1 januari 2024"
# total, men, women, five ages, five origins (%), households, four kinds of household, benefits
BIG = [100.0, 50.0, 50.0, 20.0, 20.0, 20.0, 20.0, 20.0, 80.0, 10.0, 0.0, 10.0, 0.0, 50.0, 20.0, 10.0, 10.0, 10.0, 15.0]
SMALL = [10.0, 10.0, SECRET, SECRET, 5.0, SECRET, 5.0, SECRET, 100.0, SECRET, 0.0, 0.0, 0.0, 5.0, 5.0, SECRET, SECRET,
         SECRET, SECRET]  # fmt: skip


def grid() -> list[list[object]]:
    names = [c.name.split(" / ") for c in SOURCE.columns]
    groups = [g if n == 0 or names[n - 1][0] != g else "" for n, (g, _) in enumerate(names)]
    blank = [""] * len(names)
    units = ["%" if c.unit == "percent" else "x1" for c in SOURCE.columns]
    return [
        [TITLE, *blank], ["Definitieve gegevens, versie 1", *blank], ["Datum: 14 mei 2025", *blank],
        ["Betekenis -99 997 =  '0 - 4 / geheim'", *blank], ["", *blank], ["", *groups], ["", *blank],
        ["Postcode-4", *[n.replace(" zonder", " \nzonder") for _, n in names]], ["Code", *units],
        [1011.0, *BIG], ["1012", *SMALL],
    ]  # fmt: skip


def read(cells: Grid):
    return read_postcodes(SOURCE, {"PC4": cells}, name="pc4.xlsx", sha256="0" * 64)


def figures(reading, measure):
    at = reading.columns["measure"] == measure
    names = ("place", "lower", "upper", "state")
    return list(zip(*(reading.columns[n][at].tolist() for n in names), strict=True))


def test_a_secret_number_of_people_is_zero_to_four():
    found = figures(read(grid()), "gebied.inwoners.0-15")
    assert found == [("1011", 20.0, 20.0, "shown"), ("1012", 0.0, 4.0, "suppressed")]


@pytest.mark.parametrize("measure", ["gebied.herkomst.europa.tweede", "gebied.uitkering"])
def test_of_a_secret_percentage_or_benefit_nothing_is_known(measure):
    place, lower, upper, state = figures(read(grid()), measure)[1]
    assert (place, state) == ("1012", "suppressed")
    assert np.isnan([lower, upper]).all()


def test_the_year_comes_from_the_title_and_the_row_from_the_sheet():
    found = read(grid())
    assert set(found.columns["period"]) == {"2024"}
    assert set(found.columns["row"]) == {10, 11}
    assert (found.rows, found.used, found.refused) == (2, 2, ())


def damaged(change: Callable[[list[list[object]]], object]) -> list[list[object]]:
    cells = grid()
    change(cells)
    return cells


def drop(cells):
    for row in cells:
        del row[4]


def swap_headings(cells):
    cells[7][1], cells[7][2] = cells[7][2], cells[7][1]


def shift_decimals(cells):
    for row in cells[9:]:
        row[1] = row[1] / 10


def swap_values(cells):
    for row in cells[9:]:
        row[1], row[2] = row[2], row[1]


def put(row, column, value):
    return lambda cells: cells[row].__setitem__(column, value)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (drop, MissingColumn),
        (swap_headings, InputRefused),
        (put(7, 2, "Totaal"), MissingColumn),
        (put(7, 0, "PC"), MissingColumn),
        (put(8, 1, "%"), MissingColumn),
        (put(0, 0, "numeriek deel van de postcode"), ImpossiblePeriod),
        (put(3, 0, ""), InputRefused),
        (put(9, 3, datetime(2024, 10, 20)), SpreadsheetDamage),
        (put(9, 3, "20-okt"), SpreadsheetDamage),
        (put(10, 0, "1011"), DuplicateRow),
        (shift_decimals, InputRefused),
        (lambda cells: cells.__delitem__(slice(9, None)), EmptyFile),
    ],
)
def test_a_damaged_sheet_is_refused(change, error):
    with pytest.raises(error):
        read(damaged(change))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (swap_values, "contradiction"),
        (put(9, 1, 10.0), "contradiction"),
        (put(9, 1, 500.0), "contradiction"),
        (put(9, 9, 8.0), "not_rounded"),
        (put(9, 1, -5.0), "not_rounded"),
        (put(9, 0, "10AB"), "unknown_place"),
    ],
)
def test_a_wrong_row_is_refused_and_the_other_used(change, rule):
    found = read(damaged(change))
    assert [(f.rule, f.row) for f in found.refused] == [(rule, 10)]
    assert found.used + len(found.refused) == found.rows == 2


@pytest.mark.real
@pytest.mark.parametrize(("file", "rows", "secret"), [("pc4_2023_v2.xlsx", 4070, 16), ("pc4_2024_v1.xlsx", 4072, None)])
def test_the_published_workbooks_are_read_whole(shared, file, rows, secret):
    path = shared / "cbs" / "postcode4" / file
    sheets = open_sheets(path, file)
    assert is_postcodes(sheets)
    found = read_postcodes(SOURCE, sheets, name=file, sha256="0" * 64)
    with zipfile.ZipFile(path) as archive:
        raw = archive.read("xl/worksheets/sheet1.xml")
    people = found.columns["measure"] == "gebied.inwoners"
    marks = found.columns["state"][people] == "suppressed"
    assert (found.rows, found.used) == (rows, rows)
    assert raw.count(b"<row ") >= rows
    numbers = [float(n) for n in re.findall(rb'<c r="B\d+"(?! t="s")[^>]*(?<! t="s")><v>([^<]+)</v>', raw)]
    assert found.columns["lower"][people].sum() == sum(n for n in numbers if n > 0)
    assert marks.sum() == numbers.count(SECRET)
    assert secret is None or marks.sum() == secret
