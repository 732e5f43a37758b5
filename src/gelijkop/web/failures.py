"""The pages for what went wrong: in our own layout, and telling nothing about the inside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from gelijkop.web.languages import dutch_address, finished_language


def _failure(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    with override(finished_language()):
        return render(request, "accounts/failure.html", {"title": _(title), "advice": _(advice)}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (never shown)
    """400: the request cannot be read."""
    return _failure(
        request, 400, gettext_noop("Deze vraag klopt niet"), gettext_noop("Kijk of het adres goed is overgenomen.")
    )


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403: not for this visitor."""
    return _failure(
        request, 403, gettext_noop("Deze pagina is niet voor u"), gettext_noop("Vraag uw beheerder als dat niet klopt.")
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: nothing there, or nothing that this visitor may know of. What a draft language lacks is shown in Dutch."""
    dutch = dutch_address(request)
    if dutch:
        return HttpResponseRedirect(dutch)
    return _failure(
        request,
        404,
        gettext_noop("Deze pagina is er niet"),
        gettext_noop("Kijk of het adres klopt, of begin opnieuw bij de startpagina."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: an error of ours, which the log of the server has; plain text when our layout is what fails."""
    title, advice = gettext_noop("Er ging iets mis bij ons"), gettext_noop("Probeer het later nog eens.")
    try:
        return _failure(request, 500, title, advice)
    except Exception:  # whatever it was, it is the first error that counts, and that one is in the log
        return HttpResponse(f"{_(title)}. {_(advice)}", status=500, content_type="text/plain; charset=utf-8")


def no_release(request: HttpRequest) -> HttpResponse:
    """503: there is nothing to show yet."""
    return _failure(
        request,
        503,
        gettext_noop("Er staat nog geen uitgave op deze site"),
        gettext_noop("Probeer het later nog eens."),
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 for a form that did not come from our own page, or that lay open too long."""
    return _failure(
        request,
        403,
        gettext_noop("Dit formulier is verlopen"),
        gettext_noop("Ga terug, laad de pagina opnieuw en vul het nog eens in."),
    )
