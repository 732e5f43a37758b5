"""The commands `evidence screen decide` and `next`: verdicts one by one, from a file, or at the terminal."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from gelijkop.errors import Finding, InputRefused, Text, UserError
from gelijkop.evidence.bibliography.sets import Publication
from gelijkop.evidence.screening.checks import check_decision
from gelijkop.evidence.screening.decisions import RESOLVES, VERDICTS, Decision, Verdict
from gelijkop.evidence.screening.review import Review
from gelijkop.evidence.strategy.plan import PHASES, Criterion, Phase
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.review_folder import add_decisions, open_review
from gelijkop.pipeline.screen_lines import page_lines
from gelijkop.pipeline.strategy_command import lines_of, read_text

KEYS: dict[str, Verdict] = {"i": "include", "e": "exclude", "?": "unsure", "n": "not-retrieved"}
COLUMNS = ("id", "verdict", "criterion", "note", "reviewer", "phase", "study")


def decide(call: Call, a: argparse.Namespace) -> None:
    """Record one verdict, or all of a file.

    Raises:
        UserError: neither is given, or both.
        InputRefused: a verdict has a fault; then nothing is recorded.
    """
    if (a.file is None) == (a.id is None or a.verdict is None):
        text = Text(
            "Geef een publicatie met een besluit, of --file met een tabel van besluiten.",
            "Give a publication with a verdict, or --file with a table of verdicts.",
        )
        raise UserError(text)
    when = call.now.isoformat()
    if a.file is not None:
        rows: list[tuple[int | None, Decision]] = list(_rows(a.file, a, when))
        name = a.file.name
    else:
        resolves = RESOLVES if a.resolve else ""
        one = Decision(when, a.reviewer, a.phase, a.id, a.verdict, a.criterion, a.note, resolves, a.study)
        rows, name = [(None, one)], "decide"
    add_decisions(a.folder, [d for _, d in rows], lambda review: _findings(rows, review, name))
    call.print(lines_of(call.language)["recorded"].format(count=len(rows)))


def next_(call: Call, a: argparse.Namespace) -> None:
    """Show what a reviewer has to decide on next; at a terminal ask for the verdict, one after another."""
    review, words = open_review(a.folder), lines_of(call.language)
    criteria = [c for c in review.strategy.criteria if a.phase in c.phases]
    left = review.undecided(a.reviewer, a.phase)
    for place, publication in enumerate(left):
        for line in page_lines(publication, criteria, len(left) - place, words, call.language):
            call.print(line)
        if not sys.stdin.isatty():
            told = {"folder": a.folder, "id": publication.id, "reviewer": a.reviewer, "phase": a.phase}
            call.print(f"\n{words['how_to'].format(**told)}")
            return
        decision = _asked(call, a, publication, criteria)
        if decision is None:
            return
        add_decisions(a.folder, [decision])
    call.print(words["none_left"].format(reviewer=a.reviewer))


def _asked(
    call: Call, a: argparse.Namespace, publication: Publication, criteria: Sequence[Criterion]
) -> Decision | None:
    """What the reviewer decides at the terminal; None when they stop."""
    words = lines_of(call.language)
    full = a.phase == "fulltext"
    verdict: Verdict | None = None
    while verdict is None:
        try:
            key = input(words["ask" if full else "ask_title"]).strip().casefold()
        except EOFError:
            return None
        if key == "q":
            return None
        verdict = KEYS.get(key) if full or key != "n" else None
    criterion = ""
    while verdict == "exclude" and criteria:
        answer = input(words["ask_reason"]).strip()
        if answer.isdecimal() and 1 <= int(answer) <= len(criteria):
            criterion = criteria[int(answer) - 1].code
        if criterion or not (answer or full):
            break
    return Decision(call.now.isoformat(), a.reviewer, cast(Phase, a.phase), publication.id, verdict, criterion)


def _rows(path: Path, a: argparse.Namespace, when: str) -> Iterator[tuple[int | None, Decision]]:
    """The verdicts of a table with their rows; what has no column is as given with the command.

    Raises:
        InputRefused: columns are missing or unknown, or a verdict or phase is no such word.
    """
    text = read_text(path)
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    heading = [cell.strip().casefold() for cell in next(rows, [])]
    findings: list[Finding] = []
    if not {"id", "verdict"} <= set(heading) or not set(heading) <= set(COLUMNS):
        said = Text(
            f"verwacht: id en verdict, en zo nodig {', '.join(COLUMNS[2:])}",
            f"expected: id and verdict, and if needed {', '.join(COLUMNS[2:])}",
        )
        raise InputRefused(
            Text("Deze tabel kan niet worden gelezen:", "This table cannot be read:"),
            [Finding("header", path.name, said, row=1)],
        )
    for row in rows:
        cells = dict(zip(heading, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        verdict, phase = cells.get("verdict", ""), cells.get("phase") or a.phase
        for column, value, allowed in (("verdict", verdict, VERDICTS), ("phase", phase, PHASES)):
            if value not in allowed:
                said = Text(f"kies uit: {', '.join(allowed)}", f"choose from: {', '.join(allowed)}")
                findings.append(Finding("unknown_code", path.name, said, row=rows.line_num, column=column))
        if not findings:
            given = {key: cells.get(key, "") for key in ("id", "criterion", "note", "study")}
            person, resolves = cells.get("reviewer") or a.reviewer, RESOLVES if a.resolve else ""
            yield (
                rows.line_num,
                Decision(when, person, cast(Phase, phase), verdict=cast(Verdict, verdict), resolves=resolves, **given),
            )
    if findings:
        raise InputRefused(Text("Er is niets vastgelegd:", "Nothing was recorded:"), findings)


def _findings(rows: Sequence[tuple[int | None, Decision]], review: Review, file: str) -> list[Finding]:
    return [
        Finding(fault.rule, file, fault.text, row=row, column=fault.column)
        for row, decision in rows
        for fault in check_decision(decision, review)
    ]
