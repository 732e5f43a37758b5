"""The commands under `evidence quotes`: interviews and the quotations from them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gelijkop.cli.parsing import Maker, Parser, commands_below
from gelijkop.evidence.interviews.refi_positions import WAYS
from gelijkop.pipeline import quotes_command


def add_command(
    action: Maker,
    words: Mapping[str, str],
    shared: Parser,
) -> None:
    """The commands; `action` makes a command under `evidence`."""
    parser = action("quotes", quotes_command.check)
    inner = commands_below(parser, "evidence_quotes", words, shared, dest="quotes")

    def path(p: Parser, name: str, *, required: bool = False) -> None:
        help_ = words[f"evidence_quotes_with_{name}"]
        p.add_argument(f"--{name}", type=Path, required=required, metavar=words["path"], help=help_)

    def project(p: Parser) -> None:
        p.add_argument("project", type=Path, metavar=words["path"], help=words["evidence_quotes_project"])
        path(p, "people")
        p.add_argument("--positions", choices=WAYS, default="", help=words["evidence_quotes_positions"])

    def decided(p: Parser) -> None:
        project(p)
        path(p, "map", required=True)
        path(p, "reviewed")
        p.add_argument(
            "--confirm", action="append", default=[], metavar=words["number"], help=words["evidence_quotes_confirm"]
        )

    p = inner("guide", quotes_command.guide)
    path(p, "own")
    p.add_argument("--out", type=Path, metavar=words["path"], help=words["evidence_quotes_form"])
    p = inner("people", quotes_command.people)
    p.add_argument("forms", type=Path, nargs="+", metavar=words["path"], help=words["evidence_quotes_forms"])
    path(p, "own")
    p.add_argument("--out", type=Path, required=True, metavar=words["path"], help=words["evidence_quotes_people_out"])
    p = inner("codebook", quotes_command.codebook)
    p.add_argument("file", type=Path, metavar=words["path"], help=words["evidence_quotes_file"])
    project(inner("check", quotes_command.check))
    p = inner("review", quotes_command.review_)
    decided(p)
    p.add_argument("--out", type=Path, required=True, metavar=words["path"], help=words["evidence_quotes_list"])
    p = inner("release", quotes_command.release)
    decided(p)
    path(p, "earlier")
    p.add_argument("--out", type=Path, metavar=words["path"], help=words["out"])
    p.add_argument("--force", action="store_true", help=words["force"])
    p = inner("withdraw", quotes_command.withdraw)
    project(p)
    p.add_argument("--respondent", required=True, metavar=words["name"], help=words["evidence_quotes_respondent"])
    p.add_argument("--out", type=Path, required=True, metavar=words["path"], help=words["evidence_quotes_new"])
