"""Two editions of a definition: what is only words, what changes a figure, and whether the version says so."""

import tomllib

import pytest

from gelijkop.catalogue import text
from gelijkop.indicators.changes import Edition, compare, plain

GOOD = text("indicators/vo.opstroom")
CODE = "vo.opstroom"


def edition(written: str, trial: str = "", **outcomes: str) -> Edition:
    entry = plain(tomllib.loads(written))
    return Edition({entry["code"]: entry}, outcomes, trial)


def change(old: str, new: str, times: int = 1):
    assert old in GOOD
    (found,) = compare(edition(GOOD), edition(GOOD.replace(old, new, times)))
    return found


def test_a_definition_that_stays_is_the_same():
    (found,) = compare(edition(GOOD), edition(GOOD))
    assert (found.kind, found.what, found.fault) == ("same", (), None)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('owner = "redactie gelijkop"', 'owner = "iemand anders"', "owner"),
        ("review_by = 2027-11-22", "review_by = 2028-11-22", "review_by"),
        ('en = "wholly above the old level"', 'en = "above the old level"', "variant.vo.opstroom.en"),
        ('breaks = ["2019/2020"]', "breaks = []", "breaks"),
    ],
)
def test_words_dates_and_marks_are_minor_and_ask_for_no_version(old, new, key):
    found = change(old, new)
    assert (found.kind, found.what, found.fault) == ("minor", (key,), None)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('counts = "moved_up"', 'counts = "moved_down"', "variant.vo.opstroom.counts"),
        ('"next_in_vo", ', "", "variant.vo.opstroom.population"),
        ('since = "1999/2000"', 'since = "2009/2010"', "since"),
        ('clock = "step"', 'clock = "diploma"', "clock"),
        ('counts = "moved_up"', 'counts = "moved_up"\nscores = [1, 0]', "variant.vo.opstroom.scores"),
        ('counts = "moved_up"', 'counts = "moved_up"\nsoon = "a key of a later version"', "variant.vo.opstroom.soon"),
        ('name = "halve-stap"', 'name = "half"', "variant.halve-stap"),
    ],
)
def test_what_changes_a_figure_is_major_and_asks_for_a_higher_version(old, new, key):
    found = change(old, new)
    assert (found.kind, found.fault) == ("major", "not_raised")
    assert key in found.what


def test_a_major_change_with_a_higher_version_is_honest():
    new = GOOD.replace('counts = "moved_up"', 'counts = "moved_down"', 1).replace("version = 1", "version = 2")
    (found,) = compare(edition(GOOD), edition(new))
    assert (found.kind, found.old, found.new, found.fault) == ("major", 1, 2, None)


def test_a_version_never_goes_down():
    (found,) = compare(edition(GOOD.replace("version = 1", "version = 3")), edition(GOOD))
    assert found.fault == "lowered"


def test_the_order_of_conditions_changes_no_figure():
    entry = plain(tomllib.loads(GOOD))
    entry["variant"][0]["population"].reverse()
    assert compare(edition(GOOD), Edition({CODE: entry}))[0].kind == "same"


def test_a_unit_that_moves_from_the_variant_to_the_definition_changes_no_figure():
    moved = GOOD.replace('counts = "moved_up"', 'counts = "moved_up"\nunit = "share"', 1)
    assert compare(edition(GOOD), edition(moved))[0].kind == "same"


def test_another_outcome_for_a_trial_pupil_is_major_though_no_field_differs():
    old, new = edition(GOOD, "t1", **{CODE: "a"}), edition(GOOD, "t1", **{CODE: "b"})
    (found,) = compare(old, new)
    assert (found.kind, found.what, found.fault) == ("major", ("outcomes",), "not_raised")


def test_outcomes_on_other_trial_pupils_are_not_compared():
    old, new = edition(GOOD, "t1", **{CODE: "a"}), edition(GOOD, "t2", **{CODE: "b"})
    assert compare(old, new)[0].kind == "same"


def test_a_variant_more_is_minor_since_what_was_published_stays():
    entry = plain(tomllib.loads(GOOD))
    entry["variant"].append({**entry["variant"][0], "name": "erbij"})
    old = edition(GOOD, "t", **{CODE: "a"})
    (found,) = compare(old, Edition({CODE: entry}, {CODE: "a", f"{CODE}/erbij": "b"}, "t"))
    assert (found.kind, found.what) == ("minor", ("variant.erbij",))


def test_a_definition_that_disappears_should_have_been_withdrawn():
    (found,) = compare(edition(GOOD), Edition({}))
    assert (found.kind, found.fault) == ("gone", "not_withdrawn")


def test_a_withdrawn_definition_keeps_its_version_and_is_no_fault():
    gone = GOOD.replace("[[variant]]", '[withdrawn]\ndate = 2027-01-01\nnl = "x"\nen = "y"\n\n[[variant]]', 1)
    (found,) = compare(edition(GOOD), edition(gone))
    assert (found.kind, found.fault) == ("withdrawn", None)


def test_a_withdrawn_definition_that_comes_back_is_major():
    gone = GOOD.replace("[[variant]]", '[withdrawn]\ndate = 2027-01-01\nnl = "x"\nen = "y"\n\n[[variant]]', 1)
    (found,) = compare(edition(gone), edition(GOOD))
    assert (found.kind, found.fault) == ("major", "not_raised")


def test_a_new_definition_is_new():
    (found,) = compare(Edition({}), edition(GOOD))
    assert (found.kind, found.new, found.fault) == ("new", 1, None)
