"""A file that cannot be read safely, or is no Word form, is refused with one sentence on what to do."""

import pytest

from gelijkop.errors import ArchiveBomb, TruncatedFile, UnknownFile, XmlBomb
from gelijkop.evidence.lob import word_package
from gelijkop.evidence.lob.word_reading import read_word

ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
DEEP = "<d>" * 220 + "</d>" * 220

FILES = {
    "nothing": (lambda w, f: b"", TruncatedFile, "empty_file"),
    "an old .doc": (lambda w, f: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), UnknownFile, "old_word"),
    "a PDF": (lambda w, f: b"%PDF-1.7", UnknownFile, "no_word"),
    "half a file": (lambda w, f: w(f)[:400], TruncatedFile, "damaged"),
    "a damaged byte": (lambda w, f: w(f)[:200] + b"\xff\xff\xff" + w(f)[203:], TruncatedFile, "damaged"),
    "a workbook": (lambda w, f: w(f).replace(b"word/document.xml", b"xl/workbooks1.xml"), UnknownFile, "no_word"),
    "XML that is not closed": (lambda w, f: w(f, **{"word/document.xml": "<d><e>"}), TruncatedFile, "damaged"),
    "an external entity": (lambda w, f: w(f, **{"word/document.xml": ENTITY}), XmlBomb, "unsafe_xml"),
    "an entity in the styles": (lambda w, f: w(f, **{"word/styles.xml": ENTITY}), XmlBomb, "unsafe_xml"),
    "too deep": (lambda w, f: w(f, **{"word/document.xml": DEEP}), XmlBomb, "unsafe_xml"),
    "another document": (lambda w, f: w("Geachte lezer,\nhierbij het verslag."), UnknownFile, "no_form"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "error", "rule"), FILES.values(), ids=FILES)
def test_it_is_refused(packed, form, make, error, rule):
    with pytest.raises(error) as raised:
        read_word(make(packed, form), file="formulier.docx")
    (found,) = raised.value.findings
    assert (found.rule, found.file) == (rule, "formulier.docx")


def test_a_part_that_unpacks_to_too_much_is_refused(packed, form, monkeypatch):
    monkeypatch.setattr(word_package, "LIMIT", 10_000)
    with pytest.raises(ArchiveBomb):
        read_word(packed(form + "\n" + "a" * 20_000), file="formulier.docx")


def test_macros_and_other_parts_are_not_looked_at(packed, form):
    more = {"word/vbaProject.bin": "Sub AutoOpen()", "word/media/a.xml": ENTITY}
    assert read_word(packed(form, **more), file="formulier.docx").left == ()


def test_styles_that_are_based_on_each_other_end(packed, form):
    style = '<style styleId="s{}"><name val="x"/><basedOn val="s{}"/></style>'
    ring = "".join(style.format(n, (n + 1) % 3000) for n in range(3000))
    paragraph = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>Meer.</w:t></w:r></w:p>'
    data = packed(f"{form}\n{paragraph}", **{"word/styles.xml": f"<styles>{ring}</styles>"})
    assert read_word(data, file="formulier.docx").sections["use"].endswith("Meer.")


def test_a_file_by_the_strict_standard_is_read_too(packed, form):
    data = packed(form)
    assert read_word(data, file="a.docx").values == read_word(_strict(packed, form), file="a.docx").values


def _strict(packed, form):
    paragraphs = "".join(f"<p><r><t>{x.replace('>', '&gt;')}</t></r></p>" for x in form.split("\n"))
    body = f'<document xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"><body>{paragraphs}</body></document>'
    return packed("", **{"word/document.xml": body})
