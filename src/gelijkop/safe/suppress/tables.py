"""Tables with holes that may be shown, made only when their proof was verified."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import numpy as np

from gelijkop.errors import ReleaseRefused, Text
from gelijkop.safe.suppress.cells import Cells, Inner, Name, cells_of
from gelijkop.safe.suppress.pattern import suppress
from gelijkop.safe.suppress.problem import Certificate, Ints, Problem
from gelijkop.safe.suppress.verify import verify

HIDDEN = -1
"""Stands for a number that is not shown."""


@dataclass(frozen=True)
class Suppressed:
    """Published cells: the exact number, or `HIDDEN`; nothing tells a small count from one that protects it."""

    names: tuple[Name, ...]
    numbers: Ints
    threshold: int
    proof: str


@dataclass(frozen=True)
class Earlier:
    """A release that was made before: its school years, groupings and cells."""

    years: tuple[int, ...]
    groupings: tuple[str, ...]
    numbers: dict[Name, int]


def suppress_tables(
    inner: Inner,
    years: tuple[int, ...],
    groupings: tuple[str, ...],
    *,
    threshold: int,
    salt: bytes,
    earlier: tuple[Earlier, ...] = (),
) -> tuple[Suppressed, str]:
    """Tables with holes, and the certificate as text, which is confidential.

    Args:
        salt: random and secret, so that nobody can try out certificates against the public hash.
        earlier: releases about the same measure; all of them together are protected.

    Raises:
        ReleaseRefused: the earlier numbers are no longer those of these records, a small count cannot be
            protected, or the proof does not hold.
    """
    cells = cells_of(inner, [(years, groupings), *((e.years, e.groupings) for e in earlier)])
    problem = _problem(cells, inner, threshold, earlier)
    pattern = suppress(problem)
    if len(pattern.refused):
        raise _refused(cells, pattern.refused)
    if verify(pattern.hidden, cells.sums, problem.counts, pattern.certificate, threshold=threshold):
        raise ValueError("a certificate that does not prove what it should")
    mine = len(cells_of(inner, [(years, groupings)]).names)
    written = written_certificate(pattern.certificate, salt)
    numbers = np.where(pattern.hidden, HIDDEN, problem.published)[:mine]
    digest = hashlib.sha256(written.encode()).hexdigest()
    return Suppressed(cells.names[:mine], numbers, threshold, digest), written


def _problem(cells: Cells, inner: Inner, threshold: int, earlier: tuple[Earlier, ...]) -> Problem:
    problem = Problem(cells.sums, inner.counts.reshape(-1), threshold)
    open_, hidden = np.zeros((2, len(cells.names)), dtype=np.bool_)
    at = {name: i for i, name in enumerate(cells.names)}
    for release in earlier:
        for name, number in release.numbers.items():
            cell = at.get(name)
            if cell is None or number not in (HIDDEN, problem.published[cell]):
                raise _other_numbers()
            (hidden if number == HIDDEN else open_)[cell] = True
    return Problem(cells.sums, problem.counts, threshold, kept_open=open_, kept_hidden=hidden & ~open_)


def written_certificate(certificate: Certificate, salt: bytes) -> str:
    """A certificate as JSON."""
    return json.dumps(
        {
            "salt": salt.hex(),
            "worlds": [{"inner": w.inner.tolist(), "change": w.change.tolist()} for w in certificate.worlds],
            "cells": certificate.cells.tolist(),
            "low": certificate.low.tolist(),
            "high": certificate.high.tolist(),
        }
    )


def _refused(cells: Cells, refused: Ints) -> ReleaseRefused:
    tables = ", ".join(sorted({cells.names[c].table for c in refused.tolist()}))
    groupings = ", ".join(sorted({cells.names[c].grouping for c in refused.tolist()} - {""}))
    return ReleaseRefused(
        Text(
            f"Niet elk klein getal kan worden beschermd (tabel: {tables}; indeling: {groupings or 'geen'}). Neem "
            "minder indelingen of meer schooljaren, of gebruik: gelijkop publish",
            f"Not every small number can be protected (table: {tables}; grouping: {groupings or 'none'}). Take fewer "
            "groupings or more school years, or use: gelijkop publish",
        )
    )


def _other_numbers() -> ReleaseRefused:
    return ReleaseRefused(
        Text(
            "De eerdere uitgave heeft andere getallen dan deze gegevens. Wat al is getoond kan dan niet samen met "
            "nieuwe tabellen worden beschermd. Gebruik dezelfde gegevens als toen, of: gelijkop publish",
            "The earlier release has other numbers than these records. What was shown cannot be protected together "
            "with new tables then. Use the same records as before, or: gelijkop publish",
        )
    )
