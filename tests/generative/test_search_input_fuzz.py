"""Whatever is pasted or written, a check answers with findings and never breaks."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.evidence.strategy.databases import databases
from gelijkop.evidence.strategy.reading import examine_strategy
from gelijkop.evidence.strategy.string_checks import check_string

PIECES = (
    *'()"{}“”’*?$-|=:',
    *(
        " AND ",
        " OR ",
        " NOT ",
        " AND NOT ",
        " near/3 ",
        " NEAR ",
        " W/2 ",
        " PRE/0 ",
        " SAME ",
        "&&",
        "||",
        "and not ",
    ),
    *(
        "TS=",
        "TITLE-ABS-KEY(",
        "descriptor:",
        "PUBYEAR > 2013",
        "PY=2014-2026",
        "kans",
        "kans*",
        "self-regul*",
        " ",
        "W",
        "N3",
    ),
)
strings = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
VALUES = (
    "3",
    '"x"',
    "true",
    "[]",
    "{}",
    "[1]",
    '["nl"]',
    '[["x"]]',
    "{nl = 3}",
    '["kans*"]',
    "[{term = 3}]",
    "2026-11-22",
)
KEYS = ("question", "from", "until", "databases", "languages", "document_types", "level", "concept", "exclude", "note")
INSIDE = ("code", "nl", "en", "levels", "descriptors", "phases")


@settings(max_examples=200, derandomize=True, deadline=None)
@given(strings | st.text(max_size=30), st.sampled_from(sorted(databases())))
def test_any_string_can_be_checked(text, database):
    found = check_string(text, databases()[database])
    assert all(1 <= f.at <= len(text) + 1 for f in found)


entries = st.tuples(
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=4),
    st.lists(
        st.tuples(
            st.sampled_from(["[[level]]", "[[concept]]", "[[criterion]]", "[exclude]", "[[note]]"]),
            st.dictionaries(st.sampled_from(INSIDE), st.sampled_from(VALUES), max_size=4),
        ),
        max_size=4,
    ),
).map(lambda e: "\n".join([*_pairs(e[0]), *(line for head, pairs in e[1] for line in (head, *_pairs(pairs)))]))


def _pairs(entry):
    return [f"{key} = {value}" for key, value in entry.items()]


@settings(max_examples=200, derandomize=True, deadline=None)
@given(entries)
def test_any_file_of_a_strategy_gives_a_strategy_or_findings(text):
    strategy, faults = examine_strategy(text)
    assert strategy is not None or faults


@pytest.mark.parametrize("name", ["level", "concept", "criterion", "note", "exclude"])
def test_a_table_of_another_shape_is_a_finding(name):
    text = f'question = "?"\n{name} = 3\n'
    assert tomllib.loads(text)
    assert any(f.key.startswith(name) for f in examine_strategy(text)[1])
