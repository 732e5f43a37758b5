"""What a request tells about who makes it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.http import HttpRequest

from gelijkop.web.accounts.models import Account


def address_of(request: HttpRequest) -> str:
    """The address of the visitor; behind a proxy that is trusted the one that this proxy saw."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.PROXY and forwarded:
        return forwarded.rpartition(",")[2].strip()  # what stands before it anyone can write
    return str(request.META.get("REMOTE_ADDR", ""))


def plain_name(text: str) -> str:
    """A name as accounts have it, from what someone typed; without the sign that no database of text takes."""
    return text.replace("\0", "").strip().lower()


def account_of(request: HttpRequest) -> Account | None:
    """The account that is signed in, if any."""
    return request.user if isinstance(request.user, Account) else None


def must_change_password(request: HttpRequest, account: Account) -> bool:
    """Whether the account has a password from someone else, and was not signed in at the own organisation."""
    by_password = request.session.get(BACKEND_SESSION_KEY) in (None, "django.contrib.auth.backends.ModelBackend")
    return account.must_change and by_password
