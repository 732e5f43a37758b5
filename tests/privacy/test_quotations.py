"""Attacks on released quotations: each tries to reach one person, and must not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.errors import ReleaseRefused, Text
from gelijkop.evidence.interviews.beside_earlier import beside_earlier
from gelijkop.evidence.interviews.people import Voice
from gelijkop.evidence.interviews.quotations import Quotation, Review, review
from gelijkop.evidence.interviews.released import Quote, from_json, to_json
from gelijkop.evidence.interviews.releasing import judge
from gelijkop.evidence.interviews.roles import ladder
from gelijkop.evidence.interviews.themes import Theme
from gelijkop.evidence.interviews.traces import traces

FEW_EXAMPLES = 60


def theme(name):
    return Theme(name, Text(name, name), frozenset(), ("po.advies.onder",), ())


def said(voice, *themes, role="leraar", text="", decision="open"):
    """What a voice (a number) said in themes (places); its text names both unless given."""
    text = text or f"dit is wat stem {voice} zegt over {' en '.join(map(str, themes))}"
    number = f"{voice}-{sum(map(ord, text)) + 1000 * sum(t + 1 for t in themes)}"
    return Quotation(
        number, text, themes, Voice(voice, ladder(role), "citaat"), f"bron {voice}", traces(text), decision
    )


def shown(quotes, themes=1):
    return judge(quotes, [theme(f"t{i}") for i in range(themes)], made="2026-01-01")


def roles(judged):
    return [{q.role for q in t.quotes} for t in judged.released.themes]


def test_a_theme_of_two_people_is_not_shown_however_much_they_say():
    quotes = [said(v, 0, text=f"zin {i} van stem {v}") for v in (1, 2) for i in range(10)]
    assert (shown(quotes).released.themes, shown(quotes).states) == ((), ("few",))


def test_a_theme_of_three_people_is_shown():
    assert len(shown([said(v, 0) for v in (1, 2, 3)]).released.themes[0].quotes) == 3


def test_a_role_of_fewer_than_three_people_becomes_broader():
    quotes = [said(v, 0) for v in (1, 2)] + [said(3, 0, role="bestuurder")]
    assert roles(shown(quotes)) == [{"onderwijs"}]


def test_a_role_of_three_people_is_told():
    quotes = [said(v, 0) for v in (1, 2, 3)] + [said(v, 0, role="gemeente") for v in (4, 5, 6)]
    assert roles(shown(quotes)) == [{"leraar", "gemeente"}]


def test_a_lone_role_is_not_told_by_being_the_rest():
    """Three teachers and one board member: “a professional in education” would be the board member alone."""
    quotes = [said(v, 0) for v in (1, 2, 3)] + [said(4, 0, role="bestuurder")]
    assert roles(shown(quotes)) == [{"onderwijs"}]


def test_a_lone_parent_takes_the_others_along_to_the_broadest_role():
    quotes = [said(v, 0) for v in (1, 2, 3)] + [said(4, 0, role="ouder")]
    assert roles(shown(quotes)) == [{"geinterviewde"}]


def test_a_role_is_not_told_in_one_theme_where_it_stands_for_one_person():
    """Three teachers in the project, but one in the second theme."""
    quotes = [said(v, 0) for v in (1, 2, 3)]
    quotes += [said(v, 1, role="gemeente") for v in (4, 5, 6)] + [said(1, 1)]
    assert roles(shown(quotes, 2)) == [{"leraar"}, {"geinterviewde"}]


def test_a_quotation_in_two_themes_has_one_role_so_that_they_cannot_be_laid_together():
    quotes = [said(1, 0, 1), said(2, 0), said(3, 0)]
    quotes += [said(v, 1, role="gemeente") for v in (4, 5, 6)]
    judged = shown(quotes, 2)
    (both,) = [q.text for q in judged.released.themes[0].quotes if " en " in q.text]
    told = {q.role for t in judged.released.themes for q in t.quotes if q.text == both}
    assert told == {"geinterviewde"}


def test_a_theme_that_is_left_out_cannot_be_read_off_as_the_rest_of_a_wider_one():
    """Wide = a + b + c; a and b are shown, c is one person: without c's words in the wide theme it is not seen."""
    quotes = [said(v, 0, 1) for v in (1, 2, 3)] + [said(v, 0, 2) for v in (4, 5, 6)] + [said(7, 0, 3)]
    judged = shown(quotes, 4)
    assert judged.states == ("shown", "shown", "shown", "few")
    assert not any("stem 7" in q.text for t in judged.released.themes for q in t.quotes)


def test_a_withdrawal_takes_words_away_and_may_take_a_theme_below_three():
    quotes = [said(v, 0) for v in (1, 2, 3)]
    assert shown(quotes).states == ("shown",)
    assert shown(quotes[1:]).states == ("few",)


def test_the_order_tells_nothing_about_conversations():
    quotes = [said(v, 0, text=t) for v, t in ((3, "zaal"), (1, "boom"), (2, "anker"), (1, "mus"))]
    assert [q.text for q in shown(quotes).released.themes[0].quotes] == ["anker", "boom", "mus", "zaal"]


def test_what_is_written_holds_no_number_source_or_count_of_people():
    written = to_json(shown([said(v, 0) for v in (1, 2, 3)]).released)
    assert "bron" not in written
    assert "1-" not in written.replace("2026-01-01", "")
    assert {k for t in from_json(written, file="c").themes for k in vars(t)} == {
        "name", "title", "indicators", "steps", "quotes"
    }  # fmt: skip


def test_a_name_in_a_quotation_stops_the_release_and_is_not_repeated():
    quotes = [said(1, 0, text="toen zei Anja nee"), said(2, 0), said(3, 0)]
    with pytest.raises(ReleaseRefused) as refused:
        shown(quotes)
    assert quotes[0].number in refused.value.say("nl")
    assert "naam" in refused.value.say("nl")
    assert "Anja" not in refused.value.say("nl") + repr(quotes[0])


def test_a_name_in_a_theme_that_is_not_shown_stops_nothing():
    assert shown([said(1, 0, text="toen zei Anja nee")]).states == ("few",)


def test_a_confirmation_holds_for_one_text_only():
    quote = said(1, 0, text="toen zei Anja nee")
    assert review([quote], {}, confirmed=[quote.number], file="r").quotations[0].ready
    other = review([quote], {}, confirmed=["1-0000"], file="r")
    assert not other.quotations[0].ready
    assert [f.rule for f in other.findings] == ["number"]


def test_a_new_text_is_looked_at_again():
    quote = said(1, 0, text="toen zei Anja nee")
    again = review([quote], {quote.number: Review("toen zei Fatma nee", "open")}, file="r")
    assert again.quotations[0].kinds == ("name",)
    mended = review([quote], {quote.number: Review("toen zei [een leraar] nee", "open")}, file="r")
    assert mended.quotations[0].ready


def test_a_quotation_that_goes_no_longer_counts():
    quotes = [said(v, 0) for v in (1, 2, 3)]
    left = review(quotes, {quotes[0].number: Review("", "dropped")}, file="r").quotations
    assert shown(left).states == ("few",)


def test_a_quotation_inside_another_of_the_same_conversation_is_shown_once():
    quotes = [said(v, 0) for v in (1, 2, 3)] + [said(1, 0, text="wat stem 1 zegt")]
    assert len(shown(quotes).released.themes[0].quotes) == 3


def test_the_same_words_of_three_people_count_as_three():
    quotes = [said(v, 0, text="geen geld") for v in (1, 2, 3)]
    released = shown(quotes).released
    assert len(released.themes[0].quotes) == 3
    assert from_json(to_json(released), file="c") == released


@pytest.mark.parametrize(
    ("before", "after", "warned"),
    [
        ((1, 2, 3), (1, 2, 3), []),
        ((1, 2, 3), (1, 2, 3, 4), ["added"]),
        ((1, 2, 3), (1, 2, 3, 4, 5, 6), []),
        ((1, 2, 3, 4), (1, 2, 3), ["removed"]),
        ((1, 2, 3, 4, 5, 6), (1, 2, 3), []),
        ((1, 2, 3, 4), (1, 2, 3, 5), ["added", "removed"]),
    ],
)
def test_two_releases_laid_side_by_side_warn_about_one_or_two_people(before, after, warned):
    earlier = shown([said(v, 0) for v in before]).released
    everyone = [said(v, 0) for v in {*before, *after}]
    found = beside_earlier(earlier, shown([said(v, 0) for v in after]), everyone, file="oud")
    assert [f.rule for f in found] == warned


def test_words_of_somebody_who_is_no_longer_in_the_project_count_as_one_person():
    earlier = shown([said(v, 0) for v in (1, 2, 3, 7, 8, 9)]).released
    found = beside_earlier(earlier, shown([said(v, 0) for v in (1, 2, 3)]), [], file="oud")
    assert [f.rule for f in found] == ["removed"]


def test_another_role_for_the_words_of_one_person_warns():
    now = shown([said(v, 0) for v in (1, 2, 3, 4)])
    first, *others = now.released.themes[0].quotes
    earlier = replace(now.released, themes=(replace(now.released.themes[0], quotes=(Quote(first.text, "x"), *others)),))
    assert [f.rule for f in beside_earlier(earlier, now, [], file="oud")] == ["role"]


@settings(max_examples=FEW_EXAMPLES, derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 9),
            st.sets(st.integers(0, 3), min_size=1, max_size=3),
        ),
        min_size=1,
        max_size=30,
    ),
    st.lists(st.sampled_from(["leraar", "bestuurder", "gemeente", "ouder", "leerling"]), min_size=9, max_size=9),
)
def test_behind_every_theme_and_every_role_in_it_are_three_people(spoken, role_of):
    quotes = [
        said(v, *sorted(ts), role=role_of[v - 1], text=f"zin nummer {i} hier") for i, (v, ts) in enumerate(spoken)
    ]
    who = {q.text: q.voice.number for q in quotes}
    judged = shown(quotes, 4)
    for released in judged.released.themes:
        behind: dict[str, set[int]] = {}
        for q in released.quotes:
            behind.setdefault(q.role, set()).add(who[q.text])
        assert behind
        assert all(len(people) >= 3 for people in behind.values())
    told: dict[str, set[str]] = {}
    for q in (q for t in judged.released.themes for q in t.quotes):
        told.setdefault(q.text, set()).add(q.role)
    assert all(len(found) == 1 for found in told.values())
