"""A release read back from the folder that `gelijkop publish` wrote."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gelijkop.errors import ReleaseRefused, Text, UserError
from gelijkop.pipeline.publish import FIGURES
from gelijkop.safe.release_rows import load
from gelijkop.safe.released import Released
from gelijkop.store import Store

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Read:
    """The released numbers of a folder, and the version of each definition that they were made with."""

    released: Released
    definitions: Mapping[str, int]


def read_release(folder: Path) -> Read:
    """The release in a folder: its counts (Parquet) and its manifest.

    Raises:
        UserError: there is no such folder, or no release in it.
        ReleaseRefused: the manifest cannot be read, or what is in the folder was changed after it was made.
    """
    if not folder.is_dir():
        raise UserError(Text(f"{folder}: deze map is er niet.", f"{folder}: there is no such folder."))
    counts = folder / f"{FIGURES}.parquet"
    missing = [p.name for p in (folder / MANIFEST, counts) if not p.is_file()]
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
    manifest = _manifest(folder / MANIFEST)
    written = manifest.get("released")
    policy = written.get("policy") if isinstance(written, dict) else None
    if not isinstance(written, dict) or policy not in ("openbaar", "intern"):
        raise _unreadable(folder / MANIFEST)
    files = manifest.get("files")
    if not isinstance(files, dict) or files.get(counts.name) != hashlib.sha256(counts.read_bytes()).hexdigest():
        raise ReleaseRefused(
            Text(
                f"{counts.name} is na het maken veranderd of beschadigd. Gebruik de oorspronkelijke bestanden.",
                f"{counts.name} was changed or damaged after it was made. Use the original files.",
            )
        )
    with tempfile.TemporaryDirectory(prefix="gelijkop-") as place, Store(Path(place) / "u", inputs=[counts]) as store:
        columns = store.arrays(store.scan_parquet(counts))
    return Read(load(columns, written, policy=policy), _versions(manifest.get("definitions")))


def _manifest(path: Path) -> Mapping[str, Any]:  # Any: what JSON holds
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        raise _unreadable(path) from None
    if not isinstance(found, dict):
        raise _unreadable(path)
    return found


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
