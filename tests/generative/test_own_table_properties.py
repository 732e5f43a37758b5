"""A table of one's own, written in any layout its mapping can tell, is read back number by number."""

import string

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.errors import InputRefused, Text
from gelijkop.sources.declared import Source, SourceColumn
from gelijkop.sources.delimited import Sheet
from gelijkop.sources.numbers import Layout
from gelijkop.sources.own_mapping import OwnTable
from gelijkop.sources.own_table import read_own_table

FEW = settings(max_examples=60, derandomize=True, deadline=None)
PLACES = [f"GM{n:04d}" for n in range(1, 10)]
YEARS = ["2021", "2022", "2023"]
numbers = st.dictionaries(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(YEARS)), st.integers(0, 9_999_999), min_size=1
)
layouts = st.sampled_from([Layout(",", "."), Layout(".", ","), Layout(",", " "), Layout(",", "")])


def mapping(layout, **how):
    name = "Aantal" if "topic" in how else "Aantal {period}"
    column = SourceColumn(name, "eigen.aantal", "number")
    text = Text("Tabel", "Table")
    source = Source("eigen.tabel", text, "X", "CC0", text, (), "csv", "area_figures", (column,), numbers=layout)
    return OwnTable("x.koppeling.toml", source, {}, "Plaats", "municipality", **how)


def sheet(header, rows):
    columns = zip(*rows, strict=True)
    return Sheet("x.csv", dict(zip(header, columns, strict=True)), np.arange(2, len(rows) + 2))


def written(cents, layout):
    """Hundredths as a number with two decimals in this layout, with its mark between thousands."""
    whole = f"{cents // 100:,}".replace(",", layout.thousands)
    return f"{whole}{layout.decimal}{cents % 100:02d}"


def read_back(reading):
    columns = reading.columns
    shown = zip(columns["place"], columns["period"], columns["lower"], columns["upper"], strict=True)
    return {(place, period): round(low * 100) for place, period, low, high in shown if low == high}


@FEW
@given(numbers, layouts)
def test_a_long_table_is_read_back(known, layout):
    rows = [(place, "Aantal", year, written(cents, layout)) for (place, year), cents in known.items()]
    how = {"period": "Jaar", "topic": "Onderwerp", "value": "Waarde"}
    reading = read_own_table(mapping(layout, **how), sheet(("Plaats", "Onderwerp", "Jaar", "Waarde"), rows), sha256="")
    assert (read_back(reading), reading.used) == (known, len(rows))


@FEW
@given(numbers, layouts)
def test_a_wide_table_is_read_back_and_an_empty_cell_is_missing(known, layout):
    places = sorted({place for place, _ in known})
    rows = [
        (place, *(written(known[place, year], layout) if (place, year) in known else "" for year in YEARS))
        for place in places
    ]
    reading = read_own_table(mapping(layout), sheet(("Plaats", *(f"Aantal {y}" for y in YEARS)), rows), sha256="")
    assert (read_back(reading), reading.used) == (known, len(places))
    assert (reading.columns["state"] == "missing").sum() == len(places) * len(YEARS) - len(known)


@FEW
@given(st.lists(st.tuples(*[st.text(string.digits + "GM.,-<x% ", max_size=7)] * 4), min_size=1, max_size=6))
def test_no_text_is_read_as_another_number_and_no_row_is_lost(rows):
    how = {"period": "Jaar", "topic": "Onderwerp", "value": "Waarde"}
    table = sheet(("Plaats", "Onderwerp", "Jaar", "Waarde"), [(p, "Aantal", y, v) for p, y, v, _ in rows])
    try:
        reading = read_own_table(mapping(Layout(",", "."), **how), table, sha256="")
    except InputRefused:
        return
    assert reading.used + len(reading.refused) == len(rows)
    for row, low in zip(reading.columns["row"], reading.columns["lower"], strict=True):
        cell = rows[row - 2][2].strip()
        assert (cell == "") if np.isnan(low) else low == float(cell.replace(".", "").replace(",", "."))
