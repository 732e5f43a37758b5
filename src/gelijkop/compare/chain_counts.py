"""The counts that a chain is made of, from a release: by place, school year, group, test advice, origin and target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gelijkop.compare.chain_bootstrap import LEAST_CLUSTERS, of_pupils, of_schools, school_weights, seeded
from gelijkop.compare.chain_definitions import Outcome, ends
from gelijkop.compare.intervals import Array, Numbers
from gelijkop.compare.tallies import TESTED
from gelijkop.safe.released import Released


@dataclass(frozen=True)
class Counted:
    """Counts of one outcome for one grouping, over places and school years.

    Each array of `flows` has shape (places, years, groups, tests, origins, targets): pupils with a test advice,
    for each step but the first; `ends` the same from the first moment to the last, None where not counted.
    `outside` has shape (places, years, groups): pupils with an advice who are not in the chain. `years` are those
    with anybody in the chain; of later ones the career cannot be seen yet. `scores` are what each target of the
    last step counts for.
    """

    released: Released
    outcome: Outcome
    grouping: str
    groups: tuple[int, ...]
    years: tuple[int, ...]
    flows: tuple[Numbers, ...]
    ends: Numbers | None
    outside: Numbers
    scores: tuple[float, ...]


@dataclass(frozen=True)
class Drawn:
    """Counts of one area and period with their draws in the last axis; the first of it are the counts themselves.

    `steps` have shape (groups, tests, origins, targets, 1 + draws), the first step with one origin. `schools` is
    how many there are, None where places are no schools; where they are `few`, pupils were redrawn.
    `ends_rounding` is the error that protection puts on one count of `ends`, in pupils.
    """

    steps: tuple[Array, ...]
    ends: Array | None
    schools: int | None
    few: bool
    ends_rounding: float


def counted(released: Released, outcome: Outcome, grouping: str, groups: tuple[int, ...]) -> Counted | None:
    """The counts of one outcome; None where the release has no such grouping or not all of its measures."""
    known = {m.code for m in released.measures}
    if grouping not in released.groupings or not known.issuperset(outcome.measures):
        return None

    def flows(code: str) -> Numbers:
        found = released.dense(code, grouping=grouping, groups=groups)[:, :, :, TESTED]
        return found.reshape(*found.shape[:-1], *map(len, ends(released.measure(code))))

    _, targets = ends(released.measure(outcome.measures[-1]))
    last = flows(outcome.measures[-1])
    return Counted(
        released, outcome, grouping, groups,
        tuple(y for i, y in enumerate(released.school_years) if last[:, i].any()),
        (*(flows(m) for m in outcome.measures[:-1]), last),
        flows(outcome.ends) if outcome.ends in known else None,
        released.outside(outcome.measures[-1], grouping=grouping, groups=groups).sum(axis=3),
        tuple(float(t in outcome.counts) for t in targets),
    )  # fmt: skip


def drawn(found: Counted, places: Sequence[str], years: Sequence[int], *, draws: int) -> Drawn:
    """Counts of these places and years together, with draws of other schools or of other pupils.

    Schools are redrawn where places are schools (policy `intern`) and there are enough of them; else pupils.
    """
    released = found.released
    at = np.ix_([released.places.index(p) for p in places], [released.school_years.index(y) for y in years])
    tables = [t[at].sum(axis=1) for t in (*found.flows, *(() if found.ends is None else (found.ends,)))]
    here = np.flatnonzero(sum(t.reshape(len(places), -1).sum(axis=1) for t in tables))
    tables = [t[here] for t in tables]
    codes = [*found.outcome.measures, *(() if found.ends is None else (found.outcome.ends,))]
    errors = [_rounding(found, code, places, years) for code in codes]
    rng = seeded(*tables)
    schools = len(here) if released.policy == "intern" else None
    few = schools is not None and schools < LEAST_CLUSTERS
    if schools is not None and not few:
        weights = school_weights(schools, draws=draws, rng=rng)
        cells = [of_schools(t, weights) for t in tables]
    else:
        cells = [
            of_pupils(t.sum(axis=0), rounding_sd=sd, draws=draws, rng=rng) for t, sd in zip(tables, errors, strict=True)
        ]
    flows, end = (cells, None) if found.ends is None else (cells[:-1], cells[-1])
    first = flows[0].sum(axis=3)[:, :, np.newaxis]
    return Drawn((first, *flows), end, schools, few, errors[-1])


def _rounding(found: Counted, code: str, places: Sequence[str], years: Sequence[int]) -> float:
    """Error of one count, in pupils; years without anybody in the chain add nothing to a sum of all years."""
    all_places, all_years = len(places) == len(found.released.places), set(years) >= set(found.years)
    return found.released.table(
        code,
        grouping=found.grouping,
        groups=found.groups,
        places=None if all_places else places,
        years=None if all_years else years,
    ).stratum_sd
