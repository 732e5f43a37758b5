"""The page with every real file at hand: what it is, how it is written, how many rows it has and what it feeds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from gelijkop.pipeline.inspect import together
from gelijkop.sources.inspect import Seen

SHARED = Path(os.environ.get("GELIJKOP_SHARED", Path(__file__).parents[2] / "shared" / "data"))
"""The real files, which are not part of the repository; without them the page stays as it is."""
_HEAD = ["file", "publisher", "kind", "years", "written in", "layout", "rows", "marks", "feeds"]
_TAB = {"\t": "tab"}


def recognised_page(table: Callable[[list[str], list[list[str]]], str]) -> str:
    """What `gelijkop inspect` says of each file, one row a file; `table` writes Markdown."""
    rows = [list(_row(files, seen)) for files, seen in together(SHARED)]
    return (
        "# Recognised files\n\n"
        "What `gelijkop inspect` tells of each real file that the tests read. The files themselves are not part of "
        "gelijkop. *Wat `gelijkop inspect` zegt van elk echt bestand waarmee getest is.*\n\n"
        f"{table(_HEAD, rows)}"
    )


def _row(files: int, seen: Seen) -> Iterator[str]:
    yield f"{seen.file} ({files} files)" if files > 1 else seen.file
    yield seen.publisher
    yield f"{seen.text.en} ({seen.code})" if seen.code else seen.text.en
    yield "–".join(dict.fromkeys((seen.years[0], seen.years[-1]))) if seen.years else ""
    yield " ".join(part for part in (seen.encoding, _TAB.get(seen.delimiter, seen.delimiter)) if part)
    yield seen.names
    yield "" if seen.rows is None else f"{seen.rows}{f', {seen.refused} refused' if seen.refused else ''}"
    yield ", ".join(f"{mark} {times}×" for mark, times in seen.marks.items())
    yield f"not read: {seen.fault.rule}" if seen.fault else seen.use.en
