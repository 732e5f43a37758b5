"""The key pair that an organisation receives sealed files with (age, X25519)."""

from __future__ import annotations

from pathlib import Path

from pyrage import IdentityError, RecipientError
from pyrage.x25519 import Identity, Recipient

from gelijkop.errors import KeyRefused, Text
from gelijkop.pipeline.signing import outside_releases, public_path
from gelijkop.sources.key import require_outside, write_secret

_PUBLIC, _SECRET = "age1", "AGE-SECRET-KEY-1"
_LARGEST = 10_000
"""Bytes; a key file is far smaller."""


def create_identity(path: Path, project: Path) -> Path:
    """Write a new key pair: the secret half to `path`, the public half beside it; returns the path of the latter.

    Both are as the program `age-keygen` writes them.

    Raises:
        KeyRefused: something is there already, the place is inside `project` or a release, or cannot be written.
    """
    outside_releases(path)
    identity, public = Identity.generate(), public_path(path)
    if public.exists():
        raise KeyRefused(
            Text(
                f"{public}: hier staat al een bestand; een sleutel wordt nooit overschreven. Kies een andere plaats.",
                f"{public}: there is a file here already; a key is never overwritten. Choose another place.",
            )
        )
    write_secret(path, f"# public key: {identity.to_public()}\n{identity}\n", project)
    public.write_text(f"{identity.to_public()}\n", encoding="ascii")
    return public


def load_identity(path: Path, project: Path) -> Identity:
    """The secret half of a pair.

    Raises:
        KeyRefused: it is not there, is no such key, or lies inside `project` or a release.
    """
    require_outside(path, project)
    outside_releases(path)
    try:
        return Identity.from_str(_line(path.read_bytes()[:_LARGEST], _SECRET))
    except (OSError, ValueError, IdentityError):
        raise _no_key(str(path)) from None


def recipient(given: str) -> Recipient:
    """The public half of a pair: the text itself (`age1…`), or a file that holds it.

    Raises:
        KeyRefused: it is no such key.
    """
    try:
        text = given if given.startswith(_PUBLIC) else _line(Path(given).read_bytes()[:_LARGEST], _PUBLIC)
        return Recipient.from_str(text)
    except (OSError, ValueError, RecipientError):
        # What was given may be the secret half by mistake, so it is not repeated.
        raise _no_key("--for") from None


def _line(content: bytes, start: str) -> str:
    """The one line that starts so.

    Raises:
        ValueError: there is none, or there are more.
    """
    (found,) = (line for line in content.decode("ascii").split() if line.startswith(start))
    return found


def _no_key(given: str) -> KeyRefused:
    return KeyRefused(
        Text(
            f"{given}: dit is geen sleutel voor verzegelde bestanden. Maak een sleutelpaar met: gelijkop key --receive",
            f"{given}: this is no key for sealed files. Make a key pair with: gelijkop key --receive",
        )
    )
