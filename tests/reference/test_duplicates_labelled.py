"""Merging against a set in which a person wrote down beforehand which references are one publication."""

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from gelijkop.evidence.bibliography import SearchSet, merge
from gelijkop.evidence.bibliography.traits import traits
from gelijkop.evidence.reference import Reference

FOLDER = Path(__file__).with_name("bibliography")


def listed(name):
    """The work and the reference of every line."""
    rows = [
        [c.strip() for c in line.split("|")]
        for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
        if line[:1] != "#"
    ]
    for number, (work, title, author, year, kind, container, volume, pages, doi) in enumerate(rows, start=1):
        yield work, Reference(
            number, title, (author,) if author else (), int(year) if year else None, kind, container, volume,
            pages=pages, doi=doi,
        )  # fmt: skip


def merged_by_work(name):
    works, references = zip(*listed(name), strict=True)
    half = [SearchSet(n, n, date(2024, 1, 1), "search", references[i::2]) for i, n in enumerate(("even", "oneven"))]
    work = {(s.name, r.number): works[r.number - 1] for s in half for r in s.references}
    return merge(half), work


@pytest.fixture(scope="module", params=["labelled", "held_out"])
def either(request):
    return merged_by_work(request.param)


@pytest.fixture(scope="module")
def labelled():
    return merged_by_work("labelled")


def together(groups):
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def test_two_works_are_never_merged(either):
    merged, work = either
    mixed = {p.id: {work[m.set, m.number] for m in p.members} for p in merged.publications}
    assert {i: w for i, w in mixed.items() if len(w) > 1} == {}


def test_every_reference_to_one_work_is_merged(either):
    merged, work = either
    found = together([(m.set, m.number) for m in p.members] for p in merged.publications)
    right = together([m for m in work if work[m] == name] for name in set(work.values()))
    assert {tuple(sorted(work[m] for m in pair)) for pair in right - found} == set()


@pytest.mark.parametrize(
    ("doubt", "a", "b"),
    [
        ("part", "klasgrootte", "klasgrootte-deel2"),
        ("other_year", "staat2019", "staat2020"),
        ("correction", "preteach", "erratum"),
        ("correction", "dialoog", "reply"),
        ("correction", "dialoog", "correctie"),
        ("thesis", "proefschrift", "uit-proefschrift"),
        ("book", "boek", "boekartikel"),
        ("two_dois", "twee-doi-a", "twee-doi-b"),
        ("one_doi", "supplement-a", "supplement-b"),
        ("no_author", "zonder-auteur", "met-auteur"),
        ("other_place", "congres", "tijdschrift"),
        ("generic", "intro3", "intro4"),
    ],
)
def test_what_is_alike_and_kept_apart_is_reported(labelled, doubt, a, b):
    merged, work = labelled
    told = {(p.doubt, frozenset(work[m.set, m.number] for m in (p.first, p.second))) for p in merged.possible}
    assert (doubt, frozenset({a, b})) in told


def test_the_set_has_what_makes_it_hard():
    known = [traits(r) for _, r in listed("labelled")]
    assert len(known) >= 60
    assert any(t.generic for t in known)
    assert any(t.preprint for t in known)
