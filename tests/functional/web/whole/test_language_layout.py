"""Room for another language: with words that are two fifths longer, every page keeps within a narrow screen."""

import pytest
from django.test import override_settings
from django.urls import reverse

from gelijkop.web.access import PUBLIC
from gelijkop.web.addresses import routes

pytestmark = pytest.mark.browser
NARROW = 320
LONGER = 0.4
"""What Dutch texts gain in translation, with room to spare."""
PAGES = {route.name: route for route in routes() if route.declared is not None and route.declared.rule is PUBLIC}
FEWEST = 20
"""The site has at least so many kinds of pages; with fewer this test has not seen them."""
LENGTHEN = """longer => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest('script, style, svg'))
      node.data = node.data.replace(/\\p{L}{2,}/gu, word => word + word.slice(0, Math.ceil(word.length * longer)));
  }
}"""
MEASURE = """() => {
  const shown = e => e.getClientRects().length > 0;
  const out = e => { const b = e.getBoundingClientRect();
    return (b.right > innerWidth + 1 || b.left < -1) && shown(e) && !e.closest('.scroll, svg, .sr, .skip') };
  return [document.documentElement.scrollWidth - innerWidth,
    [...document.querySelectorAll('body *')].filter(out).map(e => e.outerHTML.slice(0, 90)).slice(0, 3)] }"""


@pytest.fixture
def narrow(new_tab):
    page = new_tab().page
    page.set_viewport_size({"width": NARROW, "height": 900})
    return page


def test_a_word_grows_by_two_fifths(narrow):
    narrow.set_content("<p>school en <b>leerlingen</b> 31,5</p>")
    narrow.evaluate(LENGTHEN, LONGER)
    assert narrow.inner_text("p") == "schoolsch ene leerlingenleer 31,5"


def test_what_is_wider_than_the_screen_is_seen(narrow):
    narrow.set_content("<p style='width:400px'>school</p>")
    assert narrow.evaluate(MEASURE) != [0, []]


def test_no_page_grows_out_of_a_narrow_screen_with_its_words(narrow, demo_server, demo_shelf):
    seen, faults = 0, {}
    for name, route in PAGES.items():
        with override_settings(SITE=demo_server.site):  # some pages look at the folder of the site
            kwargs = next(iter(route.declared.examples(demo_shelf)), None)
        address = "" if kwargs is None else demo_server.address + reverse(name, kwargs=kwargs)
        if not address or not is_page(narrow.request.get(address)):
            continue
        narrow.goto(address)
        narrow.evaluate(LENGTHEN, LONGER)
        found = narrow.evaluate(MEASURE)
        seen += 1
        if found != [0, []]:
            faults[name] = found
    assert seen >= FEWEST
    assert faults == {}


def is_page(answer):
    return answer.ok and answer.headers["content-type"].startswith("text/html")
