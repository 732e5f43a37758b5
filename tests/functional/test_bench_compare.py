"""The measurements of the comparison run, at a hundredth of their size."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_comparison_is_measured_beside_what_is_there():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "compare", "--size", "0.01"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": "src"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for line in ("a release compared:", "Newcombe limits", "limits that count 40 schools", "1,000 draws of 40 schools"):
        assert line in done.stdout
