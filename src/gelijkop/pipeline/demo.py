"""The demo: a made-up region with a known truth, from files as a school board delivers them to a safe page."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

import numpy as np

from gelijkop.errors import Language, Text
from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.folders import fresh_folder
from gelijkop.pipeline.imports import import_files
from gelijkop.pipeline.measure import measure
from gelijkop.pipeline.progress import Progress
from gelijkop.pipeline.publish import publish
from gelijkop.pipeline.site import put_in_place
from gelijkop.sources.mapping import read_mapping
from gelijkop.sources.synthetic import Expected, expected, generate, read_truth, write_files
from gelijkop.store import Store

STORE = "gelijkop.duckdb"
RELEASE, SITE = "uitgave", "site"
MARGIN = 0.05
SOURCES = (
    Text(
        "Verzonnen leerlingen in een verzonnen regio. De namen van de gemeenten zijn echt; scholen, buurten en "
        "leerlingen bestaan niet. De aandelen zijn afgestemd op de Onderwijsmonitor MSV 2018-2019.",
        "Made-up pupils in a made-up region. The names of the municipalities are real; schools, neighbourhoods and "
        "pupils do not exist. Shares are calibrated on the Onderwijsmonitor MSV 2018-2019.",
    ),
)


def demo(folder: Path, *, seed: int, language: Language, now: datetime, progress: Progress, force: bool) -> Path:
    """Make the region, import its files, measure, compare and publish; returns the page.

    In `folder`: `bestanden/` (as delivered, with mappings), `waarheid.json` (what was put in),
    the store, the release, and the site that serves it.
    """
    truth = read_truth()
    # Nobody in the demo is real, so its key may follow from the seed; then the same seed gives the same page.
    key = hashlib.sha512(f"gelijkop demo {seed}".encode()).digest()
    with fresh_folder(folder, force=force) as fresh:
        progress.step(Text("regio verzinnen", "making up a region"))
        files = fresh / "bestanden"
        write_files(generate(truth, rng=np.random.default_rng(seed)), files)
        (fresh / "waarheid.json").write_text(_known(expected(truth)), encoding="utf-8")
        with Store(fresh / STORE, inputs=[files]) as store:
            for mapping in sorted(files.glob("*.toml"), reverse=True):
                import_files(
                    store,
                    [mapping.with_suffix(".csv")],
                    mapping=read_mapping(mapping),
                    key=key,
                    now=now,
                    progress=progress,
                )
            progress.step(Text("indicatoren berekenen", "computing indicators"))
            measure(store, load_all())
        publish(
            fresh / STORE,
            fresh / RELEASE,
            policy="openbaar",
            key=key,
            region="Maassluis, Schiedam en Vlaardingen (verzonnen cijfers)",
            grouping="armoede",
            margin=MARGIN,
            language=language,
            now=now,
            progress=progress,
            sources=SOURCES,
        )
        put_in_place(fresh / RELEASE, fresh / SITE, now=now, progress=progress)
    return folder / RELEASE / "index.html"


def _known(found: Expected) -> str:
    """The shares that were put in, as JSON; null where there is nobody."""
    rounded = {name: np.asarray(value).astype(object) for name, value in vars(found).items()}
    for values in rounded.values():
        values[values != values] = None
    return json.dumps({n: v.tolist() for n, v in rounded.items()}, ensure_ascii=False, indent=1)
