"""`gelijkop fetch`, from outside: against a server on this machine with one small table."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import unquote, urlsplit

import pytest

TABLE = "12345NED"


class Desk(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        entry = {"Identifier": TABLE, "Modified": "2026-01-01T02:00:00", "RecordCount": 2}
        known = {
            "Tables": [entry],
            "TableInfos": [entry],
            "DataProperties": [{"Key": "RegioS", "Type": "GeoDimension"}],
            "RegioS": [{"Key": "NL01  ", "Title": "Nederland"}],
            "TypedDataSet": [{"ID": 0, "RegioS": "NL01  "}, {"ID": 1, "RegioS": "GM0606"}],
        }
        body = json.dumps({"value": known[urlsplit(unquote(self.path)).path.rsplit("/", 1)[-1]]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def statline() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_table_lands_in_a_dated_folder(program, statline):
    done = program("fetch", "cbs", TABLE, "--out", "momenten", "--address", statline)
    assert done.returncode == 0, done.stderr
    (folder,) = (program.folder / "momenten" / f"cbs.{TABLE}").iterdir()
    assert f"{folder.name}: 2 rijen in 1 bladzijden, van 2026-01-01." in done.stdout
    assert json.loads((folder / "manifest.json").read_text())["complete"]


def test_a_name_that_is_no_table_is_said_without_asking_anyone(program):
    done = program("fetch", "cbs", "../x", "--out", "momenten", "--address", "http://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (61, "")
    assert "StatLine heeft geen tabel “../x”" in done.stderr


def test_a_folder_that_cannot_be_written_is_said(program, statline):
    (program.folder / "bestand").write_text("x")
    done = program("fetch", "cbs", TABLE, "--out", "bestand", "--address", statline)
    assert done.returncode == 61, done.stderr
    assert "bestand: hier kan niet worden geschreven" in done.stderr
