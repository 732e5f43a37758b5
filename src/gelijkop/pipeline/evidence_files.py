"""Files with evidence records of the user: which there are, their text, and the records in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from gelijkop.errors import DefinitionRefused, Finding, Text, UserError
from gelijkop.evidence.reading import read_records
from gelijkop.evidence.record import Record

SUFFIX = ".md"
ADDRESS = re.compile("[a-z0-9][a-z0-9-]{0,79}")


def own_records(given: Path) -> tuple[Record, ...]:
    """The records in a file or folder.

    Raises:
        UserError: there is no such file or folder, or the folder holds no records.
        DefinitionRefused: with all findings of all files together.
    """
    return read_records([(str(p), text_of(p)) for p in record_files(given)])


def publishable(records: Sequence[Record]) -> None:
    """Nothing, when the id of each record can be an address on a site.

    Raises:
        DefinitionRefused: with each that cannot.
    """
    said = Text(
        "deze naam kan geen adres zijn. Gebruik kleine letters, cijfers en streepjes, ook als naam van het bestand",
        "this name cannot be an address. Use small letters, digits and hyphens, and rename the file likewise",
    )
    found = [Finding("id", f"{r.id}{SUFFIX}", said) for r in records if not ADDRESS.fullmatch(r.id)]
    if found:
        text = Text("Deze kaarten kunnen niet op een site:", "These records cannot go on a site:")
        raise DefinitionRefused(text, found)


def record_files(given: Path) -> list[Path]:
    """A file as it is, and a folder as its records, sorted.

    Raises:
        UserError: there is no such file or folder, or the folder holds no records.
    """
    if not given.exists():
        text = Text(f"{given}: dit bestand of deze map is er niet.", f"{given}: there is no such file or folder.")
        raise UserError(text)
    files = sorted(p for p in given.iterdir() if p.suffix == SUFFIX) if given.is_dir() else [given]
    if not files:
        text = Text(
            f"{given}: in deze map staan geen kaarten (bestanden die eindigen op {SUFFIX}).",
            f"{given}: this folder holds no records (files that end in {SUFFIX}).",
        )
        raise UserError(text)
    return files


def text_of(path: Path) -> str:
    """The text of a file.

    Raises:
        UserError: it is not text in UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except (UnicodeDecodeError, IsADirectoryError) as error:
        text = Text(
            f"{path}: dit is geen tekst in UTF-8. Bewaar het bestand als UTF-8 en probeer opnieuw.",
            f"{path}: this is no text in UTF-8. Save the file as UTF-8 and try again.",
        )
        raise UserError(text) from error
