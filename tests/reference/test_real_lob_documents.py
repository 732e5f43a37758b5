"""The two documents of the Expertisepunt LOB among the source documents are read field by field."""

import io
import re
from pathlib import Path

import pytest
from docx import Document

from gelijkop.evidence.lob.heading_reading import read_headings
from gelijkop.evidence.lob.word_reading import read_word

pytestmark = pytest.mark.real


@pytest.fixture
def document(shared):
    folder: Path = shared.parent / "seeds"
    if not folder.is_dir():
        pytest.skip(f"the source documents are not at {folder}")

    def read(number):
        (path,) = folder.glob(f"{number}_*.txt")
        return read_headings(path.read_text("utf-8"), file=path.name)

    return read


def test_the_word_template_that_was_saved_as_text(document):
    draft = document("000")
    assert draft.values["sectors"] == ("vmbo", "havo-vwo")
    assert draft.values["themes"] == ("doorstromen", "kansengelijkheid")
    assert draft.values["kind"] == "onderzoeksrapport"
    assert draft.values["title_nl"].startswith("Gelijke kansen bij tussentijds opstromen")
    assert draft.sections["found"].count("\n- ") == 5  # the factors that help
    assert draft.sections["use"].count("- ") >= 4  # what one can take along
    assert [f.rule for f in draft.left] == ["no_part", "empty_part", "only_bin"]


def test_the_word_template_made_into_a_word_file_again(document, shared):
    (path,) = (shared.parent / "seeds").glob("000_*.txt")
    made = Document()
    for line in re.sub(r"\[[^\]]*\]", "", path.read_text("utf-8")).split("\n"):
        made.add_paragraph(line)
    target = io.BytesIO()
    made.save(target)
    draft, text = read_word(target.getvalue(), file="a.docx"), document("000")
    assert draft.values == text.values
    assert draft.sections["found"].split() == text.sections["found"].split()
    assert draft.sections["use"] == text.sections["use"]


def test_the_heading_form(document):
    draft = document("003")
    assert draft.values["title_nl"].startswith("Doorontwikkeling en impact van loopbaanoriëntatie")
    assert draft.values["authors"][:2] == ("Hanke Korpershoek", "Annet Hermans")
    assert draft.values["year"] == 2023
    assert str(draft.values["link"]).startswith("https://research.rug.nl/nl/publications/doorontwikkeling")
    assert "LOB ONDERZOEK" not in str(draft.sections)
    assert "met een breed en activerend aanbod" in draft.sections["found"]
    assert [f"Aanbeveling {n}:" in draft.sections["found"] for n in range(1, 9)] == [True] * 8
    assert "VMBO_Handreiking_Loopbaanbegeleiding_DEF.pdf" in draft.sections["use"]
    assert [f.rule for f in draft.left] == ["no_boxes"] * 4
