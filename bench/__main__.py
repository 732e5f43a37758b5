"""All measurements, one after the other: `make bench`. Those that need files that are not there are named.

`python -m bench careers --size m` runs the careers alone; they need the extra `bench`. `python -m bench compare` runs
the comparison alone, `python -m bench calibrate` how often its intervals hold the truth, `python -m bench audit`
what an attacker finds in published tables, `python -m bench suppression` what exact tables with holes
hide, `python -m bench protect` what the protected cube costs, `python -m bench web --site SITE` what a web site does,
`python -m bench evidence` how well and how fast the evidence library is searched, `python -m bench.evidence.references`
how fast references are read and merged.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("GELIJKOP_SHARED", HERE.parents[1] / "shared" / "data"))
DOSSIERS = SHARED / "leerling" / "oso-2019.1"

RUNS: list[tuple[str, list[str], Path | None]] = [
    ("the spine, step by step", ["spine.py"], None),
    ("the made-up region, 20 times the usual size", ["synthetic.py", "20"], None),
    ("a pupil file of 100 MB beside bare DuckDB", ["import_csv.py", "100"], None),
    ("a pupil file of 1 GB beside bare DuckDB", ["import_csv.py", "1000", "1"], None),
    ("a region compared, and a million intervals", ["compare.py"], None),
    ("conventions of the field attacked, at 300 schools", ["audit.py"], None),
    ("exact tables with holes, each proved", ["suppression.py"], None),
    ("a protected cube of 300 schools", ["protect.py"], None),
    ("OSO dossiers", ["oso.py", str(DOSSIERS), "10000"], DOSSIERS),
]


def main() -> int:
    if sys.argv[1:2] in (["careers"], ["web"], ["evidence"]):
        command = [sys.executable, "-m", f"bench.{sys.argv[1]}", *sys.argv[2:]]
        return subprocess.run(command, cwd=HERE.parent, check=False).returncode
    if sys.argv[1:2] in (["compare"], ["calibrate"], ["audit"], ["suppression"], ["protect"]):
        command = [sys.executable, str(HERE / f"{sys.argv[1]}.py"), *sys.argv[2:]]
        return subprocess.run(command, check=False).returncode
    worst = 0
    for title, (script, *arguments), needs in RUNS:
        print(f"== {title}", flush=True)
        if needs is not None and not needs.exists():
            print(f"not run: {needs} is not here")
            continue
        worst |= subprocess.run([sys.executable, HERE / script, *arguments], check=False).returncode
    return worst


if __name__ == "__main__":
    sys.exit(main())
