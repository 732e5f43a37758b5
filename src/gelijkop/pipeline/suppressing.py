"""A folder of exact tables with holes, made from the figures of a store, and the proof that stays beside the store."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from gelijkop.errors import ReleaseRefused, Text, UserError
from gelijkop.model.figures import Figures
from gelijkop.model.groupings import own_groupings
from gelijkop.model.measures import Measure
from gelijkop.pipeline.folders import fresh_folder, write_all
from gelijkop.pipeline.kept import measured_groupings
from gelijkop.pipeline.measure import load_figures
from gelijkop.pipeline.progress import Progress
from gelijkop.pipeline.suppressed_folder import holes, read_earlier, suppressed_files
from gelijkop.safe.plan import load_plan
from gelijkop.safe.suppress.cells import inner_of
from gelijkop.safe.suppress.tables import suppress_tables
from gelijkop.store import Store

_SALT = 32


@dataclass(frozen=True)
class Made:
    """The folder, the certificate beside the store, and by table how many cells it has and how many are hidden."""

    folder: Path
    certificate: Path
    tables: Mapping[str, tuple[int, int]]


def suppress_store(
    store_path: Path,
    out: Path,
    *,
    measure: str,
    groupings: Sequence[str],
    also: Sequence[Path],
    now: datetime,
    progress: Progress,
    force: bool,
) -> Made:
    """Write exact tables with holes about one measure to `out`.

    Args:
        groupings: those to divide by; none: the first of the public policy that the records have.
        also: folders of earlier tables about the same measure, protected together with these.

    Raises:
        StoreRefused: nothing was measured yet.
        UserError: no such measure or grouping, `out` is taken, or an earlier folder is not one of ours.
        ReleaseRefused: a small number cannot be protected, or the earlier numbers have changed.
    """
    with (
        fresh_folder(out, force=force) as folder,
        Store(store_path, mode="read", outputs=[folder]) as store,
        own_groupings(measured_groupings(store)),
    ):
        figures = load_figures(store)
        asked = _measure(figures, measure)
        plan = load_plan("openbaar")
        chosen = _groupings(figures, groupings, plan.groupings)
        earlier = [read_earlier(path, measure) for path in also]
        every = tuple(dict.fromkeys([*chosen, *(g for e in earlier for g in e.groupings)]))
        _groupings(figures, every, ())
        inner = inner_of(figures, asked, every, _municipalities(store, figures))
        years = tuple(int(y) for y in np.unique(inner.year))
        if not years:
            raise ReleaseRefused(Text("Van deze maat is niets geteld.", "Nothing was counted of this measure."))
        progress.step(Text("alternatieve tabellen zoeken", "looking for alternative tables"))
        found, certificate = suppress_tables(
            inner, years, chosen, threshold=plan.base, salt=secrets.token_bytes(_SALT), earlier=tuple(earlier)
        )
        progress.step(Text("wegschrijven", "writing"))
        write_all(folder, suppressed_files(found, asked, years, chosen, now))
        kept = _keep(store_path, found.proof, certificate)
    return Made(out, kept, holes(found))


def _measure(figures: Figures, code: str) -> Measure:
    shares = {m.code: m for m in figures.measures if any(m.scores) and set(m.scores) <= {0.0, 1.0}}
    if code not in shares:
        raise UserError(
            Text(
                f"De maat “{code}” is er niet, of deelt leerlingen niet in ja en nee. Wel: {', '.join(shares)}.",
                f"There is no measure “{code}”, or it does not part pupils in yes and no. There are: "
                f"{', '.join(shares)}.",
            )
        )
    return shares[code]


def _groupings(figures: Figures, asked: Sequence[str], standard: Sequence[str]) -> tuple[str, ...]:
    for code in asked:
        if code not in figures.groupings:
            known = ", ".join(figures.groupings) or "-"
            raise UserError(
                Text(
                    f"De indeling “{code}” is er niet in deze gegevens. Wel: {known}.",
                    f"These records have no grouping “{code}”. They have: {known}.",
                )
            )
    return tuple(dict.fromkeys(asked)) or tuple(g for g in standard if g in figures.groupings)[:1]


def _municipalities(store: Store, figures: Figures) -> dict[str, str]:
    columns = {name: values.tolist() for name, values in store.arrays(store.table("places")).items()}
    codes = columns.get("municipality", [None] * len(columns["location"]))
    found = {place: code for place, code in zip(columns["location"], codes, strict=True) if code}
    found |= {place: place for place in figures.places if place.startswith("GM")}
    homeless = [place for place in figures.places if place not in found]
    if homeless:
        many, one = len(homeless), homeless[0]
        raise ReleaseRefused(
            Text(
                f"Van {many} vestigingen is de gemeente niet bekend, zoals {one}. Laad de adressen van DUO of geef de "
                "gemeente in de tabel “places”.",
                f"The municipality of {many} locations is not known, such as {one}. Load the addresses of DUO or give "
                "the municipality in the table “places”.",
            )
        )
    return found


def _keep(store_path: Path, proof: str, certificate: str) -> Path:
    """The certificate beside the store, for its owner alone."""
    path = store_path.with_name(f"{store_path.stem}.bewijs-{proof[:12]}.json")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123 (a Path cannot give the mode)
        file.write(certificate)
    return path
