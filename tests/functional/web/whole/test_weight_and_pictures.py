"""What a page weighs on the wire, and pictures that stand on their own."""

import gzip
import re

import lxml.etree
import lxml.html
import pytest

KINDS = (
    "/", "/en/", "/gebied/GM0622/", "/indicator/po.advies.passend/alle/armoede/",
    "/keten/leerjaar3.havo-vwo/alle/armoede/", "/loopbanen/armoede/", "/scholen/po.advies.passend/", "/school/99AG00/",
    "/kaart/po.advies.passend/armoede/", "/data/", "/methode/po.advies.passend/", "/bewijs/",
    "/bewijs/npo-feedback/", "/inloggen/",
)  # fmt: skip
FIRST_VISIT = 60_000
"""Bytes of a first visit to any page in Dutch or English: the page, styles, script, letters and icon."""
SCRIPT = 3_000
PICTURE = re.compile(rb"<svg.*?</svg>", re.DOTALL)


@pytest.fixture(scope="module")
def fetched(demo_server):
    """Each kind of page as it comes over the wire."""
    return {path: demo_server.get(path, **{"Accept-Encoding": "gzip"}) for path in KINDS}


def unpacked(answer):
    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body


def files_of(page):
    """What a browser fetches besides the page: what it links to, and the letters for it."""
    tree = lxml.html.fromstring(page)
    linked = tree.xpath("//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | //script/@src")
    return sorted(set(linked))


@pytest.mark.parametrize("path", KINDS)
def test_a_first_visit_is_small(fetched, demo_server, path):
    sizes = {f: len(demo_server.get(f, **{"Accept-Encoding": "gzip"}).body) for f in files_of(unpacked(fetched[path]))}
    assert sizes
    assert len(fetched[path].body) + sum(sizes.values()) <= FIRST_VISIT, (len(fetched[path].body), sizes)


def test_the_script_is_small(fetched, demo_server):
    (script,) = [f for f in files_of(unpacked(fetched["/"])) if f.endswith(".js")]
    assert len(demo_server.get(script).body) <= SCRIPT


@pytest.mark.parametrize("path", KINDS)
def test_every_picture_is_xml_that_needs_no_page_around_it(fetched, path):
    pictures = PICTURE.findall(unpacked(fetched[path]))
    assert pictures
    for picture in pictures:
        root = lxml.etree.fromstring(picture)
        assert root.tag.endswith("svg")
        assert not re.search(rb"var\(|style=|url\(|paint-order|href|<script", picture)


@pytest.mark.parametrize("path", KINDS)
def test_no_style_or_script_stands_in_a_page(fetched, path):
    """Content Security Policy would stop it."""
    page = lxml.html.fromstring(unpacked(fetched[path]))
    assert page.xpath("//style | //script[not(@src)] | //*[@style] | //@*[starts-with(name(), 'on')]") == []
