"""The finished pages in a browser: accessible, whole at every width, without network and without scripts."""

import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAGES = ("regio", "region-en", "schets")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = 1200, 320
TALL = 80
"""A figure lower than this has lost its picture."""


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as p:
        path = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, pages):
    """Opens a page at a width; remembers every address that it asked for."""
    made = []

    def show(name, width=WIDE, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        made.append(context)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda r: page.asked.append(r.url))
        page.goto((pages / name / "index.html").as_uri())
        page.evaluate("document.fonts.ready")
        return page

    yield show
    for context in made:
        context.close()


VIEWS = [(n, w, s) for n in ("regio", "schets") for w in (WIDE, NARROW) for s in ("light", "dark")]


@pytest.mark.parametrize(("name", "width", "scheme"), [*VIEWS, ("region-en", WIDE, "light")])
def test_axe_finds_nothing(open_page, name, width, scheme):
    page = open_page(name, width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [WIDE, 700, NARROW])
def test_nothing_runs_off_the_page(open_page, name, width):
    page = open_page(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_off_at_twice_the_text_size(open_page, name):
    page = open_page(name, 640, bypass_csp=True)
    page.add_style_tag(content="html{font-size:225%!important}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_off_with_wider_text_spacing(open_page, name):
    """WCAG 2.2 SC 1.4.12."""
    page = open_page(name, NARROW, bypass_csp=True)
    page.add_style_tag(content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
                               "p{margin-bottom:2em!important}")  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_figure_is_there_at_every_width(open_page, name, width):
    page = open_page(name, width)
    heights = page.eval_on_selector_all(
        ".figure", "fs => fs.map(f => [...f.querySelectorAll('svg.chart')].map(s => s.getBoundingClientRect().height))"
    )
    assert heights
    for both in heights:
        (shown,) = [h for h in both if h]
        assert shown > TALL


@pytest.mark.parametrize("name", PAGES)
def test_the_page_asks_for_its_own_files_only(open_page, name, pages):
    page = open_page(name)
    folder = (pages / name).as_uri()
    assert page.asked
    assert all(url.startswith(folder) for url in page.asked)


def test_the_vendored_font_is_used(open_page):
    page = open_page("regio")
    assert page.evaluate("[...document.fonts].some(f => f.family.includes('Source Sans 3') && f.status == 'loaded')")


def test_the_fallback_font_is_as_wide_so_that_nothing_jumps(open_page):
    """CLS was 0.17 without a fitted fallback; 3% of width is less than a line in thirty."""
    page = open_page("regio")
    wide = page.evaluate("""() => ["'Source Sans 3'", "'Source Sans 3 fallback'"].map(f => {
        const s = document.createElement('span'); s.style.cssText = `font:18px ${f};position:absolute`;
        s.style.whiteSpace = 'nowrap';
        s.textContent = 'Van de leerlingen uit niet arme buurten krijgt 74,2 % een passend advies';
        document.body.append(s); return s.getBoundingClientRect().width })""")
    assert wide[0] == pytest.approx(wide[1], rel=0.03)


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_figures_and_tables_are_there(chromium, pages, name):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((pages / name / "index.html").as_uri())
    assert page.locator("svg.chart.wide").first.is_visible()
    page.locator("details.data summary").first.click()
    assert page.locator("details.data table").first.is_visible()
    context.close()


def test_there_is_no_script_on_any_page(pages):
    assert not [name for name in PAGES if "<script" in (pages / name / "index.html").read_text()]


def test_the_first_tab_stop_leads_past_the_head(open_page):
    page = open_page("regio")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_a_table_opens_and_scrolls_from_the_keyboard(open_page):
    page = open_page("regio", NARROW)
    page.locator("details.data summary").nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"


def test_every_tab_stop_has_a_visible_focus(open_page):
    page = open_page("schets")
    for _ in range(12):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert width == "3px"


def test_targets_are_24_pixels_or_more(open_page):
    """WCAG 2.2 SC 2.5.8; links within a sentence are excepted."""
    page = open_page("regio", NARROW)
    sizes = page.eval_on_selector_all(
        "nav a, summary", "es => es.map(e => e.getBoundingClientRect()).map(r => Math.min(r.width, r.height))"
    )
    assert min(sizes) >= 24


@pytest.mark.parametrize("name", PAGES)
def test_every_word_of_a_chart_lies_inside_its_picture(open_page, name):
    for width in (WIDE, NARROW):
        page = open_page(name, width)
        outside = page.evaluate("""() => [...document.querySelectorAll('svg.chart')].filter(s => s.clientHeight)
            .flatMap(s => { const box = s.getBoundingClientRect();
              return [...s.querySelectorAll('text')].filter(t => { const b = t.getBoundingClientRect();
                return b.left < box.left - 1 || b.right > box.right + 1  // above and below a line letters have air
                  || b.bottom > box.bottom + 4 || b.top < box.top - 4 }).map(t => t.textContent) })""")
        assert outside == []


@pytest.mark.parametrize("name", PAGES)
def test_words_of_a_chart_do_not_cover_each_other(open_page, name):
    for width in (WIDE, NARROW):
        page = open_page(name, width)
        touching = page.evaluate("""() => [...document.querySelectorAll('svg.chart')].filter(s => s.clientHeight)
            .flatMap(s => { const ts = [...s.querySelectorAll('text:not([aria-hidden])')].map(t =>
                [t.textContent, t.getBoundingClientRect()]);
              return ts.flatMap(([a, p], i) => ts.slice(i + 1).filter(([b, q]) =>
                Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 &&
                Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 8).map(([b]) => a + ' | ' + b)) })""")
        assert touching == []


def test_print_opens_the_tables_and_shows_one_picture(open_page):
    page = open_page("regio")
    page.emulate_media(media="print")
    assert page.locator("details.data table").first.is_visible()
    assert page.locator("svg.chart.wide").first.is_visible()
    assert not page.locator("svg.chart.narrow").first.is_visible()


def test_the_page_prints_without_blank_pages(open_page):
    page = open_page("schets")
    pdf = page.pdf(format="A4")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page/") <= 30


def test_with_forced_colours_marks_and_words_follow_the_system(open_page):
    page = open_page("regio", forced_colors="active")
    fill = page.evaluate("getComputedStyle(document.querySelector('svg.wide .mk')).fill")
    words = page.evaluate("getComputedStyle(document.querySelector('svg.wide text')).fill")
    assert fill == words
