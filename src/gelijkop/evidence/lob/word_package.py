"""The parts of a Word file (.docx), unpacked and parsed with bounds: nothing in it is run, fetched or looked up."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from gelijkop.errors import ArchiveBomb, Text, TruncatedFile, UnknownFile, XmlBomb
from gelijkop.sources.refusals import refusal

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
        raise refusal(
            UnknownFile, "no_word", file,
            Text("dit is een zipbestand, maar geen Word-bestand. Verwacht: .docx",
                 "this is a zip file, but no Word file. Expected: .docx"),
        )  # fmt: skip
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
        raise refusal(
            ArchiveBomb, "archive_bomb", file,
            Text(f"een onderdeel pakt uit tot meer dan {LIMIT // 1024**2} MB. Dat is niet toegestaan.",
                 f"a part unpacks to more than {LIMIT // 1024**2} MB. That is not allowed."),
        )  # fmt: skip
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
        raise refusal(TruncatedFile, "empty_file", file, Text("dit bestand is leeg.", "this file is empty."))
    if data.startswith(OLD):
        raise refusal(
            UnknownFile, "old_word", file,
            Text("dit is een oud Word-bestand (.doc), of een met een wachtwoord. Open het in Word, haal het wachtwoord "
                 "weg en bewaar het als .docx",
                 "this is an old Word file (.doc), or one with a password. Open it in Word, remove the password and "
                 "save it as .docx"),
        )  # fmt: skip
    kind = "PDF" if data.startswith(b"%PDF") else "ander soort bestand"
    raise refusal(
        UnknownFile, "no_word", file,
        Text(f"dit is een {kind}. Verwacht: een Word-bestand (.docx)", "this is another kind of file. Expected: .docx"),
    )  # fmt: skip


def _damaged(file: str) -> TruncatedFile:
    return refusal(
        TruncatedFile, "damaged", file,
        Text("dit Word-bestand is beschadigd of afgebroken. Laat Word het herstellen en bewaar het opnieuw",
             "this Word file is damaged or cut short. Let Word mend it and save it again"),
    )  # fmt: skip


def _unsafe(file: str) -> XmlBomb:
    return refusal(
        XmlBomb, "unsafe_xml", file,
        Text("in dit bestand staat XML die schade kan doen (een documenttype, entiteiten, een andere codering of te "
             "veel elementen in elkaar). Open het in Word en bewaar het opnieuw als .docx",
             "this file holds XML that can do harm (a document type, entities, another encoding or too many elements "
             "inside each other). Open it in Word and save it again as .docx"),
    )  # fmt: skip
