"""Groupings of the user: checked as a whole, in use only as long as asked, and kept with the figures."""

import pytest

from gelijkop.errors import DefinitionRefused
from gelijkop.indicators.definitions import load_all
from gelijkop.model.groupings import groupings, own_groupings
from gelijkop.pipeline.kept import kept, measured_definitions, measured_groupings
from gelijkop.pipeline.own_groupings import own_groupings_in
from gelijkop.store import Store

GOOD = """code = "weekendschool"
column = "own_1"
nl = "weekendschool"
en = "weekend school"
reference = "niet"
ordered = false

[[group]]
code = "wel"
nl = "met weekendschool"
en = "with weekend school"
values = ["Ja", "ja"]

[[group]]
code = "niet"
nl = "zonder weekendschool"
en = "without weekend school"
values = ["nee"]
"""


@pytest.fixture
def folder(tmp_path):
    def write(*texts: str):
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.toml").write_text(text, "utf-8")
        return tmp_path

    return write


def test_groups_are_numbered_in_the_order_of_the_file(folder):
    (found,) = own_groupings_in(folder(GOOD))
    assert [(g.code, g.number, g.written) for g in found.groups] == [("wel", 1, ("Ja", "ja")), ("niet", 2, ("nee",))]
    assert found.reference.code == "niet"


def test_a_grouping_may_say_from_which_school_year_on_it_divides_otherwise(folder):
    (found,) = own_groupings_in(folder(GOOD.replace("ordered = false", 'ordered = false\nbreaks = ["2021/2022"]')))
    assert found.breaks == (2021,)


def test_an_own_grouping_is_there_only_as_long_as_asked(folder):
    with own_groupings(own_groupings_in(folder(GOOD))):
        assert "weekendschool" in groupings()
    assert "weekendschool" not in groupings()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "weekendschool"', 'code = "opleiding"', "deze code bestaat al"),
        ("ordered = false", 'ordered = false\nbreaks = ["2021/2023"]', "verwacht: schooljaren"),
        ("ordered = false", 'ordered = false\nbreaks = "2021/2022"', "een lijst"),
        ('code = "weekendschool"', 'code = "Weekend School"', "kleine letters"),
        ('column = "own_1"', 'column = "own_9"', "Bedoelt u “own_"),
        ('column = "own_1"', 'column = "postcode4"', "geen bekende kolom"),
        ('column = "own_1"', 'column = "home_language"', "“Ja” is geen bekende kolom"),
        ('reference = "niet"', 'reference = "neit"', "Bedoelt u “niet”?"),
        ("ordered = false", "orderd = false", "Bedoelt u “ordered”?"),
        ("ordered = false", 'ordered = "nee"', "true of false"),
        ('values = ["nee"]', 'values = ["ja"]', "meer dan eens: ja"),
        ('values = ["nee"]', "values = [1]", "teksten tussen aanhalingstekens"),
        ('code = "wel"', 'code = "niet"', "meer dan eens: niet"),
        ('nl = "weekendschool"\n', "", "“nl” ontbreekt"),
        ("[[group]]", "[[groep]]", "Bedoelt u “group”?"),
        ('column = "own_1"', "column = ", "geen TOML"),
        (GOOD[GOOD.rindex("[[group]]") :], "", "geef 2 tot 4 groepen; nu zijn het er 1"),
    ],
)
def test_a_fault_in_a_grouping_is_said(folder, old, new, said):
    assert old in GOOD
    with pytest.raises(DefinitionRefused) as refused:
        own_groupings_in(folder(GOOD.replace(old, new)))
    assert any(said in f.say("nl") for f in refused.value.findings), refused.value.say("nl")


def test_faults_of_all_files_are_told_at_once(folder):
    with pytest.raises(DefinitionRefused) as refused:
        own_groupings_in(folder(GOOD, GOOD, GOOD.replace("own_1", "own_9").replace('"weekendschool"', '"ander"')))
    assert {f.file[-6:] for f in refused.value.findings} == {"1.toml", "2.toml"}


def test_what_was_measured_keeps_its_groupings_and_definitions(folder, tmp_path):
    own = own_groupings_in(folder(GOOD.replace("ordered = false", 'ordered = false\nbreaks = ["2021/2022"]')))
    definitions = {"vo.opstroom": load_all()["vo.opstroom"]}
    with Store(tmp_path / "g.duckdb") as store, own_groupings(own):
        store.replace(kept(store, definitions))
    with Store(tmp_path / "g.duckdb", mode="read") as store:
        assert measured_groupings(store) == own
        assert measured_definitions(store) == definitions
