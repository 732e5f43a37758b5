"""`python -m bench careers --size m`: made-up careers, every row, the table of ratios and the gates."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from bench.careers.delimited import write_csv
from bench.careers.gates import Results, judged
from bench.careers.gen import generate
from bench.careers.kept import What, prepare
from bench.careers.ours import keep
from bench.careers.report import WIDEST, floors, measured, table
from bench.careers.rows import COLD, ROWS, WARM
from bench.careers.runner import AnswersDiffer, RunFailed, missing, rounds
from bench.careers.scale import SEED, SIZES, Size

ORDER = get_args(Size)


def main(arguments: Sequence[str]) -> int:
    """Exit code 0: measured and all answers agree, whatever the gates say."""
    asked = _asked(arguments)
    data = asked.folder / (asked.size + ("-pseudonyms" if asked.pseudonyms else ""))
    print(f"{SIZES[asked.size]:,} pupils in {data}", file=sys.stderr, flush=True)
    made = generate(SIZES[asked.size], data, pseudonyms=asked.pseudonyms)
    keep(data, data / "ours.duckdb")
    rows = [r for r in ROWS if ORDER.index(r.biggest) >= ORDER.index(asked.size)]
    rows = [r for r in rows if not asked.only or r.name in asked.only]
    notes = list(missing(rows))
    rows = [r for r in rows if not any(note.startswith(f"{r.title}:") for note in notes)]
    for what in (option for r in rows for option in r.options if option in get_args(What)):
        prepare(data, what)
    if any(r.reads == "csv" for r in rows):
        write_csv(data)
    try:
        runs = rounds(rows, data, times=asked.rounds, seed=asked.seed)
    except (AnswersDiffer, RunFailed) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    found, floor = measured(runs), floors(runs)
    medians = {name: m.seconds for name, m in found.items()}
    (data / "medians.json").write_text(json.dumps(medians))
    others = {size: _medians(asked.folder / size) for size in ORDER if size != asked.size}
    results = Results(asked.size, found, floor, others)
    head = f"{made['pupils']:,} pupils, {made['enrolments']:,} enrolments, {asked.rounds} rounds; all answers agree."
    claim = f"No claim: one round, or CPU seconds of a row that differ more than {WIDEST:.0%} of their median."
    text = "\n".join([head, claim, "", *table(found, floor), "", *judged(results), "", *notes])
    print(text)
    (data / "report.md").write_text(text + "\n")
    (data / "runs.json").write_text(json.dumps([asdict(run) | {"sums": {}} for run in runs]))
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench careers", description=__doc__)
    parser.add_argument("--size", choices=ORDER, default="s", help="0.1, 1 or 5 million pupils")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=SEED, help="of the order of the runs")
    parser.add_argument("--only", nargs="*", default=(), choices=[r.name for r in ROWS], metavar="ROW")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "gelijkop-bench")
    parser.add_argument("--pseudonyms", action="store_true", help="pupils as our own store names them, not numbered")
    asked = parser.parse_args(arguments)
    if asked.only:
        asked.only = {*asked.only, COLD, WARM}
    return asked


def _medians(folder: Path) -> dict[str, float]:
    file = folder / "medians.json"
    return json.loads(file.read_text()) if file.exists() else {}


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # DuckDB's binding prints warnings of its own at a normal exit
