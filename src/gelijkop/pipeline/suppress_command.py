"""The command that writes exact tables with holes, each hole proved."""

from __future__ import annotations

import argparse

from gelijkop.pipeline.console import Call
from gelijkop.pipeline.suppressing import suppress_store


def suppress(call: Call, a: argparse.Namespace) -> None:
    """Write the tables, and say of each how much of it is hidden and where the proof is kept."""
    made = suppress_store(
        a.store,
        a.out,
        measure=a.measure,
        groupings=a.grouping,
        also=a.also,
        now=call.now,
        progress=call.progress,
        force=a.force,
    )
    for table, (cells, hidden) in made.tables.items():
        call.say("suppressed_table", table=table, cells=cells, hidden=hidden, share=round(100 * hidden / max(cells, 1)))
    call.say("suppressed_proof", path=made.certificate)
    call.say("suppressed", folder=made.folder.resolve())
