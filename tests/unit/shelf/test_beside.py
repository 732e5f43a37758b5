"""Which municipalities stand beside a place: all of a few, and of many those of about the same size."""

import pytest

from gelijkop.present.shelf.about import GroupPupils
from gelijkop.present.shelf.reading import MANY, NEAREST, Shelf


class Country(Shelf):
    """A shelf of so many municipalities, of which number i has 100 × i pupils."""

    def __init__(self, municipalities):
        self.codes = tuple(f"GM{i:04}" for i in range(1, municipalities + 1))

    @property
    def released(self):
        return type("Head", (), {"places": self.codes})

    @property
    def about(self):
        return type("About", (), {"groupings": ("armoede",)})

    def pupils(self, place, grouping):
        assert grouping == "armoede"
        return (GroupPupils(1, 60 * int(place[2:])), GroupPupils(0, 40 * int(place[2:])))


def test_of_a_few_all_others_stand_beside_a_place():
    assert Country(4).beside("GM0002") == ("GM0001", "GM0003", "GM0004")
    assert len(Country(MANY).beside("alle")) == MANY


def test_of_many_those_of_about_the_same_size_stand_beside_a_place_in_their_own_order():
    found = Country(342).beside("GM0100")
    assert found == tuple(f"GM{i:04}" for i in (*range(94, 100), *range(101, 107)))
    assert len(found) == NEAREST


def test_the_largest_stands_beside_those_that_come_nearest():
    assert Country(342).beside("GM0342")[-1] == "GM0341"


@pytest.mark.parametrize("place", ["alle", "99901"])
def test_of_many_none_stand_beside_what_is_no_municipality(place):
    assert Country(342).beside(place) == ()
