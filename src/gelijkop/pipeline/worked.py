"""Definitions at work on made-up pupils: what the engine makes of a worked example, beside what the definition says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from gelijkop.errors import Finding, Text
from gelijkop.indicators import checks
from gelijkop.indicators.definitions import Definition, Variant, measure_code
from gelijkop.indicators.examples import Example, careers
from gelijkop.indicators.query import counted, distributions
from gelijkop.indicators.tally import figures
from gelijkop.indicators.trial import trial_pupils
from gelijkop.indicators.vocabulary import CLOCKS
from gelijkop.model.careers import NOWHERE, Careers
from gelijkop.model.cubes import OUTSIDE
from gelijkop.model.figures import Figures
from gelijkop.store import Store

Definitions = Mapping[str, Definition]
_LONG_AGO = "1990/1991"


@dataclass(frozen=True)
class Worked:
    """What the engine counts in a variant: pupils per outcome, and pupils outside the population."""

    pupils: tuple[int, ...]
    outside: int


def run_example(store: Store, definition: Definition, known: Definitions, *, on: Example | None = None) -> Figures:
    """The figures of one definition on its own worked example, or on the pupils of another.

    `known` holds the definitions whose rows it may share; `store` is only worked in, and keeps nothing.
    """
    return _run(store, definition, known, careers(on or definition.example))


def _run(store: Store, definition: Definition, known: Definitions, table: Careers) -> Figures:
    together = {**known, definition.code: definition}
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


def outcomes_by_pupil(store: Store, definition: Definition, known: Definitions) -> Sequence[Sequence[tuple[str, ...]]]:
    """For each variant and each pupil of the example the outcomes it is counted in, one for each moment.

    A pupil outside the population has none. Outcomes of several school years stand in order of year.
    """
    found = _run(store, definition, known, _apart(careers(definition.example)))
    codes = [m.code for m in found.measures]
    told = []
    for variant in definition.variants:
        measure = found.measures[codes.index(measure_code(definition.code, variant.name))]
        rows = np.flatnonzero((found.measure == codes.index(measure.distribution)) & (found.outcome != OUTSIDE))
        by_pupil: list[list[str]] = [[] for _ in definition.example.rows]
        for row in rows[np.argsort(found.school_year[rows], kind="stable")]:
            by_pupil[int(found.places[found.place[row]])].append(variant.outcomes[found.outcome[row]])
        told.append([tuple(outcomes) for outcomes in by_pupil])
    return told


def trial_outcomes(store: Store, definitions: Definitions) -> Mapping[str, str]:
    """For each measure a short text that is equal as long as every trial pupil is counted alike.

    The first school year of a definition is left aside: all trial pupils get their advice in one year.
    """
    since = {code: replace(d, since=_LONG_AGO) for code, d in definitions.items()}
    table = _apart(careers(trial_pupils()))
    parts = []
    for clock in CLOCKS:
        wanted = distributions(since, clock)
        query = counted(store.frame(table.columns), table, wanted, clock) if wanted else None
        if query is not None:
            parts.append((wanted, store.arrays(query)))
    found = figures(since, table, parts)
    codes = [m.code for m in found.measures]
    rows = {code: _digest(found, position) for position, code in enumerate(codes)}
    return {m.code: rows[m.distribution] for m in found.measures}


def _digest(found: Figures, measure: int) -> str:
    """Which pupil is counted where, whatever the order of the rows."""
    mine = np.flatnonzero(found.measure == measure)
    places = np.array([int(p) for p in found.places], dtype=np.int64)
    counted_in = np.stack([places[found.place[mine]], found.school_year[mine], found.outcome[mine]]).astype("<i8")
    return blake2b(counted_in[:, np.lexsort(counted_in)].tobytes(), digest_size=8).hexdigest()


def _apart(table: Careers) -> Careers:
    """The same pupils, each in a place of its own, so that figures by place are figures by pupil."""
    pupil = table.columns["pupil"]
    places = ("advice_place", *(f"l{k}" for k in range(table.years)))
    moved = {name: np.where(table.columns[name] == NOWHERE, NOWHERE, pupil) for name in places}
    return replace(table, columns={**table.columns, **moved}, places=tuple(str(p) for p in range(len(pupil))))


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
