"""Search on a few tiny records."""

from dataclasses import replace

import pytest

from gelijkop.evidence.index import build_index
from gelijkop.evidence.library import library
from gelijkop.evidence.query import letters_apart
from gelijkop.evidence.searching import search

TEXTS = (
    "title_en", "population", "context", "outcome", "source", "cost", "about", "found", "critique", "use", "for_whom",
    "mechanism", "conditions",
)  # fmt: skip
BLANK = replace(
    library()["vve"], **dict.fromkeys(TEXTS, ""), authors=(), themes=(), sectors=(), chain_steps=(), indicators=()
)


def record(name, title, **fields):
    return replace(BLANK, id=name, title_nl=title, **fields)


RECORDS = [
    record("gelijkheid", "Kansengelijkheid", themes=("kansengelijkheid",)),
    record("kansen", "Gelijke kansen in de brugklas", themes=("kansengelijkheid", "doorstromen")),
    record("advies", "Onderadvies bij Zoë", about="Een advies volgt. Onderadvies komt door verwachtingen."),
    record("rekenen", "Rekenen", title_en="Grouping pupils by ability", use="Oefen in de brugklas."),
    record("taal", "Taal", outcome="Zittenblijven in leerjaar 3"),
]
INDEX = build_index(RECORDS)


def ids(question, **options):
    return [hit.record.id for hit in search(INDEX, question, **options).hits]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("kansen", {"kansen", "gelijkheid"}),
        ("kans", {"kansen", "gelijkheid"}),
        ("kansengelijkheid", {"gelijkheid", "kansen"}),
        ("onderadvisering", {"advies"}),
        ("ZOE", {"advies"}),
        ("zittenbljiven", {"taal"}),
        ("grouped pupil", {"rekenen"}),
        ("atoomfysica", set()),
        ("", set()),
    ],
    ids=["part", "singular", "compound", "synonym", "accent", "typo", "English", "unknown", "empty"],
)
def test_a_word_finds_records_that_say_it_otherwise(question, found):
    assert set(ids(question)) == found


def test_the_word_itself_goes_before_its_parts():
    assert ids("kansengelijkheid")[0] == "gelijkheid"


def test_a_title_weighs_more_than_advice_on_use():
    assert ids("brugklas") == ["kansen", "rekenen"]


def test_a_record_with_all_words_goes_first():
    assert ids("rekenen brugklas")[0] == "rekenen"


def test_the_snippet_is_the_sentence_with_most_words_marked():
    (hit,) = search(INDEX, "onderadvies verwachting").hits
    assert hit.snippet.marked("[", "]") == "[Onderadvies] komt door [verwachtingen]."


def test_counts_follow_the_question():
    assert search(INDEX, "kansen").counts["theme"] == {"kansengelijkheid": 2, "doorstromen": 1}


def test_a_chosen_code_narrows_hits_and_counts():
    found = search(INDEX, "kansen", chosen={"theme": "doorstromen"})
    assert [h.record.id for h in found.hits] == ["kansen"]
    assert found.count == 1
    assert found.counts["theme"] == {"kansengelijkheid": 1, "doorstromen": 1}


def test_a_code_that_no_record_has_finds_nothing():
    assert search(INDEX, "kansen", chosen={"step": "diploma"}).hits == ()


def test_all_is_counted_when_few_are_shown():
    found = search(INDEX, "kansen", most=1)
    assert (len(found.hits), found.count) == (1, 2)


def test_a_library_without_records_finds_nothing():
    assert search(build_index([]), "kansen").hits == ()


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("kans", "kans", 0), ("kans", "kanzs", 1), ("kans", "kasn", 1), ("kans", "karst", 2), ("kans", "vogels", 3)],
)
def test_letters_apart_counts_changes_and_swaps(one, other, apart):
    assert letters_apart(one, other, 2) == apart


def test_more_records_take_more_memory():
    assert build_index(RECORDS[:1]).bytes < INDEX.bytes
