"""Results that were computed in parts, as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

import numpy as np

from gelijkop.compare.intervals import Array

T = TypeVar("T")


def joined(parts: Sequence[T]) -> T:
    """Dataclasses of arrays as one, every array joined to those of the same name; all else is that of the first."""
    first = parts[0]
    if isinstance(first, np.ndarray):
        return cast(T, np.concatenate(cast(Sequence[Array], parts)))
    if not is_dataclass(first) or isinstance(first, type):
        return first
    return replace(first, **{f.name: joined([getattr(p, f.name) for p in parts]) for f in fields(first)})
