"""Everything that is wrong with a form is told at once, with its place and what to do."""

import pytest

BREAKS = {
    "two years": ("☐ 2015 - 2020", "☒ 2015 - 2020", "several_ticked", "Laat er één staan"),
    "no year": ("☒ > 2020", "☐ > 2020", "none_ticked", "“Jaartal”"),
    "two kinds": ("☐ Artikel", "☒ Artikel", "several_ticked", "“Onderzoeksrapport”, “Artikel”"),
    "an unknown label": ("☐ Doorstromen", "☒ Sport en spel", "unknown_label", "Verwacht bij “Thema”: Visie"),
    "a label that is nearly right": ("☐ Doorstromen", "☒ Doorstroming", "near_label", "Bedoelt u “Doorstromen”?"),
    "a box of another group": ("☐ Artikel", "☐ Artikel\nLosse regel", "not_placed", "“Losse regel”"),
    "no summary": ("SAMENVATTING\nMet een maatje stapten meer leerlingen over.\n", "", "no_part", "“SAMENVATTING”"),
    "no text in the transfer": ("Probeer het op één school.", "", "empty_part", "“TRANSFER”"),
    "no title": ("Titel\nEen maatje in het vmbo\n", "", "no_part", "“Titel”"),
    "a wrong heading": ("SAMENVATTING", "SAMENVATING", "heading", "gelezen als “SAMENVATTING”"),
    "a heading twice": ("op één school.", "op één school.\nSAMENVATTING\nMeer.", "twice", "tweede keer"),
    "no group": ("Soort publicatie\n☒ Onderzoeksrapport\n☐ Artikel\n", "", "no_group", "“Soort publicatie”"),
    "a list without boxes": ("☒ vmbo\n☐ havo / vwo", "vmbo\nhavo / vwo", "no_boxes", "zonder vakjes"),
    "a year against its box": ("(2021)", "(2012)", "year_and_box", "het jaar is 2012"),
    "two years with the authors": ("(2021)", "(2021, herzien 2022)", "several_years", "2021, 2022"),
    "only a box for the year": (" (2021)", "", "only_bin", "“> 2020”"),
    "no address": ("https://example.org/maatje", "zie de site", "no_address", "“zie de site”"),
    "two addresses": ("org/maatje", "org/maatje\nhttps://example.org/b", "more_links", "https://example.org/b"),
}


@pytest.mark.parametrize(("old", "new", "rule", "said"), BREAKS.values(), ids=BREAKS)
def test_one_thing_that_is_wrong_is_told(read, form, old, new, rule, said):
    (found,) = (f for f in read(form.replace(old, new)).left if f.rule == rule)
    assert said in found.text.nl
    assert found.file == "formulier.docx"


def test_a_year_of_two_boxes_is_taken_over_from_the_authors(read, form):
    assert read(form.replace("☐ 2015 - 2020", "☒ 2015 - 2020")).values["year"] == 2021


def test_a_box_alone_gives_no_year(read, form):
    assert "year" not in read(form.replace(" (2021)", "")).values


def test_two_kinds_give_none(read, form):
    assert "kind" not in read(form.replace("☐ Artikel", "☒ Artikel")).values


def test_a_year_that_has_no_box_in_its_version_stands_against_none(read, form, rules):
    second = form.replace("☒ > 2020\n☐ 2015 - 2020", "☐ > 2023\n☒ 2015 - 2022").replace("(2021)", "(2023)")
    assert rules(read(second)) == []
    assert rules(read(second.replace("(2023)", "(2024)"))) == ["year_and_box"]


def test_everything_is_told_at_once(read, form, rules):
    broken = form
    for old, new in (("☒ vmbo", "☐ vmbo"), ("☒ > 2020", "☐ > 2020"), ("☐ Artikel", "☒ Artikel"), ("TRANSFER", "Slot")):
        broken = broken.replace(old, new)
    assert {"none_ticked", "several_ticked", "no_part"} <= set(rules(read(broken)))
    assert rules(read(broken)).count("none_ticked") == 2


def test_an_empty_form_tells_of_every_part(read, rules):
    empty = (
        "Sector\n☐ vmbo\nThema\n☐ Doorstromen\nJaartal\n☐ > 2020\nSoort publicatie\n☐ Artikel\n"
        "Titel\nAuteurs\nHyperlink\nSAMENVATTING\nTRANSFER"
    )
    draft = read(empty)
    assert rules(draft) == ["none_ticked"] * 4 + ["empty_part"] * 3 + ["no_year"] + ["empty_part"] * 2
    assert draft.id == "formulier"


def test_a_finding_in_a_table_says_where_it_stands(read, form):
    cell = "<w:tc><w:p><w:r><w:t>☒ Zwemmen</w:t></w:r></w:p></w:tc>"
    draft = read(form.replace("☐ Doorstromen", f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"))
    assert draft.left[0].say("nl").startswith("formulier.docx: tabel 1, rij 1, cel 1: “Zwemmen” is aangekruist")
    assert draft.left[0].say("en").startswith("formulier.docx: table 1, row 1, cell 1: “Zwemmen” is ticked")


def test_footnotes_that_are_left_out_are_counted(read, form):
    note = '<w:p><w:r><w:t>Meer.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    (found,) = read(f"{form}\n{note}").left
    assert found.text.nl.startswith("1 voetnoten")
