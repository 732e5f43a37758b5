import string
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.model.bounds import Bounds
from gelijkop.model.periods import school_year
from gelijkop.sources import identifiers, years
from gelijkop.sources.numbers import Layout, parse_number

DUTCH = Layout(decimal=",", thousands=".")
FEW = settings(max_examples=60, derandomize=True, deadline=None)
blanks = st.text(" ", max_size=5)
brins = st.from_regex(r"[0-9]{2}[A-Z]{2}", fullmatch=True)


@FEW
@given(st.integers(0, 10**9), blanks)
def test_a_count_written_with_dutch_thousands_is_read_back(count, pad):
    written = f"{count:,}".replace(",", ".")
    assert parse_number(pad + written, DUTCH, whole=True) == Bounds(count, count)


@FEW
@given(st.integers(-(10**6), 10**6), st.integers(1, 6))
def test_a_decimal_comma_is_read_back(units, decimals):
    value = units / 10**decimals
    assert parse_number(f"{value:.{decimals}f}".replace(".", ","), Layout(decimal=",")) == Bounds(value, value)


@FEW
@given(st.text(string.digits + ".,-<%E ", max_size=8))
def test_a_cell_is_read_as_its_layout_says_or_not_at_all(cell):
    found = parse_number(cell, DUTCH)
    if found is not None and found.lower is not None:
        assert float(cell.strip().replace(".", "").replace(",", ".")) == found.lower


@FEW
@given(brins, st.integers(0, 99), blanks)
def test_a_branch_has_two_digits_however_it_was_written(brin, branch, pad):
    expected = f"{brin}{branch:02d}"
    written = {identifiers.location(brin + pad, w) for w in (str(branch), f"{branch:02d}", expected, f" {branch}")}
    assert written == {expected}


@FEW
@given(brins, brins)
def test_a_branch_of_another_school_is_refused(brin, other):
    if brin != other:
        assert identifiers.location(brin, f"{other}01") is None


@FEW
@given(st.text(max_size=7))
def test_no_text_becomes_a_brin_unless_it_is_one(text):
    found = identifiers.brin6(text)
    assert found is None or (found == text.strip() and len(found) == 6)


@FEW
@given(brins, st.integers(0, 99))
def test_a_brin_that_lost_its_zero_is_told_apart_from_a_whole_one(brin, branch):
    assert not identifiers.lost_zero(f"{brin}{branch:02d}")
    assert identifiers.lost_zero(f"{brin}{branch:02d}"[1:])


@FEW
@given(st.integers(1, 9999), blanks)
def test_a_municipality_number_has_four_digits(number, pad):
    assert identifiers.municipality(f"{pad}{number}") == f"GM{number:04d}"


@FEW
@given(st.integers(1980, 2098), st.sampled_from(["leerlingen-{}-{}.csv", "{}-{}", "01.-vo-{}-{}.csv.gz"]))
def test_the_one_school_year_in_a_file_name_is_found(start, name):
    assert years.school_year_in(name.format(start, start + 1)) == school_year(start)


@FEW
@given(st.integers(1980, 2090), st.integers(2, 9))
def test_two_school_years_or_a_span_of_years_is_no_school_year(start, more):
    assert years.school_year_in(f"{start}-{start + more}.csv") is None
    assert years.school_year_in(f"{start}-{start + 1}-en-{start + 1}-{start + 2}.csv") is None


@FEW
@given(st.dates(date(1981, 1, 1), date(2099, 12, 31)))
def test_a_date_falls_in_the_school_year_that_began_last_august(day):
    start = day.year if day.month >= 8 else day.year - 1
    assert years.year_of_date(day.strftime("%Y%m%d")) == school_year(start)


@FEW
@given(st.text(string.digits + "- ", max_size=9))
def test_what_is_no_date_or_year_is_none(text):
    found = years.year_of_date(text)
    assert found is None or len(text.strip()) == 8
    assert years.calendar_year(text) in (None, text.strip())


@FEW
@given(st.integers(1980, 2098), blanks, st.sampled_from(["{}-{}", "{}/{}"]))
def test_a_year_and_a_school_year_are_read_back_as_periods(start, pad, form):
    assert years.period_in(pad + form.format(start, start + 1) + pad) == school_year(start)
    assert years.period_in(f"{pad}{start}{pad}") == years.period_in(f"{start}JJ00") == str(start)
    assert years.year_of_start(f"{start}{pad}") == school_year(start)


@FEW
@given(st.text(string.digits + "-/J ", max_size=10))
def test_what_is_no_year_is_no_period(text):
    found = years.period_in(text)
    assert found is None or text.strip().startswith(found[:4])


@FEW
@given(st.sampled_from([("GM", 4), ("WK", 6), ("BU", 8)]), st.data(), blanks)
def test_a_region_keeps_its_code_and_tells_its_kind(kind, data, pad):
    letters, digits = kind
    code = letters + data.draw(st.text(string.digits, min_size=digits, max_size=digits))
    kinds = {"GM": "municipality", "WK": "district", "BU": "neighbourhood"}
    assert identifiers.region(pad + code + pad) == (code, kinds[letters])
    assert identifiers.region(code[:-1]) is None
    assert identifiers.region(code + "0") is None


@FEW
@given(st.integers(1000, 9999), st.from_regex(r"[A-Z]{2}", fullmatch=True), st.sampled_from(["", " "]), blanks)
def test_the_digits_of_a_postcode_are_read_back(digits, letters, space, pad):
    assert identifiers.postcode4(f"{pad}{digits}{space}{letters}{pad}") == str(digits)
    assert identifiers.postcode4(str(digits)) == str(digits)
    assert identifiers.postcode4(f"0{digits}"[:4]) is None


@FEW
@given(st.text(max_size=6))
def test_no_text_becomes_another_code(text):
    """A code comes back as it stands, but for blanks and the zeros that its kind has."""
    assert identifiers.board(text) in (None, text.strip())
    assert identifiers.brin4(text) in (None, text.strip())
    assert identifiers.postcode4(text) in (None, text.strip()[:4])
    found = identifiers.municipality(text)
    assert found is None or int(found[2:]) == int(text.strip().removeprefix("GM"))


@FEW
@given(st.text(string.digits + "<>-=x ", max_size=5))
def test_a_number_is_hidden_only_by_the_mark_of_its_source(cell):
    layout = Layout(suppressed={"<5": (1, 4), "x": None})
    found = parse_number(cell, layout)
    assert (found is not None and found.state == "suppressed") == (cell.strip() in layout.suppressed)
