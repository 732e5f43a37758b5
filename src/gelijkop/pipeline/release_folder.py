"""A release as a folder: page, tables, figures, what they were made with, and a manifest over all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gelijkop import __version__
from gelijkop.errors import Language, ReleaseRefused, Text, UserError
from gelijkop.indicators.definitions import Definition
from gelijkop.pipeline.annex import FILE as ANNEX
from gelijkop.pipeline.annex import Personal, annex
from gelijkop.pipeline.bundle import (
    MANIFEST,
    SIGNATURE,
    Files,
    Json,
    definition_files,
    hashes_of,
    manifest_text,
    policy_file,
    policy_named,
    proof_files,
)
from gelijkop.pipeline.compared import compare_release
from gelijkop.pipeline.findings_tables import findings_tables
from gelijkop.pipeline.folders import write_all
from gelijkop.pipeline.packaged import data_package
from gelijkop.pipeline.progress import Progress
from gelijkop.pipeline.region_content import region_content
from gelijkop.pipeline.release_tables import tables_of
from gelijkop.pipeline.sealed import SEALED, sealed_figures
from gelijkop.pipeline.signing import signed
from gelijkop.pipeline.tables_definitions import definition_tables
from gelijkop.present.region_page import region_page
from gelijkop.safe.ledger import Head
from gelijkop.safe.plan import load_plan
from gelijkop.safe.release_rows import release_manifest, released_columns
from gelijkop.safe.released import Published, Released
from gelijkop.store import Store

FIGURES, SCHOOLS = "cijfers", "scholen"
CONFIDENTIAL = Text(
    "De bladzijde en de tabellen in deze map hebben exacte aantallen, ook kleine. Ze zijn alleen voor medewerkers van "
    "het eigen bestuur die deze leerlinggegevens mogen zien. Kopieer, mail of publiceer ze niet. Openbaar maken gaat "
    "met: gelijkop publish --policy openbaar",
    "The page and the tables in this folder have exact counts, also small ones. They are only for staff of the own "
    "board who may see these pupil data. Do not copy, mail or publish them. To make figures public there is: gelijkop "
    "publish --policy openbaar",
)


@dataclass(frozen=True)
class Around:
    """What stands around the figures of a release.

    `grouping`: the one that the page is about; empty: the first of the policy that the records have.
    `margin`: the difference in a share that matters (0–1). `sources`: lines on the page about where the
    records came from; `origins`: the same for the manifest. `proof`: by name what JSON can hold, for
    `bewijs/`. `personal`: which data about pupils were read. `published`: figures of public sources
    about the same places. `ledger`: the last line of the ledger, in which this release stands.
    """

    definitions: Mapping[str, Definition]
    region: str
    grouping: str
    margin: float
    language: Language
    now: datetime
    sources: Sequence[Text]
    origins: Sequence[Json] = ()
    proof: Mapping[str, object] = field(default_factory=dict)
    personal: Personal = field(default_factory=lambda: Personal({}))
    published: Published | None = None
    ledger: Head | None = None


def write_release(
    folder: Path,
    store: Store,
    released: Released,
    around: Around,
    *,
    key: bytes | None = None,
    sign: Ed25519PrivateKey | None = None,
    progress: Progress,
) -> None:
    """Fill an empty folder with a release.

    Figures of policy `intern` stand there under seal only, besides the page and tables for the board's own staff.

    Args:
        store: an engine that may write in `folder`.
        key: the secret of the organisation, for the seal of policy `intern`.
        sign: the secret half of a key pair to sign the manifest with.

    Raises:
        ReleaseRefused: there is nothing in it.
        UserError: it has no such grouping.
        ValueError: figures of policy `intern` without a key.
    """
    _require_something(released)
    order = order_of(released.groupings, around.grouping)
    progress.step(Text("vergelijken", "comparing"))
    found = compare_release(released, groupings=order, margin=around.margin)
    progress.step(Text("pagina maken", "making the page"))
    content = region_content(
        released,
        found,
        definitions=around.definitions,
        groupings=order,
        region=around.region,
        sources=around.sources,
        published=around.published,
        now=around.now,
    )
    files: Files = dict(region_page(content, language=around.language))
    files |= findings_tables(released, found) | tables_of(released, groupings=order)
    files |= definition_tables(released, found, definitions=around.definitions, grouping=order[0], margin=around.margin)
    files[ANNEX] = annex(released, around.personal, region=around.region, proof=tuple(around.proof))
    files |= definition_files(around.definitions) | policy_file(released) | proof_files(around.proof)
    progress.step(Text("wegschrijven", "writing"))
    figures: dict[str, str] = {}
    if released.policy == "intern":
        if key is None:
            raise ValueError("a seal needs a key")
        files[SEALED] = sealed_figures(store, released, key=key)
        files["VERTROUWELIJK.txt"] = f"{CONFIDENTIAL.nl}\n\n{CONFIDENTIAL.en}\n"
    else:
        figures = _write_figures(folder, store, released)
    files["datapackage.json"] = data_package(around.region or "gelijkop", __version__, around.now, released, files)
    manifest = _manifest(released, around, {**figures, **hashes_of(files)})
    files[MANIFEST] = manifest
    if sign is not None:
        files[SIGNATURE] = signed(manifest.encode(), sign)
    write_all(folder, files)


def _write_figures(folder: Path, store: Store, released: Released) -> dict[str, str]:
    """Write the counts of each part of the release as Parquet and as CSV; the hash of each file."""
    written = {}
    for name, part in parts_of(released).items():
        columns = store.frame(released_columns(part))
        for path, write in ((f"{name}.parquet", store.write_parquet), (f"{name}.csv", store.write_csv)):
            write(columns, folder / path)
            written[path] = hashlib.sha256((folder / path).read_bytes()).hexdigest()
    return written


def parts_of(released: Released) -> dict[str, Released]:
    """The parts of a public release by the name of their files: municipalities by year, and schools if there are."""
    return {FIGURES: released} | ({SCHOOLS: released.schools} if released.schools is not None else {})


def _manifest(released: Released, around: Around, hashes: Mapping[str, str]) -> str:
    """What the release is made of; of exact figures nothing that depends on a count."""
    entries = {
        "gelijkop": __version__,
        "made_at": around.now.isoformat(),
        "region": around.region,
        "policy": policy_named(released.policy),
        **({"schools": release_manifest(released.schools)} if released.schools is not None else {}),
        "compared": {"grouping": around.grouping, "margin": around.margin},
        "definitions": {d.code: d.version for d in around.definitions.values()},
        "sources": list(around.origins),
        "source_lines": [asdict(line) for line in around.sources],
        "files": dict(sorted(hashes.items())),
    }
    if around.ledger is not None:
        entries["ledger"] = asdict(around.ledger)
    if released.policy != "intern":
        entries["released"] = release_manifest(released)
    return manifest_text(entries)


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


def order_of(present: Sequence[str], main: str) -> tuple[str, ...]:
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
