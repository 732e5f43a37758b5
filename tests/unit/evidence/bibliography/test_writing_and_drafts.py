"""Writing for ASReview, and the beginning of a record."""

import csv
import io

from gelijkop.evidence.bibliography import draft_of, read_references, write_bibtex, write_csv, write_ris
from gelijkop.evidence.reference import Reference

FULL = Reference(
    1, "Kansen in de klas", ("Bos, K.", "Ministerie van OCW"), 2020, "article", "Mens", "12", "3", "1-20",
    doi="10.1000/x", link="https://example.org", abstract="Tekst van een ander.", keywords=("a", "b"), language="Dutch",
    rest=(("Cited by", "5"), ("N1", "los")),
)  # fmt: skip


def test_ris_has_the_tags_that_others_know():
    assert write_ris([FULL]).splitlines()[:4] == ["TY  - JOUR", "TI  - Kansen in de klas", "AU  - Bos, K.",
                                                  "AU  - Ministerie van OCW"]  # fmt: skip


def test_what_ris_has_no_tag_for_stands_in_a_note():
    assert 'N1  - [gelijkop] ["Cited by", "5"]' in write_ris([FULL]).splitlines()


def test_bibtex_has_entries_that_others_know():
    assert write_bibtex([FULL]).splitlines()[:4] == [
        "@article{gelijkop1,", "  author = {Bos, K. and {Ministerie van OCW}},", "  title = {Kansen in de klas},",
        "  year = {2020},",
    ]  # fmt: skip


def test_the_key_of_an_entry_is_kept_where_no_other_has_it():
    keyed = Reference(1, "Een", rest=(("ID", "bos2020"),))
    assert [line for line in write_bibtex([keyed, keyed]).splitlines() if line.startswith("@")] == [
        "@misc{bos2020,", "@misc{gelijkop1,",
    ]  # fmt: skip


def test_the_columns_are_those_that_asreview_reads():
    heading = next(csv.reader(io.StringIO(write_csv([FULL]))))
    assert heading[:7] == ["title", "abstract", "authors", "year", "doi", "url", "keywords"]


def test_own_columns_come_back_among_the_rest():
    text = write_csv([FULL], more={"included": ["1"]})
    assert ("included", "1") in read_references(text.encode(), file="x.csv").references[0].rest


def test_a_formula_gets_an_apostrophe_that_reading_takes_off():
    text = write_csv([Reference(1, "=1+1"), Reference(2, "'=1+1")])
    assert [row[0] for row in csv.reader(io.StringIO(text))][1:] == ["'=1+1", "''=1+1"]
    assert [r.title for r in read_references(text.encode(), file="x.csv").references] == ["=1+1", "'=1+1"]


def test_a_draft_has_what_a_database_knows():
    draft = draft_of(FULL, file="x.ris")
    assert draft.id == "bos-2020-kansen-in-de-klas"
    assert draft.values == {
        "title_nl": "Kansen in de klas",
        "authors": ("Bos, K.", "Ministerie van OCW"),
        "year": 2020,
        "link": "https://doi.org/10.1000/x",
        "source": "Mens 12(3), 1-20. doi:10.1000/x",
        "kind": "artikel",
    }


def test_the_abstract_is_not_taken_over_and_that_is_told():
    draft = draft_of(FULL, file="x.ris")
    assert not draft.sections
    assert "Tekst van een ander" not in repr(draft)
    assert [f.column for f in draft.left] == ["abstract", "rest"]


def test_the_language_of_a_title_is_told_by_its_small_words():
    english = draft_of(Reference(1, "The effect of schools on children"), file="x")
    assert english.values == {"title_en": "The effect of schools on children"}
    unknown = draft_of(Reference(1, "Quo vadis"), file="x")
    assert "title_nl" in unknown.values
    assert "language" in {f.rule for f in unknown.left}


def test_a_kind_that_is_not_sure_is_left_open():
    draft = draft_of(Reference(1, "Het boek", kind="book"), file="x")
    assert "kind" not in draft.values
    assert [f.rule for f in draft.left] == ["kind"]
