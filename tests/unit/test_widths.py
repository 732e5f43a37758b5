import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.sources import widths
from gelijkop.sources.widths import even_rows


def rows(folder: Path, text: str) -> int | None:
    path = folder / "t.csv"
    path.write_bytes(text.encode())
    return even_rows(path, ";")


@pytest.fixture
def usual_limit() -> Iterator[int]:
    """The longest field that `csv` takes by itself; other libraries of the tests raise it for the whole process."""
    before = csv.field_size_limit(131_072)
    yield 131_072
    csv.field_size_limit(before)


def test_rows_under_the_heading_are_counted_and_blank_ones_are_not(tmp_path: Path):
    assert rows(tmp_path, "a;b\n1;2\n\n3;4") == 2


def test_delimiters_and_line_ends_in_quotes_are_text(tmp_path: Path):
    assert rows(tmp_path, 'a;b\n"1;\n1";"say ""2"""\n') == 1


@pytest.mark.parametrize("text", ["a;b\n1\n", "a;b\n1;2;\n", 'a;b\n1"2;3"\n', 'a;b\n"1"2;3\n', 'a;b\n"1;2\n'])
def test_what_is_out_of_the_ordinary_is_left_to_the_parser(tmp_path: Path, text: str):
    assert rows(tmp_path, text) is None


@pytest.fixture
def short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widths, "CHUNK", 3)


@settings(max_examples=200, derandomize=True, deadline=None)  # the first file of a run is slow
@given(text=st.text(alphabet='a;" \n', min_size=1, max_size=14))
def test_what_it_counts_the_parser_counts_too(tmp_path_factory: pytest.TempPathFactory, text: str):
    path = tmp_path_factory.getbasetemp() / "parsed.csv"
    path.write_bytes(text.encode())
    counted = even_rows(path, ";")
    if counted is not None:
        with path.open(newline="", encoding="utf-8") as file:
            records = [r for r in csv.reader(file, delimiter=";", strict=True) if r]
        assert len({len(r) for r in records}) <= 1
        assert counted == len(records) - 1


@pytest.mark.usefixtures("short_pieces")
def test_rows_and_quotes_over_the_edge_of_a_piece_count_once(tmp_path: Path):
    assert rows(tmp_path, 'aa;bb\n"1\n""1";22\n3;""\n') == 2


PLAIN = "a;b\n" + "1;2\n" * 40


@pytest.mark.usefixtures("short_pieces")
@pytest.mark.parametrize(
    ("more", "counted"),
    [("", 40), ("3;4", 41), ("\n3;4\n", 41), ("3;4;5\n6\n", None), ("3\n", None), ('"3;";4\n', 41)],
)  # fmt: skip
def test_plain_rows_are_counted_until_one_is_not(tmp_path: Path, more: str, counted: int | None):
    assert rows(tmp_path, PLAIN + more) == counted


def test_a_row_longer_than_a_parser_takes_is_left_to_it(tmp_path: Path, usual_limit: int):
    long = "x" * usual_limit
    assert rows(tmp_path, PLAIN * 10_000 + f"{long};2\n") is None
    assert rows(tmp_path, PLAIN + f"{'x' * 1000};2\n" + "3;4\n" * 300_000) == 40 + 1 + 300_000
