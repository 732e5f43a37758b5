"""A question to the API: what can be read is read whole, and what cannot is refused with a reason."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.web.api.asked import PARAMETERS, read
from gelijkop.web.api.problems import Refused, wanted

ALL = tuple(PARAMETERS)


def test_a_question_is_written_in_one_order_whatever_the_order_it_came_in():
    one, other = (read(q, ALL).written() for q in ("place=alle&year=2020&limit=7", "limit=7&year=2020&place=alle"))
    assert one == other == "?limit=7&place=alle&year=2020"


def test_the_usual_length_of_a_page_is_not_written():
    assert read("limit=100", ALL).written() == ""


def test_a_cursor_says_where_the_page_starts():
    asked = read("cursor=12-34", ALL)
    assert (asked.block, asked.row) == (12, 34)


@pytest.mark.parametrize("query", ["limit=1001", "limit=-1", "limit=1e2", "limit=٣", "year=1979", "cursor=1-", "place=",
                                   "place=a b", "measure=x;y", "x=1", "place=a&place=b"])  # fmt: skip
def test_what_cannot_be_read_is_refused(query):
    with pytest.raises(Refused) as told:
        read(query, ALL)
    assert told.value.status == 400


def test_a_parameter_of_another_table_is_refused_and_those_of_this_one_are_named():
    with pytest.raises(Refused) as told:
        read("chain=leerjaar3", ("place", "limit"))
    assert told.value.expected.en == "place, limit"


@given(st.text(max_size=80))
@settings(max_examples=100, derandomize=True, database=None)
def test_any_query_is_read_or_refused(query):
    with suppress(Refused):
        assert set(read(query, ALL).codes) <= set(ALL)


@pytest.mark.parametrize(
    ("header", "language"), [("", "nl"), ("*", "nl"), ("fr,en;q=0.5", "en"), ("nl-NL,en", "nl"), ("en-GB", "en")]
)
def test_a_problem_is_told_in_the_language_that_comes_first(header, language):
    assert wanted(header) == language
