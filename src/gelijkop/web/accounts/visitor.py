"""What a request tells about who makes it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from gelijkop.web.accounts.models import Account


def address_of(request: HttpRequest) -> str:
    """The address of the visitor; behind a proxy that is trusted the one that this proxy saw."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.PROXY and forwarded:
        return forwarded.rpartition(",")[2].strip()  # what stands before it anyone can write
    return str(request.META.get("REMOTE_ADDR", ""))


def account_of(request: HttpRequest) -> Account | None:
    """The account that is signed in, if any."""
    return request.user if isinstance(request.user, Account) else None
