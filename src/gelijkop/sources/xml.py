"""Opens XML from outside safely: no document type, no entities, no network, and bounds on size and depth."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from gelijkop.errors import ArchiveBomb, DamagedEncoding, InputRefused, Text, TruncatedFile, UnknownFile, XmlBomb
from gelijkop.sources.archives import LIMIT, RATIO, members
from gelijkop.sources.refusals import refusal

SIZE = 64 * 1024**2
"""Bytes of one document; an OSO dossier with its attachments is seldom over 10 MB."""
DEPTH = 64
"""Elements inside each other; the OSO schema reaches 14."""
MEMBERS = 100_000
"""Documents in one archive or folder."""

_ENCODINGS = ("utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252")
"""Encodings in which `<` is always the byte of `<`: in others a document type could hide."""
_DECLARED = re.compile(rb"""\A<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]*)["']""")
_BEFORE_ROOT = re.compile(rb"\A(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEPTH + 1) + ")")
_UNFINISHED = (
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED,
    etree.ErrorTypes.ERR_DOCUMENT_EMPTY,
    etree.ErrorTypes.ERR_CDATA_NOT_FINISHED,
    etree.ErrorTypes.ERR_COMMENT_NOT_FINISHED,
    etree.ErrorTypes.ERR_GT_REQUIRED,
)
_DIGITS = re.compile(r"\d{8,}")


@dataclass(frozen=True)
class Document:
    """One document that was parsed; `file` is its name for the user, `root` its outermost element."""

    file: str
    root: etree._Element


def documents(
    path: Path, workdir: Path, *, limit: int = LIMIT, ratio: int = RATIO, most: int = MEMBERS
) -> Iterator[Document | UnknownFile]:
    """Every XML document in a folder, zip, .gz or plain file, one at a time.

    A file that is no XML at all comes out as an error that is not raised, so that a stray file does
    not stop the others. Long numbers in names are masked: a name may hold the number of a pupil.

    Raises:
        ArchiveBomb: an archive unpacks to more than `limit` bytes, `ratio` times its size or `most` files.
        XmlBomb, TruncatedFile, DamagedEncoding, InputRefused: as `parse`.
    """
    for count, member in enumerate(members(path, workdir, limit=limit, ratio=ratio), start=1):
        name = shown(member.name)
        if count > most:
            raise refusal(
                ArchiveBomb, "too_many_files", shown(path.name),
                Text(f"hierin zitten meer dan {most} bestanden. Lees ze in delen in.",
                     f"this holds more than {most} files. Read them in parts."),
            )  # fmt: skip
        try:
            data = _content(member.path, name)
        finally:
            if member.path.is_relative_to(workdir):
                member.path.unlink(missing_ok=True)
        try:
            yield Document(name, parse(data, name))
        except UnknownFile as unknown:
            yield unknown


def parse(data: bytes, file: str) -> etree._Element:
    """The outermost element of one document.

    Raises:
        XmlBomb: it has a document type or entities, or more elements inside each other than allowed.
        TruncatedFile: it ends before its last element does.
        DamagedEncoding: its bytes are no text in its encoding, or that encoding is not allowed.
        UnknownFile: it is no XML.
        InputRefused: it is larger than allowed or not well-formed.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    _check_size(len(data), file)
    _check_kind(data, file)
    _check_encoding(data, file)
    _check_start(data, file)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True, collect_ids=False, recover=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _unparsed(error, data, file) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _document_type(file)
    if _TOO_DEEP(root):
        raise _too_deep(file)
    return root


def rename(root: etree._Element, namespace: str | None) -> None:
    """Put an element and all inside it that is of the same namespace in another one, or in none."""
    old = etree.QName(root).namespace
    for element in root.iter(f"{{{old}}}*"):
        element.tag = etree.QName(namespace, etree.QName(element).localname).text


def again(element: etree._Element, names: Collection[str]) -> etree._Element | None:
    """The first child of one of these names (without namespace) that stands there a second time."""
    seen: set[str] = set()
    for child in element.iterchildren(etree.Element):
        if child.tag in seen and etree.QName(child).localname in names:
            return child
        seen.add(child.tag)
    return None


def shown(name: str) -> str:
    """The name of a file for the user, with every run of 8 digits or more masked."""
    return _DIGITS.sub("…", name)


def _content(path: Path, file: str) -> bytes:
    try:
        _check_size(path.stat().st_size, file)
        return path.read_bytes()
    except OSError:
        raise refusal(
            InputRefused, "unreadable", file,
            Text("dit bestand kan niet worden gelezen. Controleer de rechten.",
                 "this file cannot be read. Check its permissions."),
        ) from None  # fmt: skip


def _check_size(size: int, file: str) -> None:
    if size > SIZE:
        raise refusal(
            InputRefused, "too_large", file,
            Text(f"dit bestand is groter dan {SIZE // 1024**2} MB. Dat is niet toegestaan. Splits het.",
                 f"this file is larger than {SIZE // 1024**2} MB. That is not allowed. Split it."),
        )  # fmt: skip


def _check_kind(data: bytes, file: str) -> None:
    """Refuse what no XML begins with, before its bytes are taken for damaged text; UTF-16 has a sentence of its own."""
    if data.strip() and not data.lstrip().startswith(b"<") and not _is_wide(data):
        raise refusal(
            UnknownFile, "no_xml", file,
            Text("dit is geen XML. Verwacht worden .xml-bestanden, zoals OSO-dossiers, of een .zip daarmee.",
                 "this is no XML. Expected are .xml files, such as OSO dossiers, or a .zip of them."),
        )  # fmt: skip


def _is_wide(data: bytes) -> bool:
    """Whether this may be UTF-16 or UTF-32."""
    return bool(data[:4].count(0)) or data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _check_encoding(data: bytes, file: str) -> None:
    declared = _DECLARED.match(data)
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if encoding not in _ENCODINGS or _is_wide(data):
        raise refusal(
            DamagedEncoding, "encoding", file,
            Text("de tekens staan in een codering die niet is toegestaan. Lever het bestand aan als UTF-8.",
                 "the characters are in an encoding that is not allowed. Deliver the file as UTF-8."),
        )  # fmt: skip
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if error.reason == "unexpected end of data":
            raise _cut_short(file, line) from None
        raise refusal(
            DamagedEncoding, "encoding", file,
            Text("hier staat een teken dat geen UTF-8 is. Lever het bestand opnieuw aan, niet bewerkt.",
                 "there is a character here that is no UTF-8. Deliver the file again, unedited."),
            row=line,
        ) from None  # fmt: skip


def _check_start(data: bytes, file: str) -> None:
    before = _BEFORE_ROOT.match(data)
    start = data[before.end() if before else 0 :][:9]
    if start.upper().startswith((b"<!DOCTYPE", b"<!ENTITY")):
        raise _document_type(file)
    if not data.strip():
        raise refusal(
            TruncatedFile, "empty_document", file, Text("dit bestand is leeg.", "this file is empty.")
        )  # fmt: skip


def _document_type(file: str) -> XmlBomb:
    return refusal(
        XmlBomb, "document_type", file,
        Text("dit bestand heeft een documenttype of entiteiten (<!DOCTYPE …>). Daarmee kan een bestand schade "
             "doen; een dossier heeft ze niet nodig. Vraag de leverancier om een dossier zonder.",
             "this file has a document type or entities (<!DOCTYPE …>). A file can do harm with them; "
             "a dossier does not need them. Ask the supplier for a dossier without."),
    )  # fmt: skip


def _too_deep(file: str) -> XmlBomb:
    return refusal(
        XmlBomb, "too_deep", file,
        Text(f"in dit bestand zitten meer dan {DEPTH} elementen in elkaar. Dat is niet toegestaan.",
             f"this file has more than {DEPTH} elements inside each other. That is not allowed."),
    )  # fmt: skip


def _unparsed(error: etree.XMLSyntaxError, data: bytes, file: str) -> InputRefused:
    """Our error for one of the parser, whose own message may quote the document and is not passed on."""
    line = error.lineno or None
    code: int = error.code  # type: ignore[attr-defined]  # the stubs lack it
    if "depth" in (error.msg or "").lower():
        return _too_deep(file)
    if "huge" in (error.msg or "").lower():
        return refusal(
            InputRefused, "too_large", file,
            Text("hier staat een bijlage van meer dan 10 MB. Dat is niet toegestaan. Laat de bijlage weg.",
                 "there is an attachment of more than 10 MB here. That is not allowed. Leave it out."),
            row=line,
        )  # fmt: skip
    if code == etree.ErrorTypes.ERR_UNDECLARED_ENTITY:
        return _document_type(file)
    if code in _UNFINISHED or (code != etree.ErrorTypes.ERR_DOCUMENT_END and not data.rstrip().endswith(b">")):
        return _cut_short(file, line)
    return refusal(
        InputRefused, "not_well_formed", file,
        Text("de XML klopt hier niet. Lever het bestand opnieuw aan, niet bewerkt.",
             "the XML is not right here. Deliver the file again, unedited."),
        row=line,
    )  # fmt: skip


def _cut_short(file: str, line: int | None) -> TruncatedFile:
    return refusal(
        TruncatedFile, "cut_short", file,
        Text("dit bestand is afgebroken: het laatste element is niet afgesloten. Haal het opnieuw op.",
             "this file is cut short: its last element is not closed. Fetch it again."),
        row=line,
    )  # fmt: skip
