"""The style, script and fonts of the site at addresses that change when any of them does."""

from __future__ import annotations

import hashlib
from pathlib import Path


def static_url(*folders: Path) -> str:
    """The path under which the files of these folders are served: it holds a hash of them all.

    A style sheet names its fonts by relative paths, so that one hash for the folder serves, and no file is rewritten.
    """
    seen = hashlib.sha256()
    for folder in folders:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            content = file.read_bytes()
            seen.update(f"{file.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
            seen.update(content)
    return f"/static/{seen.hexdigest()[:12]}/"
