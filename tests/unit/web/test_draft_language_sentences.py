"""Sentences about numbers in draft languages: the verdict of the finding and never more, and numbers in their order."""

import dataclasses
import math
import re
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from gelijkop.compare.findings import NOTHING, Gap, Interval, Rate
from gelijkop.indicators.definitions import load_all
from gelijkop.model.groupings import groupings
from gelijkop.web.draft_picture import picture
from gelijkop.web.draft_sentences import GROUPS, SUBJECTS, told

LANGUAGES = ("tr", "ar", "pl", "uk")
MORE = "Er is een verschil: in de eerste groep is het aandeel hoger."
LESS = "Er is een verschil: in de eerste groep is het aandeel lager."
NONE = "Er is geen verschil van belang."
UNSEEN = "Met deze aantallen is niet te zien of er verschil is."
ALIKE = "Wij vergeleken leerlingen met hetzelfde toetsadvies. "


def interval(estimate, half=0.02):
    return Interval(estimate, estimate - half, estimate + half, "")


def rate(group, share, **more):
    plain = Rate("m", "alle", (2024,), "opleiding", group, interval(share), 1234, "shown")
    return dataclasses.replace(plain, **more)


def gap(difference, verdict, **more):
    plain = Gap(
        measure="m", place="alle", years=(2024,), grouping="opleiding", group=1, reference=4, pupils=1234,
        reference_pupils=1234, raw=difference, equal_ability=NOTHING, mantel_haenszel=NOTHING, odds_ratio=NOTHING,
        p_value=0.01, homogeneity_p=1.0, support=1.0, pupils_a_year=NOTHING, detectable=0.05, margin=0.05,
        verdict=verdict, state="shown",
    )  # fmt: skip
    return dataclasses.replace(plain, **more)


def said(found, language="nl"):
    with override(language):
        return told("po.advies.passend", found, {1: rate(1, 0.745), 4: rate(4, 0.693)})


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (gap(interval(0.06), "difference"), MORE),
        (gap(interval(-0.06), "difference"), LESS),
        (gap(interval(0.03), "difference", small=True), f"{MORE} Dit verschil is klein."),
        (gap(interval(0.01), "no_difference"), NONE),
        (gap(interval(0.06, 0.2), "not_visible"), UNSEEN),
        (gap(interval(0.06, 0.2), "difference"), UNSEEN),  # an interval over zero carries no difference
        (gap(interval(0.06), "difference", equal_ability=interval(-0.06)), ALIKE + LESS),
        (gap(interval(0.06), "difference", state="withheld"), "Over het verschil is hier niets te zeggen."),
    ],
)
def test_the_verdict_says_what_the_finding_carries(found, sentence):
    assert said(found).verdict == sentence


def test_a_group_is_told_out_of_a_hundred_with_its_interval_rounded_outwards():
    assert [line.said for line in said(gap(interval(0.06), "difference")).groups] == [
        "Ouders met mbo-2 of lager: 75 van de 100 (interval: 72 tot 77; 1.234 leerlingen)",
        "Ouders met een universitaire opleiding (wo): 69 van de 100 (interval: 67 tot 72; 1.234 leerlingen)",
    ]


@pytest.mark.parametrize(
    ("shown", "share", "full"),
    [
        (rate(1, math.nan, tail="low"), "minder dan 5 van de 100", 0),
        (rate(1, math.nan, tail="high"), "meer dan 95 van de 100", 95),
        (rate(1, math.nan, state="withheld"), "geen cijfer", None),
        (rate(1, 0.996), "meer dan 99 van de 100", 99),
        (rate(1, 0.004), "minder dan 1 van de 100", 0),
    ],
)
def test_near_nobody_and_everybody_only_a_bound_is_told(shown, share, full):
    with override("nl"):
        line = told("po.advies.passend", gap(interval(0.06), "difference"), {1: shown, 4: rate(4, 0.693)}).groups[0]
    assert (line.share, line.full) == (share, full)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_numbers_of_the_finding(language):
    for line, numbers in zip(
        said(gap(interval(0.06), "difference"), language).groups,
        (["100", "72", "75", "77"], ["100", "67", "69", "72"]),
        strict=True,
    ):
        pupils = re.search(r"1[.\u00a0]234", line.said)
        rest = line.said.replace(line.name, "").replace(pupils[0], "")
        assert sorted(re.findall(r"\d+", rest)) == numbers


@pytest.mark.parametrize("language", LANGUAGES)
def test_higher_and_lower_are_not_the_same_words(language):
    higher, lower = (said(gap(interval(x), "difference"), language).verdict for x in (0.06, -0.06))
    assert higher != lower != said(gap(interval(0.06), "not_visible"), language).verdict


def test_what_has_no_pattern_is_left_to_the_dutch_page():
    found = gap(interval(0.06), "difference")
    rates = {1: rate(1, 0.7), 4: rate(4, 0.6)}
    assert told("own.indicator", found, rates) is None
    assert told("po.advies.passend", dataclasses.replace(found, grouping="own"), rates) is None


def test_subjects_and_groups_are_known_to_the_catalogue():
    assert SUBJECTS.keys() <= set(load_all())
    assert GROUPS.keys() <= {(code, g.number) for code, found in groupings().items() for g in found.groups}


def beginning(svg):
    """Where the name of the first group begins, seen from the left edge, in parts of the width."""
    root = ElementTree.fromstring(svg)
    label = next(e for e in root.iter() if e.tag.endswith("text"))
    return float(label.get("x")) / float(root.get("viewBox").split()[2])


@pytest.mark.parametrize("size", [0, 1])
def test_an_arabic_picture_begins_at_the_right_and_keeps_codes_whole(size):
    with override("ar"):
        shown = told("po.advies.passend", gap(interval(0.06), "difference"), {1: rate(1, 0.745), 4: rate(4, 0.693)})
        drawn = re.findall(r"<svg.*?</svg>", picture("a", shown))[size]
    assert beginning(drawn) == 1
    assert "\u2066mbo-2\u2069" in "".join(e.text or "" for e in ElementTree.fromstring(drawn).iter())


def test_the_same_picture_in_turkish_begins_at_the_left():
    with override("tr"):
        shown = told("po.advies.passend", gap(interval(0.06), "difference"), {1: rate(1, 0.745), 4: rate(4, 0.693)})
        drawn = re.findall(r"<svg.*?</svg>", picture("a", shown))[0]
    assert beginning(drawn) == 0
