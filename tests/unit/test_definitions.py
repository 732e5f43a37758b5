"""A definition with faults does not load, and tells all of them at once: where, what, what was meant."""

import re

import pytest

from gelijkop.catalogue import load, names, text
from gelijkop.errors import DefinitionRefused
from gelijkop.indicators.definitions import load_all, measures, read
from gelijkop.indicators.vocabulary import CLOCKS

GOOD = text("indicators/vo.opstroom")
FILE = "indicators/vo.opstroom.toml"


def findings(written: str, **others: str):
    with pytest.raises(DefinitionRefused) as refused:
        read({FILE: written} | {f"{name}.toml": other for name, other in others.items()})
    return refused.value.findings


def changed(old: str, new: str, *, times: int = 1) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, times)


def test_a_good_definition_loads():
    assert list(read({FILE: GOOD})) == ["vo.opstroom"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('owner = "redactie gelijkop"', 'owner = "n/a"', "owner"),
        ('owner = "redactie gelijkop"', 'owner = " "', "owner"),
        ('owner = "redactie gelijkop"\n', "", "missing_key"),
        ("review_by = 2027-11-22", "review_by = 2026-11-22", "review_by"),
        ("review_by = 2027-11-22", "review_by = 2027", "wrong_type"),
        ('clock = "step"', 'clock = "steps"', "unknown_clock"),
        ('unit = "share"', 'unit = "percent"', "unknown_unit"),
        ('since = "1999/2000"', 'since = "1999/2001"', "school_year"),
        ('since = "1999/2000"', 'since = "1999/2000"\nneeds = ["advices.exemptions"]', "unknown_need"),
        ('since = "1999/2000"', 'since = "1999/2000"\nverified = "no"', "wrong_type"),
        ('counts = "moved_up"', 'counts = "moved_up"\nneeds = ["lob.actions"]', "unknown_need"),
        ('breaks = ["2019/2020"]', 'breaks = ["corona"]', "school_year"),
        ('code = "vo.opstroom"', 'code = "VO opstroom"', "code"),
        ("version = 1", 'vresion = 1', "unknown_key"),
        ('counts = "moved_up"', 'counts = "moved_upp"', "unknown_count"),
        ('"next_in_vo", ', '"next_in_voo", ', "unknown_condition"),
        ('name = "halve-stap"', 'name = ""', "variant_twice"),
        ('counts = "moved_up"', 'counts = "moved_up"\nscores = [0, 1, 2]', "scores"),
        ('counts = "moved_up"', 'counts = "moved_up"\nunit = "kilo"', "unknown_unit"),
        ('counts = "moved_up"', 'counts = "moved_up"\nwithin = "vo.nergens"', "unknown_measure"),
        ('counts = "moved_up"', 'counts = "moved_up"\nuses = "vo.opstroom/halve-stap"', "other_rows"),
        ('counts = "moved_up"', 'counts = "moved_up"\nwithin = "vo.opstroom/halve-stap"\nwithin_outcome = 2',
         "unknown_outcome"),
        ("expect = {ja = 1", "expect = {misschien = 1, ja = 1", "expect"),
        ('value = "1/5"', 'value = "1/4"', "expect"),
        ('value = "1/5"', 'value = "een vijfde"', "expect"),
        ("| havo 3         |\n", "| havo 3\n", "example"),
        ("| havo 3         |\n", "| hvao 3         |\n", "example"),
        ("| havo 3         |\n", "| havo x         |\n", "example"),
        ("| 2019       |", "| jaar       |", "example"),
        ("says_not = [", "says_not = []\nsources_not = [", "unknown_key"),
        ('en = "wholly above the old level"', 'en = ', "toml"),
    ],
)  # fmt: skip
def test_a_fault_is_found(old, new, rule):
    assert rule in {f.rule for f in findings(changed(old, new))}


def test_a_definition_without_example_does_not_load():
    without = re.sub(r'example = """.*?"""\n', "", GOOD, flags=re.S)
    assert [(f.rule, f.column) for f in findings(without)] == [("missing_key", "example")]


def test_a_definition_with_an_empty_example_does_not_load():
    empty = re.sub(r'example = """.*?"""\n', 'example = ""\n', GOOD, flags=re.S)
    assert "example" in {f.rule for f in findings(empty)}


def test_a_definition_that_does_not_tell_what_it_does_not_say_does_not_load():
    silent = re.sub(r"says_not = \[.*?\n\]\n", "says_not = []\n", GOOD, flags=re.S)
    assert [f.rule for f in findings(silent)] == ["says_not"]


def test_a_question_in_one_language_does_not_load():
    assert [f.rule for f in findings(re.sub(r"(\[question\]\nnl = .*\n)en = .*\n", r"\1", GOOD))] == ["text"]


def test_a_definition_without_variants_does_not_load():
    assert [f.rule for f in findings("variant = []\n" + GOOD[: GOOD.index("[[variant]]")])] == ["no_variant"]


def test_an_example_in_which_nobody_is_counted_does_not_load():
    written = changed('expect = {ja = 1, nee = 4, outside = 2, value = "1/5"}', "expect = {outside = 7}")
    assert [f.rule for f in findings(written)] == ["expect"]


def test_all_faults_are_told_at_once():
    written = changed('owner = "redactie gelijkop"', 'owner = "n/a"').replace('clock = "step"', 'clock = "stap"')
    assert {f.rule for f in findings(written)} == {"owner", "unknown_clock"}


def test_a_finding_names_file_and_line():
    (fault,) = findings(changed('owner = "redactie gelijkop"', 'owner = "n/a"'))
    line = GOOD.splitlines().index('owner = "redactie gelijkop"') + 1
    assert (fault.file, fault.row) == (FILE, line)


def test_a_fault_in_the_second_variant_names_its_line_and_not_that_of_the_first():
    (fault,) = findings(changed('counts = "moved_up_half_step"', 'counts = "moved_up_half_stp"'))
    assert GOOD.splitlines()[fault.row - 1] == 'counts = "moved_up_half_step"'


def test_a_misspelt_word_gets_a_suggestion_in_both_languages():
    (fault,) = findings(changed('counts = "moved_up_half_step"', 'counts = "moved_up_half_stp"'))
    assert fault.text.nl == "“moved_up_half_stp” is geen bekende telling. Bedoelt u “moved_up_half_step”?"
    assert fault.text.en == "“moved_up_half_stp” is no known count. Did you mean “moved_up_half_step”?"


def test_a_word_like_no_other_gets_the_whole_list():
    (fault,) = findings(changed('clock = "step"', 'clock = "zandloper"'))
    assert fault.text.nl.endswith("mogelijk zijn: " + ", ".join(CLOCKS))


def test_a_code_can_be_used_once_only():
    (fault,) = findings(GOOD, other=GOOD)
    assert (fault.rule, fault.file) == ("code_twice", "other.toml")


def test_measures_may_only_point_at_measures_of_their_own_clock():
    written = changed('counts = "moved_up"', 'counts = "moved_up"\nwithin = "po.advies.heroverweging"')
    assert [f.rule for f in findings(written, advice=text("indicators/po.advies.heroverweging"))] == ["other_clock"]


def test_the_variant_without_name_has_the_code_of_the_indicator():
    assert [m.code for m in load_all()["vo.opstroom"].measures()] == ["vo.opstroom", "vo.opstroom/halve-stap"]


def test_every_file_is_named_after_its_code():
    assert [f"indicators/{load(name)['code']}" for name in names("indicators")] == list(names("indicators"))


def test_no_measure_and_no_number_of_the_list_is_there_twice():
    codes = [m.code for m in measures(load_all())]
    ids = [d.id for d in load_all().values()]
    assert len(set(codes)) == len(codes)
    assert len(set(ids)) == len(ids)


def test_under_matching_and_over_advice_read_the_same_rows():
    rows = {m.code: m.distribution for m in measures(load_all())}
    for variant in ("A-voorlopig", "A-definitief", "B-voorlopig", "B-definitief"):
        assert {rows[f"po.advies.{what}/{variant}"] for what in ("onder", "passend", "over")} == {
            f"po.advies.passend/{variant}"
        }


def test_every_outcome_has_a_name_in_both_languages():
    named = load("rules/outcomes")
    classes = {entry["code"] for entry in load("rules/classes")["class"]}
    classes |= {entry["code"] for kind in ("level", "diploma", "next") for entry in load("rules/chains")[kind]}
    for measure in measures(load_all()):
        for outcome in measure.outcomes:
            number = re.fullmatch(r"-?\d(\.5)?", outcome)
            flow = all(part in classes for part in outcome.split(">"))
            assert number or flow or {"nl", "en"} <= set(named[outcome])
