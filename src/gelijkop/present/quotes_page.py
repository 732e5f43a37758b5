"""The page of released quotations: by theme and by indicator, one folder that needs no network."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from gelijkop.catalogue import load
from gelijkop.errors import Language, Text
from gelijkop.evidence.interviews.released import ReleasedQuotes, ReleasedTheme
from gelijkop.evidence.links import chain_steps, indicators
from gelijkop.present.content import Meta
from gelijkop.present.layout import Section, folder, page, paragraphs

SPOKEN = "nl"
"""The language of the conversations."""


def quotes_page(released: ReleasedQuotes, *, version: str, language: Language = "nl") -> dict[str, bytes | str]:
    """The files of the page by name: `index.html`, style sheet and font."""
    w = words(language)
    sections = [Section("lezen", w["how"], paragraphs(w["how_text"]))]
    if not released.themes:
        sections.append(Section("niets", w["title"], paragraphs(w["nothing"])))
    sections += [_theme_section(t, anchor, language) for anchor, t in _anchors(released).items()]
    if any(t.indicators for t in released.themes):
        sections.append(Section("per-indicator", w["by_indicator"], _by_indicator(released, language)))
    meta = Meta("", released.made, version, (), Text(words("nl")["licence"], words("en")["licence"]))
    html = page(w["title"], w["lead"], w["description"], w["notice"], sections, meta, language)
    return folder(html, (), language)


def words(language: Language) -> Mapping[str, str]:
    """The sentences of the page."""
    found: Mapping[str, str] = load("texts/quotes")[language]
    return found


def quotes_html(theme: ReleasedTheme, language: Language) -> str:
    """The quotations of a theme, each with the role of who said it."""
    lines = "".join(
        f'<li><q lang="{SPOKEN}">{escape(q.text)}</q><br><span class="how">{escape(q.who.say(language))}</span></li>\n'
        for q in theme.quotes
    )
    return f'<ul class="told">{lines}</ul>\n'


def _theme_section(theme: ReleasedTheme, anchor: str, language: Language) -> Section:
    w = words(language)
    about = [indicators()[c].say(language) for c in theme.indicators] + [
        chain_steps()[c].say(language) for c in theme.steps
    ]
    line = f"{w['people']}. {w['about']} {'; '.join(about)}." if about else f"{w['people']}."
    html = f'<p class="note">{escape(line)}</p>\n{quotes_html(theme, language)}'
    return Section(anchor, theme.title.say(language), html)


def _by_indicator(released: ReleasedQuotes, language: Language) -> str:
    made = []
    for code in dict.fromkeys(c for t in released.themes for c in t.indicators):
        links = "; ".join(
            f'<a href="#{anchor}">{escape(t.title.say(language))}</a>'
            for anchor, t in _anchors(released).items()
            if code in t.indicators
        )
        made.append(f"<dt>{escape(indicators()[code].say(language))}</dt><dd>{links}</dd>\n")
    return f'<dl class="facts">{"".join(made)}</dl>\n'


def _anchors(released: ReleasedQuotes) -> Mapping[str, ReleasedTheme]:
    return {f"thema-{number}": theme for number, theme in enumerate(released.themes, start=1)}
