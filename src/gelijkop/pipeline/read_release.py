"""A release read back from the folder that `gelijkop publish` wrote."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gelijkop.errors import KeyRefused, ReleaseRefused, Text, UserError
from gelijkop.pipeline.bundle import MANIFEST
from gelijkop.pipeline.release_folder import FIGURES, SCHOOLS
from gelijkop.pipeline.sealed import SEALED, opened_figures
from gelijkop.safe.release_rows import load
from gelijkop.safe.released import Policy, Released
from gelijkop.store import Store
from gelijkop.store.workplace import workplace


@dataclass(frozen=True)
class Read:
    """The released numbers of a folder, and the version of each definition that they were made with."""

    released: Released
    definitions: Mapping[str, int]


def read_release(folder: Path, *, key: bytes | None = None) -> Read:
    """The release in a folder: its counts and its manifest.

    Args:
        key: the secret of the organisation; only with it a release of policy `intern` opens.

    Raises:
        UserError: there is no such folder, or no release in it.
        KeyRefused: the release is one of policy `intern`, and there is no key or another one.
        ReleaseRefused: the manifest cannot be read, or what is in the folder was changed after it was made.
    """
    policy = policy_of(folder)
    if policy == "intern" and key is None:
        raise KeyRefused(
            Text(
                f"{folder}: deze uitgave is vertrouwelijk (beleid “intern”) en gaat alleen open met de sleutel van de "
                "organisatie. Geef die met --key.",
                f"{folder}: this release is confidential (policy “intern”) and opens with the key of the organisation "
                "only. Give it with --key.",
            )
        )
    manifest = read_manifest(folder)
    names = [SEALED] if policy == "intern" else _tables(manifest)
    places = [folder / name for name in names]
    _require(places, folder)
    _unchanged(places, manifest)
    with workplace() as place, Store(place / "u", inputs=places) as store:
        if policy == "intern" and key is not None:
            released = opened_figures(store, places[0].read_bytes(), key=key)
        else:
            columns = [store.arrays(store.scan_parquet(path)) for path in places]
            schools = load(columns[1], manifest["schools"], policy="openbaar") if len(columns) > 1 else None
            released = load(columns[0], manifest["released"], policy="openbaar", schools=schools)
    return Read(released, _versions(manifest.get("definitions")))


def _tables(manifest: Mapping[str, Any]) -> list[str]:  # Any: what JSON holds
    """The files with the counts of a public release: municipalities by year, and schools where there is that part."""
    return [f"{FIGURES}.parquet", *([f"{SCHOOLS}.parquet"] if isinstance(manifest.get("schools"), dict) else [])]


def _unchanged(places: list[Path], manifest: Mapping[str, Any]) -> None:
    """Refuse a file that is not the one that the manifest names."""
    files = manifest.get("files")
    for path in places:
        digest = files.get(path.name) if isinstance(files, dict) else None
        if digest != hashlib.sha256(path.read_bytes()).hexdigest():
            raise ReleaseRefused(
                Text(
                    f"{path.name} is na het maken veranderd of beschadigd. Gebruik de oorspronkelijke bestanden.",
                    f"{path.name} was changed or damaged after it was made. Use the original files.",
                )
            )


def policy_of(folder: Path) -> Policy:
    """The policy of the release in a folder.

    Raises:
        UserError: there is no such folder, or no release in it.
        ReleaseRefused: the manifest cannot be read.
    """
    if not folder.is_dir():
        raise UserError(Text(f"{folder}: deze map is er niet.", f"{folder}: there is no such folder."))
    if not (folder / SEALED).is_file():
        _require([folder / MANIFEST, folder / f"{FIGURES}.parquet"], folder)
    _require([folder / MANIFEST], folder)
    manifest = read_manifest(folder)
    named, written = manifest.get("policy"), manifest.get("released")
    policy = named.get("name") if isinstance(named, dict) else None
    if policy == "intern" and written is None:
        return "intern"
    if isinstance(written, dict) and (policy, written.get("policy")) == ("openbaar", "openbaar"):
        return "openbaar"
    raise _unreadable(folder / MANIFEST)


def read_manifest(folder: Path) -> Mapping[str, Any]:  # Any: what JSON holds
    """The manifest of the release in a folder.

    Raises:
        ReleaseRefused: it cannot be read.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        raise _unreadable(path) from None
    if not isinstance(found, dict):
        raise _unreadable(path)
    return found


def _require(paths: list[Path], folder: Path) -> None:
    missing = [p.name for p in paths if not p.is_file()]
    if missing:
        listed = " en ".join(missing), " and ".join(missing)
        raise UserError(
            Text(
                f"{folder}: hier staat geen uitgave; {listed[0]} ontbreekt. "
                "Verwacht: een map die gelijkop publish maakte.",
                f"{folder}: there is no release here; {listed[1]} is missing. "
                "Expected: a folder that gelijkop publish made.",
            )
        )


def _versions(found: object) -> Mapping[str, int]:
    if not isinstance(found, dict):
        return {}
    return {str(code): version for code, version in found.items() if isinstance(version, int)}


def _unreadable(path: Path) -> ReleaseRefused:
    return ReleaseRefused(
        Text(
            f"{path.name} is niet te lezen. Gebruik de bestanden zoals gelijkop publish ze schreef.",
            f"{path.name} cannot be read. Use the files as gelijkop publish wrote them.",
        )
    )
