"""Which languages the pages are written in, which pages exist in which of them, and how each is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, translate_url
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import get_language

from gelijkop.errors import Language


@dataclass(frozen=True)
class PageLanguage:
    """A language of pages: its code, its name in itself, its direction, and whether its texts are a draft."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"] = "ltr"
    draft: bool = False


DUTCH = PageLanguage("nl", "Nederlands")
LANGUAGES = (
    DUTCH,
    PageLanguage("en", "English"),
    PageLanguage("tr", "Türkçe", draft=True),
    PageLanguage("ar", "العربية", "rtl", draft=True),
    PageLanguage("pl", "Polski", draft=True),
    PageLanguage("uk", "Українська", draft=True),
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


def figures_language() -> Language:
    """The language of figures and of sentences about numbers on the page that is being made."""
    return "en" if get_language() == "en" else "nl"


class _Finished(LocalePrefixPattern):
    """The prefix of a language, and none for a draft language: there the Dutch page is the page."""

    @property
    def language_prefix(self) -> str:
        """`en/`, or nothing."""
        return "" if reading().draft else super().language_prefix


def finished_languages(*urls: URLPattern | URLResolver) -> list[URLResolver]:
    """URLs of pages that exist in Dutch and English only; a link to one from a draft page goes to the Dutch page."""
    return [URLResolver(_Finished(prefix_default_language=False), list(urls))]


@dataclass(frozen=True)
class LanguageLink:
    """The page in another language, or the page itself."""

    language: PageLanguage
    url: str
    current: bool


def page_languages(request: HttpRequest) -> dict[str, Any]:  # Any: what a template reads
    """For every template: the language of the page, and the same page in each language that it exists in."""
    match, now = request.resolver_match, reading()
    known = written_in(match.view_name) if match else ()
    path = request.get_full_path()
    links = [LanguageLink(x, translate_url(path, x.code), x == now) for x in known]
    return {"page_language": now, "language_links": links}
