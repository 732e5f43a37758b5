"""A board's counts for a named partner under a named policy: signed by the one, encrypted for the other."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage.x25519 import Recipient

from gelijkop import __version__
from gelijkop.errors import StoreRefused, Text
from gelijkop.model.groupings import own_groupings
from gelijkop.pipeline.bundle import MANIFEST, SIGNATURE, hashes_of, origins, policy_named
from gelijkop.pipeline.combine import combine
from gelijkop.pipeline.counting import counted_years
from gelijkop.pipeline.kept import groupings_text, measured_definitions, measured_groupings
from gelijkop.pipeline.parcel import packed
from gelijkop.pipeline.protecting import Wanted, keep, make
from gelijkop.pipeline.sealed import parquet_of
from gelijkop.pipeline.signing import signed
from gelijkop.safe.release_rows import release_manifest
from gelijkop.safe.released import Released
from gelijkop.store import Store
from gelijkop.store.workplace import workplace

FORMAT = "gelijkop.exchange/1"
ROWS, RELEASED, COUNTS = "cijfers.parquet", "cijfers.json", "tellingen.duckdb"
SCHOOL_ROWS, SCHOOLS = "scholen.parquet", "scholen.json"
DEFINITIONS, GROUPINGS = "definities.json", "indelingen.json"


@dataclass(frozen=True)
class Covered:
    """The locations and the school years that were counted."""

    locations: tuple[str, ...]
    school_years: tuple[int, ...]


def seal(
    store_path: Path,
    out: Path,
    wanted: Wanted,
    *,
    recipient: Recipient,
    sign: Ed25519PrivateKey,
    key: bytes,
    now: datetime,
) -> Covered:
    """Write what was measured to one file that the recipient alone can open.

    Under policy `openbaar` that is the protected cube, under `intern` exact counts and no records. The
    recipient stands inside, too, under the signature: nobody can pass it on as meant for somebody else.

    Args:
        key: the secret of the organisation; the secret of the rounding is derived from it.

    Raises:
        StoreRefused: nothing was measured yet, or `out` is there already.
        ReleaseRefused: the protected cube would break a promise.
    """
    if out.exists():
        raise StoreRefused(
            Text(
                f"{out}: dit bestand is er al. Kies een andere naam, of haal het eerst weg.",
                f"{out}: this file is there already. Choose another name, or remove it first.",
            )
        )
    if wanted.policy == "openbaar":
        content, covered = _public(store_path, wanted, key=key, now=now)
    else:
        content, covered = _exact(store_path)
    with Store(store_path, mode="read") as store:
        definitions = measured_definitions(store)
        content[DEFINITIONS] = json.dumps({d.file: d.written for d in definitions.values()}).encode()
        content[GROUPINGS] = groupings_text(measured_groupings(store)).encode()
        manifest = {
            "format": FORMAT,
            "gelijkop": __version__,
            "made_at": now.isoformat(),
            "for": str(recipient),
            "policy": policy_named(wanted.policy),
            "definitions": {d.code: d.version for d in definitions.values()},
            "years": counted_years(store),
            "covers": asdict(covered),
            "sources": list(origins(store.loads(), key=key)),
            "files": hashes_of(content),
        }
    written = json.dumps(manifest, ensure_ascii=False).encode()
    whole = packed({MANIFEST: written, SIGNATURE: signed(written, sign).encode(), **content})
    _write(out, pyrage.encrypt(whole, [recipient]))
    return covered


def _public(store_path: Path, wanted: Wanted, *, key: bytes, now: datetime) -> tuple[dict[str, bytes], Covered]:
    """The protected cube, written down in the ledger: the rows of its parts, and what else reading them back takes.

    Covered are the locations of which something is released: a few pupils of another do not tell of it here.
    """
    with Store(store_path, mode="update") as store, own_groupings(measured_groupings(store)):
        made = make(store, store_path, wanted, key=key, language="nl", now=now)
        keep(store, store_path, made)
        released, schools = made.released, made.released.schools
        content = {ROWS: parquet_of(store, released), RELEASED: _told(released)}
        if schools is not None:
            content |= {SCHOOL_ROWS: parquet_of(store, schools), SCHOOLS: _told(schools)}
        return content, Covered(schools.places if schools is not None else (), released.school_years)


def _told(released: Released) -> bytes:
    return json.dumps(release_manifest(released), ensure_ascii=False).encode()


def _exact(store_path: Path) -> tuple[dict[str, bytes], Covered]:
    """The exact counts as a store of their own: figures, cubes and places, and no records."""
    with workplace() as folder:  # for its owner alone
        place = folder / COUNTS
        figures = combine([store_path], place)
        years = tuple(sorted({int(y) for y in figures.school_year}))
        return {COUNTS: place.read_bytes()}, Covered(figures.places, years)


def _write(out: Path, content: bytes) -> None:
    """Write a file for its owner alone, whole or not at all.

    Raises:
        StoreRefused: nothing can be written there.
    """
    half = out.with_name(f".{out.name}.half")
    try:
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        half.rename(out)
    except OSError:
        half.unlink(missing_ok=True)
        raise StoreRefused(
            Text(
                f"{out}: dit bestand kan niet worden geschreven. Kies een map waarin u mag schrijven, met ruimte.",
                f"{out}: this file cannot be written. Choose a folder that you may write in and that has room.",
            )
        ) from None
