"""Signatures (Ed25519): who made a release, told by a key pair of which only the maker has the secret half."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from gelijkop.errors import KeyRefused, Text
from gelijkop.pipeline.folders import MARK
from gelijkop.sources.key import require_outside, write_secret

ALGORITHM = "ed25519"
_LARGEST = 10_000
"""Bytes; a key or a signature is far smaller."""


@dataclass(frozen=True)
class Signed:
    """Who signed, as the raw public key; the signature itself was right."""

    public: bytes

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the public key in groups of four, for people to compare."""
        return fingerprint(self.public)


def fingerprint(public: bytes) -> str:
    """The SHA-256 of a raw public key as 16 groups of four hexadecimal digits.

    >>> fingerprint(bytes(32))[:19]
    '6668 7aad f862 bd77'
    """
    digits = hashlib.sha256(public).hexdigest()
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def create_pair(path: Path, project: Path) -> Path:
    """Write a new key pair: the secret half to `path`, the public half beside it; returns the path of the latter.

    Source: RFC 8032 (Ed25519), RFC 5958 (PKCS8) and RFC 8410 (how the two go together).

    Raises:
        KeyRefused: something is there already, the place is inside `project` or a release, or cannot be written.
    """
    outside_releases(path)
    key = Ed25519PrivateKey.generate()
    public = public_path(path)
    if public.exists():
        raise _there_already(public)
    write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(), project)
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return public


def public_path(path: Path) -> Path:
    """Where the public half of a key lies: `ondertekening.pem` has `ondertekening.pub.pem`."""
    return path.with_name(f"{path.stem}.pub{path.suffix}")


def load_signing_key(path: Path, project: Path) -> Ed25519PrivateKey:
    """The secret half of a pair.

    Raises:
        KeyRefused: it is not there, is no such key, or lies inside `project` or a release.
    """
    require_outside(path, project)
    outside_releases(path)
    try:
        key = load_pem_private_key(_read(path), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _no_key(path, "een geheime sleutel om mee te ondertekenen", "a secret key to sign with") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, "een geheime sleutel om mee te ondertekenen", "a secret key to sign with")
    return key


def load_public(path: Path) -> bytes:
    """The public half of a pair, as 32 raw bytes.

    Raises:
        KeyRefused: it is not there or is no such key.
    """
    try:
        key = load_pem_public_key(_read(path))
    except (ValueError, UnsupportedAlgorithm):
        raise _no_key(path, "een openbare sleutel van een ondertekenaar", "a public key of a signer") from None
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path, "een openbare sleutel van een ondertekenaar", "a public key of a signer")
    return raw(key)


def load_signers(paths: Sequence[Path]) -> frozenset[bytes]:
    """The public keys in these files, and in the files `*.pem` of these folders.

    Raises:
        KeyRefused: one of them is no such key.
    """
    files = [f for p in paths for f in (sorted(p.glob("*.pem")) if p.is_dir() else [p])]
    return frozenset(load_public(f) for f in files)


def signed(data: bytes, key: Ed25519PrivateKey) -> str:
    """The text of a signature over bytes: the public key, its fingerprint and the signature."""
    public = raw(key.public_key())
    told = {
        "algorithm": ALGORITHM,
        "fingerprint": fingerprint(public),
        "public_key": base64.b64encode(public).decode(),
        "signature": base64.b64encode(key.sign(data)).decode(),
    }
    return json.dumps(told, indent=1)


def signer_of(data: bytes, signature: bytes) -> Signed | None:
    """Who signed these bytes; None where the signature is not right. Whether to trust that key is for the reader."""
    try:
        told = json.loads(signature[:_LARGEST])
        public = base64.b64decode(told["public_key"], validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(told["signature"], validate=True), data)
    except (ValueError, KeyError, TypeError, RecursionError, InvalidSignature):
        return None
    return Signed(public) if told.get("algorithm") == ALGORITHM else None


def raw(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def outside_releases(path: Path) -> None:
    """Refuse a secret inside a folder that gelijkop made.

    Raises:
        KeyRefused: it lies in such a folder.
    """
    for place in (path.absolute(), path.resolve()):
        if any((folder / MARK).exists() for folder in place.parents):
            raise KeyRefused(
                Text(
                    f"{path}: een geheime sleutel mag niet in een map met een uitgave staan, want wie de map krijgt, "
                    "krijgt de sleutel erbij. Kies een map van uzelf.",
                    f"{path}: a secret key may not lie in a folder with a release, since whoever gets the folder gets "
                    "the key with it. Choose a folder of your own.",
                )
            )


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError:
        raise KeyRefused(
            Text(
                f"{path}: hier staat geen sleutel die te lezen is. Maak een sleutelpaar met: gelijkop key --sign",
                f"{path}: there is no key here that can be read. Make a key pair with: gelijkop key --sign",
            )
        ) from None


def _no_key(path: Path, nl: str, en: str) -> KeyRefused:
    return KeyRefused(
        Text(
            f"{path}: verwacht wordt {nl} (Ed25519, PEM), zoals gelijkop key --sign die maakt.",
            f"{path}: expected is {en} (Ed25519, PEM), as gelijkop key --sign makes it.",
        )
    )


def _there_already(path: Path) -> KeyRefused:
    return KeyRefused(
        Text(
            f"{path}: hier staat al een bestand; een sleutel wordt nooit overschreven. Kies een andere plaats.",
            f"{path}: there is a file here already; a key is never overwritten. Choose another place.",
        )
    )
