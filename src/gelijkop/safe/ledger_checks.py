"""Whether a ledger as it stands on disk is the one that was written: every line, every file, in order, to the end."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from gelijkop.errors import Finding, LedgerRefused, Text
from gelijkop.safe.ledger import START, Head, Ledger, Line, Page, read_cells

LINES = "logboek.jsonl"


def verified(ledger: Ledger, text: bytes, columns: Mapping[str, bytes], head: Head | None = None) -> Ledger:
    """The ledger with all its pages.

    Args:
        ledger: one without pages, under the key of the organisation.
        text: all lines.
        columns: the bytes of each file of columns, by name.
        head: what the store or a release kept of the last line; lines after that one are fine.

    Raises:
        LedgerRefused: with everything that is wrong. No number of the ledger is named.
    """
    rows = text.splitlines(keepends=True)
    lines = [_line(row) for row in rows]
    findings = list(_findings(ledger, lines, rows, columns, head))
    if findings:
        raise LedgerRefused(
            Text(
                "Het logboek van uitgaven klopt niet. Zet de laatste reservekopie van de hele map terug. Zonder een "
                "logboek dat klopt, wordt niets uitgegeven.",
                "The ledger of releases is not right. Put back the last backup of the whole folder. Without a ledger "
                "that is right, nothing is released.",
            ),
            findings,
        )
    pages = tuple(_page(line, columns) for line in lines if line is not None)
    return Ledger(ledger.secret, pages)


def _page(line: Line, columns: Mapping[str, bytes]) -> Page:
    held = columns[line.file] if line.file else b""
    return Page(line, read_cells(held) if held else (), held)


def _line(row: bytes) -> Line | None:
    """The line that a row holds; None where it holds none, or is written in another way than ours."""
    try:
        values = json.loads(row)
        line = Line(**{f.name: values[f.name] for f in fields(Line)})
        return line if line.written() == row else None
    except (ValueError, KeyError, TypeError):
        return None


def _findings(
    ledger: Ledger, lines: Sequence[Line | None], rows: Sequence[bytes], columns: Mapping[str, bytes], head: Head | None
) -> Iterator[Finding]:
    whole = [line for line in lines if line is not None]
    strange = [not hmac.compare_digest(line.sealed(ledger.secret).mac, line.mac) for line in whole]
    if whole and all(strange) and _chained(lines):
        yield Finding(
            "other_key",
            LINES,
            Text(
                "Het is gemaakt met een andere sleutel. Geef met --key de sleutel waarmee eerder is uitgegeven.",
                "It was made with another key. Give the key that earlier releases were made with: --key.",
            ),
        )
        return
    previous = START
    for row, (line, written) in enumerate(zip(lines, rows, strict=True), start=1):
        if line is None:
            yield _found("unreadable", row, "Deze regel is beschadigd.", "This line is damaged.")
        elif not hmac.compare_digest(line.sealed(ledger.secret).mac, line.mac):
            yield _found(
                "changed",
                row,
                "Deze regel is na het schrijven veranderd, of met een andere sleutel geschreven.",
                "This line was changed after it was written, or written with another key.",
            )
        elif line.number != row or line.previous != previous:
            yield _found(
                "order",
                row,
                "Hiervoor ontbreekt een regel, of er is er een bij gekomen of verplaatst.",
                "Before this one a line is missing, or was put in or moved.",
            )
        else:
            yield from _columns(line, columns)
        previous = hashlib.sha256(written).hexdigest()
    yield from _end(rows, head)


def _chained(lines: Sequence[Line | None]) -> bool:
    """Whether every line names the hash of the one before it."""
    previous = START
    for line in lines:
        if line is None or line.previous != previous:
            return False
        previous = line.hash()
    return True


def _columns(line: Line, columns: Mapping[str, bytes]) -> Iterator[Finding]:
    if not line.file:
        return
    if line.file not in columns:
        text = Text("Dit bestand ontbreekt.", "This file is missing.")
        yield Finding("missing", line.file, text)
    elif hashlib.sha256(columns[line.file]).hexdigest() != line.sha256:
        text = Text("Dit bestand is na het schrijven veranderd.", "This file was changed after it was written.")
        yield Finding("changed", line.file, text)


def _end(rows: Sequence[bytes], head: Head | None) -> Iterator[Finding]:
    if head is None or head.number == 0:
        return
    if len(rows) < head.number:
        yield Finding(
            "cut_off",
            LINES,
            Text(
                f"Het einde ontbreekt: er zijn {len(rows)} regels, en er waren er ten minste {head.number}.",
                f"The end is missing: there are {len(rows)} lines, and there were at least {head.number}.",
            ),
        )
    elif hashlib.sha256(rows[head.number - 1]).hexdigest() != head.sha256:
        yield _found(
            "other_ledger",
            head.number,
            "Dit is een andere regel dan die bij de laatste uitgave is bewaard.",
            "This is another line than the one that was kept at the last release.",
        )


def _found(rule: str, row: int, nl: str, en: str) -> Finding:
    return Finding(rule, LINES, Text(nl, en), row=row)
