"""The commands that make a record of a document, and a form of the Expertisepunt LOB of a record."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gelijkop.errors import Finding, InputRefused, Text, UserError
from gelijkop.evidence.adding import Added, add, renamed
from gelijkop.evidence.lob.heading_writing import write_empty_headings, write_headings
from gelijkop.evidence.lob.word_writing import write_empty_word, write_word
from gelijkop.evidence.record import Record
from gelijkop.evidence.taxonomy import Template
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.evidence_command import known_records, no_record
from gelijkop.pipeline.evidence_files import SUFFIX

LIMIT = 256 * 1024**2  # bytes of a file, which is held in memory as a whole
EDITIONS: dict[str, Template] = {"1": "word", "2": "headings"}
TEXTS = (".md", ".txt")


def add_(call: Call, a: argparse.Namespace) -> None:
    """Write a record for each document, and tell what was placed, what was not and what is still to be filled in.

    Raises:
        UserError: a document cannot be read or a record would replace a file; nothing was written.
    """
    errors: list[UserError] = []
    made: list[Added] = []
    for path in a.files:
        try:
            made += add(_bytes(path), file=str(path), number=a.number)
        except UserError as error:
            errors.append(error)
    made = list(_own_names(made))
    findings = [f for e in errors for f in e.findings or (Finding("file", "", e.text),)]
    findings += () if a.force else _there(made, a.out)
    if findings:
        kind = type(errors[0]) if errors else UserError
        text = Text("Er is niets geschreven. Verbeter eerst dit:", "Nothing was written. First mend this:")
        raise kind(text, findings)
    a.out.mkdir(parents=True, exist_ok=True)
    for added in made:
        _write(a.out / (added.id + SUFFIX), added.text.encode("utf-8"))
        _tell(call, added, a.out)
    if any(added.todo for added in made):
        call.say("evidence_add_next", out=a.out)
    elif made:
        call.say("evidence_add_ready", out=a.out)


def word(call: Call, a: argparse.Namespace) -> None:
    """Write the form of a record, or without one an empty form; its name tells whether it is Word or text.

    Raises:
        UserError: another kind of file is asked for, there is no such record, or the file is there already.
    """
    suffix = a.file.suffix.lower()
    if suffix != ".docx" and suffix not in TEXTS:
        text = Text(
            f"{a.file}: kies een naam die eindigt op .docx (Word), .md of .txt (kopjes).",
            f"{a.file}: choose a name that ends in .docx (Word), .md or .txt (headings).",
        )
        raise UserError(text)
    if a.file.exists() and not a.force:
        text = Text(f"{a.file} bestaat al. Kies een andere naam, of --force.",
                    f"{a.file} is there already. Choose another name, or --force.")  # fmt: skip
        raise UserError(text)
    edition = EDITIONS[a.edition or ("1" if suffix == ".docx" else "2")]
    record = _chosen(a)
    if suffix == ".docx":
        data = write_word(record, template=edition) if record else write_empty_word(template=edition)
    else:
        said = write_headings(record, template=edition) if record else write_empty_headings(template=edition)
        data = said.encode("utf-8")
    a.file.parent.mkdir(parents=True, exist_ok=True)
    _write(a.file, data)
    call.say("evidence_word_written", file=a.file)


def _chosen(a: argparse.Namespace) -> Record | None:
    if not a.record:
        return None
    known = known_records(a)
    if a.record not in known:
        raise no_record(a.record, known)
    return known[a.record]


def _bytes(path: Path) -> bytes:
    """What is in a file.

    Raises:
        InputRefused: it is not there, cannot be read or is too large.
    """
    try:
        if path.stat().st_size <= LIMIT:
            return path.read_bytes()
        said = Text(f"dit bestand is groter dan {LIMIT // 1024**2} MB. Dat is niet toegestaan",
                    f"this file is larger than {LIMIT // 1024**2} MB. That is not allowed")  # fmt: skip
    except OSError:
        said = Text("dit bestand is er niet, of kan niet worden gelezen. Kijk naar de naam en de rechten",
                    "there is no such file, or it cannot be read. Look at its name and permissions")  # fmt: skip
    raise InputRefused(said, [Finding("file", str(path), said)])


def _own_names(made: Sequence[Added]) -> Iterator[Added]:
    """The records, of which a second of the same name gets a number behind it; a copied record keeps its own."""
    seen: set[str] = {m.id for m in made if m.source == "record"}
    for added in made:
        name, number = added.id, 2
        while added.source != "record" and name in seen:
            name, number = f"{added.id}-{number}", number + 1
        seen.add(name)
        yield added if name == added.id else renamed(added, name)


def _there(made: Sequence[Added], out: Path) -> Iterator[Finding]:
    """A finding for each file that would be replaced."""
    said = Text(
        "dit bestand is er al. Kies een andere map met --out, of vervang het met --force",
        "this file is there already. Choose another folder with --out, or replace it with --force",
    )
    for added in made:
        path = out / (added.id + SUFFIX)
        if path.exists():
            yield Finding("exists", str(path), said)


def _tell(call: Call, added: Added, out: Path) -> None:
    """What came of one document."""
    path = out / (added.id + SUFFIX)
    call.say(f"evidence_add_{added.source}", file=path)
    if added.placed:
        call.say("evidence_add_placed", names=", ".join(added.placed))
    for key, findings in (("evidence_add_left", added.left), ("evidence_add_todo", added.todo)):
        if findings:
            call.say(key, count=len(findings))
            shown = findings if key == "evidence_add_left" else [replace(f, file=path.name) for f in findings]
            for finding in shown:
                call.print(f"  {finding.say(call.language)}")


def _write(path: Path, data: bytes) -> None:
    """Put a file in place at once, so that a broken run leaves the old one."""
    fresh = path.with_name(f".{path.name}.nieuw")
    fresh.write_bytes(data)
    fresh.replace(path)
