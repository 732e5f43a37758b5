"""Opens messages of the doorstroomtoets chain: JSON of a known version and profile, with its entries.

JSON has no lines that its parser tells, so `row` is the place of an entry in its list, from 1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gelijkop.catalogue import load
from gelijkop.errors import DamagedEncoding, Finding, InputRefused, Text, TruncatedFile, UnknownFile
from gelijkop.model.periods import start_year
from gelijkop.sources.identifiers import location
from gelijkop.sources.refusals import refusal

SIZE = 64 * 1024**2
"""Bytes of one file: it is held in memory as a whole."""

Entry = Mapping[str, Any]  # Any: what JSON holds; every reader of a field checks it

_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
_SIGNS = (b'"deelnemerref"', b'"resultatenscores"', b"Doorstroomtoetsketen")
_LISTS = {"advices": "voorlopigSchooladviezen", "pupils": "deelnemers"}


@dataclass(frozen=True, repr=False)
class Message:
    """One message: what it holds, its school year and entries; `place` (BRIN6) is None for a result, which has none."""

    file: str
    kind: str
    school_year: int
    place: str | None
    entries: Sequence[Entry]


def is_chain(start: bytes) -> bool:
    """Whether a file that begins so is a message of the chain."""
    return _BEGIN.match(start) is not None and any(sign in start for sign in _SIGNS)


def read_messages(data: bytes, file: str) -> tuple[Message, ...]:
    """The message in a file, or the messages in a list.

    Raises:
        DamagedEncoding, TruncatedFile: as they say.
        UnknownFile: it is no message of the chain, or of another version.
        InputRefused: it is too large, or lacks what every message has.
    """
    if len(data) > SIZE:
        raise refusal(
            InputRefused, "too_large", file,
            Text(f"dit bestand is groter dan {SIZE // 1024**2} MB. Dat is niet toegestaan. Splits het.",
                 f"this file is larger than {SIZE // 1024**2} MB. That is not allowed. Split it."),
        )  # fmt: skip
    content = _parsed(data, file)
    return tuple(_message(one, file) for one in (content if isinstance(content, list) else [content]))


def text_of(entry: object, *names: str) -> str:
    """The text under a path of names; empty where it is not there or no text."""
    found = entry
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found.strip() if isinstance(found, str) else str(found) if type(found) is int else ""


def own_number(entry: Entry) -> str:
    """The number of the pupil in the administration of the school (LAS-key); empty where there is only an ECK-iD."""
    references = entry.get("deelnemerref")
    for reference in references if isinstance(references, list) else ():
        if text_of(reference, "label") == "LAS-key":
            return text_of(reference, "onderwijsdeelnemerID")
    return ""


def fault(message: Message, rule: str, row: int, column: str, nl: str, en: str) -> Finding:
    """A finding about one entry; the sentences come without a full stop and never hold its content."""
    text = Text(f"{nl}. Deze leerling is overgeslagen.", f"{en}. This pupil was left out.")
    return Finding(rule, message.file, text, row, column)


def _parsed(data: bytes, file: str) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise refusal(
            DamagedEncoding, "encoding", file,
            Text("dit bestand is geen UTF-8. Lever het opnieuw aan, niet bewerkt.",
                 "this file is no UTF-8. Deliver it again, unedited."),
        ) from None  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise refusal(
            TruncatedFile, "no_json", file,
            Text("dit is geen hele JSON: het bestand is beschadigd of afgebroken. Haal het opnieuw op.",
                 "this is no whole JSON: the file is damaged or cut short. Fetch it again."),
            row=error.lineno if isinstance(error, json.JSONDecodeError) else None,
        ) from None  # fmt: skip


def _message(content: object, file: str) -> Message:
    known = load("sources/doorstroomtoets")
    kind = known["profiles"].get(text_of(content, "profiel"))
    if not isinstance(content, dict) or kind is None or text_of(content, "versie") not in known["versions"]:
        raise refusal(
            UnknownFile, "no_message", file,
            Text(f"dit is geen bericht van de doorstroomtoetsketen (versie {', '.join(known['versions'])}; "
                 f"profiel {', '.join(known['profiles'])}).",
                 f"this is no message of the doorstroomtoets chain (version {', '.join(known['versions'])}; "
                 f"profile {', '.join(known['profiles'])})."),
        )  # fmt: skip
    year = start_year(text_of(content, "schooljaar"))
    group = content.get("deelnemersgroep")
    place = location(text_of(group, "instellingscode"), text_of(group, "vestigingscode"))
    entries = _entries([content.get("resultatenscores")] if kind == "result" else content.get(_LISTS[kind]))
    if year is None or (place is None and kind != "result") or not entries:
        raise refusal(
            InputRefused, "message", file,
            Text("aan dit bericht ontbreekt iets: verwacht worden een schooljaar (2025-2026), de instellingscode en "
                 "vestigingscode van de school, en een lijst van leerlingen.",
                 "something is missing in this message: expected are a school year (2025-2026), the instellingscode "
                 "and vestigingscode of the school, and a list of pupils."),
        )  # fmt: skip
    return Message(file, kind, year, None if kind == "result" else place, entries)


def _entries(found: object) -> Sequence[Entry]:
    """The entries of a list; none where one of them is no entry."""
    whole = isinstance(found, list) and all(isinstance(entry, dict) for entry in found)
    return found if isinstance(found, list) and whole else []
