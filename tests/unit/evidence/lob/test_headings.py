"""The heading form, as Markdown or plain text, is read to a draft with the number of the line at each finding."""

import pytest

from gelijkop.errors import UnknownFile
from gelijkop.evidence.lob.heading_reading import read_headings

TEXT = """# LOB ONDERZOEK

## Criteria

### Sector

- [x] vmbo
- [ ] havo / vwo

### Thema

- [x] Kansengelijkheid

### Jaartal

- [ ] > 2023
- [x] 2015 - 2022

### Soort publicatie

- ☒ Inaugurale rede/ lectorale rede
- ☐ Artikel

## ALGEMENE GEGEVENS

<b>Titel</b>\tEen maatje (pilot) &amp; meer
<b>Auteurs</b>\tA. Auteur, B. van Auteur (2021). Instituut X
<b>Hyperlink volledig onderzoek</b>\t<a href="https://example.org/een\\_maatje">hier</a>

## SAMENVATTING

### Samenvatting van het onderzoek

De vraag luidde: *Helpt een maatje?*

**Aanbevelingen voor decanen**

*Aanbeveling 1:* Zorg voor een maatje voor elke

# LOB ONDERZOEK



leerling.

### ***Aanbevelingen voor schoolleiders***

Geef __tijd__ en [steun](https://example.org/s).

## TRANSFER

**Wat kun je uit het onderzoek meenemen naar de LOB-praktijk?**

[https://example.org/a\\\\_b](https://example.org/a_b)
"""


def read(text):
    return read_headings(text, file="formulier.md")


def test_a_filled_form_is_placed_without_findings():
    draft = read(TEXT)
    assert draft.left == ()
    assert draft.id == "een-maatje-pilot-meer"
    assert draft.values == {
        "sectors": ("vmbo",),
        "themes": ("kansengelijkheid",),
        "education": ("vo",),
        "kind": "rede",
        "title_nl": "Een maatje (pilot) & meer",
        "authors": ("A. Auteur", "B. van Auteur", "Instituut X"),
        "year": 2021,
        "link": "https://example.org/een_maatje",
    }


def test_recommendations_keep_their_audience_and_sentences_that_a_page_cut_are_whole():
    assert read(TEXT).sections["found"].split("\n\n") == [
        "De vraag luidde: Helpt een maatje?",
        "Aanbevelingen voor decanen",
        "Aanbeveling 1: Zorg voor een maatje voor elke leerling.",
        "Aanbevelingen voor schoolleiders",
        "Geef tijd en steun (https://example.org/s).",
    ]


def test_underscores_of_an_address_that_were_escaped_are_plain():
    assert read(TEXT).sections["use"] == "https://example.org/a_b"


def test_a_page_heading_after_a_whole_sentence_joins_nothing():
    text = TEXT.replace("voor elke\n", "voor elke klas.\n").replace("\nleerling.", "\nleerlingen ook.")
    assert "klas.\n\nleerlingen ook." in read(text).sections["found"]


def test_a_heading_that_comes_back_on_each_page_is_no_text():
    text = TEXT.replace("# LOB ONDERZOEK", "# Mijn bundel")
    assert "Mijn bundel" not in str(read(text))


def test_a_list_that_holds_only_the_criteria_ticks_nothing():
    plain = TEXT.replace("[x] ", "").replace("[ ] ", "").replace("☒ ", "").replace("☐ ", "")
    draft = read(plain)
    assert not {"kind"} & set(draft.values)
    assert not draft.values["sectors"]
    assert [(f.rule, f.row) for f in draft.left] == [(("no_boxes"), row) for row in (7, 12, 16, 21)]


def test_a_finding_has_the_number_of_its_line():
    (found,) = read(TEXT.replace("- [x] vmbo", "- [x] vmbo\n- [x] zwemles")).left
    assert found.say("nl").startswith("formulier.md, rij 8: “zwemles” is aangekruist")


def test_plain_text_with_windows_line_ends_is_read_too():
    text = "Sector\r\nx vmbo\r\nTitel: Een maatje\r\nSAMENVATTING\r\nHet helpt.\r\nTRANSFER\r\nDoe het.\r\n"
    draft = read(text)
    assert (draft.values["sectors"], draft.values["title_nl"]) == (("vmbo",), "Een maatje")
    assert draft.sections == {"found": "Het helpt.", "use": "Doe het."}


def test_marks_of_a_text_export_of_word_are_left_out():
    draft = read(TEXT.replace("<b>Titel</b>\t", "<b>Titel</b>\t[bookmark: _Hlk111737862]"))
    assert draft.values["title_nl"].startswith("Een maatje")


def test_a_very_long_line_is_read_as_it_is():
    assert "**a *b" in read(TEXT.replace("*Helpt een maatje?*", "**a *b " * 20_000)).sections["found"]


def test_another_text_is_refused():
    with pytest.raises(UnknownFile):
        read("# Boodschappen\n\n- brood\n- melk\n")
