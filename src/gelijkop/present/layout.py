"""The page around the figures: head, skip link, contents, sections and foot; one folder that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

from gelijkop.errors import Language
from gelijkop.present.content import Meta
from gelijkop.present.dates import long_date
from gelijkop.present.figure import Figure, figure_csv
from gelijkop.present.texts import say

STYLE, LETTERS = "stijl.css", "letters.css"
FONT_FILE, FONT_LICENCE = "source-sans-3-latin-wght-normal.woff2", "OFL-source-sans-3.txt"
_MARK = (
    '<svg class="mark" viewBox="0 0 40 20" width="40" height="20" aria-hidden="true" focusable="false">'
    '<path d="M8 13 L31 7" stroke="#fff" stroke-width="2.5"/><path d="M8 7.5 L13.5 13 L8 18.5 L2.5 13 Z" '
    'fill="#f08a4b"/><circle cx="31" cy="7" r="5.5" fill="#8fbcf2"/></svg>'
)


@dataclass(frozen=True)
class Section:
    """One part of a page: its anchor, heading and finished HTML."""

    anchor: str
    title: str
    html: str


@cache
def asset(name: str) -> bytes:
    """A file that travels with the page."""
    return files("gelijkop.present").joinpath("assets", name).read_bytes()


def style() -> bytes:
    """The style sheet of a page that stands alone, with the font beside it."""
    return asset(LETTERS) + asset(STYLE)


def page(
    title: str, lead: str, description: str, notice: str, sections: Sequence[Section], meta: Meta, language: Language
) -> str:
    """A whole HTML page; every text in it is escaped except the HTML of the sections."""
    links = "".join(f'<li><a href="#{s.anchor}">{escape(s.title)}</a></li>' for s in sections)
    body = "".join(
        f'<section id="{s.anchor}" aria-labelledby="{s.anchor}-t"><h2 id="{s.anchor}-t">{escape(s.title)}</h2>\n'
        f"{s.html}</section>\n"
        for s in sections
    )
    made = say(language, "layout.made", date=long_date(meta.date, language), version=meta.version)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)} | gelijkop</title>\n<meta name="description" content="{escape(description)}">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self' file:; "
        "font-src 'self' file:; base-uri 'none'; form-action 'none'\">\n"
        f'<link rel="preload" href="{FONT_FILE}" as="font" type="font/woff2" crossorigin>\n'
        f'<link rel="stylesheet" href="{STYLE}">\n</head>\n<body>\n'
        f'<a class="skip" href="#inhoud">{escape(say(language, "layout.skip"))}</a>\n'
        f'<header class="top"><div class="column"><p class="brand">{_MARK}gelijkop</p></div></header>\n'
        f'<main id="inhoud" class="column" tabindex="-1">\n<h1>{escape(title)}</h1>\n'
        f'<p class="lead">{escape(lead)}</p>\n'
        f'<p class="notice">{escape(notice)}</p>\n'
        f'<nav class="contents" aria-label="{escape(say(language, "layout.sections"))}"><ul>{links}</ul></nav>\n'
        f'{body}</main>\n<footer><div class="column"><p>{escape(made)} {escape(say(language, "layout.offline"))}</p>\n'
        f"<p>{escape(say(language, 'layout.licence'))} {escape(meta.licence.say(language))}</p></div></footer>\n"
        "</body>\n</html>\n"
    )


def folder(html: str, figures: Sequence[Figure], language: Language) -> dict[str, bytes | str]:
    """The page with its style sheet, font, licence of the font and a CSV file for each figure, by file name."""
    numbers: dict[str, bytes | str] = {f"cijfers/{f.ident}.csv": "\ufeff" + figure_csv(f, language) for f in figures}
    fixed: dict[str, bytes | str] = {name: asset(name) for name in (FONT_FILE, FONT_LICENCE)}
    fixed[STYLE] = style()
    return {"index.html": html} | fixed | numbers


def paragraphs(*texts: str) -> str:
    """Texts as paragraphs; empty ones are left out."""
    return "".join(f"<p>{escape(t)}</p>\n" for t in texts if t)
