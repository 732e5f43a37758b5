"""What a public release of this store would be worth, table by table, before it is made; for the maker alone."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace

from gelijkop.errors import Language, Text
from gelijkop.model.groupings import own, own_groupings
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.kept import measured_groupings
from gelijkop.pipeline.measure import load_figures
from gelijkop.safe.linter import FEW, MOST, Outlook, outlooks
from gelijkop.safe.plan import Plan, load_plan
from gelijkop.safe.protect import protect
from gelijkop.safe.tables import load_tables
from gelijkop.store import Store

TRIAL = b"gelijkop plan: no release is made with this"
"""The seed of the trial rounding, of which nothing is shown but its errors."""


def plan(call: Call, a: argparse.Namespace) -> None:
    """Say of every table of the plan how much of it can be read, how far off it is, and what would be better."""
    with Store(a.store, mode="read") as store, own_groupings(measured_groupings(store)):
        call.progress.step(Text("proef met afronden", "trial rounding"))
        found = _outlooks(store, _plan(a.protection, a.grouping))
    call.say("plan_secret")
    for outlook in found:
        call.say("plan_line", table=outlook.table.name.say(call.language), **_told(outlook, call))
        if outlook.advice is not None:
            call.say("plan_advice", advice=outlook.advice.say(call.language))


def _plan(mode: str, grouping: str) -> Plan:
    public = load_plan("openbaar", mode=mode)
    more = [g.code for g in own() if g.code == grouping]
    return replace(public, groupings=(*public.groupings, *more))


def _outlooks(store: Store, public: Plan) -> tuple[Outlook, ...]:
    figures = load_figures(store)
    municipality = {p: p for p in figures.places if p.startswith("GM")} | _area(store, "municipality")
    board = _area(store, "board")
    trial = protect(figures, public, municipality=municipality, board=board, names={}, seed=TRIAL)
    areas = {"gemeente": municipality, "bestuur": board}
    return outlooks(figures.measures, trial.cells, load_tables("openbaar"), public, areas)


def _area(store: Store, kind: str) -> dict[str, str]:
    """The municipality or board of each location of which it is known."""
    columns = {name: values.tolist() for name, values in store.arrays(store.table("places")).items()}
    of_place = columns.get(kind, [None] * len(columns["location"]))
    return {place: area for place, area in zip(columns["location"], of_place, strict=True) if area}


def _told(outlook: Outlook, call: Call) -> Mapping[str, str]:
    words, language = call.words, call.language
    errors = words["plan_error_unknown"]
    if outlook.error is not None and outlook.error_95 is not None:
        mean, wide = _number(outlook.error, language), _number(outlook.error_95, language)
        errors = words["plan_error"].format(mean=mean, wide=wide)
    hopeless, small = (_percent(n, words) for n in (outlook.hopeless, outlook.small))
    return {"cells": str(outlook.cells), "hopeless": hopeless, "small": small, "error": errors}


def _percent(percent: int | None, words: Mapping[str, str]) -> str:
    if percent is None:
        return words["plan_few"]
    if percent <= FEW:
        return words["plan_at_most"].format(percent=FEW)
    return words["plan_at_least"].format(percent=MOST) if percent >= MOST else f"{percent}%"


def _number(value: float, language: Language) -> str:
    return f"{value:.1f}".replace(".", "," if language == "nl" else ".")
