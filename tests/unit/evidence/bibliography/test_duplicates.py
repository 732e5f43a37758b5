"""Merging: reasons, doubts, what is taken from which reference, and ids that last."""

from dataclasses import replace
from datetime import date

import pytest

from gelijkop.errors import InputRefused
from gelijkop.evidence.bibliography import SearchSet, merge
from gelijkop.evidence.bibliography.pairs import LARGE
from gelijkop.evidence.bibliography.sets import Member
from gelijkop.evidence.reference import Reference

WORK = Reference(
    1, "Equal chances in the first class of secondary school", ("Bos, K.",), 2019, "article", "Mens", "12", pages="1-20"
)


def merged(*references):
    """The references in one set, numbered as they come."""
    numbered = tuple(replace(r, number=n) for n, r in enumerate(references, start=1))
    return merge([SearchSet("s", "ERIC", date(2024, 1, 1), "search", numbered)])


def outcome(a, b):
    """The reason to merge two references, else the doubt, else None."""
    found = merged(a, b)
    told = [m.reason for p in found.publications for m in p.merges] or [p.doubt for p in found.possible]
    return told[0] if told else None


def other(**changes):
    return replace(WORK, **changes)


BARE = other(container="", volume="", pages="")
SHORT = replace(BARE, title="Equal chances")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (other(doi="10.1000/x"), Reference(1, "Gelijke kansen", doi="10.1000/x"), "doi"),
        (other(accession="WOS:000123456789012"), other(accession="WOS:000123456789012", year=None), "accession"),
        (
            other(accession="WOS:000123456789012", doi="10.1000/x"),
            other(accession="WOS:000123456789012", doi="10.1000/y"),
            "two_dois",
        ),
        (other(doi="10.1000/x"), other(doi="10.1000/y", title="Equal chanses in the first class"), None),
        (
            other(doi="10.1000/x"),
            other(doi="10.1000/y", title="Equal chanses in the first clas of secondary school"),
            "two_dois",
        ),
        (WORK, other(title="Equal chanses in 2 first classes of secondary school"), "part"),
        (other(accession="12"), other(accession="12", title="Other work altogether, really"), None),
        (WORK, BARE, "title_author"),
        (WORK, other(title="EQUAL CHANCES IN THE FIRST CLASS OF SECONDARY SCHOOL."), "title_author"),
        (BARE, other(title=WORK.title + ": a study", volume="", pages=""), "subtitle"),
        (replace(SHORT, title="Equal chances: a study", kind="book"), SHORT, "short_title"),
        (replace(SHORT, title="Equal chances: a study", year=2021), SHORT, None),
        (replace(SHORT, title="Equal chances: a study", authors=("Vos, M.",)), SHORT, None),
        (WORK, other(authors=()), "title_place"),
        (WORK, other(title="Equal chanses in the first clas of secondary school"), "near_title"),
        (other(doi="10.1000/x"), other(doi="10.35542/osf.io/x", year=2017, container="EdArXiv"), "preprint"),
        (other(doi="10.1000/x"), other(doi="10.1000/y"), "two_dois"),
        (WORK, other(kind="thesis"), "thesis"),
        (WORK, other(kind="book"), "book"),
        (WORK, other(authors=("Smit, J.",), pages="30-40", volume="13"), None),
        (WORK, other(authors=("Bos, P.",), pages="30-40", volume="13"), None),
        (BARE, other(authors=(), container="", volume="", pages=""), "no_author"),
        (WORK, other(title="Correction to: " + WORK.title), "correction"),
        (BARE, other(year=2021, volume="", pages=""), "other_year"),
        (BARE, other(year=2024, volume="", pages=""), None),
        (other(kind="report"), other(kind="report", year=2020), "other_year"),
        (WORK, other(volume="13", pages="50-60"), "other_place"),
        (other(title="Editorial"), other(title="Editorial", volume="13", pages="30-31"), None),
        (other(title="Editorial", pages=""), other(title="Editorial", pages=""), "generic"),
        (other(title=WORK.title + ", part 1"), other(title=WORK.title + ", part 2"), "part"),
        (other(title=WORK.title + " I"), other(title=WORK.title + " II"), "part"),
        (Reference(1, ""), Reference(1, ""), None),
    ],
)
def test_two_references_are_one_only_for_a_reason(a, b, expected):
    assert outcome(a, b) == expected
    assert outcome(b, a) == expected


def test_a_chain_makes_one_publication():
    by_doi, between = other(title="Gelijke kansen", doi="10.1000/x"), other(doi="10.1000/x")
    (one,) = merged(by_doi, between, BARE).publications
    assert [(m.reason, m.first.number, m.second.number) for m in one.merges] == [("doi", 1, 2), ("title_author", 2, 3)]


def test_a_reference_between_two_dois_joins_neither_and_is_reported():
    found = merged(other(doi="10.1000/x"), other(doi="10.1000/y"), WORK)
    assert [len(p.members) for p in found.publications] == [1, 1, 1]
    assert sorted(p.doubt for p in found.possible) == ["between", "between", "two_dois"]


def test_a_reference_without_a_kind_joins_neither_thesis_nor_article():
    found = merged(BARE, replace(BARE, kind="thesis"), replace(BARE, kind="other"))
    assert [len(p.members) for p in found.publications] == [1, 1, 1]


def test_a_reason_is_a_sentence():
    (one,) = merged(other(doi="10.1000/x"), other(doi="10.1000/x")).publications
    assert one.merges[0].text.say("nl") == "beide hebben DOI 10.1000/x"


def test_each_field_has_the_fullest_value_and_its_origin():
    long, doi = other(abstract="Veel langere samenvatting", pages=""), other(doi="10.1000/x", abstract="Kort")
    (one,) = merged(long, doi).publications
    assert (one.reference.abstract, one.reference.doi, one.reference.pages) == (long.abstract, doi.doi, doi.pages)
    assert dict(one.taken)["abstract"] == Member("s", 1)
    assert dict(one.taken)["pages"] == Member("s", 2)


def test_a_difference_is_a_conflict_and_the_value_of_most_is_taken():
    (one,) = merged(other(year=2018), WORK, WORK).publications
    assert one.reference.year == 2019
    assert [(c.field, c.values) for c in one.conflicts] == [("year", (("2018", Member("s", 1)),))]


def test_the_article_goes_before_its_preprint():
    article = other(doi="10.1000/x")
    (one,) = merged(other(doi="10.35542/osf.io/x", year=2018, container="EdArXiv"), article).publications
    assert (one.reference.doi, one.reference.year, one.reference.container) == ("10.1000/x", 2019, "Mens")


def test_an_id_is_made_of_the_doi_else_of_author_year_and_title():
    first, second = merged(
        other(doi="10.1000/x"), Reference(1, "Something else", ("van der Bos, K.",), 2020)
    ).publications
    assert first.id == "doi:10.1000/x"
    assert second.id.startswith("bos-2020-")


def test_an_id_is_still_known_after_a_later_set_brings_the_doi():
    searched = SearchSet("a", "ERIC", date(2024, 1, 1), "search", (WORK,))
    later = SearchSet("b", "WoS", date(2024, 2, 1), "search", (other(doi="10.1000/x"),))
    (before,) = merge([searched]).publications
    found = merge([searched, later]).find(before.id)
    assert found is not None
    assert found.id == "doi:10.1000/x"


def test_references_that_cannot_be_told_apart_have_ids_all_the_same():
    found = merged(*[other(title="Editorial", pages="")] * 3)
    assert len({p.id for p in found.publications}) == 3


def test_two_sets_with_one_name_are_refused():
    one = SearchSet("a", "ERIC", date(2024, 1, 1), "search", (WORK,))
    with pytest.raises(InputRefused):
        merge([one, one])


def test_many_works_with_one_title_do_not_all_get_compared():
    many = [
        other(authors=(f"{chr(97 + n // 26) * 3}{chr(97 + n % 26) * 3}, K.",), pages="", volume="", container="")
        for n in range(LARGE * 3)
    ]
    assert len(merged(*many).publications) == LARGE * 3


def test_nothing_gives_nothing():
    assert merge([]).publications == ()
