"""Exact figures at rest: one file that opens with the key of the organisation and with nothing else."""

from __future__ import annotations

import json

from gelijkop.errors import KeyRefused, ReleaseRefused, Text
from gelijkop.pipeline.parcel import packed, unpacked
from gelijkop.safe.box import BoxShut, NoBox, boxed, unboxed
from gelijkop.safe.release_rows import Manifest, load, release_manifest, released_columns
from gelijkop.safe.released import Policy, Released
from gelijkop.store import Store

SEALED = "intern.zegel"
_LABEL, _PURPOSE = b"gelijkop.intern/1", b"gelijkop intern"
_ROWS, _MANIFEST = "rows.parquet", "released.json"


def sealed_figures(store: Store, released: Released, *, key: bytes) -> bytes:
    """Released numbers of policy `intern`, encrypted; the rows are in plain only in the store's own work folder."""
    content = {
        _MANIFEST: json.dumps(release_manifest(released), ensure_ascii=False).encode(),
        _ROWS: parquet_of(store, released),
    }
    return boxed(packed(content), key=key, label=_LABEL, purpose=_PURPOSE)


def opened_figures(store: Store, sealed: bytes, *, key: bytes) -> Released:
    """The numbers that `sealed_figures` encrypted.

    Raises:
        KeyRefused: it was sealed with another key, or changed after it was made.
        ReleaseRefused: this is no sealed file.
    """
    try:
        content = unpacked(unboxed(sealed, key=key, label=_LABEL, purpose=_PURPOSE))
    except NoBox:
        raise ReleaseRefused(
            Text(
                f"{SEALED} is niet te lezen. Gebruik het bestand zoals gelijkop publish het schreef.",
                f"{SEALED} cannot be read. Use the file as gelijkop publish wrote it.",
            )
        ) from None
    except BoxShut:
        raise KeyRefused(
            Text(
                f"{SEALED} gaat met deze sleutel niet open. Gebruik de sleutel waarmee de uitgave is gemaakt (--key). "
                "Is dat deze? Dan is het bestand na het maken veranderd.",
                f"{SEALED} does not open with this key. Use the key that the release was made with (--key). "
                "Is it this one? Then the file was changed after it was made.",
            )
        ) from None
    return read_parquet(store, content[_ROWS], json.loads(content[_MANIFEST]), policy="intern")


def parquet_of(store: Store, released: Released) -> bytes:
    """The rows as the bytes of a Parquet file."""
    place = store.workdir / _ROWS
    store.write_parquet(store.frame(released_columns(released)), place)
    content = place.read_bytes()
    place.unlink()
    return content


def read_parquet(
    store: Store, rows: bytes, manifest: Manifest, *, policy: Policy, schools: Released | None = None
) -> Released:
    """The numbers of these rows and this manifest; see `safe.release_rows.load`.

    Raises:
        ReleaseRefused: rows and manifest do not fit, or a promise is broken.
    """
    place = store.workdir / _ROWS
    place.write_bytes(rows)
    columns = store.arrays(store.scan_parquet(place))
    place.unlink()
    return load(columns, manifest, policy=policy, schools=schools)
