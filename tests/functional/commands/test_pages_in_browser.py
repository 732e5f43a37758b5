"""The pages as a person opens them, from the folders that the program made: axe, reflow, no request outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SMALLEST = 80
"""A figure lower than this many pixels has vanished (it happened to a map without a narrow form)."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(params=["demo", pytest.param("sketch", marks=pytest.mark.real)])
def page_file(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(request.param)
    return folder / ("uitgave/index.html" if request.param == "demo" else "index.html")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1200])
def test_a_page_passes_axe_reflows_and_asks_nothing_of_the_network(browser, page_file, width):
    page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=True)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto(page_file.as_uri())
    heights = page.eval_on_selector_all(
        "figure svg", "all => all.map(s => s.getBoundingClientRect().height).filter(h => h > 0)"
    )
    found = Axe().run(page, options=WCAG)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert found.violations_count == 0, found.generate_report()
    assert wide <= width
    assert heights
    assert min(heights) > SMALLEST
    assert not [u for u in asked if not u.startswith("file://")]


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("name", ["index.html", "en.html"])
def test_the_page_of_the_catalogue_passes_axe_reflows_and_opens_at_a_definition(browser, catalogue, name, width):
    page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=True)
    page.goto(f"{(catalogue / name).as_uri()}#vo.opstroom")
    found = Axe().run(page, options=WCAG)
    wide = page.evaluate("document.documentElement.scrollWidth")
    top = page.evaluate("document.getElementById('vo.opstroom').getBoundingClientRect().top")
    page.close()
    assert found.violations_count == 0, found.generate_report()
    assert wide <= width
    assert 0 <= top < SMALLEST
