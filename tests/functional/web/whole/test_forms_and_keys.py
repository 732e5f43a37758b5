"""Pages by keyboard, and forms with and without scripts: what a person does with them."""

import re

import pytest

pytestmark = pytest.mark.browser
KINDS = (
    "/", "/zoeken/?q=schiedam", "/gebied/GM0622/", "/indicator/po.advies.passend/alle/armoede/",
    "/keten/leerjaar3.havo-vwo/alle/armoede/", "/loopbanen/armoede/", "/scholen/po.advies.passend/", "/school/99AG00/",
    "/kaart/po.advies.passend/armoede/", "/data/", "/methode/po.advies.passend/", "/bewijs/",
    "/inloggen/",
)  # fmt: skip
"""A page of each kind."""
STOPS = 60
"""Stops of the Tab key that are walked on a page; longer pages repeat the same links."""
SIZE = 24
"""Pixels of the smallest target: WCAG 2.2 SC 2.5.8."""
FOCUS = """() => { const e = document.activeElement; if (e === document.body) return null;
  const s = getComputedStyle(e), r = e.getBoundingClientRect();
  return { what: e.outerHTML.slice(0, 80), ring: s.outlineStyle != 'none' && parseFloat(s.outlineWidth) >= 2
      || s.boxShadow != 'none', inside: r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth } }"""
ORDER = """() => [...document.querySelectorAll('a[href],button,input,select,summary,[tabindex="0"]')]
  .filter(e => e.checkVisibility() && e.type != 'hidden').length"""


@pytest.fixture(scope="module")
def tab(new_tab):
    return new_tab()


@pytest.fixture
def show(tab, demo_server):
    def shown(path, width=1200):
        tab.page.set_viewport_size({"width": width, "height": 900})
        tab.page.goto(demo_server.address + path)
        return tab.page

    return shown


@pytest.fixture
def without_scripts(new_tab, demo_server):
    def shown(path):
        page = new_tab(java_script_enabled=False).page
        page.goto(demo_server.address + path)
        return page

    return shown


@pytest.mark.parametrize("path", KINDS)
def test_every_stop_of_the_tab_key_is_seen(show, path):
    page = show(path)
    expected = min(page.evaluate(ORDER), STOPS)
    stops = []
    for _ in range(expected):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
    assert None not in stops
    assert [s["what"] for s in stops if not (s["ring"] and s["inside"])] == []


@pytest.mark.parametrize("path", KINDS)
def test_the_first_stop_leads_past_the_menu(show, path):
    page = show(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


@pytest.mark.parametrize("path", KINDS)
def test_what_is_pressed_is_24_pixels_or_more(show, path):
    """WCAG 2.2 SC 2.5.8; links within a sentence are excepted."""
    page = show(path, 320)
    small = page.evaluate(
        """least => [...document.querySelectorAll('nav a, summary, button, select, input:not([type=hidden])')]
        .filter(e => e.checkVisibility() && Math.min(e.getBoundingClientRect().width,
          e.getBoundingClientRect().height) < least).map(e => e.outerHTML.slice(0, 80))""", SIZE,
    )  # fmt: skip
    assert small == []


def test_on_a_narrow_screen_the_menu_opens_with_enter_and_closes_with_escape(show):
    page = show("/", 320)
    page.focus("details.menu summary")
    page.keyboard.press("Enter")
    assert page.locator("details.menu a").first.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator("details.menu a").first.is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_table_opens_with_enter_and_can_be_scrolled_by_key(show):
    page = show("/indicator/po.advies.passend/alle/armoede/", 320)
    page.locator("details.data summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
    before = page.evaluate("document.activeElement.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => document.activeElement.scrollLeft > before", arg=before)


def test_without_scripts_a_place_and_grouping_are_chosen_and_stand_in_the_address(without_scripts):
    page = without_scripts("/indicator/po.advies.passend/alle/armoede/")
    page.select_option("#gebied", "GM0622")
    page.select_option("#indeling", "geslacht")
    page.click("form.choose button")
    assert page.url.endswith("/indicator/po.advies.passend/GM0622/geslacht/")
    assert page.input_value("#gebied") == "GM0622"
    assert page.locator("svg.chart.wide").first.is_visible()


def test_without_scripts_a_school_is_found(without_scripts):
    page = without_scripts("/")
    page.fill("#q", "vlaardngen")
    page.click("form.search button")
    assert page.url.endswith("/zoeken/?q=vlaardngen")
    page.get_by_role("link", name="Vlaardingen", exact=True).click()
    assert page.url.endswith("/gebied/GM0622/")


def test_without_scripts_what_if_a_step_were_equal(without_scripts):
    page = without_scripts("/keten/leerjaar3.havo-vwo/alle/armoede/")
    page.locator("select[name=stap]").select_option(index=1)
    page.locator("form:has(select[name=stap]) button").click()
    assert "stap=" in page.url
    assert page.locator("main h1").is_visible()


def test_without_scripts_the_menu_and_the_tables_open(without_scripts):
    page = without_scripts("/indicator/po.advies.passend/alle/armoede/")
    page.locator("details.data summary").first.click()
    assert page.locator("details.data table").first.is_visible()


def test_a_choice_shows_at_once_with_one_page_and_back_restores_it(tab, show):
    page = show("/indicator/po.advies.passend/alle/armoede/")
    before = page.locator("h1").inner_text()
    tab.asked.clear()
    page.select_option("#indeling", "geslacht")
    page.wait_for_url("**/alle/geslacht/")
    assert len([u for u in tab.asked if u.endswith("/geslacht/")]) == 1
    page.go_back()
    page.wait_for_url("**/alle/armoede/")
    assert page.locator("h1").inner_text() == before
    assert page.input_value("#indeling") == "armoede"


def test_arrow_keys_in_a_list_load_nothing_until_the_button(show):
    page = show("/indicator/po.advies.passend/alle/armoede/")
    page.focus("#indeling")
    page.keyboard.press("ArrowDown")
    assert page.url.endswith("/armoede/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/alle/(?!armoede)[a-z]+/$"))


def test_a_page_sends_nothing_to_another_machine(tab, demo_server):
    assert tab.asked
    assert [u for u in tab.asked if not u.startswith(demo_server.address)] == []
    assert tab.complaints == []
