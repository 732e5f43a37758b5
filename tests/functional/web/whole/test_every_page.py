"""Every route of the site in every language: accessible, whole at each width, in light and dark, without complaints.

The list comes from the URL conf, so that no page is forgotten; each page is opened once and then measured.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from gelijkop.web.access import Rule
from gelijkop.web.addresses import routes

pytestmark = pytest.mark.browser
WIDE, NARROW = 1200, 320
TALL = 80
"""A figure lower than this many pixels has lost its picture."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""What another scheme of colours can change."""
SPACED = (  # WCAG 2.2 SC 1.4.12
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)
LARGE = "html{font-size:225%!important}"  # the style starts at 112.5%
ACCOUNT = "beheer"
NOT_OF_THE_RELEASE = {"account-change": {"number": 1}, "account-password": {"number": 1}}
"""Pages about an account, which no release knows of."""
NO_PAGES = {"api-nowhere", "security", "own-school-file", "own-board-file", "own-board-school-file"}
"""Addresses that do not exist on this site, and files; other tests show what they answer."""
ROUTES = {route.name: route for route in routes()}
FORM_ONLY = 405
VIEWS = [(name, language) for name, route in ROUTES.items() for language in route.languages if name not in NO_PAGES]

MEASURE = """() => {
  const shown = e => e.getClientRects().length > 0;
  const clipped = e => { const s = getComputedStyle(e); return !e.closest('.sr, .scroll, svg') && shown(e)
    && (s.overflowX == 'hidden' || s.overflowX == 'clip') && e.scrollWidth > e.clientWidth + 1 };
  return {
    over: document.documentElement.scrollWidth - innerWidth,
    clipped: [...document.querySelectorAll('body *')].filter(clipped).map(e => e.outerHTML.slice(0, 80)),
    figures: [...document.querySelectorAll('figure')].map(f =>
      Math.max(0, ...[...f.querySelectorAll('svg')].map(s => s.getBoundingClientRect().height))),
    headings: [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(shown).map(h => +h.tagName[1]),
    language: [document.documentElement.lang, getComputedStyle(document.documentElement).direction],
  }}"""
STYLE = """css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = css ? [s] : [] }"""


@dataclass
class Seen:
    """What was found on a page: by width what was measured, and by width and scheme what axe found."""

    html: bool
    host: str = ""
    measured: dict[int, dict[str, object]] = field(default_factory=dict)
    found: dict[tuple[int, str], list[tuple[str, str]]] = field(default_factory=dict)
    over: dict[str, object] = field(default_factory=dict)
    clipped: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def axe(page, **options):
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False, **options}).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in found]


def look(tab, address):
    """Open a page, and measure it at both widths, in both schemes, with larger and with wider text.

    axe reads it with all its tables open where it is wide, and as it comes where it is narrow.
    """
    tab.asked.clear()
    tab.complaints.clear()
    page = tab.page
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    seen = Seen(True, urlsplit(address).netloc)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        seen.measured[width] = page.evaluate(MEASURE)
        page.evaluate("open => document.querySelectorAll('details').forEach(d => d.open = open)", width == WIDE)
        for scheme, options in (("light", {"runOnly": RULES}), ("dark", {"runOnly": COLOURS})):
            page.emulate_media(color_scheme=scheme)
            seen.found[width, scheme] = axe(page, **options)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for name, css, width in (("spaced", SPACED, NARROW), ("spaced wide", SPACED, WIDE), ("large", LARGE, 640)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(STYLE, css)
        again = page.evaluate(MEASURE)
        seen.over[name] = again["over"]
        seen.clipped += again["clipped"]
        page.evaluate(STYLE, "")
    seen.asked, seen.complaints = list(tab.asked), list(tab.complaints)
    return seen


@pytest.fixture(scope="module")
def tabs(new_tab, signed_in, demo_server, sealed_server):
    """A tab and a site for each rule; own figures are those of the site of which the exact numbers are known."""
    board = (signed_in(sealed_server, "bestuur"), sealed_server)
    personal = (signed_in(demo_server, ACCOUNT), demo_server)
    found = dict.fromkeys(Rule, personal)
    return found | {Rule.PUBLIC: (new_tab(), demo_server), Rule.OWN_SCHOOL: board, Rule.OWN_BOARD: board}


def address_of(name, language, site, shelf):
    """The first page of a route in a language."""
    declared = ROUTES[name].declared
    assert declared is not None, f"{name} declares no rule"
    with override_settings(SITE=site), translation.override(language):
        codes = NOT_OF_THE_RELEASE.get(name) or next(iter(declared.examples(shelf)), None)
        assert codes is not None, f"{name} has no example in the demo; give it one here or in its view"
        return reverse(name, kwargs=codes)


@pytest.fixture(scope="module", params=VIEWS, ids=lambda v: f"{v[0]}-{v[1]}")
def view(request):
    return request.param


@pytest.fixture(scope="module")
def seen(view, tabs, shelf_of_site):
    name, language = view
    tab, server = tabs[ROUTES[name].declared.rule]
    address = server.address + address_of(name, language, server.site, shelf_of_site(server.site))
    answer = tab.page.context.request.get(address, max_redirects=0)
    assert answer.status < 400 or answer.status == FORM_ONLY, f"{address} answers {answer.status}"
    if answer.status >= 300 or not answer.headers["content-type"].startswith("text/html"):
        return Seen(html=False)  # a file, or an address that leads on to a page of another route
    return look(tab, address)


def test_axe_finds_nothing(seen):
    assert {where: found for where, found in seen.found.items() if found} == {}


def test_nothing_runs_off_the_page(seen):
    assert [m["over"] for m in seen.measured.values() if m["over"] > 0] == []


def test_every_figure_is_visible_at_every_width(seen):
    assert [m["figures"] for m in seen.measured.values() if min(m["figures"], default=TALL + 1) <= TALL] == []


def test_wider_and_larger_text_fits(seen):
    assert ({name: over for name, over in seen.over.items() if over > 0}, seen.clipped) == ({}, [])


def test_the_page_says_its_language_and_direction(seen, view):
    for found in seen.measured.values():
        assert found["language"] == [view[1], "rtl" if view[1] == "ar" else "ltr"]


def test_headings_start_with_one_and_skip_no_level(seen):
    for levels in (m["headings"] for m in seen.measured.values()):
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))


def test_the_page_asks_its_own_server_only(seen):
    assert [url for url in seen.asked if urlsplit(url).netloc != seen.host] == []


def test_the_browser_complains_of_nothing(seen):
    """Content Security Policy, scripts, and files that are not there."""
    assert seen.complaints == []
