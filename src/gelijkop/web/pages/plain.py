"""What machines ask of every site: which addresses there are, and where to report a weakness."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import escape
from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from gelijkop.present.shelf import Shelf
from gelijkop.web.access import PUBLIC, Rule, page
from gelijkop.web.addresses import routes
from gelijkop.web.origin import exported, origin
from gelijkop.web.pages.contact import contact
from gelijkop.web.pages.frame import shelf

MOST = 50_000
"""Addresses that one sitemap may hold (sitemaps.org)."""
VALID = timedelta(days=180)
_CLOSED = ("/inloggen/", "/uitloggen/", "/mijn/", "/beheer/", "/account/", "/oidc/")
_NO_PAGES = ("api-", "data-package", "robots", "sitemap", "security", "sign-")
_NO_PAGE = ("-file", "-chosen")


@page(PUBLIC)
def robots(request: HttpRequest) -> HttpResponse:
    """`robots.txt`: everything public may be found."""
    closed = "".join(f"Disallow: {path}\nDisallow: /en{path}\n" for path in _CLOSED)
    site = origin(request)
    where = f"\nSitemap: {site}/sitemap.xml\n" if site else ""
    return _text(f"User-agent: *\n{closed}Allow: /\n{where}")


@page(PUBLIC)
def sitemap(request: HttpRequest) -> HttpResponse:
    """`sitemap.xml`: the public pages of the release in place. It needs whole addresses, so an export has none."""
    of, site = shelf(), origin(request)
    lines = "".join(
        f"<url><loc>{escape(site + path)}</loc><lastmod>{of.about.date}</lastmod></url>\n"
        for path in islice(_pages(of), MOST)
    )
    body = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    answer = _text(f"{body}{lines}</urlset>\n", "application/xml; charset=utf-8")
    if exported(request):
        answer["Cache-Control"] = "no-store"
    return answer


@page(PUBLIC, examples=lambda _: [])  # it runs out, so it is no file of an export
def security(request: HttpRequest) -> HttpResponse:
    """`security.txt` (RFC 9116), where whoever runs the site set an address.

    Raises:
        Http404: none was set.
    """
    to = contact()
    if to is None:
        raise Http404
    expires = (timezone.now() + VALID).strftime("%Y-%m-%dT00:00:00Z")
    here = f"{origin(request)}/.well-known/security.txt"
    lines = f"Contact: {to.href}\nExpires: {expires}\nPreferred-Languages: nl, en\nCanonical: {here}\n"
    return _text(lines)


def _pages(of: Shelf) -> Iterator[str]:
    """Addresses of public pages: no files, no forms that lead on, nothing for programs."""
    for route in routes():
        public = route.declared is not None and route.declared.rule is Rule.PUBLIC
        if public and not route.name.startswith(_NO_PAGES) and not route.name.endswith(_NO_PAGE):
            yield from route.addresses(of)


def _text(body: str, kind: str = "text/plain; charset=utf-8") -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Cache-Control"] = "public, no-cache"
    return answer
