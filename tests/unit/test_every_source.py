"""What a source declares is enough to write a file that it reads, and to see that a file was damaged."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from gelijkop.errors import InputRefused, UnknownCode
from gelijkop.sources.area import read_area
from gelijkop.sources.declared import as_published, bind, sources
from gelijkop.sources.numbers import parse_number
from gelijkop.sources.sample import ROWS, sample_table
from gelijkop.sources.sample_files import sample_file

TESTS = Path(__file__).parents[1]
DELIMITED = [code for code, source in sources().items() if source.medium == "csv"]
UNDECODED = ("duo.po.ckan-adviezen", "inspectie.opbrengstoordelen")
READABLE = [code for code in DELIMITED if code not in UNDECODED]
FIGURES = [code for code in READABLE if sources()[code].table == "area_figures"]
ELSEWHERE = {
    "xlsx": ["unit/test_area_readings.py", "unit/test_postcodes.py"],
    "parquet": ["unit/test_area_readings.py", "unit/test_kwb.py"],
    "json": ["unit/test_area_readings.py", "unit/test_school_points.py"],
    "statline": ["unit/test_statline.py"],
    "fixed": ["unit/test_decode.py"],
}
"""Where a source that is no delimited text is damaged, by its medium; those of pupils are in the next list."""
OF_PUPILS = {
    "oso": ["unit/test_oso.py", "generative/test_reader_fuzz.py"],
    "edexml": ["unit/test_edexml.py", "generative/test_reader_fuzz.py"],
    "mbo": ["unit/test_mbo.py", "generative/test_reader_fuzz.py"],
    "ho": ["unit/test_ho.py", "generative/test_reader_fuzz.py"],
    "chain": ["unit/test_chain.py", "generative/test_reader_fuzz.py"],
    "uwlr": ["unit/test_uwlr.py"],
    "xml": ["unit/test_xml.py"],
    "own_table": ["unit/test_own_table.py"],
}


@pytest.fixture
def read(tmp_path):
    work = tmp_path / "work"
    work.mkdir()

    def put_and_read(sample):
        path = tmp_path / sample.file
        path.write_text(sample.text(), encoding="cp1252", newline="")
        return read_area(path, work)

    return put_and_read


def used(read, sample):
    """How many rows are used; none where the file is refused."""
    try:
        return read(sample).used
    except InputRefused:
        return 0


def with_column(sample, heading, change):
    """The sample with every cell under a heading changed."""
    at = sample.header.index(heading)
    return replace(sample, rows=tuple((*r[:at], change(r[at]), *r[at + 1 :]) for r in sample.rows))


@pytest.fixture
def read_bytes(tmp_path):
    work = tmp_path / "work"
    work.mkdir()

    def put_and_read(name, content):
        (tmp_path / name).write_bytes(content)
        return read_area(tmp_path / name, work)

    return put_and_read


def numbers(code):
    source = sources()[code]
    return [b for b in bind(source, sample_table(source).header)[0] if b.column.is_number]


def belongs(column, cell, layout):
    """Whether a cell could stand in this column, by its declared bounds alone."""
    found = parse_number(cell, layout, whole=column.whole)
    if found is None:
        return False
    low, high = column.low, column.high
    return (low is None or found.lower >= low) and (high is None or found.upper <= high)


@pytest.mark.parametrize("code", READABLE)
def test_a_file_written_from_the_declaration_is_read_whole(read, code):
    reading = read(sample_table(sources()[code]))
    assert (reading.source, reading.rows, reading.used, reading.refused) == (code, ROWS, ROWS, ())


OTHERS = [code for code, source in sources().items() if source.medium in ("json", "xlsx")]


@pytest.mark.parametrize("code", OTHERS)
def test_a_file_in_another_medium_written_from_the_declaration_is_read_whole(read_bytes, code):
    made = sample_file(sources()[code])
    reading = read_bytes(made.name, made.content)
    assert (reading.source, reading.rows, reading.used, reading.refused) == (code, made.rows, made.rows, ())


@pytest.mark.parametrize("code", OTHERS)
def test_a_file_in_another_medium_cut_anywhere_is_refused(read_bytes, code):
    made = sample_file(sources()[code])
    for cut in range(1, len(made.content), len(made.content) // 25):
        with pytest.raises(InputRefused):
            read_bytes(made.name, made.content[:cut])


def test_a_sample_is_the_same_every_time():
    made = [sample_file(sources()[code]).content for code in (*READABLE, *OTHERS)]
    assert made == [sample_file(sources()[code]).content for code in (*READABLE, *OTHERS)]


@pytest.mark.parametrize("code", ["cbs.kwb", "cbs.84274"])
def test_a_medium_in_which_no_sample_is_written_says_so(code):
    with pytest.raises(ValueError, match=code):
        sample_file(sources()[code])


@pytest.mark.parametrize("code", [c for c in READABLE if any(col.also for col in sources()[c].columns)])
def test_a_file_under_the_other_names_of_its_columns_is_read_whole(read, code):
    source = sources()[code]
    renamed = as_published(source, [n for c in source.columns for n in c.also])
    assert renamed.columns != source.columns
    reading = read(sample_table(renamed))
    assert (reading.source, reading.used) == (code, ROWS)


@pytest.mark.parametrize("code", UNDECODED)
def test_a_source_of_which_nobody_published_the_codes_is_refused(read, code):
    with pytest.raises(UnknownCode):
        read(sample_table(sources()[code]))


@pytest.mark.parametrize("code", FIGURES)
def test_a_shifted_decimal_is_seen_in_every_number_that_has_decimals(read, code):
    mark = sources()[code].numbers.decimal
    sample = sample_table(sources()[code])
    for item in numbers(code):
        if not item.column.whole and not sources()[code].numbers.words:
            shifted = with_column(sample, item.heading, lambda cell: cell.replace(mark, "") + "00")
            assert used(read, shifted) == 0, item.heading


@pytest.mark.parametrize("code", FIGURES)
def test_decimals_in_a_count_are_seen(read, code):
    mark = sources()[code].numbers.decimal
    sample = sample_table(sources()[code])
    for item in (i for i in numbers(code) if i.column.whole):
        assert used(read, with_column(sample, item.heading, lambda cell: f"{cell}{mark}5")) == 0, item.heading


@pytest.mark.parametrize("code", FIGURES)
def test_data_swapped_between_columns_is_seen_wherever_their_declarations_differ(read, code):
    """Two counts with nothing between them but their name cannot be told apart; the order of headings can."""
    sample, layout = sample_table(sources()[code]), sources()[code].numbers
    items = numbers(code)
    for one, other in pairwise(items):
        a, b = sample.header.index(one.heading), sample.header.index(other.heading)
        rows = tuple(tuple(r[b] if n == a else r[a] if n == b else c for n, c in enumerate(r)) for r in sample.rows)
        wrong = sum(
            not (belongs(one.column, r[b], layout) and belongs(other.column, r[a], layout)) for r in sample.rows
        )
        assert used(read, replace(sample, rows=rows)) <= ROWS - wrong, (one.heading, other.heading)


def test_every_source_that_is_no_delimited_text_is_damaged_in_a_test_of_its_own():
    assert {source.medium for source in sources().values()} - {"csv"} <= set(ELSEWHERE)
    files = [file for listed in (*ELSEWHERE.values(), *OF_PUPILS.values()) for file in listed]
    assert [file for file in files if not (TESTS / file).is_file()] == []
