"""Reads files that tell how codes changed: mergers of schools (DUO) and of municipalities (CBS)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gelijkop.errors import Finding
from gelijkop.model.mergers import Transition
from gelijkop.model.municipalities import Municipalities
from gelijkop.sources.archives import Member, head, is_spreadsheet
from gelijkop.sources.deprivation import open_sheets
from gelijkop.sources.municipality_changes import is_municipalities, read_municipalities
from gelijkop.sources.text import open_member
from gelijkop.sources.transitions import is_transitions, read_transitions

_OTHER = (b"PAR1", b"{", b"[", b"%PDF", b"<")


@dataclass(frozen=True)
class Following:
    """How codes changed, as one file tells: of schools, or of municipalities; and the rows refused."""

    file: str
    schools: tuple[Transition, ...] = ()
    municipalities: Municipalities | None = None
    refused: tuple[Finding, ...] = ()


def read_following(member: Member, workdir: Path) -> Following | None:
    """What this file tells about changes of codes; None where it is no such file.

    Raises:
        InputRefused: it is such a file, but a column is missing or most rows are wrong.
    """
    if is_spreadsheet(member.path):
        sheets = open_sheets(member.path, member.name)
        if is_municipalities(sheets):
            return Following(member.name, municipalities=read_municipalities(sheets, name=member.name))
        return None
    if head(member.path, 64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_OTHER):
        return None
    opened = open_member(member, workdir, delivered=member.path)
    if not is_transitions(opened.header):
        return None
    found = read_transitions(opened)
    return Following(member.name, found.transitions, refused=found.refused)
