"""The folder of a review: strategy, files of search results as they came, and decisions that are only ever added."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from gelijkop.errors import Finding, InputRefused, Text, UserError
from gelijkop.evidence.bibliography.duplicates import merge
from gelijkop.evidence.bibliography.reading import Bibliography, read_references
from gelijkop.evidence.bibliography.sets import SearchSet
from gelijkop.evidence.screening.decisions import Decision, header, lines, read_decisions
from gelijkop.evidence.screening.review import Review
from gelijkop.evidence.strategy.reading import read_strategy
from gelijkop.pipeline.folders import fresh_folder

STRATEGY, SETTINGS, DECISIONS = "strategie.toml", "review.toml", "besluiten.csv"
RESULTS, ABOUT, LOCK = "zoekresultaten", "zoekactie.toml", ".slot"


def start_review(folder: Path, strategy: str, *, reviewers: int) -> None:
    """Make the folder of a review.

    Raises:
        DefinitionRefused: the strategy has faults.
        UserError: the folder is there already, or cannot be made.
    """
    read_strategy(strategy, file=STRATEGY)
    with fresh_folder(folder, force=False) as fresh:
        (fresh / STRATEGY).write_text(strategy, "utf-8")
        (fresh / SETTINGS).write_text(f"reviewers = {reviewers}\n", "utf-8")
        (fresh / DECISIONS).write_text(header(), "utf-8")
        (fresh / RESULTS).mkdir()


def open_review(folder: Path) -> Review:
    """The review in a folder.

    Raises:
        UserError: it is no folder of a review.
        InputRefused: a file in it is damaged, or was changed since it was imported.
    """
    try:
        strategy = read_strategy((folder / STRATEGY).read_text("utf-8-sig"), file=str(folder / STRATEGY))
        settings = tomllib.loads((folder / SETTINGS).read_text("utf-8-sig"))
        decided = (folder / DECISIONS).read_text("utf-8")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise _no_review(folder) from None
    reviewers = settings.get("reviewers")
    if type(reviewers) is not int or reviewers < 1:
        raise _no_review(folder)
    sets = [_read_set(path) for path in _sets(folder)]
    decisions = read_decisions(decided, file=str(folder / DECISIONS))
    return Review(strategy, merge(sets), decisions, reviewers)


def add_results(folder: Path, file: Path, about: SearchSet) -> tuple[str, Bibliography]:
    """Keep a file of search results in the folder of a review; `about` tells of the search, without references.

    Returns:
        The name of the set, and what was read.

    Raises:
        UserError: there is no such file, it was imported already, or it cannot be written.
        InputRefused: it cannot be read as references.
    """
    try:
        data = file.read_bytes()
    except OSError:
        raise UserError(Text(f"{file}: dit bestand is er niet.", f"{file}: there is no such file.")) from None
    found = read_references(data, file=file.name)
    digest = hashlib.sha256(data).hexdigest()
    with locked(folder):
        there = _sets(folder)
        for path in there:
            entry = _about(path)
            if entry["sha256"] == digest and entry["how"] == about.how and entry["of"] == about.of:
                text = Text(
                    f"{file}: dit bestand is al ingelezen, als {path.name}.",
                    f"{file}: this file was imported already, as {path.name}.",
                )
                raise UserError(text)
        last = max((int(path.name.split("-")[0]) for path in there), default=0)
        plain = re.sub(r"[^a-z0-9]+", "-", (about.database or about.how).casefold()).strip("-")
        name = f"{last + 1:02}-{plain[:40] or 'set'}"
        half = Path(tempfile.mkdtemp(prefix=".", dir=folder / RESULTS))
        try:
            kept = file.name if file.name != ABOUT else f"bestand-{ABOUT}"
            (half / kept).write_bytes(data)
            (half / ABOUT).write_text(_written(about, kept, digest), "utf-8")
            half.chmod(0o755)
            half.rename(folder / RESULTS / name)
        except OSError:
            shutil.rmtree(half, ignore_errors=True)
            raise _not_written(folder) from None
    return name, found


def add_decisions(
    folder: Path, decisions: Sequence[Decision], check: Callable[[Review], Sequence[Finding]] | None = None
) -> None:
    """Add lines to the decisions, all or none; `check` looks at the review as it stands at that moment.

    Raises:
        InputRefused: `check` found something; nothing was added.
        UserError: it cannot be written.
    """
    with locked(folder):
        if check is not None and (findings := check(open_review(folder))):
            raise InputRefused(Text("Er is niets vastgelegd:", "Nothing was recorded:"), findings)
        path = folder / DECISIONS
        try:
            before = path.read_bytes()
            with path.open("ab") as out:
                # A line that was cut off by a crash stays visible as a line of its own.
                out.write((b"" if before.endswith(b"\n") else b"\n") + lines(decisions).encode())
                out.flush()
                os.fsync(out.fileno())
        except OSError:
            raise _not_written(folder) from None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder for this process alone; another waits, and a process that ends lets go."""
    try:
        place = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        raise _no_review(folder) from None
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def _sets(folder: Path) -> list[Path]:
    """The folders of the sets in order.

    Raises:
        UserError: this is no folder of a review.
    """
    if not (folder / RESULTS).is_dir():
        raise _no_review(folder)
    return sorted(p for p in (folder / RESULTS).iterdir() if re.match(r"\d+-", p.name))


def _read_set(path: Path) -> SearchSet:
    """One set as it was imported.

    Raises:
        InputRefused: its file is gone or was changed.
    """
    entry = _about(path)
    name = str(entry["file"])
    try:
        data = (path / name).read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        said = Text(
            "dit bestand is weg of veranderd sinds het inlezen; zet het terug zoals het was",
            "this file is gone or was changed since it was imported; put it back as it was",
        )
        text = Text("De zoekresultaten zijn niet heel:", "The search results are not whole:")
        raise InputRefused(text, [Finding("changed_file", str(path / name), said)])
    about = SearchSet(path.name, entry["database"], entry["date"], entry["how"], (), entry["query"], entry["of"])
    return replace(about, references=read_references(data, file=name).references)


def _about(path: Path) -> dict[str, Any]:  # what TOML holds
    """What is kept of a search.

    Raises:
        InputRefused: it is gone or damaged.
    """
    try:
        entry = tomllib.loads((path / ABOUT).read_text("utf-8"))
        if entry.keys() >= {"database", "date", "how", "query", "of", "file", "sha256"}:
            return entry
    except (OSError, ValueError):
        pass
    said = Text("dit bestand is weg of beschadigd", "this file is gone or damaged")
    text = Text("De zoekresultaten zijn niet heel:", "The search results are not whole:")
    raise InputRefused(text, [Finding("damaged_file", str(path / ABOUT), said)])


def _written(about: SearchSet, file: str, digest: str) -> str:
    texts = {"database": about.database, "how": about.how, "query": about.query, "of": about.of, "file": file}
    rows = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in {**texts, "sha256": digest}.items()]
    return "\n".join([*rows, f"date = {about.date.isoformat()}", ""])


def day(text: str) -> date:
    """A date as 2026-11-22.

    Raises:
        UserError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = Text(f"{text}: schrijf de dag van zoeken als 2026-11-22.", f"{text}: write the day as 2026-11-22.")
        raise UserError(said) from None


def _no_review(folder: Path) -> UserError:
    return UserError(
        Text(
            f"{folder}: dit is geen (hele) map van een review. Begin met: gelijkop evidence screen start",
            f"{folder}: this is no (whole) folder of a review. Begin with: gelijkop evidence screen start",
        )
    )


def _not_written(folder: Path) -> UserError:
    return UserError(
        Text(
            f"{folder}: hier kan niet worden geschreven. De schijf is vol, of u mag het niet. Er is niets vastgelegd.",
            f"{folder}: it is not possible to write here. The disk is full, or you may not. Nothing was recorded.",
        )
    )
