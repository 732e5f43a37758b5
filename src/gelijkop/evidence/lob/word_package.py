"""The parts of a Word file (.docx), unpacked and parsed with bounds: nothing in it is run, fetched or looked up."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from gelijkop.errors import ArchiveBomb, TruncatedFile, UnknownFile, XmlBomb
from gelijkop.evidence.lob.form import refusal

LIMIT = 32 * 1024**2
"""Bytes of one part unpacked; the text of a book is a tenth of it."""
DEPTH = 200
"""Elements inside each other; a table in a table in a text box reaches 60."""
PLACES = {"officeDocument": "word/document.xml", "styles": "word/styles.xml"}
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a .doc, and a .docx with a password


@dataclass(frozen=True)
class Package:
    """The main text and the styles of a Word file, and the addresses of its links by their name."""

    body: etree._Element
    styles: etree._Element | None
    links: Mapping[str, str]


def open_package(data: bytes, *, file: str) -> Package:
    """The parts of a Word file that hold its text.

    Raises:
        UnknownFile: it is another kind of file, such as an old .doc or a PDF.
        TruncatedFile: it is damaged or cut short.
        ArchiveBomb: a part unpacks to more than is allowed.
        XmlBomb: a part has a document type or entities, or elements too deep inside each other.
    """
    _check_kind(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _package(archive, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError, OSError):
        raise _damaged(file) from None


def _package(archive: zipfile.ZipFile, file: str) -> Package:
    names = set(archive.namelist())
    found = _targets(archive, "_rels/.rels", "", file).get("officeDocument", [("", "")])
    main = found[0][1] or PLACES["officeDocument"]
    if main not in names:
        raise refusal(UnknownFile, "no_word", file, what="zip")
    folder, name = posixpath.split(main)
    targets = _targets(archive, f"{folder}/_rels/{name}.rels", folder, file)
    styles = (targets.get("styles") or [("", PLACES["styles"])])[0][1]
    return Package(
        _parsed(archive, main, file),
        _parsed(archive, styles, file) if styles in names else None,
        dict(targets.get("hyperlink", [])),
    )


def _targets(archive: zipfile.ZipFile, path: str, folder: str, file: str) -> dict[str, list[tuple[str, str]]]:
    """What a part points to, by kind: name and path, or for a link its address."""
    if path not in archive.namelist():
        return {}
    found: dict[str, list[tuple[str, str]]] = {}
    for one in _parsed(archive, path, file):
        kind = one.get("Type", "").rpartition("/")[2]
        target = one.get("Target", "")
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found.setdefault(kind, []).append((one.get("Id", ""), target))
    return found


def _parsed(archive: zipfile.ZipFile, path: str, file: str) -> etree._Element:
    with archive.open(path) as packed:
        data = packed.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise refusal(ArchiveBomb, "archive_bomb", file, limit=LIMIT // 1024**2)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or 0 in data[:4]:
        raise _unsafe(file)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in (error.msg or "").lower():
            raise _unsafe(file) from None
        raise _damaged(file) from None
    if root.getroottree().docinfo.internalDTD is not None or root.xpath(f"boolean({'/*' * (DEPTH + 1)})"):
        raise _unsafe(file)
    return root


def _check_kind(data: bytes, file: str) -> None:
    if data.startswith(b"PK"):
        return
    if not data:
        raise refusal(TruncatedFile, "empty_file", file)
    if data.startswith(OLD):
        raise refusal(UnknownFile, "old_word", file)
    raise refusal(UnknownFile, "no_word", file, what="PDF" if data.startswith(b"%PDF") else "?")


def _damaged(file: str) -> TruncatedFile:
    return refusal(TruncatedFile, "damaged", file)


def _unsafe(file: str) -> XmlBomb:
    return refusal(XmlBomb, "unsafe_xml", file)
