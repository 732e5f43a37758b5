"""Ours with everything kept: argv names the data, and `year` or `cohort` for what came in since the last count."""

from __future__ import annotations

import sys

from bench.careers.clock import compete
from bench.careers.kept import again, whole

if __name__ == "__main__":
    compete((lambda data, clock: again(data, clock, sys.argv[2])) if len(sys.argv) > 2 else whole)
