"""In which pairs of advice and test two definitions count a pupil differently, as the definitions themselves say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from gelijkop.indicators.definitions import Definition, load_all, measure_code
from gelijkop.indicators.examples import ADVICES, Example
from gelijkop.indicators.rules import ranked_advices, ranked_tests
from gelijkop.pipeline.worked import outcomes_by_pupil
from gelijkop.store import Store
from gelijkop.store.workplace import workplace

Counted = float | None
"""The score that a definition gives a pupil; None: outside its population."""


@dataclass(frozen=True)
class Cell:
    """A pair of school advice and test advice, by code, with what either definition makes of it."""

    advice: str
    test: str
    first: Counted
    second: Counted


@dataclass(frozen=True)
class Differing:
    """Two definitions of one indicator, as measure codes, and the cells in which they differ.

    The cells are all pairs of a ranked school advice and a ranked test advice, with a final advice that
    is the provisional one: `pairs` in all. `adjusted` says whether they differ moreover in pupils whose
    advice was adjusted.
    """

    first: str
    second: str
    cells: tuple[Cell, ...]
    pairs: int
    adjusted: bool


def differing(definition: Definition, known: Mapping[str, Definition]) -> tuple[Differing, ...]:
    """Every two definitions of an indicator that can be told apart by advice and test.

    Empty where its definitions ask for more than advices, or where there is one definition only.

    Args:
        definition: the indicator.
        known: definitions whose rows it may share.
    """
    names = [v.name for v in definition.variants if v.unit == definition.variants[0].unit]
    if definition.clock != "advice" or len(names) < 2:
        return ()
    with workplace() as folder, Store(folder / "paren") as store:
        by_name = _scores(store, definition, known)
    told = [n for n in names if any(s is not None for s in by_name[n])]
    return tuple(
        _differing(definition.code, a, b, by_name) for i, a in enumerate(told) for b in told[i + 1 :]
    )  # fmt: skip


@cache
def of_catalogue(code: str) -> tuple[Differing, ...]:
    """The same for an indicator of the catalogue; empty for one that is not in it."""
    known = load_all()
    return differing(known[code], known) if code in known else ()


def _differing(code: str, a: str, b: str, scores: Mapping[str, Sequence[Counted]]) -> Differing:
    same = [i for i, (provisional, _, final) in enumerate(_TRIPLES) if provisional == final]
    cells = tuple(
        Cell(_TRIPLES[i][0], _TRIPLES[i][1], scores[a][i], scores[b][i]) for i in same if scores[a][i] != scores[b][i]
    )
    apart = sum(x != y for x, y in zip(scores[a], scores[b], strict=True))
    # Two definitions that read the same advice differ once for each value of the other advice, and no more.
    adjusted = apart != len(cells) * len(ranked_advices())
    return Differing(measure_code(code, a), measure_code(code, b), cells, len(same), adjusted)


def _scores(store: Store, definition: Definition, known: Mapping[str, Definition]) -> Mapping[str, Sequence[Counted]]:
    """For each definition the score of each made-up pupil."""
    rows = tuple((str(i + 1), *triple) for i, triple in enumerate(_TRIPLES))
    asked = replace(definition, example=Example(("pupil", *ADVICES), rows))
    found = {}
    for variant, outcomes in zip(definition.variants, outcomes_by_pupil(store, asked, known), strict=True):
        score = dict(zip(variant.outcomes, variant.scores, strict=True))
        found[variant.name] = [score[o[0]] if o else None for o in outcomes]
    return found


_TRIPLES: Sequence[tuple[str, str, str]] = [
    (provisional, test, final)
    for provisional in ranked_advices()
    for test in ranked_tests()
    for final in ranked_advices()
]
"""Every provisional advice, test advice and final advice that have a level."""
