"""Links of exported pages are relative, and no address becomes a file outside the folder."""

import pytest

from gelijkop.errors import GelijkopError
from gelijkop.web.export import file_of
from gelijkop.web.export_links import POLICY, relative, standing_alone

FILES = {
    "/": "index.html",
    "/gebied/": "gebied/index.html",
    "/gebied/alle/": "gebied/alle/index.html",
    "/gebied/alle/bijstelling.csv": "gebied/alle/bijstelling.csv",
    "/en/gebied/alle/": "en/gebied/alle/index.html",
    "/static/0a1b/stijl.css": "static/0a1b/stijl.css",
}


def led(link, address="/gebied/alle/"):
    """Where a link on a page leads, and what was missed."""
    missed = []
    page = relative(f'<a class="x" href="{link}">x</a>', address, FILES, missed.append)
    return page.removeprefix('<a class="x" href="').removesuffix('">x</a>'), missed


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("/", "../../index.html"),
        ("/gebied/", "../index.html"),
        ("/en/gebied/alle/", "../../en/gebied/alle/index.html"),
        ("/static/0a1b/stijl.css", "../../static/0a1b/stijl.css"),
        ("bijstelling.csv", "bijstelling.csv"),
        ("/gebied/#kort", "../index.html#kort"),
        ("#inhoud", "#inhoud"),
        ("/gebied/alle/", "index.html"),
        ("https://www.cbs.nl/", "https://www.cbs.nl/"),
        ("mailto:iemand@voorbeeld.nl", "mailto:iemand@voorbeeld.nl"),
    ],
)
def test_a_link_leads_to_the_file_of_its_page(link, leads):
    assert led(link) == (leads, [])


def test_a_link_on_the_first_page_starts_there():
    assert led("/gebied/alle/", "/") == ("gebied/alle/index.html", [])


@pytest.mark.parametrize("link", ["/inloggen/", "?definitie=ruim", "/gebied/?q=a", "weg.csv"])
def test_a_link_to_what_is_no_file_is_told(link):
    assert led(link)[1] == [link]


def test_a_page_says_itself_what_may_be_loaded():
    page = standing_alone('<head>\n<meta charset="utf-8">\n<title>x</title>')
    assert page.index("utf-8") < page.index(POLICY) < page.index("<title>")


def test_a_page_asks_for_no_font_ahead():
    page = standing_alone(
        '<link rel="preload" href="a.woff2" as="font" crossorigin>\n<link rel="stylesheet" href="a.css">'
    )
    assert page == '<link rel="stylesheet" href="a.css">'


@pytest.mark.parametrize(
    ("address", "kind", "file"),
    [
        ("/", "text/html", "index.html"),
        ("/gebied/GM0556/", "text/html", "gebied/GM0556/index.html"),
        ("/api/v1/places/", "application/json", "api/v1/places/index.json"),
        ("/api/openapi.json", "application/vnd.oai.openapi+json", "api/openapi.json"),
        ("/indicator/po.advies/alle/armoede/figuur.csv", "text/csv", "indicator/po.advies/alle/armoede/figuur.csv"),
    ],
)
def test_each_address_has_a_file(address, kind, file):
    assert file_of(address, kind) == file


@pytest.mark.parametrize(
    "address", ["/../buiten/", "/gebied/%2e%2e/", "/gebied/..%2fx/", "/.ssh/", "/a//b/", "/a\0b/", "/a\\b/", "/a b/"]
)
def test_an_address_that_could_lead_elsewhere_becomes_no_file(address):
    with pytest.raises(GelijkopError):
        file_of(address, "text/html")
