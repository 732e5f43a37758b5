"""The Word file and the headings that we write are right for people too: headings, language, title, boxes."""

import io
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn

from gelijkop.evidence.draft_file import write_draft
from gelijkop.evidence.fields import FIELDS
from gelijkop.evidence.lob.heading_reading import read_headings
from gelijkop.evidence.lob.heading_writing import write_empty_headings, write_headings
from gelijkop.evidence.lob.word_reading import read_word
from gelijkop.evidence.lob.word_writing import write_empty_word, write_word
from gelijkop.evidence.reading import examine, read_record


@pytest.fixture
def record(file):
    return read_record(file, file="maatje.md")


@pytest.fixture
def document(record):
    return Document(io.BytesIO(write_word(record)))


def headings(document, level):
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def test_parts_are_real_headings(document):
    assert headings(document, 1) == ["ALGEMENE GEGEVENS", "SAMENVATTING", "TRANSFER", "AANVULLING VAN GELIJKOP"]
    assert headings(document, 2)[:4] == ["Criteria", "Titel", "Auteurs", "Hyperlink volledig onderzoek"]
    assert headings(document, 3)[-1] == "Kritiek en grenzen"


def test_the_document_says_its_title_and_language(document):
    assert (document.core_properties.title, document.core_properties.language) == ("Een maatje", "nl-NL")
    assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {"nl-NL"}


def test_every_table_has_a_description_and_that_of_the_supplement_a_row_of_headings(document):
    assert all(t._tbl.tblPr.find(qn("w:tblDescription")) is not None for t in document.tables)
    assert all(t._tbl.find(f".//{qn('w:tblHeader')}") is not None for t in document.tables[1:])


def test_every_box_can_be_clicked_and_one_of_the_years_is_ticked(document):
    boxes = document.tables[0]._tbl.findall(f".//{qn('w:sdt')}")
    assert len(boxes) == 4 + 12 + 3 + 5
    years = document.tables[0].rows[2].cells[1].paragraphs
    signs = ["".join(t.text for t in p._p.iter(qn("w:t"))) for p in years]
    assert signs == ["☒ > 2020", "☐ 2015 - 2020", "☐ < 2015"]


@pytest.mark.parametrize(("year", "word", "second"), [(2020, "2015 - 2020", "2015 - 2022"), (2014, "< 2015", "< 2015")])
def test_the_box_of_the_year_follows_the_version_of_the_form(record, year, word, second):
    old = replace(record, year=year)
    assert f"- [x] {second}" in write_headings(old)
    assert f"- [x] {word}" in write_headings(old, template="word")


def test_a_year_without_a_box_in_the_second_version_ticks_none_and_comes_back(record):
    text = write_headings(replace(record, year=2023))
    assert not [line for line in text.split("\n") if line.startswith("- [x]") and "20" in line]
    assert read_headings(text, file="a.md").values["year"] == 2023


@pytest.mark.parametrize("template", ["word", "headings"])
def test_both_versions_come_back_whole(record, template):
    from_word = read_word(write_word(record, template=template), file="a.docx")
    from_text = read_headings(write_headings(record, template=template), file="a.md")
    assert {examine(write_draft(d), file="maatje.md").record for d in (from_word, from_text)} == {record}


def test_texts_stand_in_the_form_and_not_once_more_in_the_supplement(record):
    supplement = write_headings(record).partition("## AANVULLING")[2]
    assert "- title_en: A buddy" in supplement
    assert not {"title_nl", "year", "found", "use"} & {line.split(":")[0][2:] for line in supplement.split("\n")}


def test_the_same_record_gives_the_same_document(record):
    assert Document(io.BytesIO(write_word(record))).element.xml == Document(io.BytesIO(write_word(record))).element.xml


def test_an_empty_form_asks_for_every_field_and_is_read_without_surprises():
    drafts = [
        read_word(write_empty_word(), file="leeg.docx"),
        read_headings(write_empty_headings(), file="leeg.md"),
    ]
    for draft in drafts:
        asked = {f.column for f in examine(write_draft(draft), file="leeg.md").findings}
        assert {f.name for f in FIELDS if f.needed and f.name != "id"} <= asked
        assert {f.rule for f in draft.left} == {"none_ticked", "empty_part", "no_year"}
    assert all(f"- {f.name}:" in write_empty_headings() for f in FIELDS if f.name in ("type", "cost", "indicators"))
