"""From a record to the form of the Expertisepunt LOB as a Word file, with a supplement, so that nothing is lost."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby

from docx import Document
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from gelijkop.evidence.fields import Field, allowed
from gelijkop.evidence.lob.entries import FIRST, HEADINGS, field_named
from gelijkop.evidence.lob.filling import SUMMARY, TRANSFER, Filled, filled, supplement, unfilled
from gelijkop.evidence.lob.form import Entry
from gelijkop.evidence.lob.labels import GROUPS, written
from gelijkop.evidence.lob.signs import EMPTY, TICKED
from gelijkop.evidence.lob.word_package import Package
from gelijkop.evidence.lob.word_reading import draft_of
from gelijkop.evidence.record import Record
from gelijkop.evidence.taxonomy import Template

FILE = "record.docx"
TITLE = "LOB-ONDERZOEK"
EXPLAINED = "Wat een kaart in de kennisbank ook zegt en dit formulier niet vraagt. Laat leeg wat niet in de bron staat."
MOST = 12  # codes are listed beside a field up to this number
FONT, INK = "Calibri", RGBColor(0x1F, 0x29, 0x37)
MADE = datetime(2026, 1, 1, tzinfo=UTC)  # no clock: the same record gives the same document
NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 cannot hold
BOX = """<w:sdt {ns}><w:sdtPr><w:alias w:val="{label}"/><w14:checkbox><w14:checked w14:val="{state}"/>
<w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>
</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic"
 w:eastAsia="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"""
NAMESPACES = f'{nsdecls("w")} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def write_word(record: Record, *, template: Template = "word") -> bytes:
    """The Word file of a record, with the boxes for years of one version of the form; reading it gives the record."""
    document = _document(filled(record, template))
    _supplement(document, supplement(record, draft_of(_package(document), file=FILE)))
    return _saved(document)


def write_empty_word(*, template: Template = "word") -> bytes:
    """The Word file without anything filled in."""
    form = unfilled(template)
    document = _document(form)
    _supplement(document, form.entries)
    return _saved(document)


def _package(document: Word) -> Package:
    """The parts of a document that is not saved yet."""
    links = {name: rel.target_ref for name, rel in document.part.rels.items() if rel.is_external}
    return Package(document.element, document.styles.element, links)


def _saved(document: Word) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _document(form: Filled) -> Word:
    """The form without its supplement."""
    document = Document()
    _style(document, form.title)
    document.add_paragraph(TITLE, style="Title")
    _heading(document, written("general"), 1)
    _heading(document, written("criteria"), 2)
    _criteria(document, form)
    for code, text in (("title", form.title), ("authors", form.authors)):
        _heading(document, written(code), 2)
        _prose(document, text)
    _heading(document, written("link"), 2)
    _address(document.add_paragraph(), form.link)
    _heading(document, written("summary"), 1)
    _heading(document, SUMMARY, 2)
    for heading, text in form.summary:
        _heading(document, heading, 3)
        _prose(document, text)
    _heading(document, written("transfer"), 1)
    _heading(document, TRANSFER, 2)
    _prose(document, form.transfer)
    return document


def _style(document: Word, title: str) -> None:
    """Language, title, fonts and margins."""
    properties = document.core_properties
    properties.title, properties.language = _safe(title) or TITLE, "nl-NL"
    properties.author, properties.comments = "gelijkop", ""
    properties.created = properties.modified = MADE
    styles = document.styles
    for name, size in (("Normal", 11), ("Title", 24), ("Heading 1", 18), ("Heading 2", 14), ("Heading 3", 12)):
        font = styles[name].font
        font.name, font.size, font.color.rgb = FONT, Pt(size), INK
        fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for key in [k for k in fonts.attrib if "Theme" in str(k)]:
            del fonts.attrib[key]
    for lang in styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "nl-NL")
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)


def _criteria(document: Word, form: Filled) -> None:
    """A row for each group: its name, and its boxes below each other."""
    table = _table(document, len(GROUPS), (4.0, 12.0), "Criteria: per rij een vraag en de vakjes erbij")
    for row, group in zip(table.rows, GROUPS, strict=True):
        _bold(row.cells[0].paragraphs[0], written(group))
        for place, (label, ticked) in enumerate(form.boxes[group]):
            paragraph = row.cells[1].paragraphs[0] if place == 0 else row.cells[1].add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            sign = TICKED if ticked else EMPTY
            escaped = label.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            xml = BOX.format(ns=NAMESPACES, label=escaped, state=int(ticked), sign=sign)
            paragraph._p.append(parse_xml(xml))
            paragraph.add_run(f" {label}")


def _heading(document: Word, text: str, level: int) -> None:
    """A real heading; its style is set by name, which is ten times as fast as looking it up."""
    document.add_paragraph(text)._p.style = f"Heading{level}"


def _prose(document: Word, text: str) -> None:
    """A paragraph for each that the text has; a single line end stays inside it."""
    for paragraph in text.split("\n\n"):
        document.add_paragraph(_safe(paragraph))


def _address(paragraph: Paragraph, address: str) -> None:
    """A link that can be followed; what is no address of a page stays text."""
    if not re.fullmatch(r"https?://\S+", address):
        paragraph.add_run(_safe(address))
        return
    name = paragraph.part.relate_to(
        _safe(address),
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    link = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{name}"/>')
    run = paragraph.add_run(_safe(address))
    run.font.underline, run.font.color.rgb = True, RGBColor(0x1D, 0x4E, 0xD8)
    link.append(run._r)
    paragraph._p.append(link)


def _supplement(document: Word, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    _heading(document, written("supplement"), 1)
    document.add_paragraph(EXPLAINED)
    for (table, place), some in groupby(entries, key=lambda e: (e.table, e.place)):
        heading = f"{HEADINGS[table]} {place + 1}" if table == "effect" else HEADINGS[table]
        _heading(document, heading, 2)
        _keys(document, list(some), heading)


def _keys(document: Word, entries: Sequence[Entry], heading: str) -> None:
    """A table of keys: what is asked with its name, the value, and which words it may be."""
    table = _table(document, len(entries) + 1, (5.0, 7.5, 3.5), f"{heading}: per rij een veld, de waarde en wat mag")
    for cell, text in zip(table.rows[0].cells, (FIRST, "Invullen", "Wat mag"), strict=True):
        _bold(cell.paragraphs[0], text)
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for row, entry in zip(list(table.rows)[1:], entries, strict=True):
        shape = field_named(entry)
        cells = row.cells
        cells[0].paragraphs[0].add_run(f"{shape.text.nl} ({shape.name})")
        for place, item in enumerate(entry.items):
            (cells[1].paragraphs[0] if place == 0 else cells[1].add_paragraph()).add_run(item)
        cells[2].paragraphs[0].add_run(_hint(shape)).font.size = Pt(9)


def _hint(shape: Field) -> str:
    """The words that a field may hold, where they are few."""
    if shape.shape == "yes_no":
        return "ja · nee"
    if not shape.list:
        return {"lines": "elk op een regel", "number": "getal", "count": "geheel getal", "year": "jaartal"}.get(
            shape.shape, "tekst op één regel"
        )
    codes = list(allowed(shape.list))
    return (
        " · ".join(codes)
        if len(codes) <= MOST
        else f"gelijkop {'indicators' if shape.list == 'indicator' else 'evidence list'}"
    )


def _table(document: Word, rows: int, widths: Sequence[float], description: str) -> Table:
    """A table with lines and widths, and a description for who hears it."""
    table: Table = document.add_table(rows, len(widths), style="Table Grid")
    table.autofit = False
    properties = table._tbl.tblPr
    properties.append(parse_xml(f'<w:tblDescription {nsdecls("w")} w:val="{description}"/>'))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for cell, width in zip(row._tr.tc_lst, widths, strict=True):
            cell.width = Cm(width)
    return table


def _bold(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run(text).bold = True


def _safe(text: str) -> str:
    """A text that XML can hold; what it cannot is in the supplement, between quotes."""
    return NEVER.sub("\ufffd", text)
