"""Every address of the site: from the URL conf, with the codes that exist for a release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from gelijkop.present.shelf import Shelf
from gelijkop.web.access import Page, Rule, declaration
from gelijkop.web.languages import written_in


@dataclass(frozen=True)
class Route:
    """One pattern of the URL conf: the name it is reversed by, and what its view declared (None: nothing)."""

    name: str
    declared: Page | None

    def addresses(self, shelf: Shelf) -> Iterator[str]:
        """The path of each page of this route that exists for a release, in each language that it exists in."""
        codes = [] if self.declared is None else [dict(kwargs) for kwargs in self.declared.examples(shelf)]
        found: dict[str, None] = {}  # a route outside the languages has one address for all of them
        for language in self.languages:
            with translation.override(language):
                found |= dict.fromkeys(reverse(self.name, kwargs=kwargs) for kwargs in codes)
        yield from found

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that its pages exist in."""
        return tuple(language.code for language in written_in(self.name))


def routes() -> tuple[Route, ...]:
    """Every route of the site once, in the order of the URL conf."""
    found = {route.name: route for route in _below(get_resolver().url_patterns, "")}
    return tuple(found.values())


def public_addresses(shelf: Shelf) -> Iterator[str]:
    """The path of every public page of a release, in each language that it exists in."""
    for route in routes():
        if route.declared is not None and route.declared.rule is Rule.PUBLIC:
            yield from route.addresses(shelf)


def _below(patterns: Iterable[URLPattern | URLResolver], namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern.url_patterns, inner)
        else:
            yield Route(f"{namespace}{pattern.name}", declaration(pattern.callback))
