"""Whom to turn to about this site, as whoever runs it set it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Contact:
    """An address to follow, and how it is shown."""

    href: str
    shown: str


def contact() -> Contact | None:
    """The address that was set (GELIJKOP_CONTACT); None where none was."""
    given: str = settings.CONTACT
    if not given:
        return None
    return Contact(given, given) if given.startswith("https://") else Contact(f"mailto:{given}", given)
