"""The command `evidence pool`: effects of several studies taken together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gelijkop.cli.parsing import Maker
from gelijkop.evidence.pool_scale import POOL_MEASURES
from gelijkop.evidence.pooling import INTERVALS, METHODS
from gelijkop.pipeline import pool_command


def add_command(action: Maker, words: Mapping[str, str]) -> None:
    """The command; `action` makes a command under `evidence`."""
    p = action("pool", pool_command.pool_)
    p.add_argument("ids", nargs="*", metavar=words["name"], help=words["evidence_pool_ids"])
    p.add_argument("--outcome", required=True, metavar=words["question"], help=words["evidence_pool_outcome"])
    p.add_argument("--file", type=Path, metavar=words["path"], help=words["evidence_pool_file"])
    p.add_argument("--measure", choices=POOL_MEASURES, help=words["evidence_pool_measure"])
    p.add_argument("--method", choices=METHODS, default=METHODS[0], help=words["evidence_pool_method"])
    p.add_argument("--interval", choices=INTERVALS, help=words["evidence_pool_interval"])
    p.add_argument("--prediction", choices=("k-1", "k-2"), default="k-1", help=words["evidence_pool_prediction"])
    for name in ("estimate", "confirm", "flip"):
        metavar = f"{words['name']}={words['name']}" if name == "estimate" else words["name"]
        p.add_argument(f"--{name}", action="append", default=[], metavar=metavar, help=words[f"evidence_pool_{name}"])
    p.add_argument("--newest", action="store_true", help=words["evidence_pool_newest"])
    p.add_argument("--reason", default="", metavar=words["question"], help=words["evidence_pool_reason"])
    p.add_argument("--out", type=Path, metavar=words["path"], help=words["out"])
    p.add_argument("--force", action="store_true", help=words["force"])
    p.add_argument("--records", type=Path, metavar=words["path"], help=words["evidence_records"])
