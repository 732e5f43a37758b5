"""What happens with every request: the language of its path, its session, the gate, and safe headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation

from gelijkop.errors import NoRelease
from gelijkop.web import access, failures
from gelijkop.web.accounts import log, sessions
from gelijkop.web.accounts.models import Account, Action
from gelijkop.web.accounts.views import change_password
from gelijkop.web.accounts.visitor import account_of, must_change_password
from gelijkop.web.release import served

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
_REFUSED = "gelijkop.refused"


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
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            response = answer(request)
            response.headers.setdefault("Content-Language", language)
        return response

    return answered


def session_time(answer: Answer) -> Answer:
    """Who has been signed in for too long, or away for too long, is nobody again."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        with_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if with_session and sessions.has_ended(request.session, now=timezone.now()):
            request.session.flush()
        return answer(request)

    return answered


class Gate:
    """Let a request reach its view only if the rule of the view allows; a view without a rule is closed."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view; what is not public is not kept by browsers, and a look at it is in the log.

        The line of the log is written before the answer leaves: what cannot be logged is not shown.
        """
        response = self.answer(request)
        match = request.resolver_match
        declared = access.declaration(match.func) if match else None
        if match is None or declared is None or declared.rule is access.PUBLIC:
            return response
        response.headers["Cache-Control"] = "no-store, private"
        action = _to_note(request, declared.rule)
        account = account_of(request)
        if action is not None and account is not None:
            about = " ".join(str(code) for code in match.kwargs.values())
            log.write(action, now=timezone.now(), who=account.name, path=request.path_info, about=about)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], _: object, kwargs: Mapping[str, str]
    ) -> HttpResponseBase | None:
        """None lets the view answer; else a refusal, or for nobody yet signed in the page to sign in."""
        declared = access.declaration(view)
        if declared is None:
            raise PermissionDenied
        if declared.rule is access.PUBLIC:
            return None  # and no look at the session: a public page is the same for all and can be kept
        account = account_of(request)
        if account is None:
            return redirect_to_login(request.get_full_path(), resolve_url("sign-in"))
        if view is not change_password and must_change_password(request, account):
            return redirect("change-password")
        if _may(account, declared.rule, kwargs):
            return None
        request.META[_REFUSED] = True
        if declared.rule in access.OWN:
            raise Http404  # someone else's page and no page look the same
        raise PermissionDenied

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Our own page while no release is in place; None leaves another error to be an error."""
        return failures.no_release(request) if isinstance(error, NoRelease) else None


def _may(account: Account, rule: access.Rule, kwargs: Mapping[str, str]) -> bool:
    if rule is access.OWN_SCHOOL:
        school = kwargs.get("brin", "")
        board = _board_of(school) if account.role == "board" else ""
        return access.may(account, rule, school=school, board=board)
    return access.may(account, rule, board=kwargs.get("code", ""))


def _board_of(school: str) -> str:
    """The board of a school in the release that is served; empty if that does not know."""
    try:
        place = served().shelf.place(school)
    except NoRelease:
        return ""
    return place.board if place is not None and place.kind == "school" else ""


def _to_note(request: HttpRequest, rule: access.Rule) -> Action | None:
    if request.META.get(_REFUSED):
        return Action.REFUSED
    if rule in access.OWN or "mijn" in request.path_info.split("/"):
        return Action.SEEN
    return None
