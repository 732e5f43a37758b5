"""What schools are compared on to find similar ones: intake, background, size and levels, as a release knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gelijkop.compare.intervals import Array, ratio
from gelijkop.compare.tallies import EVERYBODY, Counts, Years, numbers
from gelijkop.errors import Text
from gelijkop.safe.released import Released

LEVELS = "segregatie.spreiding/vo-niveau"
"""The measure whose outcomes are the levels at which pupils are enrolled at a location."""


def parts(released: Released, measure: str, *, places: Sequence[str], years: Years) -> Mapping[str, Array]:
    """Of each place what `similar` needs, each of shape (places, columns).

    `intake`: shares of the test advices, with not known and no test made among them. `background`: shares of
    the groups of every grouping in the release, not known among them. `size`: the logarithm of the pupils
    a year. `levels`: shares of the levels that a location has pupils at, where the release tells (NaN for a
    location that it does not tell of). All pupils of the clock count, in or outside the population.

    Raises:
        KeyError: the measure or a place is not in this release.
    """

    def pupils(grouping: str | None) -> Counts:
        """Shape (places, groups, strata)."""
        groups = (EVERYBODY,) if grouping is None else numbers(grouping)
        inside = released.dense(measure, grouping=grouping, groups=groups, places=places, years=years)
        outside = released.outside(measure, grouping=grouping, groups=groups, places=places, years=years)
        return np.asarray(inside.sum(axis=(1, 4)) + outside.sum(axis=1))

    everybody = pupils(None)[:, 0]
    background = [_shares(pupils(g).sum(axis=2)) for g in released.groupings]
    known = everybody[:, 1:].any()  # a public release does not tell the test advices of a school
    found = {"intake": _shares(everybody)} if known else {}
    found |= {"size": np.log(np.maximum(everybody.sum(axis=1, keepdims=True), 1))}
    if background:
        found["background"] = np.concatenate(background, axis=1)
    if LEVELS in {m.code for m in released.measures}:
        at = released.dense(LEVELS, grouping=None, groups=(EVERYBODY,), places=places, years=years)
        offered = at.sum(axis=(1, 2, 3))
        # Primary schools have no levels, which makes them all the same in this.
        if offered.any():
            found["levels"] = _shares(offered)
    return found


def rule(found: Mapping[str, Array], *, nearest: int) -> Text:
    """In words which schools are called similar."""
    on = [_WORDS[name] for name in found]
    nl, en = (_joined([w[i] for w in on], joint) for i, joint in enumerate((" en ", " and ")))
    return Text(
        f"Vergelijkbare scholen zijn de {nearest} scholen in deze uitgave die het meest lijken op de school in {nl}. "
        "Elk onderdeel telt even zwaar. Zijn er minder scholen, dan zijn het alle andere.",
        f"Similar schools are the {nearest} schools in this release that are most like the school in {en}. "
        "Each part counts equally. Where there are fewer schools, they are all the others.",
    )


_WORDS = {
    "intake": ("toetsadviezen", "test advices"),
    "background": ("achtergrond van de leerlingen", "background of the pupils"),
    "size": ("aantal leerlingen", "number of pupils"),
    "levels": ("niveaus", "levels"),
}


def _joined(words: Sequence[str], joint: str) -> str:
    return joint.join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _shares(counts: Counts) -> Array:
    return ratio(counts, counts.sum(axis=1, keepdims=True))
