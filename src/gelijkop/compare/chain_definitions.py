"""The chains of the catalogue: their steps, the measures that count them, and the outcomes that they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gelijkop.catalogue import load
from gelijkop.errors import Text
from gelijkop.model.measures import Measure


@dataclass(frozen=True)
class Step:
    """One step of a chain: from the moment before it (the test advice before the first) to this moment."""

    code: str
    name: Text
    moment: Text


@dataclass(frozen=True)
class Outcome:
    """An outcome after the first so many steps of a chain: a share of pupils, those at one of the levels `counts`.

    `measures` count the steps but the first, `ends` the first moment and the last together ("" where nothing does).
    """

    chain: str
    code: str
    title: Text
    steps: tuple[Step, ...]
    measures: tuple[str, ...]
    ends: str
    counts: tuple[str, ...]


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Every outcome of every chain, in the order of the catalogue."""
    found = []
    for chain in load("rules/chains")["chain"]:
        steps = tuple(Step(s["code"], _text(s), _text(s["moment"])) for s in chain["step"])
        codes = [s.code for s in steps]
        for one in chain["outcome"]:
            last = codes.index(one["after"])
            found.append(
                Outcome(
                    chain["code"], one["code"], _text(one), steps[: last + 1], tuple(chain["measures"][:last]),
                    one.get("ends", ""), tuple(one["counts"]),
                )
            )  # fmt: skip
    return tuple(found)


def ends(measure: Measure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The origins and the targets of a measure that counts flows, each once and in order; outcomes are all pairs.

    Raises:
        ValueError: its outcomes are not all pairs `origin>target`, target by target.
    """
    pairs = [tuple(o.split(">")) for o in measure.outcomes]
    origins, targets = (tuple(dict.fromkeys(p[side] for p in pairs)) for side in (0, -1))
    if pairs != [(a, b) for a in origins for b in targets]:
        raise ValueError(f"{measure.code} does not count flows from every origin to every target")
    return origins, targets


def _text(entry: dict[str, str]) -> Text:
    return Text(entry["nl"], entry["en"])
