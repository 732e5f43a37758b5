"""Own figures of boards on a site: a shelf a board, sealed, of exact numbers that are shown from 5 pupils."""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from gelijkop.errors import ReleaseRefused, Text, UserError
from gelijkop.pipeline.progress import Progress
from gelijkop.pipeline.read_release import policy_of, read_manifest, read_release
from gelijkop.pipeline.shelving import Shelved, fill_shelf
from gelijkop.pipeline.site import about_of, definitions_of, margin_of
from gelijkop.present.site_folder import BOARD_KEY, BOARD_KEY_SETTING, BOARDS, LABEL, PURPOSE, SEAL
from gelijkop.safe.box import boxed
from gelijkop.safe.own_view import boards_of, own_view

_CODE = re.compile(r"[A-Za-z0-9-]{1,20}")


def put_boards_in_place(
    release: Path, site: Path, *, key: bytes, environ: Mapping[str, str], progress: Progress
) -> tuple[str, ...]:
    """Put the own figures of every board in an internal release on the site, and return the codes of the boards.

    Args:
        release: a folder that `gelijkop publish --policy intern` wrote.
        site: the folder of the site.
        key: the secret that the release was made with.
        environ: where a setting may name another place for the key of the site.

    Raises:
        UserError: it is a public release, or its locations have no board.
        KeyRefused: the key is another one.
        ReleaseRefused: a board has a code that cannot be the name of a file.
    """
    if policy_of(release) != "intern":
        raise UserError(
            Text(
                f"{release}: eigen cijfers van besturen komen uit een uitgave met --policy intern; deze is openbaar.",
                f"{release}: own figures of boards come from a release with --policy intern; this one is public.",
            )
        )
    found, manifest = read_release(release, key=key), read_manifest(release)
    boards = boards_of(found.released)
    if not boards:
        raise UserError(
            Text(
                f"{release}: van de vestigingen is geen bestuur bekend. Laad een bestand met vestigingen en besturen.",
                f"{release}: the locations have no board. Load a file with locations and boards.",
            )
        )
    folder = site / BOARDS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = board_key(site, environ)
    for board in boards:
        if not _CODE.fullmatch(board):
            raise ReleaseRefused(
                Text("Een bestuur heeft een code met vreemde tekens.", "A board has a code with strange characters.")
            )
        mine = own_view(found.released, board)
        name = mine.area_names.get(board, board)
        about = about_of(f"{board}-{manifest['content_sha256'][:12]}", found, {**manifest, "region": name})
        what = Shelved(about, mine, definitions_of(release), None, margin_of(manifest))
        progress.step(Text(f"bestuur {board}", f"board {board}"))
        with sqlite3.connect(":memory:") as database:
            fill_shelf(database, what, progress=progress)
            content = database.serialize()
        database.close()
        _place(folder / f"{board}{SEAL}", boxed(content, key=secret, label=LABEL, purpose=PURPOSE))
    return boards


def board_key(site: Path, environ: Mapping[str, str]) -> bytes:
    """The key of the sealed figures on a site, made at first use; for its owner alone."""
    path = Path(environ[BOARD_KEY_SETTING]) if environ.get(BOARD_KEY_SETTING) else site / BOARD_KEY
    if not path.exists():
        _place(path, secrets.token_hex(32).encode())
    return bytes.fromhex(path.read_text("ascii").strip())


def _place(path: Path, content: bytes) -> None:
    """Write a file for its owner alone, whole or not at all."""
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 (needs the mode)
        file.write(content)
    fresh.replace(path)
