"""A release: figures protected, compared, and written as a folder with page, tables, manifest and report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from gelijkop import __version__
from gelijkop.errors import Language, ReleaseRefused, Text, UserError
from gelijkop.indicators.definitions import Definition
from gelijkop.model.groupings import own_groupings
from gelijkop.pipeline.compared import compare_release
from gelijkop.pipeline.findings_tables import findings_tables
from gelijkop.pipeline.folders import fresh_folder, write_all
from gelijkop.pipeline.kept import measured_definitions, measured_groupings
from gelijkop.pipeline.packaged import data_package
from gelijkop.pipeline.progress import Progress
from gelijkop.pipeline.protecting import released_of
from gelijkop.pipeline.region_content import region_content
from gelijkop.pipeline.release_tables import tables_of
from gelijkop.pipeline.tables_definitions import definition_tables
from gelijkop.present.region_page import region_page
from gelijkop.safe.plan import load_plan
from gelijkop.safe.quality import Report
from gelijkop.safe.release_rows import release_manifest, released_columns
from gelijkop.safe.released import Policy, Published, Released
from gelijkop.store import Store

FIGURES = "cijfers"
Files = dict[str, str | bytes]


def publish(
    store_path: Path,
    out: Path,
    *,
    policy: Policy,
    key: bytes,
    region: str,
    grouping: str,
    margin: float,
    language: Language,
    now: datetime,
    progress: Progress,
    sources: Sequence[Text] = (),
    published: Published | None = None,
    force: bool = False,
) -> Path:
    """Write a release of what was measured to `out`, and return its page.

    Args:
        key: the secret of the organisation; the secret of the rounding is derived from it.
        region: name on the page; empty: the names of the places.
        grouping: the grouping that the page is about; empty: the first of the policy that the records have.
        margin: the difference in a share that matters (0–1).
        sources: lines about where the records came from; empty: from the record of what was loaded.
        published: figures of public sources about the same places, for the situation sketch.

    Raises:
        StoreRefused: nothing was measured yet.
        UserError: no such grouping, or `out` is taken.
        ReleaseRefused: a location has no municipality, no count is left, or the release would break a promise.
    """
    with (
        fresh_folder(out, force=force) as folder,
        Store(store_path, mode="read", outputs=[folder]) as store,
        own_groupings(measured_groupings(store)),
    ):
        progress.step(Text("cijfers beschermen", "protecting figures"))
        definitions = measured_definitions(store)
        released, report = released_of(store, policy=policy, key=key, grouping=grouping)
        _require_something(released)
        progress.step(Text("vergelijken", "comparing"))
        order = _order(released.groupings, grouping)
        found = compare_release(released, groupings=order, margin=margin)
        progress.step(Text("pagina maken", "making the page"))
        content = region_content(
            released,
            found,
            definitions=definitions,
            groupings=order,
            region=region,
            sources=sources or _loaded(store),
            published=published,
            now=now,
        )
        files: Files = dict(region_page(content, language=language))
        files |= findings_tables(released, found) | tables_of(released, groupings=order)
        files |= definition_tables(released, found, definitions=definitions, grouping=order[0], margin=margin)
        progress.step(Text("wegschrijven", "writing"))
        columns = store.frame(released_columns(released))
        store.write_parquet(columns, folder / f"{FIGURES}.parquet")
        store.write_csv(columns, folder / f"{FIGURES}.csv")
        files["manifest.json"] = _manifest(released, report, definitions, region, now, folder, files)
        files["datapackage.json"] = data_package(region or "gelijkop", __version__, now, released, files)
        write_all(folder, files)
    return out / "index.html"


def _require_something(released: Released) -> None:
    if not len(released.rows.pupils):
        raise ReleaseRefused(
            Text(
                "Er is niets om uit te geven: er zijn te weinig leerlingen, of van hen is te weinig bekend om een "
                "indicator te berekenen. Laad meer schooljaren of scholen.",
                "There is nothing to release: there are too few pupils, or too little is known of them to compute an "
                "indicator. Load more school years or schools.",
            )
        )


def _order(present: Sequence[str], main: str) -> tuple[str, ...]:
    """The groupings with the main one first; without any background the one that would be asked for first.

    The page then says of its groups that nothing is known, and shows the rest.
    """
    if main and main not in present:
        known = ", ".join(present)
        raise UserError(
            Text(
                f"De indeling “{main}” is er niet in deze gegevens. Wel: {known or 'geen enkele'}.",
                f"These records have no grouping “{main}”. They have: {known or 'none'}.",
            )
        )
    return tuple(sorted(present, key=lambda g: g != main)) or load_plan("openbaar").groupings[:1]


def _loaded(store: Store) -> tuple[Text, ...]:
    """A line per load; file names only, since counts of a small load could tell about a pupil."""
    lines = {f"{one.source}: {one.file} ({one.loaded_at[:10]})" for one in store.loads()}
    return tuple(Text(line, line) for line in sorted(lines))


def _manifest(
    released: Released,
    report: Report | None,
    definitions: Mapping[str, Definition],
    region: str,
    now: datetime,
    folder: Path,
    files: Mapping[str, str | bytes],
) -> str:
    """What the release is made of: versions, definitions, protection, and a hash of every file."""
    hashes = {n: hashlib.sha256(c.encode() if isinstance(c, str) else c).hexdigest() for n, c in files.items()}
    for path in sorted(folder.glob(f"{FIGURES}.*")):
        hashes[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest: dict[str, Any] = {  # Any: what JSON holds
        "gelijkop": __version__,
        "made_at": now.isoformat(),
        "region": region,
        "definitions": {d.code: d.version for d in definitions.values()},
        "released": release_manifest(released),
        "protection": asdict(report) if report else None,
        "files": dict(sorted(hashes.items())),
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1)
