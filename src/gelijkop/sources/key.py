"""The key under which pupils get pseudonyms: made once, kept outside the project, read when needed.

Whoever holds the key and a pupil number can find the pupil again, so the key must not travel with the
data. Its bytes never stand in a message.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from gelijkop.errors import KeyRefused, Text

BYTES = 64
"""Length of a new key: the block of SHA-256, so that HMAC uses every byte (RFC 2104 §3)."""
SHORTEST = 32
"""A shorter key is refused: RFC 2104 discourages keys below the length of the hash."""


def default_key_path(environment: Mapping[str, str], home: Path) -> Path:
    """Where the key lies if the user does not say: `$GELIJKOP_KEY`, or `.config/gelijkop/sleutel` at home."""
    said = environment.get("GELIJKOP_KEY", "")
    return Path(said) if said else home / ".config" / "gelijkop" / "sleutel"


def create_key(path: Path, project: Path) -> None:
    """Write a new random key as hexadecimal text, readable by its owner alone.

    Raises:
        KeyRefused: something is there already, the place is inside `project` or cannot be written.
    """
    write_secret(path, secrets.token_hex(BYTES) + "\n", project)


def write_secret(path: Path, secret: str, project: Path) -> None:
    """Write the text of a secret, readable by its owner alone.

    Raises:
        KeyRefused: something is there already, the place is inside `project` or cannot be written.
    """
    require_outside(path, project)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyRefused(
            Text(
                f"{path}: hier staat al een bestand; een sleutel wordt nooit overschreven. "
                "Zonder de oude sleutel passen nieuwe leerlingen niet meer bij de oude. Kies een andere plaats.",
                f"{path}: there is a file here already; a key is never overwritten. "
                "Without the old key new pupils no longer match the old ones. Choose another place.",
            )
        ) from None
    except OSError:
        raise KeyRefused(
            Text(
                f"{path}: hier kan geen sleutel worden geschreven. Kies een map waarin u mag schrijven.",
                f"{path}: no key can be written here. Choose a folder that you may write in.",
            )
        ) from None
    try:
        with os.fdopen(place, "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o600)  # whatever the umask
            file.write(secret)
    except OSError:
        path.unlink(missing_ok=True)  # half a key would stand in the way of a whole one
        raise KeyRefused(
            Text(
                f"{path}: hier kan geen sleutel worden geschreven. De schijf is vol of defect.",
                f"{path}: no key can be written here. The disk is full or broken.",
            )
        ) from None


def load_key(path: Path, project: Path) -> bytes:
    """The key at `path`.

    Raises:
        KeyRefused: it is missing, no hexadecimal text, shorter than 32 bytes, or inside `project`.
    """
    require_outside(path, project)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise KeyRefused(
            Text(
                f"{path}: hier staat geen sleutel. Maak er een met: gelijkop key. "
                "Had u al een sleutel? Zet dan GELIJKOP_KEY op de plaats daarvan.",
                f"{path}: there is no key here. Make one with: gelijkop key. "
                "Did you have a key already? Then set GELIJKOP_KEY to its place.",
            )
        ) from None
    except OSError:
        raise KeyRefused(
            Text(
                f"{path}: deze sleutel kan niet worden gelezen. Controleer de rechten van het bestand.",
                f"{path}: this key cannot be read. Check the permissions of the file.",
            )
        ) from None
    except ValueError:
        raise KeyRefused(
            Text(
                f"{path}: dit is geen sleutel: verwacht wordt één regel met de tekens 0-9 en a-f.",
                f"{path}: this is no key: expected is one line of the characters 0-9 and a-f.",
            )
        ) from None
    if len(key) < SHORTEST:
        raise KeyRefused(
            Text(
                f"{path}: deze sleutel is te kort; hij moet minstens {SHORTEST} bytes lang zijn "
                f"({2 * SHORTEST} tekens). Maak een nieuwe met: gelijkop key.",
                f"{path}: this key is too short; it must be at least {SHORTEST} bytes long "
                f"({2 * SHORTEST} characters). Make a new one with: gelijkop key.",
            )
        )
    return key


def require_outside(path: Path, project: Path) -> None:
    """Refuse a key inside the project folder, also through a link in either direction.

    Raises:
        KeyRefused: it lies inside `project`.
    """
    folder = project.resolve()
    plain = Path(os.path.normpath(path.absolute()))  # ../key stands outside
    for place in (plain, path.resolve(), path.parent.resolve()):
        if place.is_relative_to(folder) or place.parent.resolve().is_relative_to(folder):
            raise KeyRefused(
                Text(
                    f"{path}: de sleutel mag niet in de projectmap {project} staan, want wie de gegevens krijgt, "
                    "zou de sleutel erbij krijgen. Verplaats de sleutel naar een map van uzelf.",
                    f"{path}: the key may not lie in the project folder {project}, since whoever gets the data "
                    "would get the key with it. Move the key to a folder of your own.",
                )
            )
