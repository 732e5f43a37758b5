"""The Word template of the Expertisepunt LOB, rebuilt with words of our own, is read back field by field.

Its structure is that of the published template (source document 000): a table, the criteria in a text box anchored in
its first row, some boxes without a space behind them, a title with a bookmark of Word, bullets in the transfer.
"""

import pytest

SECTORS = ("☒ vmbo", "☒ havo / vwo", "☐ mbo ", "☐ ho ")
THEMES = (
    "☐ Visie, beleid en kwaliteit",
    "☐ LOB-leeromgeving",
    "☐LOB-programma ",
    "☐ Studiekeuze/ studiesucces",
    "☐ Loopbaangesprek ",
    "☒ Doorstromen",
    "☐ Arbeidsmarktinformatie",
    "☐LOB-documenten",
    "☐ Ouderbetrokkenheid",
    "☐ Professionalisering",
    "☐ Samenwerking",
    "☒Kansengelijkheid",
)
YEARS = ("☒ > 2020", "☐ 2015 - 2020", "☐ < 2015")
KINDS = (
    "☐ Proefschrift",
    "☐ Inaugurele rede/ lectorale rede",
    "☒ Onderzoeksrapport",
    "☐ Samenvatting onderzoeksrapport",
    "☐ Artikel",
)
SUMMARY = ("Scholen verschillen in wie mag opstromen.", "", "Grote verschillen", "De voorwaarden lopen uiteen.")
TRANSFER = ("• Maak ruimte voor een gesprek. ", "• Betrek ouders. ")


def lines(*texts):
    escaped = (t.replace("<", "&lt;").replace(">", "&gt;") for t in texts)
    return "".join(f'<w:p><w:r><w:t xml:space="preserve">{t}</w:t></w:r></w:p>' for t in escaped)


def row(content):
    return f"<w:tr><w:tc><w:p/></w:tc><w:tc>{content}</w:tc></w:tr>"


@pytest.fixture
def template():
    criteria = lines(
        "Criteria", "Sector", *SECTORS, "", "Thema", *THEMES, "", "Jaartal", *YEARS, "", "Soort publicatie", *KINDS
    )
    box = (
        "<w:p><w:r><w:t>ALGEMENE GEGEVENS</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>"
        f"{criteria}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{criteria}"
        "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    title = (
        '<w:p><w:bookmarkStart w:id="0" w:name="_Hlk111737862"/><w:r><w:t>Opstromen: </w:t></w:r><w:r><w:t>wie mag'
        ' het?</w:t></w:r><w:bookmarkEnd w:id="0"/></w:p>'
    )
    link = '<w:p><w:hyperlink r:id="a"><w:r><w:t>Hyperlink volledig onderzoek</w:t></w:r></w:hyperlink></w:p>'
    rows = (
        box,
        lines("Titel"),
        title,
        link,
        lines("SAMENVATTING"),
        lines("Samenvatting van het onderzoek"),
        lines(*SUMMARY),
        lines("TRANSFER"),
        lines("Wat kun je uit het onderzoek meenemen naar de LOB-praktijk?"),
        lines(*TRANSFER),
    )
    return f"<w:tbl>{''.join(map(row, rows))}</w:tbl>"


@pytest.fixture
def draft(read, template):
    return read(template, {"a": "https://example.org/opstromen"})


FIELDS = {
    "sectors": ("vmbo", "havo-vwo"),
    "themes": ("doorstromen", "kansengelijkheid"),
    "kind": "onderzoeksrapport",
    "education": ("vo",),
    "title_nl": "Opstromen: wie mag het?",
    "link": "https://example.org/opstromen",
}


@pytest.mark.parametrize(("name", "value"), FIELDS.items(), ids=FIELDS)
def test_a_field_is_read_back(draft, name, value):
    assert draft.values[name] == value


def test_no_other_field_is_guessed(draft):
    assert set(draft.values) == set(FIELDS)


def test_the_summary_is_what_was_found(draft):
    assert draft.sections["found"].split("\n\n") == [text for text in SUMMARY if text]


def test_the_transfer_is_what_one_can_do_with_it(draft):
    assert draft.sections["use"] == "- Maak ruimte voor een gesprek.\n- Betrek ouders."


def test_the_template_has_no_authors_and_its_box_no_year(draft, rules):
    assert rules(draft) == ["no_part", "only_bin"]


def test_a_half_filled_template_tells_all_that_is_open(read, template, rules):
    half = template.replace("☒", "☐").replace(SUMMARY[0], "").replace(SUMMARY[2], "").replace(SUMMARY[3], "")
    draft = read(half, {"a": "https://example.org/opstromen"})
    assert rules(draft) == ["none_ticked"] * 4 + ["no_part", "no_year", "empty_part"]
