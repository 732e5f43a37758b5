"""From the figures of a store to Released numbers, under the policy that is asked for, and what is kept of it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from gelijkop.errors import Language
from gelijkop.model.crossing import Pair, pair_of
from gelijkop.model.groupings import own
from gelijkop.pipeline.audit_release import known_pupils
from gelijkop.pipeline.counting import cubes
from gelijkop.pipeline.ledger_files import keep_head, kept_head, ledger_folder, open_ledger, save_ledger
from gelijkop.pipeline.measure import load_figures
from gelijkop.safe.ledger import Head, Ledger
from gelijkop.safe.plan import Plan, load_plan
from gelijkop.safe.protect import protect, seal_intern
from gelijkop.safe.released import Policy, Released
from gelijkop.safe.tables import load_tables
from gelijkop.store import Store

_OF_PLACE = ("location", "name", "board", "municipality", "municipality_name")


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a policy, and of a public release how it is protected and written.

    `grouping`: one of the user is in a public release only when it is asked for. `mode`, `layer`: empty:
    those of the policy. `known`: CSV files with exact numbers of pupils that others publish.
    """

    policy: Policy
    grouping: str = ""
    mode: str = ""
    layer: str = ""
    known: Sequence[Path] = ()


@dataclass(frozen=True)
class Made:
    """Released numbers, the proof that is kept beside them, and the ledger with them in it (of a public release)."""

    released: Released
    proof: Mapping[str, object] = field(default_factory=dict)
    ledger: Ledger | None = None

    @property
    def head(self) -> Head | None:
        """What the release tells of the ledger."""
        return None if self.ledger is None else self.ledger.head


def make(store: Store, path: Path, wanted: Wanted, *, key: bytes, language: Language, now: datetime) -> Made:
    """What was measured, protected (policy `openbaar`) or exact and sealed (`intern`).

    A public release keeps the numbers of all earlier ones, and must be written down with `keep` before
    anybody sees it.

    Args:
        store: opened so that it can be written, for a public release.
        path: its file; the ledger lies beside it.
        key: the secret of the organisation; the secrets of rounding and of the ledger are derived from it.
        language: of the proof.

    Raises:
        StoreRefused: nothing was measured yet.
        ReleaseRefused: a location has no municipality, or earlier releases crossed other groupings.
        LedgerRefused: the ledger of earlier releases is missing or was changed.
        AuditFailed: together with what others publish it would tell too much.
    """
    figures = load_figures(store)
    plan = _with_own(load_plan(wanted.policy, mode=wanted.mode, layer=wanted.layer), wanted.grouping)
    known = {c: values.tolist() for c, values in store.arrays(store.table("places")).items()}
    rows = list(zip(*(known.get(c, [None] * len(known["location"])) for c in _OF_PLACE), strict=True))
    # A register counts children in the municipality itself.
    municipality = {location: code for location, _, _, code, _ in rows if code} | {
        place: place for place in figures.places if place.startswith("GM")
    }
    areas = {code: name or code for *_, code, name in rows if code}
    board = {location: code for location, _, code, _, _ in rows if code}
    names = {location: name or location for location, name, *_ in rows}
    if wanted.policy == "intern":
        of_place = {"board": board, "municipality": municipality}
        return Made(seal_intern(figures, names, plan, areas=of_place, area_names=areas, crosses=_crossed(store)))
    ledger = open_ledger(ledger_folder(path), key, kept_head(store))
    clocks = sorted({m.clock for m in figures.measures})
    result = protect(
        figures,
        plan,
        municipality=municipality,
        board=board,
        names=names | areas,
        seed=hmac.digest(key, b"gelijkop rounding", "sha256"),
        ledger=ledger,
        known=[k for file in wanted.known for k in known_pupils(file, clocks)],
    )
    policy = f"{plan.policy} {plan.version} {plan.mode}"
    after = ledger.appended(
        result.cells, at=now, policy=policy, plan=_plan_hash(plan), base=plan.base, slack=plan.slack
    )
    audits = {clock: report.as_json(language) for clock, report in result.audit.items()}
    return Made(result.released, {"bescherming": asdict(result.report), "aanval": audits}, after)


def keep(store: Store, path: Path, made: Made) -> None:
    """Write a public release down in the ledger; nothing for another.

    Raises:
        LedgerRefused: it cannot be written, or another command wrote in between; then nothing may be shown.
    """
    if made.ledger is not None:
        save_ledger(made.ledger, ledger_folder(path))
        keep_head(store, made.ledger.head)


def _plan_hash(plan: Plan) -> str:
    told = {"plan": asdict(plan), "tables": [asdict(t) for t in load_tables(plan.policy)]}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


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
