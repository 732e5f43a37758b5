"""Bytes under seal: a box that opens with one key and tells when anything in it was changed."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SALT = 32
_NONCE = bytes(12)
"""Always the same: each box has a key of its own, from its salt."""


class NoBox(ValueError):
    """These bytes are no box of this kind."""


class BoxShut(ValueError):
    """The key is another one, or the box was changed after it was made."""


def boxed(content: bytes, *, key: bytes, label: bytes, purpose: bytes) -> bytes:
    """The content encrypted; `label` stands in front, in plain, and `purpose` sets keys of other uses apart.

    Source: RFC 5869 (HKDF) for a key from that of the organisation, RFC 8439 (ChaCha20-Poly1305).

    >>> box = boxed(b"secret", key=b"k" * 32, label=b"example/1", purpose=b"doc")
    >>> unboxed(box, key=b"k" * 32, label=b"example/1", purpose=b"doc")
    b'secret'
    """
    salt = secrets.token_bytes(_SALT)
    head = label + b"\n" + salt
    return head + _cipher(key, salt, purpose).encrypt(_NONCE, content, head)


def unboxed(box: bytes, *, key: bytes, label: bytes, purpose: bytes) -> bytes:
    """What `boxed` put in a box.

    Raises:
        NoBox: the label is another one, or the box is cut off.
        BoxShut: it does not open with this key.
    """
    start = len(label) + 1
    head = box[: start + _SALT]
    if not box.startswith(label + b"\n") or len(head) < start + _SALT:
        raise NoBox
    try:
        return _cipher(key, head[start:], purpose).decrypt(_NONCE, box[len(head) :], head)
    except InvalidTag:
        raise BoxShut from None


def _cipher(key: bytes, salt: bytes, purpose: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, purpose).derive(key))
