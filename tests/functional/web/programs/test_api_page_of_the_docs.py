"""What `docs/do/use-the-api.md` shows works: its programs run against a real server, its addresses are there."""

import re
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application

PAGE = (Path(__file__).parents[4] / "docs" / "do" / "use-the-api.md").read_text("utf-8")
HERE = "http://127.0.0.1:8000"


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def site(visitor):
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_programs_run_and_find_figures(site, capsys):
    names = {}
    for program in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(program.replace(HERE, site), names)
    *gaps, count = capsys.readouterr().out.splitlines()
    assert any(line.startswith("po.advies.passend/M-voorlopig zeer-arm -0.") for line in gaps)
    assert int(count) == len(names["rows"]) > 100


def test_every_address_on_the_page_is_there(visitor, release):
    addresses = re.findall(rf'"{HERE}(/[^"]+)"', PAGE)
    assert len(addresses) > 4
    assert {visitor.get(a.replace("UITGAVE", release)).status_code for a in addresses} == {200}
