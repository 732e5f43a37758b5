"""The XML of REFI-QDA, parsed safely and with everything kept: comments, additions of vendors, unknown names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from gelijkop.errors import DamagedEncoding, Finding, InputRefused, Text, TruncatedFile, UnknownFile, XmlBomb

SIZE = 64 * 1024**2
"""Bytes of one XML file or text; the texts of sources lie beside the XML, so that seldom has 10 MB."""
NAMESPACES = ("urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0")

_FAMILY = "urn:QDA-XML:"
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*?\?>", re.DOTALL)
_ENCODING = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BEFORE_ROOT = re.compile(r"\A(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_UNFINISHED = (etree.ErrorTypes.ERR_TAG_NOT_FINISHED, etree.ErrorTypes.ERR_DOCUMENT_EMPTY)
_SINGLE = ("iso-8859-1", "iso-8859-15", "windows-1252", "cp1252", "latin-1", "us-ascii", "ascii")


@dataclass(frozen=True)
class Decoded:
    """Text of bytes, and what was odd about them."""

    text: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Parsed:
    """A document: its root (with all before and after it in its tree) and what was odd."""

    root: etree._Element
    findings: tuple[Finding, ...]


def parse(data: bytes, *, file: str) -> Parsed:
    """The document in the bytes of `project.qde` or of a codebook.

    Raises:
        XmlBomb: it has a document type, which could hold entities.
        DamagedEncoding: its bytes are no text in its encoding.
        TruncatedFile: it ends before its last element does.
        UnknownFile: its root is none of REFI-QDA.
        InputRefused: it is larger than allowed or not well-formed.
    """
    if len(data) > SIZE:
        raise InputRefused(_too_large(file))
    decoded = decode(data, file=file, declared=_declared(data))
    text = _DECLARATION.sub("", decoded.text)
    if _BEFORE_ROOT.sub("", text, count=1).startswith("<!"):
        raise XmlBomb(
            Text(
                f"{file}: dit bestand heeft een documenttype (DOCTYPE). Dat kan gevaarlijk zijn en hoort niet in "
                "REFI-QDA. Maak de export opnieuw.",
                f"{file}: this file has a document type (DOCTYPE). That can be dangerous and has no place in "
                "REFI-QDA. Export again.",
            )
        )
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, collect_ids=False,
        strip_cdata=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise _unparsed(error, file) from None
    namespace = etree.QName(root).namespace or ""
    if etree.QName(root).localname not in ("Project", "CodeBook") or not namespace.startswith(_FAMILY):
        raise UnknownFile(
            Text(
                f"{file}: dit is geen project of codeboek volgens REFI-QDA. Kies in uw programma: exporteren als "
                "REFI-QDA (.qdpx of .qdc).",
                f"{file}: this is no project or codebook of REFI-QDA. Choose in your program: export as REFI-QDA "
                "(.qdpx or .qdc).",
            )
        )
    findings = list(decoded.findings)
    if namespace not in NAMESPACES:
        said = Text(
            "een andere versie van REFI-QDA dan 1.0; gelezen alsof het 1.0 is. Kijk na of alles er is",
            "another version of REFI-QDA than 1.0; read as if it were 1.0. See whether all is there",
        )
        findings.append(Finding("version", file, said))
    return Parsed(root, tuple(findings))


def written(root: etree._Element) -> bytes:
    """The whole document as bytes in UTF-8, with comments and instructions before and after the root."""
    made: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="utf-8")
    return made


def decode(data: bytes, *, file: str, declared: str = "utf-8") -> Decoded:
    """The text of bytes: UTF-8 or, by their mark, UTF-16; else Windows-1252, with a finding that says so.

    The mark of the byte order is no part of the text.

    Raises:
        DamagedEncoding: they are no text in any of these.
    """
    if (mark := _MARKS.get(data[:2])) is not None:
        try:
            return Decoded(data.decode(mark))
        except UnicodeDecodeError:
            raise DamagedEncoding(_no_text(file)) from None
    if declared.lower() in _SINGLE:
        return Decoded(data.decode("windows-1252" if "1252" in declared else declared.lower(), "replace"))
    if b"\0" in data:  # UTF-16 without a mark would pass for text
        raise DamagedEncoding(_no_text(file))
    try:
        return Decoded(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError:
        raise DamagedEncoding(_no_text(file)) from None
    said = Text(
        "dit is geen UTF-8, al zou dat moeten; gelezen als Windows-1252. Kijk na of letters met accenten goed zijn",
        "this is no UTF-8, though it should be; read as Windows-1252. See whether letters with accents are right",
    )
    return Decoded(text, (Finding("encoding", file, said),))


def _declared(data: bytes) -> str:
    found = _ENCODING.match(data[:200])
    return found[1].decode("ascii") if found else "utf-8"


def _unparsed(error: etree.XMLSyntaxError, file: str) -> InputRefused:
    line = error.lineno or 0
    code: int = error.code  # type: ignore[attr-defined]  # the stubs lack it
    if code in _UNFINISHED:
        text = Text(
            f"{file}: dit bestand is niet heel: het houdt te vroeg op. Maak de export opnieuw.",
            f"{file}: this file is not whole: it ends too soon. Export again.",
        )
        return TruncatedFile(text)
    text = Text(
        f"{file}, regel {line}: dit is geen goede XML. Maak de export opnieuw.",
        f"{file}, line {line}: this is no well-formed XML. Export again.",
    )
    return InputRefused(text)


def _too_large(file: str) -> Text:
    return Text(
        f"{file}: dit bestand is groter dan {SIZE // 1024**2} MB.", f"{file}: this file is over {SIZE // 1024**2} MB."
    )


def _no_text(file: str) -> Text:
    return Text(
        f"{file}: dit is geen tekst in UTF-8 of UTF-16. Maak de export opnieuw.",
        f"{file}: this is no text in UTF-8 or UTF-16. Export again.",
    )
