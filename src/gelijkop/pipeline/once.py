"""Counts no figure twice: a file that is there twice, or an edition that repeats years of another, counts once."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gelijkop.errors import Finding, Text
from gelijkop.sources.reading import Reading

_KEY = ("measure", "place", "period")
"""What one file tells of: with any breakdown, since two editions may part the same figure differently."""
_YEAR = re.compile(r"(?:19|20)\d{2}")
Key = tuple[object, ...]


def once(readings: Sequence[Reading]) -> tuple[list[Reading], list[Finding]]:
    """The readings of figures without what a later one of the same source tells too, and what was left out.

    Later is the file with the latest year in its name, then the last by name. Order is kept.
    """
    kept: dict[int, Reading] = {}
    found: list[Finding] = []
    seen: defaultdict[str, dict[Key, str]] = defaultdict(dict)
    hashes: dict[tuple[str, str], str] = {}
    shared = _shared(readings)
    for n in sorted(range(len(readings)), key=lambda n: _age(readings[n]), reverse=True):
        reading = readings[n]
        twin = hashes.setdefault((reading.source, reading.sha256), reading.file)
        if twin != reading.file:
            found.append(_same_file(reading.file, twin))
        elif shared[reading.source]:
            kept[n], more = _without(reading, seen[reading.source])
            found += more
        else:
            kept[n] = reading
    return [kept[n] for n in sorted(kept)], found


def _shared(readings: Sequence[Reading]) -> dict[str, bool]:
    """By source whether a period is in more than one of its files."""
    times = Counter((r.source, period) for r in readings for period in set(r.columns["period"].tolist()))
    return {r.source: any(n > 1 for (source, _), n in times.items() if source == r.source) for r in readings}


def _without(reading: Reading, seen: dict[Key, str]) -> tuple[Reading, list[Finding]]:
    """The reading without the figures in `seen`, to which its own are added."""
    keys = list(zip(*(reading.columns[name].tolist() for name in _KEY), strict=True))
    own = set(keys)
    again = own & seen.keys()
    seen.update(dict.fromkeys(own - again, reading.file))
    if not again:
        return reading, []
    keep = np.fromiter((key not in again for key in keys), bool, len(keys))
    files = ", ".join(sorted({seen[key] for key in again}))
    count = int((~keep).sum())
    text = Text(f"{count} cijfers staan ook in {files} en tellen alleen daar.",
                f"{count} figures are in {files} too and count there alone.")  # fmt: skip
    columns = {name: column[keep] for name, column in reading.columns.items()}
    return replace(reading, columns=columns), [Finding("counted_once", reading.file, text)]


def _same_file(file: str, twin: str) -> Finding:
    text = Text(f"dit bestand is hetzelfde als {twin}; het telt één keer.",
                f"this file is the same as {twin}; it counts once.")  # fmt: skip
    return Finding("counted_once", file, text)


def _age(reading: Reading) -> tuple[int, str]:
    return max(map(int, _YEAR.findall(reading.file)), default=0), reading.file
