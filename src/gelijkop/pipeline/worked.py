"""Definitions at work on made-up pupils: what the engine makes of a worked example, beside what the definition says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gelijkop.errors import Finding, Text
from gelijkop.indicators import checks
from gelijkop.indicators.definitions import Definition, Variant, measure_code
from gelijkop.indicators.examples import Example, careers
from gelijkop.indicators.query import counted, distributions
from gelijkop.indicators.tally import figures
from gelijkop.model.cubes import OUTSIDE
from gelijkop.model.figures import Figures
from gelijkop.store import Store

Definitions = Mapping[str, Definition]


@dataclass(frozen=True)
class Worked:
    """What the engine counts in a variant: pupils per outcome, and pupils outside the population."""

    pupils: tuple[int, ...]
    outside: int


def run_example(store: Store, definition: Definition, known: Definitions, *, on: Example | None = None) -> Figures:
    """The figures of one definition on its own worked example, or on the pupils of another.

    `known` holds the definitions whose rows it may share; `store` is only worked in, and keeps nothing.
    """
    together = {**known, definition.code: definition}
    table = careers(on or definition.example)
    rows = {m.distribution for m in definition.measures()}
    wanted = [d for d in distributions(together, definition.clock) if d.code in rows]
    query = counted(store.frame(table.columns), table, wanted, definition.clock)
    return figures(together, table, [] if query is None else [(wanted, store.arrays(query))])


def worked(found: Figures, definition: Definition, variant: Variant) -> Worked:
    """What one variant counted, out of the figures of its definition."""
    code = measure_code(definition.code, variant.name)
    codes = [m.code for m in found.measures]
    rows = found.measure == codes.index(found.measures[codes.index(code)].distribution)

    def pupils(outcome: int) -> int:
        return int(found.pupils[rows & (found.outcome == outcome)].sum())

    return Worked(tuple(pupils(o) for o in range(len(variant.outcomes))), pupils(OUTSIDE))


def example_findings(store: Store, definitions: Iterable[Definition], known: Definitions) -> Iterator[Finding]:
    """Each variant whose example gives something else than the definition says."""
    for definition in definitions:
        found = run_example(store, definition, known)
        for position, variant in enumerate(definition.variants):
            got = worked(found, definition, variant)
            if (got.pupils, got.outside) != (variant.expect.pupils, variant.expect.outside):
                fault = checks.Fault("example_differs", "expect", _differs(variant, got), position)
                yield checks.finding(fault, definition.file, definition.written)


def _differs(variant: Variant, got: Worked) -> Text:
    said = Worked(variant.expect.pupils, variant.expect.outside)
    nl = f"het voorbeeld geeft {counts(variant, got)}; “expect” zegt {counts(variant, said)}"
    en = f"the example gives {counts(variant, got)}; “expect” says {counts(variant, said)}"
    return Text(nl, en)


def counts(variant: Variant, got: Worked) -> str:
    """`ja = 1, nee = 4, outside = 2`: the outcomes that occur, as a definition writes them."""
    told = [f"{o} = {n}" for o, n in zip(variant.outcomes, got.pupils, strict=True) if n]
    return ", ".join([*told, f"outside = {got.outside}"] if got.outside or not told else told)
