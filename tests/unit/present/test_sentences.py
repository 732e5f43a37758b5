"""What may be said of a gap or a trend, and in which words."""

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.catalogue import load
from gelijkop.compare.findings import Gap, Interval, Rate
from gelijkop.present.sentences import (
    Unit,
    change,
    group_pupils,
    place_noun,
    pupils_sentence,
    rate_text,
    seen_headline,
    shares_sentence,
    trend_sentence,
    verdict_sentence,
)

SHARE = Unit(share=True)
NOTHING = Interval(math.nan, math.nan, math.nan, "")
DIRECTION = re.compile(r"\b(hoger|lager|higher|lower|meer|minder|more|fewer)\b")
TOO_MUCH = re.compile(
    r"grootst|kleinst|hoogst|laagst|daalt|stijgt|gedaald|gestegen|neemt (toe|af)|\bbeste\b|slechtste|largest|smallest|"
    r"highest|lowest|\b(rises|falls|best|worst)\b"
)
CAUSE = re.compile(
    r"doordat|veroorza|leidt tot|zorgt voor|dankzij|wegens|because|causes?\b|leads? to|due to|thanks to|results? in"
)


def interval(low, high):
    return Interval((low + high) / 2, low, high, "newcombe10")


def gap(low=-0.078, high=-0.012, *, verdict="difference", state="shown", equal=True, pupils=(88, 310), **other):
    value = interval(low, high)
    known = {
        "raw": value, "equal_ability": value if equal else NOTHING, "mantel_haenszel": NOTHING, "odds_ratio": NOTHING,
        "p_value": 0.01, "homogeneity_p": 0.5, "support": 1.0, "pupils_a_year": NOTHING, "detectable": 0.123,
        "margin": 0.05, "verdict": verdict, "state": state,
    }  # fmt: skip
    return Gap("m", "alle", (2022, 2023), "armoede", 1, 3, *pupils, **(known | other))


def rate(group, share, *, year=2023, half=0.01, state="shown", tail=""):
    value = Interval(share, share - half, share + half, "wilson")
    return Rate("m", "alle", (year,), "armoede", group, value, 100, state, tail)


def test_the_shares_of_the_onderwijsmonitor_read_as_in_its_own_sentence():
    # Onderwijsmonitor MSV 2018-2019, quoted in source document 004: 74,2 %, 71,2 % and 69,7 %.
    rates = [rate(1, 0.697), rate(2, 0.712), rate(3, 0.742)]
    assert shares_sentence(rates, "po.advies.passend", SHARE, "nl").replace("\u00a0", " ") == (
        "Van de leerlingen uit niet arme buurten krijgt 74,2 % een passend schooladvies, "
        "uit arme buurten 71,2 % en uit zeer arme buurten 69,7 %."
    )


def test_the_shares_read_in_english_too():
    rates = [rate(1, 0.697), rate(3, 0.742)]
    assert shares_sentence(rates, "po.advies.passend", SHARE, "en") == (
        "Of the pupils from neighbourhoods that are not poor, 74.2% get a matching school advice, "
        "for very poor neighbourhoods 69.7%."
    )


def test_a_hidden_group_is_left_out_of_the_shares():
    rates = [rate(1, 0.697, state="withheld"), rate(2, 0.712), rate(3, 0.742)]
    assert "zeer arme" not in shares_sentence(rates, "po.advies.passend", SHARE, "nl")


def test_one_group_alone_makes_no_sentence():
    assert shares_sentence([rate(3, 0.742)], "po.advies.passend", SHARE, "nl") == ""


def test_an_unknown_indicator_still_makes_a_sentence():
    assert "is dit aandeel" in shares_sentence([rate(1, 0.5), rate(3, 0.6)], "po.nieuw", SHARE, "nl")


def test_a_difference_is_told_with_its_interval():
    assert verdict_sentence(gap(), SHARE, "nl") == (
        "Verschil: bij leerlingen uit zeer arme buurten is dit aandeel 4,5 procentpunt lager dan bij leerlingen uit "
        "niet arme buurten met hetzelfde toetsadvies (95%-interval: 1,2 tot 7,8 lager)."
    )


def test_a_difference_without_equal_ability_does_not_speak_of_the_test():
    assert "toetsadvies" not in verdict_sentence(gap(equal=False), SHARE, "nl")


def test_a_small_difference_is_called_small():
    said = verdict_sentence(gap(-0.03, -0.01, small=True), SHARE, "nl")
    assert said.endswith("Dit verschil is klein: minder dan 5,0 procentpunt.")


def test_no_difference_that_matters_tells_how_large_it_can_be():
    assert verdict_sentence(gap(-0.02, 0.012, verdict="no_difference"), SHARE, "nl") == (
        "Geen verschil van belang: tussen leerlingen uit zeer arme buurten en leerlingen uit niet arme buurten "
        "met hetzelfde toetsadvies is het verschil hooguit 2,0 procentpunt."
    )


def test_what_cannot_be_seen_tells_the_numbers_and_what_they_could_show():
    assert verdict_sentence(gap(-0.2, 0.1, verdict="not_visible", pupils=(31, 88)), SHARE, "nl") == (
        "Niet te zien met deze aantallen of er verschil is tussen leerlingen uit zeer arme buurten (n = 31) en "
        "leerlingen uit niet arme buurten (n = 88). "
        "Pas een verschil vanaf 12,3 procentpunt zou hier goed zichtbaar zijn."
    )


def test_pooling_is_advised_where_more_years_would_help():
    said = verdict_sentence(gap(-0.2, 0.1, verdict="not_visible", pool_years=5), SHARE, "nl")
    assert said.endswith("Met 5 schooljaren samen zou een verschil van 5,0 procentpunt goed zichtbaar zijn.")


def test_numbers_that_show_nothing_say_so():
    said = verdict_sentence(gap(-0.2, 0.1, verdict="not_visible", detectable=math.inf), SHARE, "nl")
    assert said.endswith("Er zijn te weinig leerlingen om een verschil te kunnen zien.")


@pytest.mark.parametrize(
    ("state", "words"),
    [("withheld", "te weinig leerlingen"), ("missing", "niet bekend"), ("not_estimable", "niet te schatten"),
     ("zero", "kwam dit niet voor")],
)  # fmt: skip
def test_every_state_has_its_own_words(state, words):
    assert words in verdict_sentence(gap(state=state), SHARE, "nl")


def test_one_pupil_is_a_pupil_and_two_are_pupils():
    one, two = (pupils_sentence(gap(pupils_a_year=interval(n - 0.4, n + 0.4)), "nl") for n in (1, 2))
    assert one.startswith("Per jaar is dat ongeveer 1 leerling meer")
    assert two.startswith("Per jaar zijn dat ongeveer 2 leerlingen meer")


@pytest.mark.parametrize("pupils", [interval(-3, 5), NOTHING, interval(0.1, 0.3)])
def test_pupils_a_year_are_told_only_where_the_interval_carries_them(pupils):
    assert pupils_sentence(gap(pupils_a_year=pupils), "nl") == ""


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["difference"], "Verschil te zien in de enige gemeente die te vergelijken is, bij gelijk toetsadvies"),
        (["difference", "no_difference"], "Verschil te zien in 1 van de 2 gemeenten, bij gelijk toetsadvies"),
        (["difference"] * 3, "Verschil te zien in alle 3 gemeenten, bij gelijk toetsadvies"),
        (["no_difference"] * 2,
         "Met deze aantallen is in de 2 gemeenten geen verschil te zien, bij gelijk toetsadvies"),
        ([], "Er zijn niet genoeg leerlingen om te vergelijken"),
    ],
)  # fmt: skip
def test_headlines_count_places_and_rank_none(verdicts, said):
    gaps = [gap(verdict=v) for v in verdicts]
    assert seen_headline(gaps, "places", "GM", "nl") == said


def test_places_are_called_by_what_they_are():
    assert [place_noun(p) for p in (["GM0001"], ["12AB00", "12AB"], ["GM0001", "12AB"], [])] == [
        "GM", "BRIN", "place", "place"]  # fmt: skip


def test_a_trend_is_said_when_the_intervals_do_not_touch():
    changed = change([rate(1, 0.10, year=2015), rate(1, 0.20, year=2018)], [])
    assert trend_sentence(changed, "jongens", "nl") == "Bij jongens is het aandeel in 2018/2019 hoger dan in 2015/2016."


def test_no_trend_runs_through_a_break():
    assert change([rate(1, 0.10, year=2015), rate(1, 0.20, year=2018)], [2017]) is None


def test_a_hidden_share_shows_only_its_bound():
    assert rate_text(rate(1, math.nan, tail="low"), SHARE, "nl").replace("\u00a0", " ") == "<5 %"
    assert rate_text(rate(1, math.nan, tail="high"), SHARE, "en") == ">95%"


def test_a_mean_is_told_in_levels():
    said = verdict_sentence(gap(0.3, 0.5, margin=0.25), Unit(share=False), "nl")
    assert "0,40 niveau hoger" in said


def test_boys_and_girls_are_not_called_pupils_from():
    assert group_pupils("geslacht", 1, "nl") == "jongens"


BOUND = st.floats(-1, 1)


@given(BOUND, BOUND, st.sampled_from(["difference", "no_difference", "not_visible"]), st.sampled_from(["nl", "en"]))
@settings(max_examples=150, derandomize=True)
def test_no_direction_is_said_unless_the_whole_interval_lies_on_one_side(a, b, verdict, language):
    low, high = sorted((a, b))
    found = gap(low, high, verdict=verdict, pupils_a_year=interval(100 * low, 100 * high))
    said = verdict_sentence(found, SHARE, language) + pupils_sentence(found, language)
    if low <= 0 <= high or verdict != "difference":
        assert not DIRECTION.search(said)
    else:
        higher = ("hoger", "higher") if low > 0 else ("lager", "lower")
        assert any(word in said for word in higher)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.5)), min_size=2, max_size=6), st.sampled_from(["nl", "en"]))
@settings(max_examples=150, derandomize=True)
def test_no_trend_is_said_unless_first_and_last_interval_lie_apart(values, language):
    rates = [rate(1, share, year=2012 + i, half=half) for i, (share, half) in enumerate(values)]
    said = trend_sentence(change(rates, []), "x", language)
    first, last = rates[0].value, rates[-1].value
    if first.lower <= last.upper and last.lower <= first.upper:
        assert not DIRECTION.search(said)


def test_no_text_of_the_page_claims_a_cause_a_trend_or_a_first_place():
    def texts(entry):
        for value in entry.values():
            yield from texts(value) if isinstance(value, dict) else [value]

    page = load("texts/page")
    for text in [*texts(page["nl"]), *texts(page["en"])]:
        assert not CAUSE.search(text), text
        # an axis is ordered "highest level on top": that is about the picture, not about a group
        assert not TOO_MUCH.search(text.replace("hoogste niveau", "").replace("highest level", "")), text


def test_both_languages_have_the_same_texts_with_the_same_places_to_fill_in():
    def keys(entry, path=""):
        for key, value in entry.items():
            if isinstance(value, dict):
                yield from keys(value, f"{path}{key}.")
            else:
                yield path + key, frozenset(re.findall(r"{(\w+)}", value))

    page = load("texts/page")
    assert dict(keys(page["nl"])) == dict(keys(page["en"]))


def test_a_gap_that_is_not_carried_is_not_called_a_difference():
    assert verdict_sentence(replace(gap(-0.1, 0.1), verdict="difference"), SHARE, "nl").startswith("Niet te zien")
