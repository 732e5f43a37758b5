"""A record that is not finished: what could be taken from a file of another form, and what is still to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gelijkop.errors import Finding


@dataclass(frozen=True)
class Draft:
    """What one document gave for a record.

    `values` and `sections` are by the names of `fields.FIELDS` and `fields.SECTIONS`, with codes as codes; `effects`
    and `strength` are by those of `EFFECT` and `STRENGTH`. `left` is what could not be placed, each with where it
    stands in the document; what a record needs besides is known from the names that are absent.
    """

    id: str
    values: Mapping[str, object]
    sections: Mapping[str, str] = field(default_factory=dict)
    effects: tuple[Mapping[str, object], ...] = ()
    strength: Mapping[str, object] = field(default_factory=dict)
    left: tuple[Finding, ...] = ()
