import duckdb
import narwhals as nw
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.sources.personal import suspect, suspect_columns

COLUMNS = 2000
FALSE_ALARMS = 1
"""Chance of one column of 20: 3e-6 and smaller for more; 2 or more in 2000 has chance 2e-5."""


def test_random_pupil_numbers_are_accepted():
    rng = np.random.default_rng(20191001)
    alarms = 0
    for _ in range(COLUMNS):
        numbers = rng.integers(100_000_000, 1_000_000_000, size=rng.integers(20, 60))
        alarms += suspect("leerlingnummer", numbers.astype(str).astype(object)) is not None
    assert alarms <= FALSE_ALARMS


def test_pupil_numbers_that_count_on_are_accepted():
    starts = range(100_000_000, 1_000_000_000, 7_654_321)
    columns = [np.arange(start, start + 20).astype(str).astype(object) for start in starts]
    assert [c[0] for c in columns if suspect("leerlingnummer", c) is not None] == []


written = st.one_of(
    st.none(),
    st.text(alphabet="0123456789. -x", max_size=12),
    st.sampled_from(["111222333", "111.222.334", "1012.22.331", "20080312", "10000021", "100000210.0", "00000000"]),
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(written, min_size=1, max_size=12))
def test_the_engine_and_the_array_judge_alike(values):
    column = np.array(values, dtype=object)
    con = duckdb.connect()
    con.execute("create table t (i int, a varchar)")
    con.executemany("insert into t values (?, ?)", list(enumerate(values)))
    frame = nw.from_native(con.table("t"))
    found = suspect_columns(frame, ["a"], lambda query: query.to_native().fetchnumpy())
    assert (found[0] if found else None) == suspect("a", column)
