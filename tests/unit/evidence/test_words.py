"""Words, parts of compounds and synonyms."""

import pytest

from gelijkop.evidence.words import content, fold, parts, phrase, stems, stop_words, synonyms, words


def test_accents_and_capitals_go_and_places_stay():
    assert fold("Coördinator DÉ") == "coordinator de"
    assert len(fold("Coo\u0308rdinator")) == len("coordinator")


def test_marks_and_single_letters_are_no_words():
    assert words("Foto's: thuis-school (2021)!") == ["foto", "thuis", "school", "2021"]


def test_stop_words_go_unless_there_is_nothing_else():
    assert content("Hoe helpt de bijles?") == ["bijles"]
    assert content("wat werkt") == ["wat", "werkt"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("kansengelijkheid", ("kans", "gelijk")),
        ("onderwijskansen", ("onderwijs", "kans")),
        ("gelijkheid", ()),
        ("kansen", ()),
        ("onderwijskansengelijkheid", ("onderwijs", "kans", "gelijk")),
    ],
)
def test_a_compound_of_known_words_is_cut(word, found):
    assert parts(word, {"kans", "gelijk", "onderwijs"}) == found


def test_a_compound_of_unknown_words_stays_whole():
    assert parts("kansengelijkheid", {"kans"}) == ()


def test_a_short_word_on_s_shares_a_stem_with_its_plural():
    assert set(stems("kans")) & set(stems("kansen"))


def test_synonyms_go_both_ways():
    assert phrase("onderadvies") in synonyms()[phrase("onderadvisering")]
    assert phrase("onderadvisering") in synonyms()[phrase("te laag advies")]


def test_every_synonym_says_more_than_stop_words():
    bare = [p for p in synonyms() if set(p) <= {s for w in stop_words() for s in phrase(w)}]
    assert bare == []
