"""Decisions of reviewers as lines that are only ever added, and what they come to for each publication."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal, cast, get_args

from gelijkop.errors import Finding, InputRefused, Text
from gelijkop.evidence.strategy.plan import PHASES, Phase

Verdict = Literal["include", "exclude", "unsure", "not-retrieved"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
RESOLVES = "yes"
SIGNS = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True)
class Decision:
    """One verdict of one reviewer on one publication in one phase.

    `when` is local time as ISO 8601 to the second. `resolves` is `yes` where it settles a difference between
    reviewers. `study` names the study that a report belongs to, where several reports are about one.
    """

    when: str
    reviewer: str
    phase: Phase
    id: str
    verdict: Verdict
    criterion: str = ""
    note: str = ""
    resolves: str = ""
    study: str = ""


HEADER = tuple(f.name for f in fields(Decision))


def header() -> str:
    """The first line of a file of decisions."""
    return f"{','.join(HEADER)}\n"


def lines(decisions: Iterable[Decision]) -> str:
    """The decisions as lines of CSV, each on one line; what a spreadsheet would run gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for decision in decisions:
        writer.writerow([_harmless(" ".join(str(getattr(decision, name)).split())) for name in HEADER])
    return out.getvalue()


def read_decisions(text: str, *, file: str) -> tuple[Decision, ...]:
    """The decisions of a file, in its order.

    Raises:
        InputRefused: with every line that is damaged.
    """
    rows = csv.reader(io.StringIO(text))
    found, findings = [], []
    if tuple(next(rows, ())) != HEADER:
        said = Text(f"verwacht: {', '.join(HEADER)}", f"expected: {', '.join(HEADER)}")
        findings.append(Finding("header", file, said, row=1))
    for row in rows:
        cells = dict(zip(HEADER, (_read(cell) for cell in row), strict=False))
        good = len(row) == len(HEADER) and cells["phase"] in PHASES and cells["verdict"] in VERDICTS and cells["id"]
        if good:
            phase, verdict = cast(Phase, cells.pop("phase")), cast(Verdict, cells.pop("verdict"))
            found.append(Decision(phase=phase, verdict=verdict, **cells))
        elif row:
            said = Text(
                "deze regel is beschadigd; herstel of verwijder hem", "this line is damaged; mend it or take it out"
            )
            findings.append(Finding("damaged_line", file, said, row=rows.line_num))
    if findings:
        raise InputRefused(Text("De besluiten zijn beschadigd:", "The decisions are damaged:"), findings)
    return tuple(found)


def latest(decisions: Iterable[Decision]) -> Mapping[tuple[str, Phase], Mapping[str, Decision]]:
    """By publication and phase the last verdict of each reviewer, apart from what resolves a difference."""
    found: dict[tuple[str, Phase], dict[str, Decision]] = {}
    for decision in decisions:
        if not decision.resolves:
            found.setdefault((decision.id, decision.phase), {})[decision.reviewer] = decision
    return found


def resolved(decisions: Iterable[Decision]) -> Mapping[tuple[str, Phase], Decision]:
    """By publication and phase the last verdict that resolves a difference."""
    return {(d.id, d.phase): d for d in decisions if d.resolves}


def changed(decisions: Sequence[Decision]) -> Iterator[tuple[Decision, Decision]]:
    """Each change of mind: a verdict and the one that the same reviewer gave after it."""
    before: dict[tuple[str, Phase, str, str], Decision] = {}
    for decision in decisions:
        key = (decision.id, decision.phase, decision.reviewer, decision.resolves)
        if key in before and before[key].verdict != decision.verdict:
            yield before[key], decision
        before[key] = decision


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(SIGNS) else cell


def _read(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(SIGNS) else cell
