"""A real server process: where it says it is, what it refuses, how it ends, and what it gives as releases change."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings

from gelijkop.errors import UserError
from gelijkop.present.site_folder import NOW
from gelijkop.web.server import check_address, serve

EAST, WEST = b"Regio Oost", b"Regio West"
UNKEPT = f"{settings.CSRF_COOKIE_NAME}=x"
"""A visitor with this cookie gets no kept page."""

MOST_MEMORY = 150
"""MB of all its processes together: the bound of the issue."""
SWAPS, LONGEST_SWAP = 30, 10.0
ABSENT = ("duckdb", "scipy", "numba", "narwhals", "polars", "pyarrow", "gelijkop.pipeline", "gelijkop.store")


def tree(pid):
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(p for child in below for p in tree(int(child)))]


@pytest.mark.parametrize(("language", "words"), [("nl", "De site staat op"), ("en", "The site is at")])
def test_it_tells_where_it_is_when_it_answers(start, language, words):
    server = start("--lang", language)
    assert server.told.startswith(f"{words} http://127.0.0.1:{server.port}/")
    assert server.get()[0] == 200


def test_it_ends_with_all_its_processes_when_told_to(start):
    server = start()
    processes = tree(server.process.pid)
    assert server.stop() == 0
    assert len(processes) == 3
    assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]


def test_it_fits_in_the_memory_that_was_promised(served):
    for path in ("/", "/gebied/", "/indicator/", "/en/"):
        served.get(path)
    sizes = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in tree(served.process.pid)]
    assert sum(int(re.search(r"^Pss: +(\d+)", size, re.MULTILINE)[1]) for size in sizes) < MOST_MEMORY * 1024


def test_it_loads_nothing_that_counts_pupils(site):
    load = "import gelijkop.web.server_process, gelijkop.web.wsgi, django.urls, sys; django.urls.resolve('/')"
    code = f"{load}; print([m for m in {ABSENT} if m in sys.modules])"
    environment = {**os.environ, "GELIJKOP_SITE": str(site), "DJANGO_SETTINGS_MODULE": "gelijkop.web.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_its_log_tells_no_query_and_no_visitor(start):
    server = start("--log")
    server.get("/zoeken/?q=geheime-school")
    said = server.logged("/zoeken/")
    assert "GET /zoeken/ 200" in said
    assert "geheime" not in said
    assert "127.0.0.1" not in said.replace(server.told, "")


def test_a_visitor_writes_no_line_of_his_own_in_the_log(start):
    server = start("--log")
    server.get("/x%0aGET%20/verzonnen")
    assert r"/x\nGET /verzonnen" in server.logged("verzonnen")


def test_a_taken_port_is_refused():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(UserError, match="in use"):
            check_address("127.0.0.1", other.getsockname()[1])


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 8000), ("geen-adres.invalid", 8000), ("127.0.0.1", 70000)])
def test_an_address_that_is_not_here_is_refused(host, port):
    with pytest.raises(UserError, match="cannot listen"):
        check_address(host, port)


@pytest.mark.parametrize("name", [None, "", "weg", "../elders"])
def test_a_site_without_a_release_is_refused(site, name):
    if name is None:
        (site / NOW).unlink()
    else:
        (site / NOW).write_text(name)
    with pytest.raises(UserError, match="no release in place"):
        serve(site, language="nl")


def test_a_kept_page_is_the_page_that_django_made(served):
    whole = served.get(Cookie=UNKEPT)
    kept = [served.get()[2] for _ in range(6)]
    assert (whole[0], "etag" in whole[1]) == (200, False)
    assert set(kept) == {whole[2]}


def test_who_has_the_page_already_gets_none(served):
    tag = served.get("/gebied/", Accept_Encoding="gzip")[1]["etag"]
    status, _, body = served.get("/gebied/", Accept_Encoding="gzip", If_None_Match=tag)
    assert (status, body) == (304, b"")


def test_head_tells_the_length_and_sends_nothing(served):
    _, get, _ = served.get("/gebied/", Accept_Encoding="gzip")
    status, head, body = served.get("/gebied/", method="HEAD", Accept_Encoding="gzip")
    assert (status, head["content-length"], body) == (200, get["content-length"], b"")


def test_style_and_fonts_stay_in_the_browser_for_ever_at_an_address_with_their_hash(served):
    page = served.get()[2].decode()
    links = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert links
    for link in links:
        status, headers, _ = served.get(link, Accept_Encoding="gzip")
        assert re.match(r"/static/[0-9a-f]{12}/", link)
        assert (status, "immutable" in headers["cache-control"]) == (200, True)


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/settings.py", "/nu", "/plank.sqlite"])
def test_no_path_leads_out_of_the_static_files(served, path):
    prefix = re.search(rb'"(/static/[0-9a-f]{12})/', served.get()[2])[1].decode()
    assert served.get(path)[0] == 404
    assert served.get(path.replace("/static", prefix))[0] == 404


def test_every_page_is_wholly_of_one_release_while_they_change(start):
    server = start()
    stop, seen, mixed = threading.Event(), [], []

    def visit(headers):
        while not stop.is_set():
            status, _, page = server.get("/", **headers)
            found = {name for name in (EAST, WEST) if name in page}
            seen.append((status, *found))
            if status != 200 or len(found) != 1:
                mixed.append((status, found))

    # Half of them get kept pages; the others have each page made for them.
    threads = [threading.Thread(target=visit, args=({"Cookie": UNKEPT} if n % 2 else {},)) for n in range(4)]
    for thread in threads:
        thread.start()
    for n in range(SWAPS):
        before, end = len(seen), time.monotonic() + LONGEST_SWAP
        server.put("west" if n % 2 == 0 else "oost")
        while len(seen) < before + 8 and time.monotonic() < end:
            stop.wait(0.005)
    stop.set()
    for thread in threads:
        thread.join()
    assert mixed == []
    assert {(200, EAST), (200, WEST)} == set(seen)


def test_a_new_release_is_there_for_the_next_visitor(start):
    server = start()
    before = [EAST in server.get("/")[2] for _ in range(8)]
    server.put("west")
    assert [*before, *(WEST in server.get("/")[2] for _ in range(8))] == [True] * 16


def test_a_release_that_cannot_be_opened_is_an_error_and_not_half_a_page(start):
    server = start()
    server.get()
    server.put("weg")
    assert server.get()[0] == 500
    server.put("west")
    assert WEST in server.get()[2]
