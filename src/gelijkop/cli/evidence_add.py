"""The commands `evidence add` and `evidence word`: from a document to a record, and back to the form of the LOB."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gelijkop.cli.parsing import Maker
from gelijkop.pipeline import evidence_add_command


def add_command(action: Maker, words: Mapping[str, str]) -> None:
    """The two commands; `action` makes a command under `evidence`."""
    p = action("add", evidence_add_command.add_)
    p.add_argument("files", nargs="+", type=Path, metavar=words["path"], help=words["evidence_add_files"])
    p.add_argument("--out", type=Path, default=Path("kaarten"), metavar=words["path"], help=words["evidence_add_out"])
    p.add_argument("--number", type=int, metavar=words["number"], help=words["evidence_add_number"])
    p.add_argument("--force", action="store_true", help=words["evidence_add_force"])
    p = action("word", evidence_add_command.word)
    p.add_argument("file", type=Path, metavar=words["path"], help=words["evidence_word_file"])
    p.add_argument("--record", default="", metavar=words["name"], help=words["evidence_word_record"])
    p.add_argument("--edition", choices=tuple(evidence_add_command.EDITIONS), help=words["evidence_word_edition"])
    p.add_argument("--records", type=Path, metavar=words["path"], help=words["evidence_records"])
    p.add_argument("--force", action="store_true", help=words["evidence_add_force"])
