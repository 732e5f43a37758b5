"""What a record can be tied to: the steps of the chains and the indicators of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gelijkop.catalogue import load, names
from gelijkop.errors import Text


@cache
def chain_steps() -> Mapping[str, Text]:
    """The steps of all chains with their labels, in the order of a career."""
    steps = (step for chain in load("rules/chains")["chain"] for step in chain["step"])
    return {step["code"]: Text(step["nl"], step["en"]) for step in steps}


@cache
def indicators() -> Mapping[str, Text]:
    """The indicators of the catalogue with their titles, sorted by code."""
    entries = (load(name) for name in names("indicators"))
    return {entry["code"]: Text(entry["nl"], entry["en"]) for entry in sorted(entries, key=lambda e: str(e["code"]))}
