"""The sentences of the charts: both languages alike, and no word that no interval could carry."""

import re

from gelijkop.catalogue import load

NEVER = re.compile(
    r"oorzaak|komt door|dankzij|beste|slechtste|grootst|kleinst|hoogste(?! niveau)|laagst|stijgt|daalt"
    r"|because of|thanks to|\bbest\b|worst|largest|smallest|highest(?! level)|lowest|\brises\b|\bfalls\b|ranking",
    re.IGNORECASE,
)


def texts(entry, path=""):
    for key, value in entry.items():
        if isinstance(value, dict):
            yield from texts(value, f"{path}{key}.")
        else:
            yield path + key, value


def test_both_languages_have_the_same_texts_with_the_same_places_to_fill_in():
    charts = load("texts/charts")
    nl, en = ({k: frozenset(re.findall(r"{(\w+)}", v)) for k, v in texts(charts[x])} for x in ("nl", "en"))
    assert nl == en


def test_no_table_is_both_in_the_texts_of_pages_and_of_charts():
    assert all(not set(load("texts/page")[x]) & set(load("texts/charts")[x]) for x in ("nl", "en"))


def test_no_text_of_a_chart_claims_a_cause_a_direction_or_an_order_of_merit():
    said = [v for x in ("nl", "en") for _, v in texts(load("texts/charts")[x])]
    assert not [v for v in said if NEVER.search(v)]
