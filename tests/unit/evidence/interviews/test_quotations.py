"""Passages become quotations, decisions are written and read, and what is released is read as it was written."""

import json

import pytest

from gelijkop.errors import InputRefused, Text
from gelijkop.evidence.interviews.people import Voice
from gelijkop.evidence.interviews.quotations import Review, quotations, read_review, write_review
from gelijkop.evidence.interviews.refi_read import read_project
from gelijkop.evidence.interviews.released import Quote, ReleasedQuotes, ReleasedTheme, from_json, to_json
from gelijkop.evidence.interviews.roles import ladder
from gelijkop.evidence.interviews.themes import Theme

THEMES = [Theme("geld", Text("Geld", "Money"), frozenset({"00000001-0000-4000-8000-000000000001"}), (), ())]


@pytest.fixture
def found(made):
    def run(consent="citaat", text="=2+3 zei Anja   \n toen"):
        project = read_project(made.but(sources=(("a", f"x {text} y"),), passages=((0, text, 1),)).zip(), file="p")
        of = {p.guid: Voice(0, ladder("leraar"), consent) for p in project.passages}
        return quotations(project, THEMES, of)

    return run


def test_a_quotation_is_clean_text_with_what_was_found_in_it(found):
    (quote,) = found()
    assert (quote.text, quote.kinds, quote.themes) == ("=2+3 zei Anja toen", ("name",), (0,))


@pytest.mark.parametrize("consent", ["geen", "analyse"])
def test_who_did_not_agree_to_be_quoted_is_not(found, consent):
    assert found(consent) == ()


def test_the_number_changes_with_the_text(found):
    one, other = found()[0].number, found(text="iets heel anders")[0].number
    assert one[:2] == other[:2] == "1-"
    assert one != other


def test_the_list_to_decide_in_computes_nothing_and_is_read_back(found):
    text = write_review(found(), "nl")
    assert ";'=2+3" in text
    number = found()[0].number
    filled = text.replace(";;\r\n", ";toen zei [een leraar] dat;ja\r\n")
    assert read_review(filled, file="r") == {number: Review("toen zei [een leraar] dat", "confirmed")}
    assert read_review(text, file="r") == {}


def test_a_word_that_is_no_decision_and_a_number_twice_are_told(found):
    row = f"{found()[0].number};;;;misschien\r\n"
    with pytest.raises(InputRefused) as refused:
        read_review("nummer;gevonden;tekst;nieuwe tekst;akkoord\r\n" + row + row, file="r")
    assert {f.rule for f in refused.value.findings} == {"decision", "twice"}
    with pytest.raises(InputRefused):
        read_review("nummer;tekst\r\n", file="r")
    with pytest.raises(InputRefused):
        read_review("x" * 200_000, file="r")


RELEASED = ReleasedQuotes(
    "2026-01-01",
    (
        ReleasedTheme(
            "geld", Text("Geld", "Money"), ("po.advies.onder",), ("bijstelling",),
            (Quote("a", "leraar"), Quote("b </script> “é”", "onderwijs"), Quote("c", "geinterviewde")),
        ),
    ),
)  # fmt: skip


def test_what_is_released_is_read_as_it_was_written():
    assert from_json(to_json(RELEASED), file="c") == RELEASED
    assert [t.name for t in RELEASED.of_indicator("po.advies.onder")] == ["geld"]
    assert RELEASED.of_indicator("vo.afstroom") == ()
    assert RELEASED.themes[0].quotes[1].who.nl == "een professional in het onderwijs"


def changed(**changes):
    held = json.loads(to_json(RELEASED))
    for key, value in changes.items():
        where = held if key in held else held["themes"][0]
        where[key] = value
    return json.dumps(held)


@pytest.mark.parametrize(
    "text",
    [
        "geen json",
        "[]",
        "{}",
        "[" * 100_000,
        changed(themes="x"),
        changed(themes=[3]),
        changed(format="iets anders"),
        changed(indicators=["nergens"]),
        changed(steps=[3]),
        changed(quotes=[{"text": "a", "role": "leraar"}]),
        changed(quotes=[{"text": "a", "role": "leraar", "respondent": "R1"}] * 3),
        changed(quotes=[{"text": "a", "role": "Jansen"}] * 3),
        changed(respondent="R1"),
    ],
)
def test_what_is_no_release_is_refused_and_not_repeated(text):
    with pytest.raises(InputRefused) as refused:
        from_json(text, file="c")
    assert all(word not in refused.value.say("nl") for word in ("R1", "Jansen"))
