"""Ours from the career table that it kept, with every definition of the catalogue and every grouping that it has."""

from __future__ import annotations

from bench.careers.clock import compete
from bench.careers.ours import EVERYTHING, warm

if __name__ == "__main__":
    compete(lambda file, clock: warm(file, clock, EVERYTHING))
