"""Where the key of the organisation lies for one call of a command."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from gelijkop.sources.key import default_key_path


def key_path(a: argparse.Namespace) -> Path:
    """The path that was given with `--key`, else the one of the environment or of the home folder."""
    return a.key or default_key_path(os.environ, Path.home())
