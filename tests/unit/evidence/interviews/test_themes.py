"""The file of themes is checked against the codebook and the catalogue, all at once."""

import pytest

from gelijkop.errors import DefinitionRefused
from gelijkop.evidence.interviews.refi import Code, Codebook
from gelijkop.evidence.interviews.themes import read_themes

BOOK = Codebook((Code("a1", "Thuis", inside=(Code("a2", "Geld"), Code("a3", "Taal"))), Code("a4", "Geld")))
GOOD = """
[[theme]]
name = "thuis"
nl = "Hoe het thuis is"
en = "How it is at home"
codes = ["thuis"]
indicators = ["po.advies.onder"]
steps = ["bijstelling"]
"""


def test_a_theme_has_its_codes_and_those_inside():
    (theme,) = read_themes(GOOD, BOOK, file="t.toml")
    assert theme.codes == {"a1", "a2", "a3"}
    assert (theme.indicators, theme.steps) == (("po.advies.onder",), ("bijstelling",))


def test_the_codes_inside_can_stay_out():
    assert read_themes(GOOD + "inside = false\n", BOOK, file="t.toml")[0].codes == {"a1"}


@pytest.mark.parametrize(("code", "guid"), [("{A2}", "a2"), ("Thuis / Geld", "a2"), ("a4", "a4")])
def test_a_code_is_named_by_guid_or_by_what_is_above_it(code, guid):
    (theme,) = read_themes(GOOD.replace('"thuis"]', f'"{code}"]'), BOOK, file="t.toml")
    assert theme.codes == {guid}


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('codes = ["thuis"]', 'codes = ["Geld"]', "code"),
        ('codes = ["thuis"]', 'codes = ["School"]', "code"),
        ('codes = ["thuis"]', "codes = []", "missing"),
        ("po.advies.onder", "po.advies.ondr", "value"),
        ('"bijstelling"', '"nergens"', "value"),
        ("Hoe het thuis is", "Hoe het bij Anja is", "trace"),
        ("[[theme]]", "[theme]", "theme"),
        ("[[theme]]", "[[theme", "toml"),
        ("[[theme]]", GOOD + "[[theme]]", "twice"),
        ('name = "thuis"', 'naam = "thuis"', "unknown_key"),
    ],
)
def test_what_is_wrong_is_told(before, after, rule):
    with pytest.raises(DefinitionRefused) as refused:
        read_themes(GOOD.replace(before, after), BOOK, file="t.toml")
    assert rule in {f.rule for f in refused.value.findings}


def test_all_findings_come_at_once():
    text = GOOD.replace('"thuis"]', '"School"]').replace("onder", "ondr") + GOOD.replace("bijstelling", "x")
    with pytest.raises(DefinitionRefused) as refused:
        read_themes(text, BOOK, file="t.toml")
    assert len(refused.value.findings) == 4
