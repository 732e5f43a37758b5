"""Where each publication is, who may see what, and how reviewers are compared."""

import pytest

from gelijkop.evidence.screening.review import compare_reviewers, may_see

ID = "doi:10.1000/0"
BOTH_IN = ("A title 0 include", "B title 0 include")


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ((), "title_open"),
        (("A title 0 include",), "title_open"),
        (("A title 0 exclude", "B title 0 exclude"), "title_excluded"),
        (("A title 0 include", "B title 0 exclude"), "title_conflict"),
        (("A title 0 unsure", "B title 0 unsure"), "title_conflict"),
        (("A title 0 include", "B title 0 exclude", "B title 0 include"), "fulltext_open"),
        (("A title 0 include", "B title 0 exclude", "!C title 0 exclude"), "title_excluded"),
        (("A title 0 include", "B title 0 exclude", "!C title 0 include"), "fulltext_open"),
        ((*BOTH_IN, "A fulltext 0 include", "B fulltext 0 include"), "included"),
        ((*BOTH_IN, "A fulltext 0 exclude effect", "B fulltext 0 exclude opzet"), "fulltext_excluded"),
        ((*BOTH_IN, "A fulltext 0 not-retrieved", "B fulltext 0 not-retrieved"), "not_retrieved"),
        ((*BOTH_IN, "A fulltext 0 include", "B fulltext 0 exclude opzet"), "fulltext_conflict"),
        ((*BOTH_IN, "A fulltext 0 include", "B fulltext 0 include", "C title 0 exclude"), "title_conflict"),
    ],
)
def test_a_publication_is_where_its_decisions_put_it(review, lines, state):
    assert review(*lines).state(ID) == state


def test_one_reviewer_is_enough_where_the_review_says_so(review):
    assert review("A title 0 include", reviewers=1).state(ID) == "fulltext_open"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("A fulltext 0 exclude opzet", "B fulltext 0 exclude effect"), "effect"),
        (("A fulltext 0 exclude opzet", "B fulltext 0 include", "!C fulltext 0 exclude opzet"), "opzet"),
        (("A fulltext 0 exclude", "B fulltext 0 exclude"), ""),
    ],
)
def test_the_reason_is_that_of_who_settles_or_the_first_in_the_strategy(review, lines, reason):
    assert review(*BOTH_IN, *lines).reason(ID, "fulltext") == reason


def test_a_decision_on_an_earlier_name_of_a_publication_still_counts(review):
    old = review().merged.find(ID).names[0]
    made = review("A title 0 include", "B title 0 include")
    moved = [d.__class__(**{**d.__dict__, "id": old}) for d in made.decisions]
    assert made.__class__(made.strategy, made.merged, tuple(moved)).state(ID) == "fulltext_open"


def test_decisions_on_unknown_publications_are_told(review):
    assert [d.id for d in review("A title 9 include").lost] == ["doi:10.1000/9"]


def test_the_verdict_of_the_other_is_hidden_until_both_decided(review):
    one = review("A title 0 include")
    assert may_see(one, "B", ID, "title") == []
    assert [d.reviewer for d in may_see(one, "A", ID, "title")] == ["A"]
    both = review("A title 0 include", "B title 0 exclude")
    assert [d.reviewer for d in may_see(both, "A", ID, "title")] == ["A", "B"]


def test_what_is_to_be_done_leaves_out_what_is_done_and_what_is_decided(review):
    made = review("A title 0 include", "B title 1 include", "A title 1 include")
    assert [p.id[-1] for p in made.undecided("A", "title")] == ["2", "3"]
    assert [p.id[-1] for p in made.undecided("B", "title")] == ["0", "2", "3"]
    assert [p.id[-1] for p in made.undecided("B", "fulltext")] == ["1"]


def test_reviewers_are_compared_by_what_they_said_first(review):
    lines = ("A title 0 include", "B title 0 exclude", "B title 0 include", "A title 1 exclude", "B title 1 exclude")
    (found,) = compare_reviewers(review(*lines), "title")
    assert (found.agreement.first_only, found.agreement.both_out, found.agreement.count) == (1, 1, 2)
    assert found.differ == (ID,)


def test_a_change_of_mind_before_the_other_decided_counts(review):
    (found,) = compare_reviewers(review("A title 0 include", "A title 0 exclude", "B title 0 exclude"), "title")
    assert found.agreement.both_out == 1


def test_another_phase_and_what_settles_are_not_compared(review):
    lines = ("A title 0 include", "A fulltext 0 exclude opzet", "!B title 0 include", "B title 0 include")
    (found,) = compare_reviewers(review(*lines), "title")
    assert found.agreement.both_in == 1


def test_doubt_is_left_out_of_the_comparison(review):
    (found,) = compare_reviewers(review("A title 0 unsure", "B title 0 include"), "title")
    assert (found.left_out, found.agreement.count, found.agreement.kappa) == (1, 0, None)


def test_reports_of_one_study_are_named_by_it(review):
    made = review(*BOTH_IN)
    named = made.decisions[0].__class__(**{**made.decisions[0].__dict__, "study": "proef"})
    assert made.__class__(made.strategy, made.merged, (named,)).study(ID) == "proef"
    assert made.study(ID) == ID
