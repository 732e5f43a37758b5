"""What happens with every request: the language of its path, the gate, and safe headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import translation

from gelijkop.web import access
from gelijkop.web.accounts.models import Account

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def safe_headers(answer: Answer) -> Answer:
    """Every response gets the headers that keep other sites and foreign scripts out."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answered


def language_of_path(answer: Answer) -> Answer:
    """The path chooses the language (/en/… is English, / is Dutch), so that each URL has one page for everyone."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_path(request.path_info) or "nl"
        with translation.override(language):
            response = answer(request)
            response.headers.setdefault("Content-Language", language)
        return response

    return answered


class Gate:
    """Let a request reach its view only if the rule of the view allows; a view without a rule is closed."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view."""
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], _: object, kwargs: Mapping[str, str]
    ) -> HttpResponseBase | None:
        """None lets the view answer; else a refusal, or for nobody yet signed in the page to sign in."""
        declared = access.declaration(view)
        if declared is None:
            raise PermissionDenied
        rule = declared.rule
        if rule is access.PUBLIC:
            return None  # and no look at the session: a public page is the same for all and can be kept
        visitor = request.user if isinstance(request.user, Account) else None
        if visitor is None:
            return redirect_to_login(request.get_full_path(), resolve_url("sign-in"))
        if access.may(visitor, rule, school=kwargs.get("brin", ""), board=kwargs.get("board", "")):
            return None
        if rule in access.OWN:
            raise Http404  # someone else's page and no page look the same
        raise PermissionDenied
