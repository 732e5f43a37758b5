"""Where the keys of the organisation lie for one call of a command."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from gelijkop.sources.key import default_key_path

SIGNING, RECEIVING = "ondertekening.pem", "ontvangst.txt"
"""The names, beside the key for pseudonyms, of the key to sign with and of the key to receive with."""


def key_path(a: argparse.Namespace) -> Path:
    """The path that was given with `--key`, else the one of the environment or of the home folder."""
    return a.key or default_key_path(os.environ, Path.home())


def beside_key(given: Path | None, name: str) -> Path:
    """The path that was given, else the file of this name beside the key for pseudonyms."""
    return given or default_key_path(os.environ, Path.home()).with_name(name)
