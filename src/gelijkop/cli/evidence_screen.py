"""The commands under `evidence screen`: choosing publications for a review, by one or more reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from gelijkop.cli.parsing import Maker, Parser, Runner, commands_below
from gelijkop.evidence.screening.decisions import VERDICTS
from gelijkop.evidence.screening.review import State
from gelijkop.evidence.strategy.plan import PHASES
from gelijkop.pipeline import screen_command, screen_decide


def add_command(
    action: Maker,
    words: Mapping[str, str],
    shared: Parser,
) -> None:
    """The commands; `action` makes a command under `evidence`."""
    parser = action("screen", screen_command.status)
    below = commands_below(parser, "evidence_screen", words, shared, dest="step")

    def command(name: str, run: Runner) -> Parser:
        made = below(name, run)
        made.add_argument("folder", type=Path, metavar=words["path"], help=words["evidence_screen_folder"])
        return made

    def path(to: Parser, name: str, text: str, **more: object) -> None:
        to.add_argument(name, type=Path, metavar=words["path"], help=words[text], **more)  # type: ignore[arg-type]  # argparse's own keywords

    metavars = {"date": "2026-11-22", "query": words["string"], "criterion": words["code"], "note": words["question"]}

    def word(to: Parser, name: str, **more: object) -> None:
        key = f"evidence_screen_{name}"
        metavar = metavars.get(name, words["name"])
        to.add_argument(f"--{name}", metavar=metavar, help=words[key], **{"default": "", **more})  # type: ignore[arg-type]  # as above

    def phase(to: Parser) -> None:
        to.add_argument("--phase", choices=PHASES, default=PHASES[0], help=words["evidence_screen_phase"])

    p = command("start", screen_command.start)
    path(p, "--strategy", "evidence_screen_strategy")
    p.add_argument("--reviewers", type=int, default=2, metavar=words["number"], help=words["evidence_screen_reviewers"])

    p = command("import", screen_command.import_)
    path(p, "file", "evidence_screen_file", nargs="?")
    for name in ("database", "date", "query", "reviewer"):
        word(p, name)
    p.add_argument(
        "--as", dest="how", nargs="+", default=["search"], metavar=words["way"], help=words["evidence_screen_as"]
    )
    path(p, "--asreview", "evidence_screen_from_asreview")

    command("duplicates", screen_command.merged)
    p = command("list", screen_command.list_)
    p.add_argument(
        "--state", choices=get_args(State), default="", metavar=words["code"], help=words["evidence_screen_state"]
    )
    word(p, "reviewer")

    p = command("next", screen_decide.next_)
    word(p, "reviewer", required=True)
    phase(p)
    p = command("decide", screen_decide.decide)
    p.add_argument("id", nargs="?", metavar=words["name"], help=words["evidence_screen_id"])
    p.add_argument("verdict", nargs="?", choices=VERDICTS, help=words["evidence_screen_verdict"])
    word(p, "reviewer", required=True)
    phase(p)
    for name in ("criterion", "note", "study"):
        word(p, name)
    p.add_argument("--resolve", action="store_true", help=words["evidence_screen_resolve"])
    path(p, "--file", "evidence_screen_decisions")

    command("agree", screen_command.agree)
    command("status", screen_command.status)
    p = command("export", screen_command.export)
    path(p, "--asreview", "evidence_screen_to_asreview")
    path(p, "--ris", "evidence_screen_ris")
    p.add_argument(
        "--state", choices=get_args(State), default="", metavar=words["code"], help=words["evidence_screen_state"]
    )
    word(p, "reviewer")
    p.add_argument("--force", action="store_true", help=words["force"])
    p = command("flow", screen_command.flow_)
    path(p, "--out", "out")
    p.add_argument("--force", action="store_true", help=words["force"])
