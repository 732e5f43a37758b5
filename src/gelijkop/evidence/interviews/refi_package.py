"""The zip around a REFI-QDA project: checked names and sizes, one member read at a time, written again whole."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass

from gelijkop.errors import ArchiveBomb, Finding, InputRefused, Text, TruncatedFile, UnknownFile
from gelijkop.evidence.interviews.refi_xml import SIZE

MEMBERS = 20_000
"""Files in one project."""
UNPACKED = 1024**3
"""Bytes of all files of a project together; sound and pictures of interviews go in there."""
RATIO = 200
"""Times the size of the zip that its files may be; text packs to about a fifth."""
FREE = 1024**2
"""Bytes that any project may unpack to, whatever its size."""
PROJECT = ".qde"

_DRIVE = re.compile(r"\A[A-Za-z]:")


@dataclass(frozen=True)
class Package:
    """A zip that was checked: its bytes, and its members in order."""

    file: str
    data: bytes
    names: tuple[str, ...]
    project: str

    def read(self, name: str) -> bytes:
        """The bytes of a member of at most `SIZE`.

        Raises:
            InputRefused: it is larger.
            TruncatedFile: it is damaged.
        """
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            if archive.getinfo(name).file_size > SIZE:
                said = Text(f"een bestand hierin is groter dan {SIZE // 1024**2} MB", "a file in it is too large")
                raise InputRefused(_refused(self.file), [Finding("size", self.file, said)])
            return _content(archive, name, self.file)

    def find(self, path: str) -> str | None:
        """The member that an `internal://` path means, whatever the case of its folder; None where it is not there."""
        wanted = path.casefold()
        places = (f"sources/{wanted}", wanted)
        return next((n for n in self.names if n.casefold() in places), None)


def open_package(data: bytes, *, file: str) -> Package:
    """The zip of a project, after a check of all that could be dangerous in it.

    Raises:
        UnknownFile: it is no zip, or there is not exactly one project in it.
        ArchiveBomb: it would unpack to more than allowed.
        InputRefused: names that lead out of a folder, twice the same name, or encrypted files; all at once.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, UnicodeDecodeError, NotImplementedError):
        raise UnknownFile(_no_zip(file)) from None
    total = sum(m.file_size for m in members)
    if len(members) > MEMBERS or total > UNPACKED or total > max(FREE, RATIO * len(data)):
        raise ArchiveBomb(
            Text(
                f"{file}: uitgepakt is dit veel groter dan mag. Is dit echt een export van uw programma?",
                f"{file}: unpacked this is far larger than allowed. Is it really an export of your program?",
            )
        )
    findings = [*_bad_names(members, file)]
    if findings:
        raise InputRefused(_refused(file), findings)
    projects = [m.filename for m in members if m.filename.lower().endswith(PROJECT) and "/" not in m.filename]
    if len(projects) != 1:
        raise UnknownFile(
            Text(
                f"{file}: hierin hoort één bestand project.qde te staan; er zijn er {len(projects)}.",
                f"{file}: there should be one file project.qde in it; there are {len(projects)}.",
            )
        )
    return Package(file, data, tuple(m.filename for m in members), projects[0])


def write_package(package: Package, project: bytes, *, without: Collection[str] = ()) -> bytes:
    """The zip again with another project in it and without some members; all else as it was, dates and order too."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package.data)) as archive,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as fresh,
    ):
        fresh.comment = archive.comment
        for member in archive.infolist():
            if member.filename in without:
                continue
            own = member.filename == package.project
            content = project if own else _content(archive, member.filename, package.file)
            stored = zipfile.ZIP_STORED if member.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
            fresh.writestr(_copied(member), content, compress_type=stored)
    return made.getvalue()


def _content(archive: zipfile.ZipFile, name: str, file: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        text = Text(
            f"{file}: een bestand hierin is beschadigd. Maak de export opnieuw.",
            f"{file}: a file in it is damaged. Export again.",
        )
        raise TruncatedFile(text) from None


def _copied(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Name, date, rights and comment of a member, without the sizes, which are made again."""
    copy = zipfile.ZipInfo(member.filename, member.date_time)
    copy.external_attr, copy.create_system, copy.comment = member.external_attr, member.create_system, member.comment
    return copy


def _bad_names(members: Collection[zipfile.ZipInfo], file: str) -> list[Finding]:
    """A finding for each kind of name or member that a project cannot have; names themselves are not repeated."""
    parts = [m.orig_filename.replace("\\", "/").split("/") for m in members]
    leads_out = [
        m for m, p in zip(members, parts, strict=True)
        if ".." in p or p[0] == "" or _DRIVE.match(p[0]) or "\0" in m.orig_filename
    ]  # fmt: skip
    seen = [m.filename.casefold() for m in members]
    kinds = (
        (
            "name",
            len(leads_out),
            Text("een naam wijst buiten de map van het project", "a name leads out of the folder"),
        ),
        ("twice", len(seen) - len(set(seen)), Text("een naam staat er twee keer in", "a name stands in it twice")),
        (
            "encrypted",
            sum(1 for m in members if m.flag_bits & 1),
            Text(
                "een bestand is versleuteld. Exporteer zonder wachtwoord",
                "a file is encrypted. Export without password",
            ),
        ),
    )
    return [Finding(rule, file, text, times=times) for rule, times, text in kinds if times]


def _refused(file: str) -> Text:
    return Text(f"{file}: dit project is niet ingelezen:", f"{file}: this project was not read:")


def _no_zip(file: str) -> Text:
    return Text(
        f"{file}: dit is geen REFI-QDA-project (.qdpx). Kies in uw programma: exporteren als REFI-QDA-project.",
        f"{file}: this is no REFI-QDA project (.qdpx). Choose in your program: export as REFI-QDA project.",
    )
