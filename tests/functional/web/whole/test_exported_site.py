"""The public site as plain files: whole, without a server's forms, and as accessible as the site itself."""

import http.server
import os
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = (
    "index.html", "en/index.html", "ar/index.html", "gebied/GM0622/index.html",
    "indicator/po.advies.passend/alle/armoede/index.html", "keten/leerjaar3.havo-vwo/alle/armoede/index.html",
    "loopbanen/armoede/index.html", "scholen/po.advies.passend/index.html", "school/99AG00/index.html",
    "kaart/po.advies.passend/armoede/index.html", "data/index.html", "methode/po.advies.passend/index.html",
    "bewijs/index.html", "bewijs/npo-feedback/index.html",
)  # fmt: skip
"""A page of each kind."""
TALL = 80


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def exported(demo_site, own_copy, tmp_path_factory) -> Path:
    """What `gelijkop export` writes of the demo."""
    folder = tmp_path_factory.mktemp("export")
    site = own_copy(demo_site, folder)
    # Thousands of pages under a tracer take minutes; tests/functional/web/serving/test_export.py traces the same code.
    without = ("GELIJKOP_", "DJANGO_", "COVERAGE_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(without)}
    words = [Path(sys.executable).with_name("gelijkop"), "export", folder / "uit", "--site", site]
    done = subprocess.run(words, env=kept, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "uit"


@pytest.fixture(scope="module")
def pages(exported):
    """Every page of the export, read."""
    return {p: lxml.html.fromstring(p.read_bytes()) for p in sorted(exported.rglob("*.html"))}


@pytest.fixture(scope="module")
def file_server(exported):
    """Any server of files."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=exported))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_link_leads_to_a_file_and_to_a_place_on_it(pages, exported):
    """As files, so that the name of the file must be in the link itself."""
    anchors = {page: {e.get("id") for e in tree.iter() if e.get("id")} for page, tree in pages.items()}
    broken = []
    for page, tree in pages.items():
        for _, attribute, link, _ in tree.iterlinks():
            target = urlsplit(urljoin(page.as_uri(), link))
            if target.scheme in ("http", "https", "mailto"):
                continue
            file = Path(unquote(target.path))
            lost = target.fragment and file in anchors and target.fragment not in anchors[file]
            if not file.is_relative_to(exported) or not file.is_file() or lost:
                broken.append((page.relative_to(exported), attribute, link))
    assert len(pages) > 500
    assert broken == []


def test_nothing_of_another_site_is_loaded(pages):
    loaded = [
        (page.name, link)
        for page, tree in pages.items()
        for element, _, link, _ in tree.iterlinks()
        if element.tag != "a" and urlsplit(link).scheme not in ("", "data")
    ]
    assert loaded == []


def test_no_page_has_a_form(pages):
    assert [page for page, tree in pages.items() if tree.xpath("//form")] == []


def test_each_page_has_a_title_that_no_other_page_in_its_language_has(pages, exported):
    seen = {}
    for page, tree in pages.items():
        key = (tree.get("lang"), tree.findtext(".//title"))
        seen.setdefault(key, []).append(str(page.relative_to(exported)))
    assert {k: v for k, v in seen.items() if len(v) > 1} == {}


def test_nothing_signed_in_is_in_it(exported):
    first = {p.name for p in exported.iterdir()}
    assert not first & {"mijn", "account", "beheer", "inloggen", "rekeningen.sqlite", "besturen"}


@pytest.fixture(params=["file", "http"])
def start(request, exported, file_server):
    return exported.as_uri() if request.param == "file" else file_server


@pytest.mark.browser
@pytest.mark.parametrize("name", KINDS)
def test_a_page_of_files_is_accessible_whole_and_silent(new_tab, start, name):
    tab = new_tab()
    tab.page.goto(f"{start}/{name}")
    found = Axe().run(tab.page, options={"runOnly": RULES, "resultTypes": ["violations"], "preload": False})
    heights = tab.page.eval_on_selector_all(
        "figure", "fs => fs.map(f => Math.max(...[...f.querySelectorAll('svg')].map(s => s.clientHeight)))"
    )
    tab.page.context.close()
    assert [(v["id"], v["nodes"][0]["html"][:100]) for v in found.response["violations"]] == []
    assert min(heights, default=TALL + 1) > TALL
    assert [url for url in tab.asked if not url.startswith(start)] == []
    assert tab.complaints == []
