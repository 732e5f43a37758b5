"""How a file is refused: one error with its finding, worded the same by every reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from gelijkop.errors import Finding, InputRefused, Text

Refusal = TypeVar("Refusal", bound=InputRefused)
_SHOWN = 20  # findings named one by one; the rest is counted


def refused(kind: type[Refusal], findings: Sequence[Finding]) -> Refusal:
    """An error of this kind about one file, with its findings under it."""
    file = findings[0].file
    return kind(
        Text(
            f"{file} is niet ingelezen. Er is niets gewijzigd.",
            f"{file} was not read in. Nothing was changed.",
        ),
        findings,
    )


def refusal(
    kind: type[Refusal], rule: str, file: str, text: Text, *, row: int | None = None, column: str | None = None
) -> Refusal:
    """An error of this kind with one finding."""
    return refused(kind, [Finding(rule, file, text, row, column)])


def shortened(findings: Sequence[Finding]) -> list[Finding]:
    """The first findings, the last of which counts all that are not named."""
    if len(findings) <= _SHOWN:
        return list(findings)
    last = findings[_SHOWN - 1]
    more = Finding(last.rule, last.file, last.text, last.row, last.column, len(findings) - _SHOWN + 1)
    return [*findings[: _SHOWN - 1], more]
