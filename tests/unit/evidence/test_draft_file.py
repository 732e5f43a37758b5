"""A draft becomes a record file in which the empty fields are the ones that the check names."""

import pytest

from gelijkop.evidence.draft import Draft
from gelijkop.evidence.draft_file import slug, write_draft
from gelijkop.evidence.fields import FIELDS, SECTIONS
from gelijkop.evidence.reading import examine, read_record


def test_an_empty_draft_asks_for_every_field_and_every_section_that_a_record_needs():
    found = examine(write_draft(Draft("kaart", {})), file="kaart.md").findings
    needed = [f.name for f in FIELDS if f.needed and f.name != "id"]
    assert [f.column for f in found] == [*needed, *(s.heading for s in SECTIONS)]


def test_what_is_known_is_not_asked_for_again():
    draft = Draft("kaart", {"title_nl": "Een maatje", "year": 2021, "authors": ("A. Auteur",)}, {"found": "Iets."})
    asked = {f.column for f in examine(write_draft(draft), file="kaart.md").findings}
    assert not asked & {"title_nl", "year", "authors", "Wat is gevonden"}
    assert {"title_en", "Wat is het"} <= asked


def test_an_empty_field_says_beside_it_what_it_asks():
    text = write_draft(Draft("kaart", {}))
    assert 'population = ""  # INVULLEN: over wie het onderzoek gaat' in text
    assert "level = []  # INVULLEN: waar het speelt" in text


def test_a_heading_in_a_text_is_none_of_the_record(file):
    record = read_record(file, file="maatje.md")
    sections = {s.name: getattr(record, s.name) or "Niet gevonden in de bron." for s in SECTIONS}
    text = write_draft(Draft("kaart", {}, {**sections, "found": "Eerst.\n## Daarna\nMeer."}))
    assert not [f for f in examine(text, file="kaart.md").findings if f.rule == "section"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Gelijke kansen bij tussentijds opstromen?", "gelijke-kansen-bij-tussentijds-opstromen"),
        ("Loopbaanoriëntatie: één lijn", "loopbaanorientatie-een-lijn"),
        ("  100% – “kansen” ", "100-kansen"),
        ("教育", "kaart"),
        ("", "kaart"),
    ],
)
def test_a_name_has_small_letters_digits_and_hyphens(title, name):
    assert slug(title) == name


def test_a_long_name_ends_at_a_word():
    assert slug("kansengelijkheid " * 9) == "kansengelijkheid-kansengelijkheid-kansengelijkheid"
    assert len(slug("k" * 300)) == 60
