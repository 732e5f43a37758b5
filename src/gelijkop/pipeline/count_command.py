"""The command that counts a folder of Parquet files, on this machine or on a cluster."""

from __future__ import annotations

import argparse
from pathlib import Path

from gelijkop.errors import Text, UserError
from gelijkop.model.groupings import own_groupings
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.count_folder import count_folder
from gelijkop.pipeline.own import INDICATORS, definitions_with, own_folder
from gelijkop.pipeline.own_groupings import GROUPINGS, own_groupings_in

REMOTE = "://"


def count(call: Call, a: argparse.Namespace) -> None:
    """Count all indicators of a folder of Parquet files."""
    if a.master is not None and a.engine != "spark":
        raise UserError(Text("--master hoort bij --engine spark.", "--master belongs to --engine spark."))
    if a.engine != "spark" or REMOTE not in a.folder:
        _require(Path(a.folder))
    if a.out is not None and REMOTE not in a.out:
        Path(a.out).mkdir(parents=True, exist_ok=True)
    definitions = definitions_with(own_folder(a.indicators, a.store, INDICATORS))
    with own_groupings(own_groupings_in(own_folder(a.groupings, a.store, GROUPINGS))):
        found = count_folder(
            a.folder,
            a.store,
            definitions,
            engine=a.engine,
            master=a.master,
            out=a.out,
            progress=call.progress,
        )
    call.say("counted", places=found.places, years=found.school_years)


def _require(folder: Path) -> None:
    if not folder.is_dir():
        raise UserError(Text(f"{folder}: deze map is er niet.", f"{folder}: there is no such folder."))
