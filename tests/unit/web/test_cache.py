"""The page cache in front of any WSGI application: what is kept, for whom, and how much."""

import gzip
import threading
from io import BytesIO

import pytest

from gelijkop.web.cache import cached
from gelijkop.web.cache_pages import MOST_MADE_UP, SMALLEST

HTML = ("Content-Type", "text/html; charset=utf-8")
LONG = b"<p>Van de leerlingen kreeg een derde een hoger advies.</p>" * 40


class Site:
    """An application that counts how often it made a page, and tells what it was asked."""

    def __init__(self, body=b"pagina", headers=(HTML,), status="200 OK"):
        self.made, self.asked = 0, []
        self.body, self.headers, self.status = body, list(headers), status

    def __call__(self, environ, start_response):
        self.made += 1
        self.asked.append(environ)
        start_response(self.status, list(self.headers))
        return [self.body]


class Front:
    """The cached application, asked as a server asks it."""

    def __init__(self, app, *, known=("definitie",), **options):
        self.release = "a"
        self.app = cached(
            app,
            release=lambda: self.release,
            parameters=lambda path: None if path.startswith("/mijn/") else known,
            cookies=("sessie",),
            **options,
        )

    def get(self, path="/", query="", method="GET", **headers):
        said = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_PORT": "8000",
            "HTTP_HOST": "localhost:8000",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        } | headers
        body = b"".join(self.app(environ, lambda status, headers: said.append((status, dict(headers)))))
        return *said[-1], body


def test_a_page_is_made_once():
    site = Site()
    front = Front(site)
    assert front.get()[2] == front.get()[2] == b"pagina"
    assert site.made == 1


@pytest.mark.parametrize(
    "headers",
    [
        [HTML, ("Set-Cookie", "csrftoken=1")],
        [HTML, ("Cache-Control", "private")],
        [HTML, ("Cache-Control", "no-cache, no-store")],
        [HTML, ("Vary", "Accept-Language, Cookie")],
        [HTML, ("Vary", "*")],
    ],
    ids=["sets a cookie", "private", "no-store", "varies by cookie", "varies by all"],
)
def test_an_answer_for_one_visitor_is_not_kept(headers):
    site = Site(headers=headers)
    front = Front(site)
    front.get()
    status, sent, _ = front.get()
    assert (site.made, status, "ETag" in sent) == (2, "200 OK", False)


@pytest.mark.parametrize("status", ["302 Found", "404 Not Found", "500 Internal Server Error"])
def test_only_a_page_that_is_there_is_kept(status):
    site = Site(status=status)
    front = Front(site)
    assert [front.get()[0], front.get()[0]] == [status, status]
    assert site.made == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"HTTP_COOKIE": "taal=nl; sessie=abc"},
        {"method": "POST"},
        {"path": "/mijn/school/99ZZ/"},
        {"query": "utm_source=brief"},
        {"query": "definitie=1&x=2"},
        {"query": "definitie=" + "a" * 400},
        {"query": "&".join(["definitie=1"] * 30)},
    ],
    ids=["session", "post", "private path", "unknown parameter", "one unknown", "long query", "many parameters"],
)
def test_what_may_not_be_kept_goes_to_the_application_as_it_came(asked):
    site = Site()
    front = Front(site)
    front.get(**asked)
    front.get(**asked)
    assert site.made == 2
    assert site.asked[1]["QUERY_STRING"] == asked.get("query", "")
    assert site.asked[1].get("HTTP_COOKIE") == asked.get("HTTP_COOKIE")


def test_a_kept_page_is_made_without_what_the_visitor_alone_sent():
    site = Site()
    Front(site).get(
        HTTP_COOKIE="thema=donker",
        HTTP_ACCEPT_LANGUAGE="tr",
        HTTP_REFERER="https://elders.example/",
        HTTP_X_FORWARDED_HOST="elders.example",
    )
    assert {k for k in site.asked[0] if k.startswith("HTTP_")} == {"HTTP_HOST"}


def test_a_page_is_kept_for_each_host():
    site = Site()
    front = Front(site)
    front.get()
    front.get(HTTP_HOST="elders.example")
    assert [e["HTTP_HOST"] for e in site.asked] == ["localhost:8000", "elders.example"]


def test_the_order_of_parameters_makes_no_other_page():
    site = Site()
    front = Front(site, known=("stap", "dicht"))
    front.get(query="stap=2&dicht=0.5")
    front.get(query="dicht=0.5&stap=2")
    assert (site.made, site.asked[0]["QUERY_STRING"]) == (1, "dicht=0.5&stap=2")


def test_a_page_goes_out_in_the_coding_that_the_client_takes():
    front = Front(Site(LONG))
    _, zipped, small = front.get(HTTP_ACCEPT_ENCODING="gzip, deflate")
    _, plain, whole = front.get(HTTP_ACCEPT_ENCODING="identity")
    assert (zipped["Content-Encoding"], gzip.decompress(small), len(small) < len(LONG)) == ("gzip", LONG, True)
    assert ("Content-Encoding" in plain, whole) == (False, LONG)
    assert (zipped["Content-Length"], plain["Content-Length"]) == (str(len(small)), str(len(LONG)))


def test_a_coding_refused_with_weight_zero_is_not_sent():
    _, headers, body = Front(Site(LONG)).get(HTTP_ACCEPT_ENCODING="br;q=0, gzip;q=0.0")
    assert ("Content-Encoding" in headers, body) == (False, LONG)


@pytest.mark.parametrize("body", [b"x" * (SMALLEST - 1), LONG], ids=["short", "a font"])
def test_what_would_not_become_smaller_stays_as_it_is(body):
    site = Site(body, headers=[("Content-Type", "text/html" if len(body) < SMALLEST else "font/woff2")])
    _, headers, sent = Front(site).get(HTTP_ACCEPT_ENCODING="br, gzip")
    assert ("Content-Encoding" in headers, sent) == (False, body)


def test_who_has_the_page_gets_no_body():
    front = Front(Site(LONG))
    tag = front.get(HTTP_ACCEPT_ENCODING="gzip")[1]["ETag"]
    status, headers, body = front.get(HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=f'"ander", W/{tag}')
    assert (status, headers["ETag"], body) == ("304 Not Modified", tag, b"")
    assert not [name for name in headers if name.startswith("Content-")]


def test_the_tag_of_another_coding_is_another_page():
    front = Front(Site(LONG))
    tag = front.get(HTTP_ACCEPT_ENCODING="gzip")[1]["ETag"]
    assert front.get(HTTP_IF_NONE_MATCH=tag)[0] == "200 OK"


def test_another_content_has_another_tag():
    tags = {Front(Site(body)).get()[1]["ETag"] for body in (b"een", b"twee")}
    assert len(tags) == 2


def test_head_tells_what_get_would_send():
    front = Front(Site(LONG))
    head = front.get(method="HEAD", HTTP_ACCEPT_ENCODING="gzip")
    get = front.get(HTTP_ACCEPT_ENCODING="gzip")
    assert (head[0], head[1], head[2]) == (get[0], get[1], b"")


def test_head_of_a_page_that_is_not_kept_has_no_body():
    assert Front(Site(status="404 Not Found")).get(method="HEAD")[2] == b""


def test_a_browser_asks_again_each_time_unless_the_view_says_otherwise():
    unsaid = Front(Site()).get()[1]["Cache-Control"]
    said = Front(Site(headers=[HTML, ("Cache-Control", "max-age=9, public, immutable")])).get()[1]["Cache-Control"]
    assert (unsaid, said) == ("public, no-cache", "max-age=9, public, immutable")


def test_a_store_on_the_way_tells_visitors_with_a_session_apart():
    assert Front(Site()).get()[1]["Vary"] == "Accept-Encoding, Cookie"


def test_another_release_empties_the_cache():
    site = Site()
    front = Front(site)
    front.get()
    front.release = "b"
    front.get()
    front.get()
    assert site.made == 2


def test_a_page_made_while_the_release_changed_is_sent_but_not_kept():
    site = Site()
    front = Front(site)

    def swap(environ, start_response):
        front.release = "b" if site.made == 0 else front.release
        return site(environ, start_response)

    front.app = cached(swap, release=lambda: front.release, parameters=lambda _: ())
    assert front.get()[2] == b"pagina"
    front.release = "a"
    front.get()
    assert site.made == 2


def test_a_hundred_thousand_bytes_hold_no_more_than_that():
    site = Site(b"x" * 10_000, headers=[("Content-Type", "font/woff2")])
    front = Front(site, most_bytes=100_000)
    for n in range(20):
        front.get(f"/{n}/")
    front.get("/0/")
    assert site.made == 21
    front.get("/19/")
    assert site.made == 21


def test_a_page_larger_than_its_share_passes_whole_and_is_not_kept():
    body = [b"a" * 10_000, b"b" * 10_000]
    closed = []

    class Stream:
        def __iter__(self):
            return iter(body)

        def close(self):
            closed.append(True)

    def site(_, start_response):
        start_response("200 OK", [HTML])
        return Stream()

    front = Front(site, most_bytes=30_000)
    said = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "localhost"}
    answer = front.app(environ, lambda *a: said.append(a))
    assert b"".join(answer) == b"".join(body)
    assert closed == [True]


@pytest.mark.parametrize(
    "made_up",
    [lambda n: {"query": f"definitie={n}"}, lambda n: {"HTTP_HOST": f"localhost:{n + 9000}"}],
    ids=["queries", "ports"],
)
def test_a_crawler_that_makes_up_addresses_pushes_out_no_plain_page(made_up):
    site = Site()
    front = Front(site)
    front.get("/gebied/")
    for n in range(MOST_MADE_UP + 5):
        front.get(**made_up(n))
    before = site.made
    front.get("/gebied/")
    assert site.made == before
    front.get(**made_up(0))
    assert site.made == before + 1


def test_of_many_who_ask_at_once_one_makes_the_page():
    start, begun, made = threading.Event(), threading.Event(), []

    def slow(_, start_response):
        made.append(1)
        begun.set()
        start.wait(5)
        start_response("200 OK", [HTML])
        return [b"pagina"]

    front, found = Front(slow), []
    threads = [threading.Thread(target=lambda: found.append(front.get()[2])) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert begun.wait(5)
    start.set()
    for thread in threads:
        thread.join()
    assert (len(made), found) == (1, [b"pagina"] * 8)


def test_an_error_of_the_application_leaves_nobody_waiting():
    def broken(_environ, _start_response):
        raise ZeroDivisionError

    front = Front(broken)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            front.get()
