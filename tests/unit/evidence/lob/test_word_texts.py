"""The texts of a Word form: title, authors, address, summary and transfer, and the supplement."""

import pytest


def test_the_fields_of_a_form_are_placed(read, form):
    draft = read(form)
    assert draft.id == "een-maatje-in-het-vmbo"
    assert draft.values["title_nl"] == "Een maatje in het vmbo"
    assert draft.values["authors"] == ("A. Auteur", "B. Auteur")
    assert draft.values["year"] == 2021
    assert draft.values["kind"] == "onderzoeksrapport"
    assert draft.values["link"] == "https://example.org/maatje"
    assert draft.sections == {
        "found": "Met een maatje stapten meer leerlingen over.",
        "use": "Probeer het op één school.",
    }


LINKS = {
    "by its relation": '<w:p><w:hyperlink r:id="a"><w:r><w:t>Het onderzoek</w:t></w:r></w:hyperlink></w:p>',
    "by a field": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://exam</w:instrText></w:r>'
        '<w:r><w:instrText>ple.org/b" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>Het onderzoek</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    ),
    "by a simple field": (
        '<w:p><w:fldSimple w:instr=" HYPERLINK &quot;https://example.org/b&quot; ">'
        "<w:r><w:t>Het onderzoek</w:t></w:r></w:fldSimple></w:p>"
    ),
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_an_address_behind_words_is_found(read, form, link):
    draft = read(form.replace("https://example.org/maatje", link), {"a": "https://example.org/b"})
    assert draft.values["link"] == "https://example.org/b"


def test_the_heading_itself_or_the_title_may_be_the_link(read, form):
    heading = '<w:p><w:hyperlink r:id="a"><w:r><w:t>Hyperlink volledig onderzoek</w:t></w:r></w:hyperlink></w:p>'
    title = '<w:p><w:hyperlink r:id="a"><w:r><w:t>Een maatje</w:t></w:r></w:hyperlink></w:p>'
    without = form.replace("Hyperlink volledig onderzoek\nhttps://example.org/maatje\n", "")
    for body in (without.replace("SAMENV", f"{heading}\nSAMENV"), without.replace("Een maatje in het vmbo", title)):
        assert read(body, {"a": "https://example.org/b"}).values["link"] == "https://example.org/b"


def test_an_address_that_is_no_page_is_not_taken_over(read, form):
    link = '<w:p><w:hyperlink r:id="a"><w:r><w:t>bestand</w:t></w:r></w:hyperlink></w:p>'
    draft = read(form.replace("https://example.org/maatje", link), {"a": "javascript:alert(1)"})
    assert "link" not in draft.values
    assert [f.rule for f in draft.left] == ["no_address"]


def test_links_in_a_text_keep_their_address(read, form):
    text = '<w:p><w:r><w:t>Zie </w:t></w:r><w:hyperlink r:id="a"><w:r><w:t>de gids</w:t></w:r></w:hyperlink></w:p>'
    draft = read(form.replace("Probeer het op één school.", text), {"a": "https://example.org/g"})
    assert draft.sections["use"] == "Zie de gids (https://example.org/g)"


def test_what_was_deleted_is_left_out_and_what_was_inserted_counts(read, form):
    text = (
        "<w:p><w:r><w:t>Probeer </w:t></w:r><w:del><w:r><w:delText>niets</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>het</w:t></w:r></w:ins></w:p>"
    )
    assert read(form.replace("Probeer het op één school.", text)).sections["use"] == "Probeer het"


def test_a_paragraph_of_which_the_end_was_deleted_goes_on_in_the_next(read, form):
    first = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Probeer </w:t></w:r></w:p>"
    body = form.replace("Probeer het op één school.", f"{first}\nhet.")
    assert read(body).sections["use"] == "Probeer het."


def test_spaces_and_hyphens_of_word_are_plain(read, form):
    odd = (
        "<w:p><w:r><w:t>Een\u00a0maat</w:t><w:softHyphen/><w:t>je\u00ad op vwo</w:t><w:noBreakHyphen/>"
        "<w:t>4</w:t></w:r></w:p>"
    )
    assert read(form.replace("Een maatje in het vmbo", odd)).values["title_nl"] == "Een maatje op vwo-4"


def test_words_that_only_ask_to_type_are_no_text(read, form):
    asks = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:{0}>Klik om tekst in te voeren.</w:{0}>"
        "</w:sdtContent></w:sdt>"
    )
    inline = f"<w:p>{asks.format('r').replace('Klik', '<w:t>Klik').replace('voeren.', 'voeren.</w:t>')}</w:p>"
    block = asks.format("p").replace("Klik", "<w:r><w:t>Klik").replace("voeren.", "voeren.</w:t></w:r>")
    for element in (inline, block):
        assert "title_nl" not in read(form.replace("Een maatje in het vmbo", element)).values


def test_paragraphs_have_a_blank_line_between_and_items_of_a_list_have_none(read, form):
    item = '<w:p><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    body = form.replace("Probeer het op één school.", f"Doe dit:\n{item.format('eerst')}\n• dan\nKlaar.")
    assert read(body).sections["use"] == "Doe dit:\n\n- eerst\n- dan\n\nKlaar."


def test_under_a_real_heading_only_a_real_heading_ends_a_text(read, form):
    heading = '<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    body = form.replace("SAMENVATTING", heading.format("Eigen", "SAMENVATTING"))
    body = body.replace("TRANSFER", f"TRANSFER\n{heading.format('Kop1', 'Transfer')}")
    assert read(body).sections["found"].endswith("over.\n\nTRANSFER")


def test_headings_of_a_record_split_the_summary(read, form):
    heading = '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    text = "Met een maatje stapten meer leerlingen over."
    split = "\n".join((heading.format("Wat is het"), "Een maatje.", heading.format("Kritiek en grenzen"), "Klein."))
    draft = read(form.replace(text, f"{text}\n{split}"))
    assert draft.sections["found"] == text
    assert (draft.sections["about"], draft.sections["critique"]) == ("Een maatje.", "Klein.")


def row(*cells):
    return "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in cells) + "</w:tr>"


def test_the_supplement_fills_what_the_form_has_no_place_for(read, form):
    table = "".join(
        row(*cells)
        for cells in (
            ("Veld", "Invullen", "Wat mag"),
            ("type (type)", "Interventie: een aanpak", ""),
            ("waar het speelt (level)", "school, klas", ""),
            ("dutch_evidence", "ja", ""),
            ("kosten, met de bron (cost)", "", ""),
        )
    )
    draft = read(f"{form}\nAANVULLING VAN GELIJKOP\nToelichting.\n<w:tbl>{table}</w:tbl>")
    assert draft.values["type"] == "interventie"
    assert draft.values["level"] == ("school", "klas")
    assert draft.values["dutch_evidence"] is True
    assert "cost" not in draft.values
    assert draft.left == ()


def test_a_supplement_that_says_something_else_is_told_and_followed(read, form):
    table = row("titel (title_nl)", "Een buddy") + row("kleur (colour)", "rood")
    draft = read(f"{form}\nAANVULLING VAN GELIJKOP\n<w:tbl>{table}</w:tbl>")
    assert draft.values["title_nl"] == "Een buddy"
    assert [f.rule for f in draft.left] == ["unknown_key", "two_answers"]
