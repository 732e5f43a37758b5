"""From the figures of a store to Released numbers, under the policy that is asked for."""

from __future__ import annotations

import hmac
from dataclasses import replace

from gelijkop.model.crossing import Pair, pair_of
from gelijkop.model.groupings import own
from gelijkop.pipeline.counting import cubes
from gelijkop.pipeline.measure import load_figures
from gelijkop.safe.plan import Plan, load_plan
from gelijkop.safe.protect import protect, seal_intern
from gelijkop.safe.quality import Report
from gelijkop.safe.released import Policy, Released
from gelijkop.store import Store

_OF_PLACE = ("location", "name", "board", "municipality", "municipality_name")


def released_of(
    store: Store, *, policy: Policy, key: bytes, grouping: str, mode: str = "", layer: str = ""
) -> tuple[Released, Report | None]:
    """What was measured, protected (policy `openbaar`, with the report on it) or exact and sealed (`intern`).

    Args:
        key: the secret of the organisation; the secret of the rounding is derived from it.
        grouping: the grouping that is asked for; one of the user is in a public release only when it is.
        mode, layer: of a public release; empty: those of the policy.
    """
    figures = load_figures(store)
    plan = _with_own(load_plan(policy, mode=mode, layer=layer), grouping)
    known = {c: values.tolist() for c, values in store.arrays(store.table("places")).items()}
    rows = list(zip(*(known.get(c, [None] * len(known["location"])) for c in _OF_PLACE), strict=True))
    # A register counts children in the municipality itself.
    municipality = {location: code for location, _, _, code, _ in rows if code} | {
        place: place for place in figures.places if place.startswith("GM")
    }
    municipality_names = {code: name or code for *_, code, name in rows if code}
    board = {location: code for location, _, code, _, _ in rows if code}
    names = {location: name or location for location, name, *_ in rows}
    if policy == "intern":
        areas = {"board": board, "municipality": municipality}
        return seal_intern(
            figures, names, plan, areas=areas, area_names=municipality_names, crosses=_crossed(store)
        ), None
    result = protect(
        figures,
        plan,
        municipality=municipality,
        board=board,
        names=names | municipality_names,
        seed=hmac.digest(key, b"gelijkop rounding", "sha256"),
    )
    return result.released, result.report


def _crossed(store: Store) -> tuple[Pair, ...]:
    """The pairs of groupings that were counted crossed; every cube has the same."""
    cube = next(cubes(store), None)
    return tuple(pair for code in (cube.groupings if cube else ()) if (pair := pair_of(code)))


def _with_own(plan: Plan, asked: str) -> Plan:
    """The plan with the groupings of the user: inside the organisation all, in public only the one asked for.

    Every grouping more makes the finest cells smaller, and so all of a public release less precise.
    """
    more = [g.code for g in own() if plan.policy == "intern" or g.code == asked]
    return replace(plan, groupings=(*plan.groupings, *more))
