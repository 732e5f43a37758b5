"""Where the site stands on the web, for addresses that must be whole."""

from __future__ import annotations

from django.http import HttpRequest

EXPORTED = "gelijkop.exported"
"""Set by the export, in `request.META`."""


def exported(request: HttpRequest) -> bool:
    """Whether this page becomes a file."""
    return bool(request.META.get(EXPORTED))


def origin(request: HttpRequest) -> str:
    """The beginning of every address of the site, without a slash; empty for a file, which may stand anywhere."""
    return "" if exported(request) else request.build_absolute_uri("/").rstrip("/")
