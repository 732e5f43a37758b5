"""What a person sees of a running command: its lines, in their language, and how far it is."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console

from gelijkop.catalogue import load
from gelijkop.errors import Language, Text
from gelijkop.pipeline.progress import Progress


class Silent:
    """Progress that shows nothing."""

    def step(self, text: Text) -> None:
        """Nothing."""


class Shown:
    """Progress on standard error: each step as it starts, with the seconds since the command began."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._start = time.monotonic()
        self._console = Console(file=sys.stderr, highlight=False, markup=False)

    def step(self, text: Text) -> None:
        """Print the step."""
        self._console.print(f"[{time.monotonic() - self._start:5.1f} s] {text.say(self._language)}", soft_wrap=True)


@dataclass(frozen=True)
class Call:
    """One call of a command: its language, its progress and the moment it began."""

    language: Language
    progress: Progress
    now: datetime

    @property
    def words(self) -> Mapping[str, str]:
        """The lines of the command line in the language of this call."""
        words: Mapping[str, str] = load("texts/cli")[self.language]
        return words

    def say(self, key: str, **values: object) -> None:
        """Print one line of the catalogue to standard output."""
        self.print(self.words[key].format(**values))

    def print(self, text: str) -> None:
        """Print text as it is to standard output."""
        Console(highlight=False, markup=False).print(text, soft_wrap=True)
