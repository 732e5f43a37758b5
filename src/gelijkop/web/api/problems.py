"""What a program is told when it asks for something that is not there, as RFC 9457 (problem+json) writes it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import msgspec
from django.http import HttpRequest, HttpResponse

from gelijkop.errors import Language, Text
from gelijkop.web.api.shapes import Problem

CONTENT_TYPE = "application/problem+json"
DESCRIPTION = "/data/#api"
MOST_NAMED = 40
"""Longer lists of what is possible are not written out."""
LONGEST_QUOTE = 80

_TITLES = {
    400: Text("De vraag klopt niet.", "The question cannot be read."),
    404: Text("Dit is er niet.", "This is not there."),
    405: Text("Hier kunt u alleen lezen.", "Here one can only read."),
    410: Text("Deze uitgave staat hier niet meer.", "This release is no longer here."),
    503: Text("Er staat nog geen uitgave op deze site.", "There is no release on this site yet."),
}


class Refused(Exception):
    """A question that gets a problem for an answer: where it lies, what was found, expected, and what to do."""

    def __init__(self, status: int, where: Text, found: str, expected: Text, advice: Text) -> None:
        super().__init__(where.en)
        self.status, self.where, self.found, self.expected, self.advice = status, where, found, expected, advice


def unknown(parameter: str, found: str, known: Iterable[str], listed_at: str) -> Refused:
    """The problem of a code that this release does not have.

    Args:
        parameter: its name in the question.
        found: the code.
        known: the codes that are there.
        listed_at: address of the list of them.
    """
    codes = list(known)
    close = get_close_matches(found, codes, 3)
    some = close or (codes if len(codes) <= MOST_NAMED else [])
    nl, en = (f"{start}: {', '.join(some)}" if some else start for start in ("een code van de lijst", "a listed code"))
    return Refused(
        404,
        Text(f"Deze uitgave heeft bij “{parameter}” niet wat u vraagt.", f"This release has no such “{parameter}”."),
        found,
        Text(nl, en),
        Text(f"Kijk op {listed_at} welke er zijn.", f"See {listed_at} for those that there are."),
    )


def malformed(parameter: str, found: str, expected: Text) -> Refused:
    """The problem of a parameter that is not written as it should be."""
    return Refused(
        400,
        Text(f"De waarde van “{parameter}” is niet te lezen.", f"The value of “{parameter}” cannot be read."),
        found,
        expected,
        Text(f"Zo werkt de API: {DESCRIPTION}", f"How the API works: {DESCRIPTION}"),
    )


def problem(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The problem as an answer, in the language that the program asks for; Dutch where it asks for none."""
    language = wanted(request.headers.get("Accept-Language", ""))
    said = Problem(
        DESCRIPTION,
        _TITLES[refused.status].say(language),
        refused.status,
        refused.where.say(language),
        refused.found[:LONGEST_QUOTE],
        refused.expected.say(language),
        refused.advice.say(language),
    )
    answer = HttpResponse(msgspec.json.encode(said), status=refused.status, content_type=CONTENT_TYPE)
    answer["Content-Language"] = language
    answer["Cache-Control"] = "no-store"
    answer["Vary"] = "Accept-Language"
    return answer


def wanted(accepted: str) -> Language:
    """English where it is the first of Dutch and English in the header `Accept-Language`, else Dutch."""
    for part in accepted.lower().split(","):
        code = part.strip()[:2]
        if code in ("nl", "en"):
            return "en" if code == "en" else "nl"
    return "nl"
