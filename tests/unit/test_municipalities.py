"""Municipalities over the years: a small country of four, and the workbook of CBS."""

import random
import zipfile

import pytest

from gelijkop.errors import DuplicateRow, EmptyFile, InputRefused, MissingColumn, SpreadsheetDamage
from gelijkop.model.municipalities import codes_in, recode, splits
from gelijkop.sources.deprivation import open_sheets
from gelijkop.sources.municipality_changes import is_municipalities, read_municipalities

# 2000 → 2001: 0001 and 0002 merge into 0010; 0003 goes on; 0004 splits over 0003 and 0010 in 2002
HEADING = ["GM2000", "COROP2000", "GM2001", "COROP2001", "GM2002", "COROP2002"]
ROWS = [
    ["0001", "03", "0010", "03", "0010", "03"],
    ["0002", "03", "0010", "03", "0010", "03"],
    ["0003", "04", "0003", "04", "0003", "04"],
    ["0004", "04", "0004", "04", "0003", "04"],
    ["0004", "04", "0004", "04", "0010", "03"],
]


def book(rows=ROWS, heading=HEADING):
    return {"Gemeenten": [list(heading), *[list(r) for r in rows]], "Blad1": [["BELANGRIJK"]]}


def read(sheets):
    return read_municipalities(sheets, name="gemeenten.xlsx", least=2)


@pytest.mark.parametrize(
    ("code", "known", "asked", "found"),
    [
        ("GM0001", 2000, 2002, ("GM0010",)),
        ("GM0010", 2001, 2000, ("GM0001", "GM0002")),
        ("GM0004", 2000, 2001, ("GM0004",)),
        ("GM0004", 2000, 2002, ("GM0003", "GM0010")),
        ("GM0001", 2001, 2002, ()),
    ],
)
def test_a_code_is_followed_over_merger_and_split(code, known, asked, found):
    assert codes_in(read(book()), code, known=known, asked=asked) == found


def test_a_column_of_codes_is_written_in_one_year():
    found = recode(read(book()), ["GM0002", "GM0003", "GM0004", "GM9999", None], known=2000, asked=2002)
    assert found.tolist() == ["GM0010", "GM0003", None, None, None]


def test_splits_are_named():
    assert splits(read(book())) == ((2001, "GM0004", ("GM0003", "GM0010")),)


def test_a_year_outside_the_table_is_an_error():
    with pytest.raises(ValueError, match="from 2000 to 2002, not in 2003"):
        codes_in(read(book()), "GM0001", known=2000, asked=2003)


def test_the_order_of_rows_does_not_matter():
    shuffled = random.Random(1).sample(ROWS, len(ROWS))
    for code in ("GM0001", "GM0003", "GM0004"):
        assert codes_in(read(book(shuffled)), code, known=2000, asked=2002) == codes_in(
            read(book()), code, known=2000, asked=2002
        )


def without(column):
    return [[c for n, c in enumerate(r) if n != column] for r in [HEADING, *ROWS]]


def swapped(a, b):
    return [[r[{a: b, b: a}.get(n, n)] for n in range(len(r))] for r in [HEADING, *ROWS]]


@pytest.mark.parametrize(
    ("sheets", "error"),
    [
        (book(without(2)[1:], without(2)[0]), MissingColumn),
        (book(without(1)[1:], without(1)[0]), MissingColumn),
        (book(swapped(0, 2)[1:], swapped(0, 2)[0]), MissingColumn),
        (book(heading=[HEADING[0], HEADING[1], HEADING[0], *HEADING[3:]]), MissingColumn),
        (book(heading=HEADING[:-1], rows=[r[:-1] for r in ROWS]), MissingColumn),
        (book([[1.0, *ROWS[0][1:]], *ROWS[1:]]), SpreadsheetDamage),
        (book([["1", *ROWS[0][1:]], *ROWS[1:]]), SpreadsheetDamage),
        (book([["03", "0001", *ROWS[0][2:]], *ROWS[1:]]), SpreadsheetDamage),
        (book([*ROWS, ROWS[0]]), DuplicateRow),
        (book(ROWS[:1]), InputRefused),
        (book([]), EmptyFile),
    ],
)
def test_a_damaged_workbook_is_refused(sheets, error):
    with pytest.raises(error):
        read(sheets)


@pytest.mark.real
def test_the_workbook_of_cbs_is_read_whole(shared):
    path = shared / "cbs" / "gebieden" / "gemeenten_corop_1981.xlsx"
    sheets = open_sheets(path, path.name)
    assert is_municipalities(sheets)
    table = read_municipalities(sheets, name=path.name)
    assert (table.first, table.last, len(table.year(1981))) == (1981, 2021, 810)
    # 355 municipalities on 1 January 2020, 352 on 1 January 2021 (CBS)
    assert (len(set(table.year(2020))), len(set(table.year(2021)))) == (355, 352)
    # 's-Hertogenbosch took Maasdonk in 2015 (sheet Blad1 of the workbook)
    assert codes_in(table, "GM1671", known=2014, asked=2015) == ("GM0796",)
    # Haaren was split in 2021 (sheet Blad1 of the workbook)
    assert [code for year, code, _ in splits(table) if year == 2020] == ["GM0788"]
    with zipfile.ZipFile(path) as archive:
        raw = max((archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n), key=len)
    assert len(table.year(1981)) == raw.count(b"<row ") - 1
