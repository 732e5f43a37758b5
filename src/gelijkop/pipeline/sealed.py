"""Exact figures at rest: one file that opens with the key of the organisation and with nothing else."""

from __future__ import annotations

import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gelijkop.errors import KeyRefused, ReleaseRefused, Text
from gelijkop.pipeline.parcel import packed, unpacked
from gelijkop.safe.release_rows import Manifest, load, release_manifest, released_columns
from gelijkop.safe.released import Policy, Released
from gelijkop.store import Store

SEALED = "intern.zegel"
_MAGIC = b"gelijkop.intern/1\n"
_SALT = 32
_NONCE = bytes(12)
"""Always the same: each file has a key of its own, from its salt."""
_ROWS, _MANIFEST = "rows.parquet", "released.json"


def sealed_figures(store: Store, released: Released, *, key: bytes) -> bytes:
    """Released numbers of policy `intern`, encrypted; the rows are in plain only in the store's own work folder.

    Source: RFC 5869 (HKDF) for a key from that of the organisation, RFC 8439 (ChaCha20-Poly1305).
    """
    content = {
        _MANIFEST: json.dumps(release_manifest(released), ensure_ascii=False).encode(),
        _ROWS: parquet_of(store, released),
    }
    salt = secrets.token_bytes(_SALT)
    head = _MAGIC + salt
    return head + _cipher(key, salt).encrypt(_NONCE, packed(content), head)


def opened_figures(store: Store, sealed: bytes, *, key: bytes) -> Released:
    """The numbers that `sealed_figures` encrypted.

    Raises:
        KeyRefused: it was sealed with another key, or changed after it was made.
        ReleaseRefused: this is no sealed file.
    """
    head = sealed[: len(_MAGIC) + _SALT]
    if not sealed.startswith(_MAGIC) or len(head) < len(_MAGIC) + _SALT:
        raise ReleaseRefused(
            Text(
                f"{SEALED} is niet te lezen. Gebruik het bestand zoals gelijkop publish het schreef.",
                f"{SEALED} cannot be read. Use the file as gelijkop publish wrote it.",
            )
        )
    try:
        content = unpacked(_cipher(key, head[len(_MAGIC) :]).decrypt(_NONCE, sealed[len(head) :], head))
    except InvalidTag:
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


def _cipher(key: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, b"gelijkop intern").derive(key))
