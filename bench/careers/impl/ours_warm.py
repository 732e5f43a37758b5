"""Ours from the career table that it kept; argv is that file."""

from __future__ import annotations

from bench.careers.clock import compete
from bench.careers.ours import warm

if __name__ == "__main__":
    compete(warm)
