"""CSV and tab-delimited exports."""

import pytest

from gelijkop.errors import MissingColumn
from gelijkop.evidence.bibliography import read_references


def read(text):
    return read_references(text.encode(), file="x.csv")


def left(text):
    return [(f.rule, f.row) for f in read(text).left]


SCOPUS = """Authors,Title,Year,Source title,Page start,Page end,Cited by,DOI,Document Type,EID
"Jansen P., de Vries K.",Een titel,2019,Mens,1,20,5,10.1000/X,Review,2-s2.0-1
"""
SCHOLAR = (
    'Cites,Authors,Title,Year,Source,Publisher,ArticleURL\n7,"P Jansen, KL Bos…",Een titel,2019,Mens,Sage,http://x\n'
)
ZOTERO = "Key;Item Type;Publication Year;Author;Title;Manual Tags\nA1;thesis;2019;Bos, K.;Een titel;a\n"
ERIC = 'Title,Author,PublicationDateYear,Source\nEen titel,"Jansen, Piet; Bos, K.",2019,Mens\n'
WOS = "PT\tAU\tTI\tSO\tPY\tUT\nJ\tJansen, P; Bos, K\tEen titel\tMens\t2019\tWOS:1\n"


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (SCOPUS, ("Jansen, P.", "de Vries, K.")),
        (SCHOLAR, ("Jansen, P", "Bos, KL")),
        (ZOTERO, ("Bos, K.",)),
        (ERIC, ("Jansen, Piet", "Bos, K.")),
        (WOS, ("Jansen, P", "Bos, K")),
    ],
    ids=["scopus", "scholar", "zotero", "eric", "wos"],
)
def test_the_exports_of_databases_are_known_by_their_headings(text, authors):
    (reference,) = read(text).references
    assert (reference.title, reference.year, reference.authors) == ("Een titel", 2019, authors)


def test_columns_without_a_field_are_kept():
    (reference,) = read(SCOPUS).references
    assert reference.rest == (("Cited by", "5"), ("Document Type", "Review"))
    assert (reference.kind, reference.pages, reference.accession) == ("article", "1-20", "2-s2.0-1")


def test_names_that_are_cut_off_are_told_apart():
    assert ("authors", "others") in read(SCHOLAR).references[0].rest


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_delimiter_is_known(delimiter):
    text = delimiter.join(["Titel", "Jaar", "Auteurs"]) + "\n" + delimiter.join(["Een", "2020", "Bos"]) + "\n"
    (reference,) = read(text).references
    assert (reference.title, reference.year, reference.authors) == ("Een", 2020, ("Bos",))


@pytest.mark.parametrize("cell", ["=1+1", "@a", "+31", "-5", "=cmd|' /C calc'!A0"])
def test_a_cell_that_is_a_formula_is_text(cell):
    assert read(f'title,year\n"{cell}",2020\n').references[0].title == cell


def test_a_row_of_another_width_is_told():
    assert left("title,year\nEen,2020\nTwee\nDrie,2019,x\n") == [("cells", 3), ("cells", 4)]


def test_a_cell_beyond_the_headings_is_kept():
    assert read("title,year\nDrie,2019,x\n").references[0].rest == (("#3", "x"),)


@pytest.mark.parametrize(
    ("broken", "rows"),
    [('"Twee,2019', [3]), ('"Twee,2019\nDrie,2020\n"Vier,2021', [3, 5]), ('"Tw"ee,2019', [3])],
)
def test_a_quote_that_does_not_close_takes_only_its_own_row(broken, rows):
    found = read(f"title,year\nEen,2018\n{broken}\nVijf,2022\n")
    assert (found.references[1].title, found.references[1].year) == ("Twee", 2019)
    assert (found.references[-1].title, found.references[-1].year) == ("Vijf", 2022)
    assert len(found.references) == broken.count("\n") + 3
    assert [(f.rule, f.row) for f in found.left] == [("quote", row) for row in rows]


def test_a_file_with_many_quotes_that_do_not_close_is_read_to_its_end():
    lines = "".join(f'"Titel {n},2020\n' for n in range(81))
    found = read(f"title,year\n{lines}")
    assert len(found.references) == 81
    assert ("quotes", 52) in [(f.rule, f.row) for f in found.left]


def test_a_cell_may_have_lines_and_quotes():
    found = read('title,abstract\n"Een ""echte"" titel","regel 1\nregel 2"\nTwee,x\n')
    assert [r.title for r in found.references] == ['Een "echte" titel', "Twee"]
    assert found.references[0].abstract == "regel 1 regel 2"
    assert found.left == ()


def test_a_table_without_titles_names_its_headings_and_those_that_are_expected():
    with pytest.raises(MissingColumn) as refused:
        read("authors,year,oordeel\nBos,2020,ja\n")
    said = refused.value.say("nl")
    assert "“oordeel”" in said
    assert "titel" in said


def test_empty_rows_are_no_references():
    assert len(read("title,year\n\n,\nEen,2020\n\n").references) == 1
