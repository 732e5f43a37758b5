"""Lines of decisions: what is written is read back, and what is wrong is told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.errors import InputRefused
from gelijkop.evidence.screening.checks import check_decision
from gelijkop.evidence.screening.decisions import Decision, changed, header, lines, read_decisions

ONE = Decision("2026-11-22T10:00:00", "A", "title", "doi:10.1000/0", "include")


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=4), st.text(max_size=8))
def test_what_is_written_is_read_back_with_spaces_made_plain(notes, person):
    made = [replace(ONE, note=" ".join(note.split()), reviewer=" ".join(person.split())) for note in notes]
    assert read_decisions(header() + lines(made), file="b.csv") == tuple(made)


@pytest.mark.parametrize("note", ["=1+1", "+1", "-1", "@x", "'=1", "'"])
def test_no_cell_is_a_formula(note):
    made = replace(ONE, note=note)
    assert ",'" in lines([made])
    assert read_decisions(header() + lines([made]), file="b.csv") == (made,)


def test_a_decision_is_one_line_whatever_the_note():
    assert lines([replace(ONE, note="een\ntwee\r\n\tdrie")]).count("\n") == 1


@pytest.mark.parametrize(
    ("text", "row", "rule"),
    [
        (header() + lines([ONE])[:30] + "\n", 2, "damaged_line"),
        (header() + lines([ONE]).replace("include", "maybe"), 2, "damaged_line"),
        (lines([ONE]), 1, "header"),
    ],
)
def test_a_damaged_line_is_refused_with_its_row(text, row, rule):
    with pytest.raises(InputRefused) as refused:
        read_decisions(text, file="b.csv")
    assert [(f.row, f.rule) for f in refused.value.findings] == [(row, rule)]


def test_an_empty_line_is_no_decision():
    assert read_decisions(f"{header()}\n{lines([ONE])}", file="b.csv") == (ONE,)


def test_a_change_of_mind_is_visible():
    later = replace(ONE, verdict="exclude")
    assert list(changed([ONE, ONE, later])) == [(ONE, later)]


@pytest.mark.parametrize(
    ("before", "made", "rules"),
    [
        ((), "A title 0 include", []),
        ((), "A title 0 exclude", []),
        ((), "A title 0 exclude jaar", []),
        ((), "A title 9 include", ["unknown_publication"]),
        ((), "A title 0 exclude effect", ["unknown_criterion"]),
        ((), "A title 0 include jaar", ["criterion"]),
        ((), "A title 0 not-retrieved", ["phase"]),
        ((), "A fulltext 0 include", ["too_early"]),
        (("A title 0 include", "B title 0 include"), "A fulltext 0 exclude", ["no_criterion"]),
        (("A title 0 include", "B title 0 include"), "A fulltext 0 exclude opzet", []),
        (("A title 0 include", "B title 0 include"), "!C title 0 exclude", ["no_conflict"]),
        (("A title 0 include", "B title 0 exclude"), "!C title 0 include", []),
        (("A title 0 include", "B title 0 exclude"), "!A title 0 include", ["own_conflict"]),
        (("A title 0 include", "B title 0 exclude"), "!C title 0 unsure", ["unsure"]),
        (("A title 0 include", "B title 0 exclude", "!C title 0 include"), "!C title 0 exclude", []),
    ],
)
def test_a_decision_must_fit_the_review(review, before, made, rules):
    found = check_decision(review(made).decisions[0], review(*before))
    assert [f.rule for f in found] == rules


def test_a_study_is_named_with_an_inclusion_by_full_text(review):
    assert [f.rule for f in check_decision(replace(ONE, study="x"), review())] == ["study"]


def test_somebody_decides(review):
    assert [f.rule for f in check_decision(replace(ONE, reviewer=" "), review())] == ["no_reviewer"]
