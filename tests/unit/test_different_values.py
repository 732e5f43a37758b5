from collections.abc import Iterator
from pathlib import Path

import narwhals as nw
import numpy as np
import pytest

from gelijkop.store import Frame, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.duckdb") as opened:
        yield opened


def texts(store: Store, *values: str | None) -> Frame:
    rows = np.arange(2, 2 + len(values))
    return store.frame({"a": np.array(values, dtype=object), "row": rows}).with_columns(nw.col("a").cast(nw.String))


def listed(store: Store, frame: Frame, column: str) -> list[object]:
    return list(store.arrays(frame.sort("row"))[column].tolist())


def test_each_row_gets_what_was_worked_out_for_its_value(store: Store):
    frame = texts(store, "x", None, "y", "x")
    found = store.by_value(frame, [(("a",), (nw.col("a").str.to_uppercase().alias("big"),))])
    assert listed(store, found, "big") == ["X", None, "Y", "X"]


def test_what_stands_for_a_missing_value_reaches_missing_and_empty_ones(store: Store):
    found = store.by_value(texts(store, None, "1", ""), [(("a",), (nw.col("a").fill_null("0").alias("filled"),))])
    assert listed(store, found, "filled") == ["0", "1", "0"]


def test_more_values_than_a_map_holds_are_joined_alike(store: Store):
    values = [None, *(str(i) for i in range(1001))]
    made = (nw.col("a").fill_null("none").alias("filled"), nw.col("a").str.len_chars().alias("long"))
    found = store.by_value(texts(store, *values), [(("a",), made)])
    assert listed(store, found, "filled") == ["none", *values[1:]]
    assert listed(store, found, "long") == [None, *(len(v) for v in values[1:] if v)]


def test_two_columns_together_give_one(store: Store):
    frame = texts(store, "01AB", "01AB", None).with_columns(nw.lit("02").alias("b"))
    found = store.by_value(frame, [(("a", "b"), (nw.concat_str("a", "b").alias("both"),))])
    assert listed(store, found, "both") == ["01AB02", "01AB02", None]


def test_a_staged_table_is_the_same_and_none_of_the_stores_own(store: Store):
    staged = store.staged(texts(store, "x", None))
    assert listed(store, staged, "a") == ["x", None]
    assert store.tables() == ("loads",)


def test_a_tally_tells_how_often_a_value_stands_there_and_where_first(store: Store):
    frame = texts(store, "x", "y", "x", None).with_columns(nw.lit("z").alias("b"))
    found = store.arrays(store.tallied(frame, ["a", "b"]).sort("at", "row"))
    names = ("at", "value", "times", "row")
    assert list(zip(*(found[n].tolist() for n in names), strict=True)) == [
        (0, "x", 2, 2), (0, "y", 1, 3), (0, None, 1, 5), (1, "z", 4, 2),
    ]  # fmt: skip


def test_the_last_known_value_counts(store: Store):
    columns = {"p": ["a", "a", "b"], "a": ["old", None, None], "b": ["1", "2", "3"]}
    frame = store.frame(
        {n: np.array(v, dtype=object) for n, v in columns.items()} | {"year": np.array([2019, 2020, 2020])}
    )
    found = store.arrays(store.last_known(frame, "p", order="year", columns=["a", "b"]).sort("p"))
    assert (found["a"].tolist(), found["b"].tolist()) == (["old", None], ["2", "3"])
