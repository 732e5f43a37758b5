"""What can move a step, in which order."""

from dataclasses import replace

import pytest

from gelijkop.catalogue import load
from gelijkop.evidence.gaps import GROUPS, cost, grade, leads, words_of_group
from gelijkop.evidence.library import library
from gelijkop.evidence.record import Effect, Strength
from gelijkop.model.groupings import groupings

BLANK = replace(
    library()["vve"], chain_steps=("bijstelling",), indicators=("po.advies.bijstelling",), type="interventie",
    title_nl="", population="", for_whom="", strength=None, cost="", effects=(), group_evidence=False,
    dutch_evidence=False,
)  # fmt: skip


def judged(value):
    return Strength("schaal", value, "iemand")


def order(*records, **asked):
    return [lead.record.id for lead in leads(records, step="bijstelling", **asked).act]


def test_evidence_about_the_group_goes_before_a_higher_grade():
    ours = replace(BLANK, id="ours", group_evidence=True, strength=judged("1"))
    other = replace(BLANK, id="other", strength=judged("5"))
    assert order(other, ours) == ["ours", "other"]


def test_the_group_that_is_named_goes_before_fewer_chances_in_general():
    named = replace(
        BLANK, id="named", group_evidence=True, population="Kinderen van ouders met een migratieachtergrond"
    )
    general = replace(BLANK, id="general", group_evidence=True)
    assert order(general, named, group="migratieachtergronden") == ["named", "general"]


def test_between_commas_stand_other_words_for_the_group():
    named = replace(BLANK, id="named", group_evidence=True, population="Kinderen van nieuwkomers")
    general = replace(BLANK, id="general", group_evidence=True)
    assert order(general, named, group="migratieachtergrond, nieuwkomers") == ["named", "general"]


def test_words_of_groups_are_those_of_groupings():
    assert {g for g in groupings() if words_of_group(g)} == set(load(GROUPS))
    assert words_of_group("geslacht") == ""


def test_a_group_that_is_only_named_but_not_measured_does_not_count():
    named = replace(BLANK, id="named", population="Leerlingen met een migratieachtergrond")
    general = replace(BLANK, id="general", group_evidence=True)
    assert order(named, general, group="migratieachtergrond") == ["general", "named"]


def test_then_come_grade_dutch_evidence_and_cost():
    strong = replace(BLANK, id="d-strong", strength=judged("4"))
    dutch = replace(BLANK, id="c-dutch", dutch_evidence=True, cost="zeer hoog")
    cheap = replace(BLANK, id="b-cheap", cost="zeer laag")
    unknown = replace(BLANK, id="a-unknown")
    assert order(unknown, cheap, dutch, strong) == ["d-strong", "c-dutch", "b-cheap", "a-unknown"]


def test_the_size_of_an_effect_plays_no_part():
    large = Effect("d", 2.0, "zonder", "2,0", "bron", "onderzoek", "schatting")
    assert order(replace(BLANK, id="b", effects=(large,)), replace(BLANK, id="a")) == ["a", "b"]


def test_determinants_stand_apart():
    found = leads([replace(BLANK, id="factor", type="determinant"), replace(BLANK, id="doen")], step="bijstelling")
    assert [x.record.id for x in found.act] == ["doen"]
    assert [x.record.id for x in found.determinants] == ["factor"]


def test_what_was_measured_to_help_goes_before_what_is_expected_to():
    expected = replace(BLANK, id="expected", result="niet-gemeten", group_evidence=True, strength=judged("5"))
    small = replace(BLANK, id="small", result="gemengd")
    assert order(expected, small) == ["small", "expected"]


@pytest.mark.parametrize("result", ["geen-effect", "ongunstig"])
def test_what_did_not_help_stands_apart(result):
    found = leads([replace(BLANK, id="not", result=result), replace(BLANK, id="do")], step="bijstelling")
    assert [x.record.id for x in found.act] == ["do"]
    assert [x.record.id for x in found.without_effect] == ["not"]


def test_only_what_moves_both_the_step_and_the_indicator_is_found():
    assert order(BLANK, indicator="po.advies.bijstelling") == [BLANK.id]
    assert order(BLANK, indicator="mbo.vsv") == []


@pytest.mark.parametrize(
    ("value", "found"),
    [("4 (2021); 2 (2022)", 2), ("5", 5), ("zeer beperkt (2018)", 1), ("uitgebreid", 4), ("onbekend woord", None)],
)
def test_the_grade_is_that_of_the_newest_version(value, found):
    assert grade(replace(BLANK, strength=judged(value))) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("NPO: €€€ van vijf eurotekens (2021); €€ van vijf eurotekens (2022)", 2),
        ("4 eurotekens (NPO-menukaart)", 4),
        ("zeer laag (EEF)", 1),
        ("middelhoog (EEF)", 3),
        ("een zeer dure maatregel", 5),
        ("250 miljoen euro per jaar", None),
        ("", None),
    ],
)
def test_the_cost_is_the_degree_that_the_source_gives(value, found):
    assert cost(replace(BLANK, cost=value)) == found


def test_every_judgement_of_the_library_has_a_grade():
    assert [r.id for r in library().values() if r.strength is not None and grade(r) is None] == []
