import pytest

from gelijkop.present.shelf.searching import folded, ranked

NAMES = [
    (1, "GM0606", "Schiedam"),
    (2, "GM0622", "Vlaardingen"),
    (3, "98AA00", "Het Zeepaardeiland"),
    (4, "98AB00", "Basisschool Élan"),
    (5, "98AC00", "De Schie"),
]
PLACES = [(number, code, folded(name)) for number, code, name in NAMES]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("schiedam", 1),
        ("SCHIEDAM", 1),
        ("gm0606", 1),
        ("Schiedm", 1),
        ("Vlardingen", 2),
        ("zeepaard", 3),
        ("elan", 4),
        ("élan", 4),
        ("98ab", 4),
    ],
)
def test_the_place_that_was_meant_comes_first(sought, found):
    assert ranked(sought, PLACES, 5)[0] == found


def test_a_name_that_begins_so_comes_before_one_that_only_looks_like_it():
    assert ranked("schie", PLACES, 5) == [1, 5]


@pytest.mark.parametrize("sought", ["", "   ", "!?", "qqqqqq", "x" * 500])
def test_nothing_is_found_for_what_is_no_name(sought):
    assert ranked(sought, PLACES, 5) == []


def test_no_more_are_found_than_asked_for():
    assert len(ranked("s", PLACES, 1)) == 1


def test_a_name_is_folded_to_small_letters_without_accents_and_signs():
    assert folded("  Crème-Brûlée  (vmbo) ") == "creme brulee vmbo"
