"""The command `evidence`: the library of what is known to work."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gelijkop.cli import evidence_add, evidence_pool, evidence_quotes, evidence_screen, evidence_strategy
from gelijkop.cli.parsing import Maker, Parser, commands_below
from gelijkop.evidence.fields import allowed
from gelijkop.evidence.library import FACETS
from gelijkop.pipeline import evidence_command

LISTS = {
    "theme": "theme",
    "kind": "kind",
    "type": "type",
    "result": "result",
    "grade": "grade",
    "level": "level",
    "step": "chain_step",
    "indicator": "indicator",
}


def add_command(
    command: Maker,
    words: Mapping[str, str],
    shared: Parser,
) -> None:
    """The commands under `evidence`."""
    parser = command("evidence", evidence_command.list_)
    action = commands_below(parser, "evidence", words, shared)
    p = action("list", evidence_command.list_)
    _facets(p, words)
    _records(p, words)
    p = action("search", evidence_command.search_)
    p.add_argument("question", nargs="*", metavar=words["question"], help=words["evidence_question"])
    _facets(p, words)
    p.add_argument("--group", default="", metavar=words["question"], help=words["evidence_group"])
    p.add_argument("--most", type=int, default=10, metavar=words["number"], help=words["evidence_most"])
    _records(p, words)
    p = action("show", evidence_command.show)
    p.add_argument("id", metavar=words["name"], help=words["evidence_id"])
    p.add_argument("--file", action="store_true", help=words["evidence_file"])
    _records(p, words)
    p = action("check", evidence_command.check)
    p.add_argument("files", nargs="+", type=Path, metavar=words["path"], help=words["evidence_files"])
    evidence_add.add_command(action, words)
    evidence_strategy.add_command(action, words)
    evidence_screen.add_command(action, words, shared)
    evidence_pool.add_command(action, words)
    evidence_quotes.add_command(action, words, shared)


def _facets(parser: Parser, words: Mapping[str, str]) -> None:
    for facet in FACETS:
        codes = [*allowed("sector"), *allowed("education")] if facet == "sector" else list(allowed(LISTS[facet]))
        parser.add_argument(
            f"--{facet}",
            choices=tuple(dict.fromkeys(codes)),
            default="",
            metavar=words["code"],
            help=words[f"evidence_{facet}"],
        )


def _records(parser: Parser, words: Mapping[str, str]) -> None:
    parser.add_argument("--records", type=Path, metavar=words["path"], help=words["evidence_records"])
