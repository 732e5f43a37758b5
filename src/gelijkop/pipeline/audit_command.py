"""The command that attacks published tables, and says what came of it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from gelijkop.errors import AuditFailed, Text, UserError
from gelijkop.pipeline.audit_description import read_description
from gelijkop.pipeline.audit_release import audit_release
from gelijkop.pipeline.audit_tables import audit_changes, audit_tables
from gelijkop.pipeline.console import Call
from gelijkop.safe.audit.report import Report


def audit(call: Call, a: argparse.Namespace) -> None:
    """Attack a release folder, or the tables that a description names, and fail where something is told."""
    call.progress.step(Text("de tabellen aanvallen", "attacking the tables"))
    reports = _reports(a)
    if a.out is not None:
        _write(a.out, reports, call)
    for file, report in reports.items():
        for text in report.assumed:
            call.print(f"{file}: {text.say(call.language)}")
        call.say(
            "audit_line", file=file, targets=report.targets, exact=len(report.exact), narrow=len(report.narrow),
            proven=report.proven, open=report.open, width=report.least_width,
        )  # fmt: skip
    findings = [f for file, report in reports.items() for f in report.findings(file)]
    if not all(report.passes for report in reports.values()):
        raise AuditFailed(
            Text(
                "Uit deze tabellen is te berekenen wat niemand mag weten.",
                "From these tables what nobody may know can be computed.",
            ),
            findings,
        )


def _reports(a: argparse.Namespace) -> Mapping[str, Report]:
    """The report of each file of a release, or of all tables of a description together."""
    path: Path = a.path
    if a.description is not None:
        described = read_description(a.description, a.known)
        if a.earlier is not None:
            earlier = read_description(a.earlier, a.known)
            beside = audit_changes(earlier, described, width=a.width)
            return {a.description.name: audit_tables(described, width=a.width, seconds=a.seconds)} | {
                f"{a.earlier.name} → {a.description.name} ({number})": report for number, report in enumerate(beside, 1)
            }
        return {a.description.name: audit_tables(described, width=a.width, seconds=a.seconds)}
    if path is None or not path.is_dir():
        raise UserError(
            Text(
                "Geef de map van een uitgave, of beschrijf de tabellen met --description.",
                "Give the folder of a release, or describe the tables with --description.",
            )
        )
    return audit_release(path, a.known, width=3 if a.width is None else a.width, seconds=a.seconds)


def _write(out: Path, reports: Mapping[str, Report], call: Call) -> None:
    content = {file: report.as_json(call.language) for file, report in reports.items()}
    try:
        out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError:
        raise UserError(Text(f"{out}: hier kan niet worden geschreven.", f"{out}: cannot be written.")) from None
    call.say("written", path=out.resolve())
