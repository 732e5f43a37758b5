"""A release of what was measured: figures protected (or sealed), compared, and written as a folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gelijkop.errors import Language, Text
from gelijkop.model.groupings import own_groupings
from gelijkop.pipeline.annex import personal_data
from gelijkop.pipeline.bundle import origins
from gelijkop.pipeline.folders import fresh_folder
from gelijkop.pipeline.kept import measured_definitions, measured_groupings
from gelijkop.pipeline.progress import Progress
from gelijkop.pipeline.protecting import Wanted, keep, make
from gelijkop.pipeline.release_folder import Around, write_release
from gelijkop.safe.released import Policy, Published
from gelijkop.store import Store


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
    mode: str = "",
    layer: str = "",
    known: Sequence[Path] = (),
    sign: Ed25519PrivateKey | None = None,
    force: bool = False,
) -> Path:
    """Write a release of what was measured to `out`, and return its page.

    Args:
        key: the secret of the organisation; the secret of the rounding is derived from it, and that of the seal.
        region: name on the page; empty: the names of the places.
        grouping: the grouping that the page is about; empty: the first of the policy that the records have.
        margin: the difference in a share that matters (0–1).
        sources: lines about where the records came from; empty: from the record of what was loaded.
        published: figures of public sources about the same places, for the situation sketch.
        mode, layer: how strongly a public release is protected and how it is written; empty: as the policy says.
        known: CSV files with exact numbers of pupils that others publish, which the attack before publishing knows.
        sign: the secret half of a key pair to sign the manifest with.

    Raises:
        StoreRefused: nothing was measured yet.
        UserError: no such grouping, or `out` is taken.
        ReleaseRefused: a location has no municipality, no count is left, or the release would break a promise.
        LedgerRefused: the ledger of earlier releases is missing or was changed.
        AuditFailed: together with what others publish it would tell too much.
    """
    with (
        fresh_folder(out, force=force, private=policy == "intern") as folder,
        Store(store_path, mode="read" if policy == "intern" else "update", outputs=[folder]) as store,
        own_groupings(measured_groupings(store)),
    ):
        progress.step(Text("cijfers beschermen", "protecting figures"))
        wanted = Wanted(policy, grouping, mode, layer, known)
        made = make(store, store_path, wanted, key=key, language=language, now=now)
        around = Around(
            measured_definitions(store),
            region,
            grouping,
            margin,
            language,
            now,
            sources or _loaded(store),
            origins(store.loads(), key=key),
            made.proof,
            personal_data(store),
            published,
            made.head,
        )
        write_release(folder, store, made.released, around, key=key, sign=sign, progress=progress)
        # Before the folder takes its place: what is shown must have been written down.
        keep(store, store_path, made)
    return out / "index.html"


def _loaded(store: Store) -> tuple[Text, ...]:
    """A line per load; file names only, since counts of a small load could tell about a pupil."""
    lines = {f"{one.source}: {one.file} ({one.loaded_at[:10]})" for one in store.loads()}
    return tuple(Text(line, line) for line in sorted(lines))
