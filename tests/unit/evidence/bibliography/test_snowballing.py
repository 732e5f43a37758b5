"""Which included publications were followed, and what that gave."""

from datetime import date

from gelijkop.evidence.bibliography import SearchSet, merge, snowball
from gelijkop.evidence.bibliography.sets import duplicates_by_database, found, new_in
from gelijkop.evidence.reference import Reference


def refs(*letters):
    return tuple(Reference(n, f"Title of work {x}", doi=f"10.1000/{x}") for n, x in enumerate(letters, start=1))


def made(name, letters, how="search", of="", day=1):
    return SearchSet(name, "ERIC", date(2024, 1, day), how, refs(*letters), of=f"doi:10.1000/{of}" if of else "")


SEARCH = made("zoek", "abc")
BACK = made("terug-a", "bde", "references_of", "a", 2)
FORTH = made("vooruit-a", "df", "cited_by", "a", 3)
DEEPER = made("terug-d", "g", "references_of", "d", 4)
SETS = merge([SEARCH, BACK, FORTH, DEEPER])
A, D, F = "doi:10.1000/a", "doi:10.1000/d", "doi:10.1000/f"


def test_a_set_counts_what_no_earlier_set_had():
    assert [p.id for p in new_in(SETS, "terug-a")] == [D, "doi:10.1000/e"]


def test_duplicates_are_all_references_less_all_publications():
    # 3 + 3 + 2 + 1 references; a to g are 7
    assert duplicates_by_database(SETS) == {"ERIC": 9 - 7}
    assert sum(found(SETS).values()) == 9


def test_a_seed_knows_the_sets_in_both_directions():
    (seed,) = snowball(SETS, [A]).seeds
    assert (seed.references_of, seed.cited_by, seed.missing) == (("terug-a",), ("vooruit-a",), ())


def test_a_publication_that_snowballing_gave_is_a_seed_of_the_next_round():
    assert {s.id: s.round for s in snowball(SETS, [A, D]).seeds} == {A: 0, D: 1}


def test_a_step_from_such_a_seed_is_of_the_round_after():
    assert {s.set: s.round for s in snowball(SETS, [A, D]).steps} == {"terug-a": 1, "vooruit-a": 1, "terug-d": 2}


def test_what_is_still_to_follow_is_named_with_its_direction():
    assert [(s.id, s.missing) for s in snowball(SETS, [A, D, F]).to_follow] == [
        (D, ("cited_by",)),
        (F, ("references_of", "cited_by")),
    ]


def test_snowballing_is_finished_when_every_seed_was_followed_both_ways():
    assert snowball(SETS, [A]).finished
    assert not snowball(SETS, [A, F]).finished
    assert not snowball(SETS, []).finished


def test_a_step_tells_how_many_of_its_new_publications_are_included():
    (back, *_) = snowball(SETS, [A, D]).steps
    assert (back.found, back.new, back.included) == (3, 2, 1)


def test_a_set_that_starts_from_what_is_not_included_is_told():
    assert [f.file for f in snowball(SETS, [A]).lost] == ["terug-d"]


def test_a_set_from_a_publication_that_is_in_no_set_is_of_the_first_round():
    alone = merge([SEARCH, made("los", "h", "cited_by", "z", 2)])
    (step,) = snowball(alone, [A]).steps
    assert (step.round, step.new) == (1, 1)


def test_sets_that_start_from_each_other_come_to_an_end():
    circle = merge([made("een", "a", "cited_by", "b", 1), made("twee", "b", "cited_by", "a", 2)])
    assert {s.set: s.round for s in snowball(circle, [A]).steps} == {"een": 2, "twee": 2}
