"""A search string that somebody pastes is checked for one database."""

import pytest

from gelijkop.evidence.strategy.databases import databases
from gelijkop.evidence.strategy.string_checks import check_string


def rules(database, text):
    return [(f.rule, f.at) for f in check_string(text, databases()[database])]


@pytest.mark.parametrize(
    ("database", "text", "expected"),
    [
        ("wos", 'TS=("gelijke kansen" AND (school* OR klas*)) AND PY=2014-2026', []),
        ("wos", "TS=((kansen AND school)", [("bracket", 4)]),
        ("wos", "TS=(kansen AND school))", [("bracket", 23)]),
        ("wos", 'TS=("gelijke kansen)', [("bracket", 4), ("not_closed", 5)]),
        ("wos", "TS=(kansen AND ())", [("empty_brackets", 16)]),
        ("wos", 'TS=("" OR kansen)', [("empty_phrase", 5)]),
        ("wos", "TS=(“gelijke kansen”)", [("curly_quotes", 5), ("curly_quotes", 20)]),
        ("wos", "TS=(pupil’s)", [("apostrophe", 10)]),
        ("wos", "TS=(AND kansen)", [("operator_place", 5)]),
        ("wos", "TS=(kansen OR OR school)", [("operator_place", 12), ("operator_place", 15)]),
        ("wos", "TS=", [("field_place", 1)]),
        ("wos", "TS=(kansen and school)", [("small_operator", 12)]),
        ("wos", "TS=(kansen AND NOT school)", [("unknown_operator", 12)]),
        ("wos", "TS=(kansen W/3 school)", [("unknown_operator", 12)]),
        ("wos", "TS=(kansen NEAR school)", [("near_number", 12)]),
        ("wos", "TS=(kansen ADJ3 school)", [("unknown_operator", 12)]),
        ("wos", "TS=(ka*)", [("short_stem", 5)]),
        ("wos", 'TS=("gelijke kan$")', [("wildcard_phrase", 5)]),
        ("wos", "TITLE-ABS-KEY(kansen)", [("unknown_field", 1)]),
        ("wos", "TS=(kansen) AND PUBYEAR > 2013", [("unknown_field", 17)]),
        ("wos", "TS=(kansen OR kansen*)", [("redundant", 5)]),
        ("wos", "TS=((kansen OR gelijk) AND (Kansen OR school))", [("same_term", 29)]),
        ("wos", 'TS=((kansen OR "gelijke kansen") NOT "gelijke kansen")', [("redundant", 16), ("removed", 38)]),
        ("wos", "TS=(kansen AND school NOT kans*)", [("removed", 27)]),
        ("wos", "TS=((kansen NOT school) OR (school AND klas))", []),
        ("wos", "TS=(kansen AND school OR klas)", [("mixed", 23)]),
        ("wos", "TS=(" + " OR ".join(f"woord{n:02}x" for n in range(51)) + ")", [("many_operators", 1)]),
        ("scopus", "TITLE-ABS-KEY(kansen AND NOT school) AND PUBYEAR > 2013", []),
        ("scopus", "TITLE-ABS-KEY(ship* PRE/0 channel)", []),
        ("scopus", "TITLE-ABS-KEY(kansen NOT school)", [("unknown_operator", 22)]),
        ("scopus", "TITLE-ABS-KEY(kansen NEAR/3 school)", [("unknown_operator", 22)]),
        ("scopus", 'TITLE-ABS-KEY("gelijke kans*")', [("wildcard_phrase", 15)]),
        ("scopus", "TITLE-ABS-KEY({gelijke kans*})", [("wildcard_exact", 15)]),
        ("scopus", "TITLE-ABS-KEY({gelijke kansen)", [("bracket", 14), ("not_closed", 15)]),
        ("scopus", "TITLE-ABS-KEY(kansen})", [("not_opened", 21)]),
        ("scopus", "TITLE-ABS-KEY(kan$en)", [("wildcard_unknown", 15)]),
        ("scopus", "TS=(kansen)", [("unknown_field", 1)]),
        ("eric", '(kansen OR descriptor:"Equal Education") AND school pubyearmin:2014', []),
        ("eric", "kansen AND school OR klas", [("mixed", 19)]),
        ("eric", "kansen and school", [("small_operator", 8)]),
        ("eric", '"gelijke kans*"', [("wildcard_phrase", 1)]),
        ("eric", "self-regulat*", [("wildcard_hyphen", 1)]),
        ("eric", "kansen NEAR/3 school", [("unknown_operator", 8)]),
        ("scholar", '("gelijke kansen" OR kansengelijkheid) school -"hoger onderwijs"', []),
        ("scholar", "kansen | school", []),
        ("scholar", "kansen AND school", [("unknown_operator", 8)]),
        ("scholar", "kansen NOT school", [("unknown_operator", 8)]),
        ("scholar", "kansen or school", [("small_operator", 8)]),
        ("scholar", "kans*", [("wildcard_unknown", 1)]),
        ("scholar", "k" * 257, [("too_long", 257)]),
        ("scholar", "", [("empty", 1)]),
    ],
)
def test_a_string_has_these_faults_at_these_places(database, text, expected):
    assert rules(database, text) == expected


@pytest.mark.parametrize(
    ("database", "text", "wrong"),
    [
        ("wos", "TS=(kansen and school)", False),
        ("eric", "kansen and school", True),
        ("wos", "TS=(kansen AND school OR klas)", False),
        ("eric", "kansen AND school OR klas", True),
    ],
)
def test_what_only_some_databases_refuse_is_advice_elsewhere(database, text, wrong):
    assert [f.wrong for f in check_string(text, databases()[database])] == [wrong]


@pytest.mark.parametrize(
    ("database", "text", "instead"),
    [
        ("wos", "TS=(a1 W/5 b1)", "NEAR/5"),
        ("scopus", "TITLE-ABS-KEY(a1 NOT b1)", "AND NOT"),
        ("scholar", "a1 AND b1", "side by side"),
        ("scholar", "a1 NOT b1", "Write -."),
        ("eric", "a1 NEAR/3 b1", "nothing for nearness"),
    ],
)
def test_what_to_write_instead_is_said(database, text, instead):
    assert instead in check_string(text, databases()[database])[0].text.en
