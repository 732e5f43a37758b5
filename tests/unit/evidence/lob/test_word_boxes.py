"""A box of a Word file counts, however it was made."""

import pytest


def run(inner, look=""):
    return f"<w:p><w:r>{look}{inner}</w:r></w:p>"


def control(state, label):
    return (
        f'<w:p><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox></w:sdtPr><w:sdtContent>'
        f"<w:r><w:t>?</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>{label}</w:t></w:r></w:p>"
    )


def old_field(inside, label):
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{inside}</w:checkBox></w:ffData></w:fldChar>'
        "</w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> {label}</w:t></w:r></w:p>'
    )


TICKED = {
    "a character": "☒ Doorstromen",
    "a character without a space": "☒Doorstromen",
    "a tick": "✓ Doorstromen",
    "a box with a tick": "☑ Doorstromen",
    "a plain x": "x Doorstromen",
    "a capital X": "X  Doorstromen",
    "brackets": "[x] Doorstromen",
    "a box behind its label": "Doorstromen ☒",
    "a hard space": "☒\u00a0Doorstromen",
    "a soft hyphen in the label": "☒ Door\u00adstromen",
    "a content control": control("1", "Doorstromen"),
    "a content control that says true": control("true", "Doorstromen"),
    "an old field": old_field("<w:checked/>", "Doorstromen"),
    "an old field by its default": old_field('<w:default w:val="1"/>', "Doorstromen"),
    "a sign of Wingdings": run('<w:sym w:font="Wingdings" w:char="F0FE"/><w:t> Doorstromen</w:t>'),
    "a sign of Wingdings 2": run('<w:sym w:font="Wingdings 2" w:char="F052"/><w:t> Doorstromen</w:t>'),
    "a character drawn by Wingdings": run(
        "<w:t>\uf0fe Doorstromen</w:t>", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>'
    ),
    "inserted with tracked changes": (
        "<w:p><w:ins><w:r><w:t>☒</w:t></w:r></w:ins><w:del><w:r><w:delText>☐</w:delText></w:r></w:del>"
        "<w:r><w:t> Doorstromen</w:t></w:r></w:p>"
    ),
    "between bookmarks": (
        '<w:p><w:r><w:t>☒ Door</w:t></w:r><w:bookmarkStart w:id="0" w:name="_Hlk1"/><w:r><w:t>stromen</w:t></w:r></w:p>'
    ),
}


@pytest.mark.parametrize("line", TICKED.values(), ids=TICKED)
def test_a_ticked_box_counts(read, form, line):
    assert read(form.replace("☐ Doorstromen", line)).values["themes"] == ("doorstromen", "kansengelijkheid")


EMPTY = {
    "a character": "☐Doorstromen",
    "brackets": "[ ] Doorstromen",
    "no box at all": "Doorstromen",
    "a content control": control("0", "Doorstromen"),
    "an old field": old_field('<w:default w:val="1"/><w:checked w:val="0"/>', "Doorstromen"),
    "a sign of Wingdings": run('<w:sym w:font="Wingdings" w:char="F0A8"/><w:t> Doorstromen</w:t>'),
    "deleted with tracked changes": (
        "<w:p><w:del><w:r><w:delText>☒</w:delText></w:r></w:del><w:ins><w:r><w:t>☐</w:t></w:r></w:ins>"
        "<w:r><w:t> Doorstromen</w:t></w:r></w:p>"
    ),
    "moved away": "<w:p><w:moveFrom><w:r><w:t>☒ Doorstromen</w:t></w:r></w:moveFrom></w:p>",
}


@pytest.mark.parametrize("line", EMPTY.values(), ids=EMPTY)
def test_an_empty_box_does_not_count(read, form, line):
    assert read(form.replace("☐ Doorstromen", line)).values["themes"] == ("kansengelijkheid",)


def test_a_form_that_is_right_gives_no_findings(read, form):
    assert read(form).left == ()


def test_several_boxes_in_one_paragraph_each_count(read, form):
    draft = read(form.replace("☒ vmbo\n☐ havo / vwo", "☒ vmbo ☐ havo / vwo\u00a0☒mbo"))
    assert draft.values["sectors"] == ("vmbo", "mbo")
    assert draft.values["education"] == ("vo", "mbo")


def test_boxes_behind_their_labels_in_one_paragraph_each_count(read, form):
    draft = read(form.replace("☒ vmbo\n☐ havo / vwo", "vmbo ☐ havo / vwo ☒"))
    assert draft.values["sectors"] == ("havo-vwo",)


def test_boxes_behind_the_name_of_their_group_count(read, form):
    assert read(form.replace("Sector\n☒ vmbo\n☐ havo", "Sector: ☒ vmbo ☒ havo")).values["sectors"] == (
        "vmbo",
        "havo-vwo",
    )


def cells(*texts):
    return "".join(f"<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>" for t in texts)


@pytest.mark.parametrize("row", [("☒", "Doorstromen"), ("Doorstromen", "☒")], ids=["before", "behind"])
def test_a_box_in_a_cell_of_its_own_belongs_to_the_label_beside_it(read, form, row):
    table = f"<w:tbl><w:tr>{cells(*row)}</w:tr></w:tbl>"
    assert "doorstromen" in read(form.replace("☐ Doorstromen", table)).values["themes"]


def test_a_nested_table_and_a_merged_cell_are_read_once(read, form):
    nested = f"<w:tbl><w:tr><w:tc><w:tbl><w:tr>{cells('☒ Doorstromen')}</w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>"
    merged = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>☒ Samenwerking</w:t></w:r></w:p>'
        "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>☒ Loopbaangesprek</w:t></w:r></w:p>"
        "</w:tc></w:tr></w:tbl>"
    )
    draft = read(form.replace("☐ Doorstromen", f"{nested}\n{merged}"))
    assert draft.values["themes"] == ("doorstromen", "samenwerking", "kansengelijkheid")


def test_groups_that_stand_beside_each_other_keep_their_own_boxes(read, form):
    start, rest = form.index("Sector"), form.index("Titel")
    head = cells("Sector", "Thema", "Jaartal", "Soort publicatie")
    boxes = cells("☒ mbo", "☒ Onbekend", "☒ &gt; 2020", "☒ Artikel")
    draft = read(form[:start] + f"<w:tbl><w:tr>{head}</w:tr><w:tr>{boxes}</w:tr></w:tbl>\n" + form[rest:])
    assert (draft.values["sectors"], draft.values["kind"]) == (("mbo",), "artikel")
    (unknown,) = (f for f in draft.left if f.rule == "unknown_label")
    assert "“Thema”" in unknown.text.nl


def test_a_row_that_was_deleted_is_left_out(read, form):
    table = f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cells('☒ Doorstromen')}</w:tr></w:tbl>"
    assert read(form.replace("☐ Doorstromen", table)).values["themes"] == ("kansengelijkheid",)


def test_a_control_around_a_row_or_a_cell_hides_nothing(read, form):
    cell = f"<w:sdt><w:sdtContent>{cells('☒ Doorstromen')}</w:sdtContent></w:sdt>"
    table = f"<w:tbl><w:sdt><w:sdtContent><w:tr>{cell}</w:tr></w:sdtContent></w:sdt></w:tbl>"
    assert "doorstromen" in read(form.replace("☐ Doorstromen", table)).values["themes"]


def test_a_text_box_is_read_once_and_cuts_no_text(read, form):
    box = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    start, end = form.index("Sector"), form.index("Titel")
    inside = "".join(f"<w:p><w:r><w:t>{t}</w:t></w:r></w:p>" for t in form[start:end].replace(">", "&gt;").split("\n"))
    text = "Met een maatje stapten meer leerlingen over."
    draft = read(form[end:].replace(text, f"{text}\n{box.format(inside)}\nEn zij bleven."))
    assert draft.values["themes"] == ("kansengelijkheid",)
    assert draft.sections["found"] == f"{text}\n\nEn zij bleven."
    assert draft.left == ()


def test_a_sign_that_is_no_box_is_told(read, form, rules):
    odd = run('<w:sym w:font="Wingdings" w:char="F04A"/><w:t> Doorstromen</w:t>')
    assert rules(read(form.replace("☐ Doorstromen", odd))) == ["unknown_box"]
