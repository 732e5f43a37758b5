"""Ours from the raw files; argv may name the memory that the engine is given."""

from __future__ import annotations

import sys

from bench.careers.clock import compete
from bench.careers.ours import MEMORY, cold

if __name__ == "__main__":
    memory = sys.argv[2] if len(sys.argv) > 2 else MEMORY
    compete(lambda data, clock: cold(data, clock, memory=memory))
