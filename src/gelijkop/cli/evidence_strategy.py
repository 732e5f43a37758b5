"""The command `evidence strategy`: search strings for literature databases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gelijkop.cli.parsing import Maker
from gelijkop.evidence.strategy.databases import databases
from gelijkop.evidence.strategy.reading import LANGUAGES
from gelijkop.pipeline import strategy_command


def add_command(action: Maker, words: Mapping[str, str]) -> None:
    """The command; `action` makes a command under `evidence`."""
    p = action("strategy", strategy_command.strategy)
    p.add_argument("file", nargs="?", type=Path, metavar=words["path"], help=words["evidence_strategy_file"])
    p.add_argument("--example", action="store_true", help=words["evidence_strategy_example"])
    for name, choices in (("database", tuple(databases())), ("language", LANGUAGES)):
        p.add_argument(
            f"--{name}", action="append", default=[], choices=choices, help=words[f"evidence_strategy_{name}"]
        )
    p.add_argument("--level", default="", metavar=words["code"], help=words["evidence_strategy_level"])
    p.add_argument("--out", type=Path, metavar=words["path"], help=words["out"])
    p.add_argument("--force", action="store_true", help=words["force"])
    p.add_argument(
        "--check", action="append", default=[], metavar=words["string"], help=words["evidence_strategy_check"]
    )
