"""A strategy becomes strings in the syntax of each database."""

import pytest

from gelijkop.catalogue import text
from gelijkop.errors import DefinitionRefused
from gelijkop.evidence.strategy.databases import databases
from gelijkop.evidence.strategy.reading import examine_strategy, read_strategy
from gelijkop.evidence.strategy.string_checks import check_string
from gelijkop.evidence.strategy.strings import search_strings
from gelijkop.evidence.strategy.terms import covers

SMALL = """
question = "Wat helpt?"
from = 2014
document_types = ["review", "article"]
languages = ["en"]

[[level]]
code = "school"
nl = "schoolniveau"

[[level]]
code = "klas"
nl = "klasniveau"

[[concept]]
code = "kansen"
en = ["equal opportunity", {term = "disadvantage*", forms = ["disadvantage", "disadvantaged"]}]
descriptors = ["Equal Education"]

[[concept]]
code = "leiderschap"
levels = ["school"]
en = [{term = "school leader*", forms = ["school leader", "school leadership"]}]

[exclude]
en = ["higher education"]
"""


def one(database, level="school", entry=SMALL):
    strategy = read_strategy(entry, file="s.toml")
    (found,) = search_strings(strategy, databases()[database], level=level, language="en", year=2026)
    return found.text


@pytest.mark.parametrize(
    ("database", "expected"),
    [
        (
            "wos",
            'TS=(("equal opportunity" OR disadvantage*) AND "school leader*" NOT "higher education") '
            "AND PY=2014-2026 AND DT=(Review OR Article)",
        ),
        (
            "scopus",
            'TITLE-ABS-KEY(("equal opportunity" OR disadvantage*) AND (school PRE/0 leader*) '
            'AND NOT "higher education") AND PUBYEAR > 2013 AND (DOCTYPE(re) OR DOCTYPE(ar))',
        ),
        (
            "eric",
            '("equal opportunity" OR disadvantage* OR descriptor:"Equal Education") AND '
            '("school leader" OR "school leadership") NOT "higher education" pubyearmin:2014',
        ),
        (
            "scholar",
            '("equal opportunity" OR disadvantage OR disadvantaged) ("school leader" OR "school leadership") '
            '-"higher education"',
        ),
    ],
)
def test_each_database_gets_its_own_syntax(database, expected):
    assert one(database) == expected


def test_a_level_has_only_its_own_concepts():
    assert "leader" not in one("wos", "klas")


@pytest.mark.parametrize(
    ("database", "expected"),
    [("wos", "PY=2014-2020"), ("scopus", "PUBYEAR > 2013 AND PUBYEAR < 2021"), ("eric", "pubyearmax:2020")],
)
def test_the_last_year_is_in_the_string(database, expected):
    assert expected in one(database, entry=SMALL.replace("from = 2014", "from = 2014\nuntil = 2020"))


@pytest.mark.parametrize(
    ("database", "expected"),
    [("wos", "(expect* NEAR/3 teacher)"), ("scopus", "(expect* W/3 teacher)"), ("eric", '"teacher expectations"')],
)
def test_words_near_each_other_are_said_as_the_database_can(database, expected):
    near = '[{term = "expect* NEAR/3 teacher", forms = ["teacher expectations"]}]'
    entry = SMALL.replace('[{term = "school leader*", forms = ["school leader", "school leadership"]}]', near)
    assert f"AND {expected} " in one(database, entry=entry)


@pytest.mark.parametrize(("database", "expected"), [("eric", "self-regulated"), ("wos", "self-regulat*")])
def test_a_star_in_a_word_with_a_hyphen_is_written_out_where_it_does_not_work(database, expected):
    term = '[{term = "self-regulat*", forms = ["self-regulated"]}]'
    entry = SMALL.replace('[{term = "school leader*", forms = ["school leader", "school leadership"]}]', term)
    assert f"AND {expected} " in one(database, entry=entry)


@pytest.mark.parametrize(("database", "expected"), [("scopus", "{school leader}"), ("wos", '"school leader"')])
def test_to_the_letter_is_braces_where_there_are_braces(database, expected):
    entry = SMALL.replace(
        '{term = "school leader*", forms = ["school leader", "school leadership"]}', '"{school leader}"'
    )
    assert expected in one(database, entry=entry)


def test_the_example_of_the_source_document_is_without_faults_for_every_database():
    whole = text("evidence/strategy/example").replace('["wos", "scholar"]', '["wos", "scopus", "eric", "scholar"]')
    assert examine_strategy(whole)[1] == []


@pytest.mark.parametrize("database", databases())
def test_its_strings_are_without_faults(database):
    strategy = read_strategy(text("evidence/strategy/example"), file="example.toml")
    made = [
        s
        for level in strategy.levels
        for language in strategy.languages
        for s in search_strings(strategy, databases()[database], level=level, language=language, year=2026)
    ]
    assert len(made) >= 6
    assert [f for s in made for f in check_string(s.text, databases()[database])] == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "key"),
    [
        ('question = "Wat helpt?"', "", "missing", "question"),
        ("[[level]]", "[[niveau]]", "unknown_key", "niveau"),
        ("from = 2014", 'from = "2014"', "value", "from"),
        ("from = 2014", "from = 2014\nuntil = 2010", "years", "until"),
        ('"review"', '"recensie"', "unknown_code", "document_types"),
        ('levels = ["school"]', 'levels = ["wijk"]', "unknown_code", "concept leiderschap.levels"),
        ('code = "klas"', 'code = "school"', "duplicate", "level school"),
        ('code = "klas"', 'code = "Klas 1"', "value", "level.code"),
        ('["higher education"]', '"higher education"', "value", "exclude.en"),
        ('languages = ["en"]', 'languages = ["en", "nl"]', "empty_concept", "concept kansen.nl"),
        ('"equal opportunity", ', '"school leader*", ', "same_term", "concept leiderschap.en"),
        ('"equal opportunity", ', '"fair chance*", ', "no_forms", "concept kansen.en"),
        ('"equal opportunity", ', "'\"equal\"', ", "quotes", "concept kansen.en"),
        ('"equal opportunity", ', '"“equal”", ', "quotes", "concept kansen.en"),
        ('"equal opportunity", ', '"(equal OR fair)", ', "signs", "concept kansen.en"),
        ('"disadvantage*"', '"di*"', "short_stem", "concept kansen.en"),
        ('["disadvantage", ', '["poverty", ', "form_outside", "concept kansen.en"),
        ('["disadvantage", ', '["disadvantage*", ', "form_wildcard", "concept kansen.en"),
        ('["higher education"]', '["equal"]', "removed", "exclude.en"),
    ],
)
def test_each_fault_of_a_strategy_has_its_rule_and_its_key(old, new, rule, key):
    assert old in SMALL
    _, faults = examine_strategy(SMALL.replace(old, new, 1))
    assert (rule, key) in [(f.rule, f.key) for f in faults if f.wrong]


def test_all_faults_are_told_at_once():
    entry = SMALL.replace("from = 2014", "from = 14").replace('"review"', '"recensie"')
    with pytest.raises(DefinitionRefused) as refused:
        read_strategy(entry, file="s.toml")
    assert [f.rule for f in refused.value.findings] == ["unknown_code", "value"]


def test_a_term_that_another_finds_is_advice_only():
    strategy, faults = examine_strategy(SMALL.replace('"equal opportunity", ', '"equal opportunity", "opportunity", '))
    assert [(f.rule, f.wrong) for f in faults] == [("redundant", False)]
    assert strategy is not None


def test_a_level_without_concepts_is_a_fault():
    entry = SMALL.replace('code = "kansen"', 'code = "kansen"\nlevels = ["school"]')
    assert [f.rule for f in examine_strategy(entry)[1]] == ["empty_level"]


def test_what_is_no_toml_is_told():
    assert [f.rule for f in examine_strategy("question = ")[1]] == ["toml"]


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("kansen", "gelijke kansen", True),
        ("kans*", "gelijke kansen", True),
        ("gelijke kansen", "kansen", False),
        ("kansen", "kansengelijkheid", False),
        ("kansen", "kans*", False),
        ("kans*", "kansen*", True),
        ("organi?ation", "organization", True),
        ("colo$r", "color", True),
        ("sociaal", "sociaal-emotioneel", True),
    ],
)
def test_what_a_term_finds_besides_itself(wide, narrow, expected):
    assert covers(wide, narrow) is expected
