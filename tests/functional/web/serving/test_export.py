"""The public site as files: whole, with nothing in it that needs a server or that is not for everybody."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.test import override_settings

from gelijkop.errors import GelijkopError, UserError
from gelijkop.present.site_folder import NOW
from gelijkop.web import export as exporting
from gelijkop.web.addresses import public_addresses
from gelijkop.web.export import MARK, export
from gelijkop.web.release import served as in_place

PROGRAM = Path(sys.executable).with_name("gelijkop")
CLOSED = ("inloggen", "uitloggen", "account", "mijn", "beheer", "oidc", "api")


class Links(HTMLParser):
    """The links and the forms of a page."""

    def __init__(self, page):
        super().__init__()
        self.links, self.forms = [], 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.forms += tag == "form"
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]


@pytest.fixture(scope="module")
def website(two_releases, tmp_path_factory) -> Path:
    """The site as files; only read."""
    folder = tmp_path_factory.mktemp("export")
    own, out = shutil.copytree(two_releases, folder / "site"), folder / "website"
    subprocess.run([PROGRAM, "export", out, "--site", own, "--quiet"], check=True)
    return out


def pages(website):
    return sorted(website.rglob("*.html"))


def test_every_link_leads_to_a_file_of_the_export(website):
    missing = []
    for page in pages(website):
        for link in Links(page.read_text("utf-8")).links:
            parts = urlsplit(link)
            if not parts.scheme and parts.path:
                target = (page.parent / unquote(parts.path)).resolve()
                if link.startswith("/") or not target.is_file() or website.resolve() not in target.parents:
                    missing.append((str(page.relative_to(website)), link))
    assert missing == []


def test_every_page_can_be_reached_from_the_first(website):
    seen, todo = set(), [website / "index.html"]
    while todo:
        page = todo.pop()
        if page not in seen:
            seen.add(page)
            links = (urlsplit(link) for link in Links(page.read_text("utf-8")).links)
            found = ((page.parent / unquote(p.path)).resolve() for p in links if not p.scheme and p.path)
            todo += [f for f in found if f.suffix == ".html" and f.is_file()]
    # Searching is all that files cannot do; nothing leads there.
    assert {str(p.relative_to(website)) for p in set(pages(website)) - seen} <= {
        "zoeken/index.html",
        "en/zoeken/index.html",
    }


def test_no_page_has_a_form(website):
    assert [p for p in pages(website) if Links(p.read_text("utf-8")).forms] == []


def test_every_page_forbids_what_the_server_forbids(website):
    policy = "default-src 'self'; object-src 'none'; base-uri 'none'"
    assert [
        p
        for p in pages(website)
        if f'<meta http-equiv="Content-Security-Policy" content="{policy}' not in p.read_text()
    ] == []


def test_nothing_behind_a_sign_in_becomes_a_file(website):
    names = {part for path in website.rglob("*") for part in path.relative_to(website).parts[:2]}
    assert not names & set(CLOSED)


def test_the_tables_are_those_of_the_server(website, served):
    cells = re.compile(rb"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)
    paths = [p.parent.relative_to(website) for p in pages(website) if p.parents[3].name == "indicator"]
    assert paths
    for path in paths[:4]:
        address = f"/{path.as_posix()}/"
        assert cells.findall((website / path / "index.html").read_bytes()) == cells.findall(served.get(address)[2])


def test_a_table_to_download_is_the_same_file(website, served):
    found = sorted(website.rglob("*.csv"))
    assert found
    for path in found[:6]:
        assert path.read_bytes() == served.get(f"/{path.relative_to(website).as_posix()}")[2]


def test_both_languages_are_there(website):
    dutch = {p.relative_to(website) for p in pages(website) if p.relative_to(website).parts[0] != "en"}
    english = {p.relative_to(website / "en") for p in (website / "en").rglob("*.html")}
    drafts = {p for p in dutch if p.parts[0] in ("tr", "ar", "pl", "uk")}
    assert dutch - drafts == english


@pytest.mark.browser
def test_it_opens_from_a_disk_without_a_word_from_the_browser(website):
    from playwright.sync_api import sync_playwright  # an extra

    said = []
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("requestfailed", lambda request: said.append(request.url))
        page.goto((website / "index.html").as_uri())
        page.click('a[href$="gebied/index.html"] >> nth=0')
        title = page.inner_text("h1")
        fonts = page.evaluate("document.fonts.ready.then(f => [...f].filter(x => x.status === 'loaded').length)")
        browser.close()
    assert (said, title, fonts > 0) == ([], "Kies een gebied", True)


@pytest.mark.parametrize("kind", ["a full folder", "a link", "a file", "nothing"])
def test_only_an_empty_folder_is_filled(two_releases, tmp_path, kind):
    out = tmp_path / "uit"
    if kind == "a full folder":
        out.mkdir()
        (out / "brief.txt").write_text("van iemand")
    elif kind == "a link":
        (tmp_path / "elders").mkdir()
        out.symlink_to(tmp_path / "elders")
    elif kind == "a file":
        out.write_text("van iemand")
    with pytest.raises(UserError, match="not an empty folder"):
        export(two_releases, out)


def test_a_site_without_a_release_is_refused(site, tmp_path):
    (site / NOW).unlink()
    with pytest.raises(UserError, match="no release in place"):
        export(site, tmp_path)


def written(site, out, addresses, monkeypatch):
    """An export of these addresses alone, in this process."""
    out.mkdir()
    (out / MARK).touch()
    monkeypatch.setattr(exporting, "public_addresses", lambda _: addresses)
    with override_settings(SITE=site):
        return export(site, out)


def test_a_link_that_leads_nowhere_fails_the_export(two_releases, tmp_path, monkeypatch):
    with pytest.raises(GelijkopError, match="/ links to /gebied/"):
        written(two_releases, tmp_path / "uit", ["/"], monkeypatch)


def test_a_page_that_cannot_be_made_fails_the_export(two_releases, tmp_path, monkeypatch):
    with pytest.raises(GelijkopError, match="/gebied/weg/ answers 404"):
        written(two_releases, tmp_path / "uit", ["/gebied/weg/"], monkeypatch)


def test_every_public_address_answers(two_releases, served):
    with override_settings(SITE=two_releases):
        addresses = list(public_addresses(in_place().shelf))
    assert len(addresses) == len(set(addresses))
    wrong = {a: s for a in addresses if (s := served.get(a)[0]) not in (200, 301, 302) and "uitloggen" not in a}
    assert wrong == {}
