"""Reading what was written gives the references back; merging does not depend on the order of the sets."""

import csv
import io
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.evidence.bibliography import SearchSet, merge, read_references, write_bibtex, write_csv, write_ris
from gelijkop.evidence.reference import Reference

odd = st.sampled_from(
    [
        "=1+1",
        "'=x",
        "-5",
        "@a",
        "a;b",
        "TY - JOUR",
        "ER -",
        "{x",
        "}",
        "\\",
        "é",
        '"',
        ",",
        "#",
        "10%",
        "a_b",
        "$",
        "~",
        "--",
        "& co",
    ]
)
letters = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)
texts = st.lists(odd | letters, min_size=1, max_size=3).map(" ".join)
some = texts | st.just("")
surnames = st.text("abcdeéßø-", min_size=2, max_size=6).map(str.title).filter(lambda t: t.strip("-") == t)
persons = st.builds("{}, {}".format, surnames, surnames | st.just("P. J.")) | st.just(
    "Ministry of Education and Science"
)
words = letters.filter(lambda t: ";" not in t) | st.just("higher, education")
names = st.sampled_from(["JF", "T2", "TY", "UR", "N1", "C1", "Cited by", "PY", "Document Type", "a:b", "month", "ID"])
pages = st.sampled_from(["", "12", "12-34", "e12-e34", "a-b-c", "S1"])
references = st.builds(
    Reference,
    st.just(1),
    title=texts,
    authors=st.lists(persons, max_size=3).map(tuple),
    year=st.none() | st.integers(1500, 2199),
    kind=st.sampled_from(["article", "book", "chapter", "conference", "report", "thesis", "other"]),
    container=some,
    volume=some,
    issue=some,
    pages=pages,
    publisher=some,
    doi=st.just("") | st.just("10.1000/x(1)2"),
    isbn=st.just("") | st.just("9789012345678"),
    link=st.just("") | st.just("https://example.org/a_b?c=~d&e=1%20"),
    abstract=some,
    keywords=st.lists(words, max_size=3).map(tuple),
    language=some,
    database=some,
    accession=some,
    rest=st.lists(st.tuples(names, texts), max_size=3).map(tuple),
)


def numbered(found):
    return tuple(replace(r, number=n) for n, r in enumerate(found, start=1))


few = st.lists(references, min_size=1, max_size=3).map(numbered)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(few)
def test_bibtex_that_was_written_reads_back_the_same(written):
    assert read_references(write_bibtex(written).encode(), file="a.bib").references == written


@settings(max_examples=50, derandomize=True, deadline=None)
@given(few)
def test_ris_that_was_written_reads_back_the_same(written):
    assert read_references(write_ris(written).encode(), file="a.ris").references == written


@settings(max_examples=50, derandomize=True, deadline=None)
@given(few)
def test_csv_that_was_written_reads_back_the_same(written):
    assert read_references(write_csv(written).encode(), file="a.csv").references == written


@settings(max_examples=50, derandomize=True, deadline=None)
@given(few)
def test_no_cell_of_a_written_table_is_run_by_a_spreadsheet(written):
    text = write_csv(written)
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in csv.reader(io.StringIO(text)) for cell in row)


titles = st.sampled_from(
    ["Gelijke kansen in de klas", "Gelijke kansen in de klas: een studie", "Editorial", "Deel 1 van iets", ""]
)
listed = st.lists(
    st.builds(
        Reference,
        st.just(1),
        title=titles,
        authors=st.sampled_from([(), ("Jansen, P.",), ("Bakker, J.",)]),
        year=st.sampled_from([None, 2019, 2020, 2021]),
        kind=st.sampled_from(["article", "thesis", "book", "other"]),
        volume=st.sampled_from(["", "12", "13"]),
        pages=st.sampled_from(["", "1-9", "10-19"]),
        doi=st.sampled_from(["", "10.1000/a", "10.1000/b", "10.35542/osf.io/c"]),
    ),
    max_size=5,
).map(numbered)
three = st.tuples(listed, listed, listed).map(
    lambda found: [SearchSet(f"s{n}", "x", date(2024, 1, n), "search", refs) for n, refs in enumerate(found, start=1)]
)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(three)
def test_the_order_of_the_sets_changes_nothing(sets):
    assert merge(sets) == merge(sets[::-1])


@settings(max_examples=100, derandomize=True, deadline=None)
@given(three)
def test_every_reference_is_in_exactly_one_publication(sets):
    members = [(m.set, m.number) for p in merge(sets).publications for m in p.members]
    assert sorted(members) == sorted((s.name, r.number) for s in sets for r in s.references)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(three)
def test_no_publication_has_two_dois_but_that_of_a_preprint(sets):
    known = {(s.name, r.number): r.doi for s in sets for r in s.references}
    for p in merge(sets).publications:
        assert len({known[m.set, m.number] for m in p.members} - {"", "10.35542/osf.io/c"}) <= 1


@settings(max_examples=100, derandomize=True, deadline=None)
@given(three)
def test_every_member_but_one_has_its_merge_and_every_publication_its_own_names(sets):
    found = merge(sets).publications
    assert [len(p.merges) for p in found] == [len(p.members) - 1 for p in found]
    names = [name for p in found for name in p.names]
    assert len(names) == len(set(names))
    assert all(p.id == p.names[0] for p in found)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(three)
def test_a_publication_is_found_under_its_old_id_after_a_set_is_added(sets):
    before, after = merge(sets[:2]), merge(sets)
    member = {m: p.id for p in after.publications for m in p.members}
    for p in before.publications:
        found = after.find(str(p.members[0]))
        assert found is not None
        assert found.id == member[p.members[0]]
