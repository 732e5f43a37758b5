"""How a running command tells how far it is."""

from __future__ import annotations

from typing import Protocol

from gelijkop.errors import Text


class Progress(Protocol):
    """Whoever wants to know how far a command is."""

    def step(self, text: Text) -> None:
        """A step begins."""
