"""Where a coded passage stands in its text: programs count letters in different ways.

The standard (REFI-QDA 1.5) counts Unicode code points of the plain text from 0; the end is not included and a mark of
the byte order does not count. Programs that hold text in UTF-16 may write its units, in which a letter outside the
basic plane (an emoji) is two; and a line end of two characters is sometimes counted as one. The ways differ only in
texts that have such letters or line ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

Way = Literal["codepoints", "utf16", "codepoints-lf", "utf16-lf"]
WAYS: tuple[Way, ...] = get_args(Way)
TELLING = 8
"""Letters that the name of a passage has in common with its text before it says anything."""


@dataclass(frozen=True)
class Span:
    """Start and end of a passage as its program wrote them, and its name, which is often how the passage begins."""

    start: int
    end: int
    name: str = ""


@dataclass(frozen=True)
class Chosen:
    """The way of counting that was taken; `sure` is False where another way gives other passages just as well."""

    way: Way
    sure: bool


@dataclass(frozen=True)
class Counted:
    """A text in one way of counting."""

    text: str
    way: Way

    @cached_property
    def _units(self) -> str | bytes:
        text = self.text.replace("\r\n", "\n") if self.way.endswith("-lf") else self.text
        return text.encode("utf-16-le", "surrogatepass") if self.way.startswith("utf16") else text

    @property
    def length(self) -> int:
        """How long the text is in this way."""
        return len(self._units) // (2 if isinstance(self._units, bytes) else 1)

    def cut(self, span: Span) -> str | None:
        """The passage; None where it lies outside the text or cuts a letter in two."""
        if not 0 <= span.start < span.end <= self.length:
            return None
        units = self._units
        if isinstance(units, str):
            return units[span.start : span.end]
        try:
            return units[2 * span.start : 2 * span.end].decode("utf-16-le")
        except UnicodeDecodeError:
            return None


def choose(text: str, spans: Sequence[Span]) -> Chosen:
    """The way of counting in which most passages lie in the text and begin as their names say; the standard first."""
    fits: dict[Way, tuple[int, int]] = {}
    cuts: dict[Way, tuple[str | None, ...]] = {}
    for way in WAYS:
        counted = Counted(text, way)
        cuts[way] = tuple(counted.cut(s) for s in spans)
        named = sum(_begins(cut, s.name) for cut, s in zip(cuts[way], spans, strict=True))
        fits[way] = (named, sum(cut is not None for cut in cuts[way]))
    best = max(WAYS, key=lambda w: fits[w])  # the first of equals
    rivals = {_plain(cuts[w]) for w in WAYS if fits[w] == fits[best]}
    return Chosen(best, len(rivals) == 1)


def _begins(cut: str | None, name: str) -> bool:
    shown, said = _spaced(cut or ""), _spaced(name.rstrip(" .…"))
    both = min(len(shown), len(said))
    return both >= TELLING and shown[:both] == said[:both]


def _plain(cuts: tuple[str | None, ...]) -> tuple[str | None, ...]:
    return tuple(None if c is None else c.replace("\r\n", "\n") for c in cuts)


def _spaced(text: str) -> str:
    """Text with every line end as a space, as XML makes them in an attribute."""
    return text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
