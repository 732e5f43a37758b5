"""Which languages the pages are written in, which pages exist in which of them, and how each is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest
from django.urls import Resolver404, URLPattern, URLResolver, resolve, translate_url
from django.urls.resolvers import LocalePrefixPattern
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override

from gelijkop.errors import Language
from gelijkop.present.dates import long_date


@dataclass(frozen=True)
class PageLanguage:
    """A language of pages: its code, its name in itself, its direction, whether its texts are a draft.

    `letters` are the font files that every page in it needs.
    """

    code: str
    name: str
    direction: Literal["ltr", "rtl"] = "ltr"
    draft: bool = False
    letters: tuple[str, ...] = ("source-sans-3-latin",)


DUTCH = PageLanguage("nl", "Nederlands")
LANGUAGES = (
    DUTCH,
    PageLanguage("en", "English"),
    PageLanguage("tr", "Türkçe", draft=True, letters=("source-sans-3-latin", "source-sans-3-latin-ext")),
    PageLanguage("ar", "العربية", "rtl", draft=True, letters=("source-sans-3-latin", "noto-sans-arabic")),
    PageLanguage("pl", "Polski", draft=True, letters=("source-sans-3-latin", "source-sans-3-latin-ext")),
    PageLanguage("uk", "Українська", draft=True, letters=("source-sans-3-latin", "source-sans-3-cyrillic")),
)
_BY_CODE = {language.code: language for language in LANGUAGES}

DRAFTED = frozenset({"start", "about"})
"""The pages, by name of URL, that exist in a draft language too."""


def reading() -> PageLanguage:
    """The language of the page that is being made."""
    return _BY_CODE.get(get_language() or "", DUTCH)


def written_in(name: str | None) -> tuple[PageLanguage, ...]:
    """The languages that the page with this name of URL exists in."""
    return LANGUAGES if name in DRAFTED else tuple(x for x in LANGUAGES if not x.draft)


def day_written(iso: str) -> str:
    """An ISO date in the language of the page: `22 november 2026`."""
    if reading().draft:
        return date_format(date.fromisoformat(iso), "j E Y")
    return long_date(iso, finished_language())


def finished_language() -> Language:
    """The language of all that is not in a draft language: Dutch, or English on an English page."""
    return "en" if get_language() == "en" else "nl"


def dutch_address(request: HttpRequest) -> str:
    """Where a page is that was asked for in a draft language and exists in Dutch; empty where there is none."""
    now = reading()
    path = request.path_info.removeprefix(f"/{now.code}")
    if not now.draft or path == request.path_info:
        return ""
    try:
        with override(DUTCH.code):
            resolve(path)
    except Resolver404:
        return ""
    query = request.META.get("QUERY_STRING", "")
    return path + (f"?{query}" if query else "")


class _Finished(LocalePrefixPattern):
    """The prefix of a language, and none for a draft language: there the Dutch page is the page."""

    @property
    def language_prefix(self) -> str:
        """`en/`, or nothing."""
        return "" if reading().draft else super().language_prefix


def in_their_languages(*urls: URLPattern | URLResolver) -> list[URLPattern | URLResolver]:
    """The pages under the prefix of each language that they exist in: `/` is Dutch, `/en/` English.

    A link from a page in a draft language to one that does not exist in it leads to the Dutch one. Give the URLs of
    `DRAFTED` themselves, and not within an `include`.
    """
    drafted = [u for u in urls if isinstance(u, URLPattern) and u.name in DRAFTED]
    finished = [u for u in urls if u not in drafted]
    return [
        *i18n_patterns(*drafted, prefix_default_language=False),
        URLResolver(_Finished(prefix_default_language=False), finished),
    ]


@dataclass(frozen=True)
class LanguageLink:
    """The page in another language, or the page itself."""

    language: PageLanguage
    url: str
    current: bool


def page_languages(request: HttpRequest) -> dict[str, Any]:  # Any: what a template reads
    """For every template: the language of the page, and the same page in each language that it exists in.

    `to_dutch` goes into a link to a page that does not exist in the language of this one.
    """
    match, now = request.resolver_match, reading()
    known = written_in(match.view_name) if match else ()
    path = request.get_full_path()
    links = [LanguageLink(x, translate_url(path, x.code), x == now) for x in known]
    to_dutch = mark_safe(' hreflang="nl"') if now.draft else ""
    return {"page_language": now, "language_links": links, "to_dutch": to_dutch}
