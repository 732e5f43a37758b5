"""Every sentence of a comparison reads as Dutch and English, in every combination, and says no more than it may."""

import math
import re
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.catalogue import load, names
from gelijkop.compare.changes import Change, Slope
from gelijkop.compare.definitions_beside import beside
from gelijkop.compare.findings import Gap, Interval, Rate
from gelijkop.compare.kitagawa import Split
from gelijkop.compare.verdicts import small, verdict
from gelijkop.indicators.definitions import load_all
from gelijkop.model.groupings import groupings
from gelijkop.model.measures import Measure
from gelijkop.present.comparison_sentences import (
    beside_sentence,
    cells_sentence,
    change_sentence,
    changes_sentences,
    equal_sentence,
    raw_sentence,
    schools_sentence,
    slope_sentence,
    split_sentence,
    these_sentence,
)
from gelijkop.present.sentences import group_name, group_pupils, shares_sentence, unit_of, verdict_sentence
from gelijkop.present.texts import closest

SHARE, MEAN = unit_of("share"), unit_of("mean")
NOTHING = Interval(math.nan, math.nan, math.nan, "")
LANGUAGES = ("nl", "en")
CAUSE = re.compile(
    r"\b(door|doordat|daardoor|waardoor|omdat|veroorza\w*|oorza\w*|leidt?|leiden|zorgt?|zorgen|dankzij|wegens|effect\w*|"
    r"invloed|gevolg\w*|verklaart?|verklaren|ontstaat|because|causes?d?|leads?|due|thanks|results?|effects?|"
    r"impact|explains?|explained|owing|reduces?|increases?)\b",
    re.IGNORECASE,
)
"""A difference is told, never what brings it about."""
TREND = re.compile(
    r"grootst|kleinst|hoogst|laagst|daal|stijg|gestegen|gedaald|neemt|steeds|toename|afname|beste|slechtste|largest|"
    r"smallest|highest|lowest|\b(rises?|rose|falls?|fell|best|worst|growing|ever)\b",
    re.IGNORECASE,
)
DIRECTION = re.compile(r"\b(hoger|lager|higher|lower|groter|kleiner|larger|smaller)\b")
INTERVALS = {"difference": (-0.10, -0.06), "no_difference": (-0.02, 0.03), "not_visible": (-0.20, 0.10)}


def interval(low, high):
    return Interval((low + high) / 2, low, high, "newcombe10")


def gap(low=-0.10, high=-0.06, *, grouping="armoede", group=1, equal=(), state="shown", measure="m", margin=0.05):
    raw = interval(low, high)
    told = interval(*equal) if equal else NOTHING
    base = told if equal else raw
    reference = groupings()[grouping].reference.number
    return Gap(
        measure, "alle", (2022, 2023), grouping, group, reference, 88, 310, raw, told, NOTHING, NOTHING,
        p_value=0.01, homogeneity_p=0.5, support=1.0, pupils_a_year=NOTHING, detectable=0.123, margin=margin,
        verdict=verdict(base.lower, base.upper, margin), state=state, small=small(base.lower, base.upper, margin),
    )  # fmt: skip


def changed(low, high, *, of="rate", state="shown", breaks=(), grouping="armoede", before=(0.6, 0.7), after=(0.5, 0.6)):
    return Change(
        "m", "alle", grouping, 1 if grouping else -1, of, 2019, 2022, (80, 90), interval(*before), interval(*after),
        interval(low, high), 0.05, verdict(low, high, 0.05), state, breaks, small(low, high, 0.05),
    )  # fmt: skip


def plain(text):
    return text.replace("\u00a0", " ").replace("\u2212", "-")


def test_the_paragraph_of_the_onderwijsmonitor_is_made_of_its_numbers():
    # Onderwijsmonitor MSV 2018-2019, quoted in source document 004: 74,2 %, 71,2 % and 69,7 %; "deze verschillen zijn
    # significant".
    rates = [
        Rate("m", "alle", (2018,), "armoede", g, Interval(x, x - 0.01, x + 0.01, "wilson"), 900, "shown")
        for g, x in ((1, 0.697), (2, 0.712), (3, 0.742))
    ]
    gaps = [gap(-0.07, -0.02, group=1), gap(-0.05, -0.01, group=2)]
    told = f"{shares_sentence(rates, 'po.advies.passend', SHARE, 'nl')} {these_sentence(gaps, SHARE, 'nl')}"
    assert plain(told) == (
        "Van de leerlingen uit niet arme buurten krijgt 74,2 % een passend schooladvies, uit arme buurten 71,2 "
        "% en uit "
        "zeer arme buurten 69,7 %. Deze verschillen zijn met deze aantallen te zien."
    )


@pytest.mark.parametrize(
    ("gaps", "said"),
    [
        ([gap()], "Dit verschil is met deze aantallen te zien."),
        ([gap(-0.02, 0.03)], "Dit verschil is niet van belang: hooguit 3,0 procentpunt."),
        ([gap(-0.02, 0.03), gap(-0.01, 0.01, group=2)],
         "Deze verschillen zijn niet van belang: hooguit 3,0 procentpunt."),
        ([gap(-0.2, 0.1), gap(-0.02, 0.03, group=2)], "Deze verschillen zijn met deze aantallen niet te zien."),
        ([gap(), gap(-0.2, 0.1, group=2)],
         "Met deze aantallen is het verschil met leerlingen uit niet arme buurten te zien voor leerlingen uit "
         "zeer arme "
         "buurten, en niet voor leerlingen uit arme buurten."),
        ([gap(state="withheld"), gap(group=2)], "Dit verschil is met deze aantallen te zien."),
        ([gap(state="withheld")], ""),
    ],
)  # fmt: skip
def test_after_the_shares_stands_which_differences_are_seen(gaps, said):
    assert these_sentence(gaps, SHARE, "nl") == said


def test_raw_and_equal_stand_beside_each_other():
    one = gap(-0.12, -0.08, equal=(-0.05, -0.01))
    assert raw_sentence(one, SHARE, "nl") == (
        "Zonder correctie is dit aandeel bij leerlingen uit zeer arme buurten 10,0 procentpunt lager dan bij "
        "leerlingen "
        "uit niet arme buurten (95%-interval: 8,0 tot 12,0 lager)."
    )
    assert equal_sentence(one, SHARE, "nl") == (
        "Bij hetzelfde toetsadvies is dit aandeel 3,0 procentpunt lager (95%-interval: 1,0 tot 5,0 lager)."
    )


def test_where_equal_ability_cannot_be_estimated_that_is_said():
    assert "niet te schatten" in equal_sentence(gap(), SHARE, "nl")
    assert "cannot be estimated" in equal_sentence(gap(), SHARE, "en")


@pytest.mark.parametrize("sentence", [raw_sentence, equal_sentence])
def test_nothing_is_said_of_a_gap_that_is_not_shown(sentence):
    assert sentence(gap(state="missing"), SHARE, "nl") == ""


def split(c, r, state="shown"):
    raw = Interval(c[0] + r[0], -0.2, -0.1, "newcombe10")
    parts = [Interval(*p, "kitagawa-delta") for p in (c, r)]
    return Split("m", "alle", (2022,), "armoede", 1, 3, 88, 310, raw, *parts, state)


def test_the_two_parts_of_a_gap_are_told_with_their_intervals():
    said = split_sentence(split((-0.06, -0.08, -0.04), (-0.04, -0.07, -0.01)), SHARE, "nl")
    assert plain(said) == (
        "Het verschil zonder correctie, -10,0 procentpunt, bestaat uit twee delen: -6,0 procentpunt hoort bij "
        "een andere "
        "spreiding over de toetsadviezen (95%-interval: -8,0 tot -4,0) en -4,0 procentpunt bij leerlingen met "
        "hetzelfde "
        "toetsadvies (95%-interval: -7,0 tot -1,0)."
    )


def test_a_gap_without_parts_is_not_split():
    assert split_sentence(split((math.nan,) * 3, (math.nan,) * 3, "withheld"), SHARE, "nl") == ""


def besides(*bounds, states=()):
    codes = [f"a/{i}" for i in range(len(bounds))]
    measures = [Measure(c, "a", c[2:], "advice", ("nee", "ja"), (0, 1), "share") for c in codes]
    shown = [*["shown"] * (len(bounds) - len(states)), *states]
    return beside([gap(*b, measure=c, state=s) for b, c, s in zip(bounds, codes, shown, strict=True)], measures)[0]


SEEN, OTHER_WAY, UNSEEN = (-0.1, -0.06), (0.06, 0.1), (-0.2, 0.1)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (besides(SEEN, SEEN, SEEN, UNSEEN), "Dit verschil houdt stand in 3 van de 4 definities."),
        (besides(SEEN, SEEN, OTHER_WAY),
         "Dit verschil houdt stand in 2 van de 3 definities. In 1 definitie wijst het de andere kant op."),
        (besides(UNSEEN, SEEN, OTHER_WAY), "In 2 van de 3 definities is wel een verschil te zien."),
        (besides(UNSEEN, UNSEEN), "In geen van de 2 definities is met deze aantallen een verschil te zien."),
        (besides(SEEN, SEEN, SEEN, states=("withheld",)),
         "Dit verschil houdt stand in 2 van de 2 definities. 1 definitie is niet te beoordelen."),
        (besides(SEEN, SEEN, states=("withheld",)),
         "Dit verschil is te zien in de enige definitie die te beoordelen is. 1 definitie is niet te beoordelen."),
        (besides(SEEN, SEEN, states=("withheld", "withheld")), ""),
    ],
)  # fmt: skip
def test_it_is_told_in_how_many_definitions_a_difference_holds(found, said):
    assert beside_sentence(found, "nl") == said


def test_the_cells_in_which_definitions_differ_are_named():
    cells = [("havo", "havo/vwo"), ("vwo", "havo/vwo")]
    assert cells_sentence("wettelijk", "KansenKaart", cells, 60, adjusted=False, language="nl") == (
        "“wettelijk” en “KansenKaart” tellen leerlingen anders in 2 van de 60 combinaties van schooladvies en "
        "toetsadvies: havo bij toets havo/vwo en vwo bij toets havo/vwo."
    )
    one = cells_sentence("a", "b", cells[:1], 60, adjusted=True, language="en")
    assert "in 1 of the 60 pairs" in one
    assert one.endswith("may be counted differently too.")
    assert "alleen anders als het advies is bijgesteld" in cells_sentence(
        "a", "b", [], 60, adjusted=True, language="nl"
    )
    assert cells_sentence("a", "b", [], 60, adjusted=False, language="nl") == ""


def test_a_change_of_a_rate_is_told_with_its_interval():
    assert change_sentence(changed(-0.15, -0.05), SHARE, "nl") == (
        "In 2022/2023 is dit aandeel bij leerlingen uit zeer arme buurten 10,0 procentpunt lager dan in 2019/2020 "
        "(95%-interval: 5,0 tot 15,0 lager)."
    )


def test_a_change_of_all_pupils_together_is_about_all_pupils():
    assert "bij alle leerlingen" in change_sentence(changed(-0.15, -0.05, grouping=None), SHARE, "nl")


def test_a_change_of_a_gap_gives_both_gaps_and_no_direction():
    one = changed(-0.15, -0.05, of="equal", before=(-0.06, -0.02), after=(-0.16, -0.12))
    said = change_sentence(one, SHARE, "nl")
    assert plain(said) == (
        "Het verschil tussen leerlingen uit zeer arme buurten en leerlingen uit niet arme buurten met hetzelfde "
        "toetsadvies was -4,0 in 2019/2020 en -14,0 procentpunt in 2022/2023: een verandering van -10,0 procentpunt "
        "(95%-interval: -15,0 tot -5,0)."
    )
    assert not DIRECTION.search(said)


def test_a_break_is_named_and_no_change_is_told():
    said = change_sentence(changed(math.nan, math.nan, state="break", breaks=(2020, 2021)), SHARE, "nl")
    assert said == (
        "2019/2020 en 2022/2023 zijn niet te vergelijken: vanaf 2020/2021 en vanaf 2021/2022 zijn de regels, de "
        "toets of "
        "de indeling anders."
    )


def test_a_change_that_is_hidden_says_why():
    said = change_sentence(changed(math.nan, math.nan, state="withheld"), SHARE, "nl")
    assert said.endswith("geen verandering te noemen: te weinig leerlingen om te tonen.")


def test_what_is_not_seen_of_several_changes_is_told_once():
    seen, small_one, unseen = changed(-0.15, -0.05), changed(-0.01, 0.02), changed(-0.2, 0.1)
    told = changes_sentences([seen, unseen, small_one, unseen], SHARE, "nl")
    assert [t[:22] for t in told] == ["In 2022/2023 is dit aa", "Tussen 2019/2020 en 20", "Andere veranderingen z"]
    (nothing,) = changes_sentences([unseen, unseen], SHARE, "nl")
    assert nothing.startswith("Tussen 2019/2020 en 2022/2023 is met deze aantallen geen verandering te zien")


def test_a_break_is_told_once_for_all_groups():
    broken = changed(math.nan, math.nan, state="break", breaks=(2020,))
    assert len(changes_sentences([broken, broken], SHARE, "nl")) == 1


def test_pupils_of_unknown_background_are_called_so():
    assert group_pupils("armoede", 0, "nl") == "leerlingen van wie de achtergrond niet bekend is"


def sloped(low, high, *, state="shown", of="rate"):
    years = (2019, 2020, 2022)
    return Slope(
        "m", "alle", "armoede", 1, of, years, 200, interval(low, high), 0.05, verdict(3 * low, 3 * high, 0.05), state
    )


def test_a_slope_is_told_a_year_and_its_most_over_the_whole_stretch():
    assert slope_sentence(sloped(0.01, 0.03), SHARE, "nl") == (
        "Van 2019/2020 tot en met 2022/2023 was dit aandeel bij leerlingen uit zeer arme buurten elk schooljaar "
        "gemiddeld "
        "2,0 procentpunt hoger dan het schooljaar ervoor (95%-interval: 1,0 tot 3,0 hoger)."
    )
    assert "hooguit 3,0 procentpunt" in slope_sentence(sloped(-0.01, 0.005), SHARE, "nl")
    assert slope_sentence(sloped(0.01, 0.03, state="not_estimable"), SHARE, "nl") == ""


def test_schools_to_pool_are_told_only_where_nothing_is_seen():
    unseen = gap(-0.2, 0.1)
    assert schools_sentence(unseen, 9, SHARE, "nl") == (
        "Met minstens 9 scholen als deze samen zou een verschil van 5,0 procentpunt goed zichtbaar zijn."
    )
    assert schools_sentence(unseen, None, SHARE, "nl") == ""
    assert schools_sentence(gap(), 9, SHARE, "nl") == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("grouping", list(names("groupings")))
def test_every_group_of_the_catalogue_has_a_phrase_of_its_own(grouping, language):
    code = grouping.split("/")[1]
    for group in groupings()[code].groups:
        said = group_pupils(code, group.number, language)
        assert "“" not in said, "the fallback is for groupings of the user"
        assert group_name(code, group.number, language) in said


VARIED = {"lob.bereik", "po.referentieniveaus", "segregatie.spreiding", "vo.saldo", "verzuim.relatief"}
"""Indicators of which the share of one variant needs its name to be understood."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_indicator_has_a_sentence_of_its_own(language):
    for code, definition in load_all().items():
        if definition.variants[0].unit != "distribution" and code not in VARIED:
            assert "{share}" in closest(language, "measure", code).get("says", ""), code


def every_sentence(indicator, unit, grouping, told, language):
    """All that can be said of one indicator and grouping where every interval bears the same verdict."""
    low, high = (x * (1 if unit.share else 5) for x in INTERVALS[told])
    margin = 0.05 if unit.share else 0.25
    declared = groupings()[grouping]
    others = [g.number for g in declared.groups if g != declared.reference]
    gaps = [gap(low, high, grouping=grouping, group=g, equal=(low, high), margin=margin) for g in others]
    value = Interval(0.5, 0.4, 0.6, "wilson")
    rates = [Rate("m", "alle", (2022,), grouping, g.number, value, 90, "shown") for g in declared.groups]
    one = replace(changed(low, high), grouping=grouping, margin=margin, verdict=verdict(low, high, margin))
    yield shares_sentence(rates, indicator, unit, language)
    yield these_sentence(gaps, unit, language)
    for g in gaps:
        yield verdict_sentence(g, unit, language)
        yield raw_sentence(g, unit, language)
        yield equal_sentence(g, unit, language)
        yield change_sentence(replace(one, group=g.group), unit, language)
        yield change_sentence(replace(one, group=g.group, of="equal"), unit, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", INTERVALS)
def test_every_indicator_grouping_and_verdict_makes_whole_sentences(told, language):
    for (code, definition), grouping in product(load_all().items(), [n.split("/")[1] for n in names("groupings")]):
        unit = unit_of(definition.variants[0].unit)
        group_names = [group_name(grouping, g.number, language) for g in groupings()[grouping].groups]
        for said in every_sentence(code, unit, grouping, told, language):
            assert re.fullmatch(r"[A-Z0-9].*\.", said), said
            assert not re.search(r"\{|\}|  | [.,]|\.\.|nan", said), said
            bare = said
            for name in group_names:
                bare = bare.replace(name, "x")
            assert not CAUSE.search(bare), said
            assert not TREND.search(bare), said
            if told != "difference" and not bare.startswith(("Van de", "Of the")):
                assert not DIRECTION.search(bare), said


def test_no_text_of_a_comparison_has_a_causal_verb():
    def texts(entry):
        for value in entry.values():
            yield from texts(value) if isinstance(value, dict) else [value]

    for language in LANGUAGES:
        for text in texts(load("texts/page")[language]["compare"]):
            assert not CAUSE.search(text), text
            assert not TREND.search(text), text


@pytest.mark.parametrize("text", ["dit komt door het advies", "het effect van", "leidt tot", "zorgt voor", "it causes"])
def test_the_list_of_causal_words_finds_what_it_is_for(text):
    assert CAUSE.search(text)


BOUND = st.floats(-1, 1)


@given(BOUND, BOUND, st.sampled_from(LANGUAGES), st.sampled_from(["rate", "raw", "equal"]))
@settings(max_examples=100, derandomize=True)
def test_no_direction_is_said_that_the_interval_does_not_carry(a, b, language, of):
    low, high = sorted((a, b))
    said = [
        change_sentence(changed(low, high, of=of), SHARE, language),
        slope_sentence(sloped(low, high), SHARE, language),
        raw_sentence(gap(low, high), SHARE, language),
        equal_sentence(gap(low, high, equal=(low, high)), SHARE, language),
    ]
    for text in said:
        if low <= 0 <= high:
            assert not DIRECTION.search(text)
        elif found := DIRECTION.search(text):
            assert found[0] in (("hoger", "higher") if low > 0 else ("lager", "lower"))
