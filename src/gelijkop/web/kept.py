"""Which addresses of the site the page cache may keep: public pages, and the static files."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from gelijkop.errors import NoRelease
from gelijkop.web.access import PUBLIC, declaration
from gelijkop.web.release import name_in_place


@lru_cache(maxsize=5000)
def parameters(path: str) -> Collection[str] | None:
    """Names of the query parameters that the public page at `path` reads; None for every other address."""
    if path.startswith(settings.STATIC_URL):
        return ()
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            declared = declaration(resolve(path).func)
        except Resolver404:
            return None
    return declared.query if declared is not None and declared.rule is PUBLIC else None


def cookies_that_count() -> Collection[str]:
    """Names of the cookies that make a visitor someone."""
    return {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def release_in_place() -> str:
    """The name of the release that is served; empty where there is none."""
    try:
        return name_in_place()
    except NoRelease:
        return ""
