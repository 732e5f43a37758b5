"""Fetching from a server on this machine that gives recorded answers, and misbehaves when told to."""

import contextlib
import gzip
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from gelijkop.errors import FetchFailed, SnapshotRefused
from gelijkop.sources import ckan, odata
from gelijkop.sources.snapshots import MANIFEST, open_snapshot, snapshots
from gelijkop.sources.web import TRIES, Line

NOW = datetime(2026, 4, 1, 12)
PATIENT = 60.0  # seconds; no test waits this long, however busy the machine
SHORT = 1.0  # seconds; for the tests of a time-out alone
DATASET = "schooladviezen"
RESOURCE = "68f23148-ceba-4e3d-b11e-594f4eadca4d"
FIRST = "TypedDataSet?"
SECOND = "skip=3"

Answer = Callable[[str], bytes]
"""The body for an address; KeyError where there is none."""


@dataclass
class Publisher:
    """A server on this machine; `faults` says what goes wrong at the first tries of addresses with a text in them."""

    answer: Answer
    faults: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    base: str = ""
    timeout: float = PATIENT
    open: int = 0
    most_open: int = 0

    def line(self) -> Line:
        return Line(self.base, self.slept.append, lambda: NOW, timeout=self.timeout)

    def times(self, text: str) -> int:
        return sum(text in a for a in self.asked)

    def fault(self, address: str) -> str:
        for text, left in self.faults.items():
            if text in address and left:
                return left.pop(0)
        return ""


class Desk(BaseHTTPRequestHandler):
    publisher: Publisher

    def do_GET(self) -> None:
        self.publisher.open += 1
        self.publisher.most_open = max(self.publisher.most_open, self.publisher.open)
        with contextlib.suppress(ConnectionError):  # a client that gave up waiting
            self.reply(unquote(self.path))

    def reply(self, address: str) -> None:
        self.publisher.asked.append(address)
        fault = self.publisher.fault(address)
        try:
            body = self.publisher.answer(address)
        except KeyError:
            self.send_error(404)
            return
        if fault.isdecimal():
            self.send_response(int(fault))
            if fault == "429":
                self.send_header("Retry-After", "7")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if fault == "late":
            self.publisher.wait.wait(SHORT * 2)  # type: ignore[attr-defined]
            return
        if fault == "empty":
            body = json.dumps({**json.loads(body), "value": []}).encode()
        length = len(body)
        if fault == "reset":
            body = body[: length // 2]
        if fault == "cut":
            body = body[: length // 2]
            length = len(body)
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.publisher.open -= 1  # before the client can have the whole answer
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def serve(monkeypatch) -> Iterator[Callable[[Answer], Publisher]]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    running = []

    def start(answer: Answer) -> Publisher:
        publisher = Publisher(answer)
        publisher.wait = threading.Event()  # type: ignore[attr-defined]
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("OneDesk", (Desk,), {"publisher": publisher}))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        publisher.base = f"http://127.0.0.1:{server.server_address[1]}"
        running.append((publisher, server, thread))
        return publisher

    yield start
    for publisher, server, thread in running:
        publisher.wait.set()
        server.shutdown()
        server.server_close()
        thread.join()


ROWS = [{"ID": n, "RegioS": f"GM{n:04d}  ", "Totaal_1": n * 1.5} for n in range(7)]


@dataclass
class Statline:
    """Table 12345NED of seven rows in pages of three, version 3; `counts` are what the catalogue says, in turn."""

    counts: list[int] = field(default_factory=lambda: [7])
    modified: str = "2026-01-01T02:00:00"

    def __call__(self, address: str) -> bytes:
        if address.startswith("/ODataCatalog/"):
            assert "Identifier eq '12345NED'" in address.replace("+", " ")
            count = self.counts.pop(0) if len(self.counts) > 1 else self.counts[0]
            return _json({"value": [{"Identifier": "12345NED", "Modified": self.modified, "RecordCount": count}]})
        path = (
            urlsplit(address).path.removeprefix("/ODataFeed/odata/12345NED/").removeprefix("/ODataFeed/OData/12345NED/")
        )
        if path == "TypedDataSet":
            start = int(parse_qs(urlsplit(address).query).get("$skip", ["0"])[0])
            page = {"value": ROWS[start : start + 3]}
            if start + 3 < len(ROWS):
                host = "https://opendata.cbs.nl/ODataFeed/odata/12345NED"
                page["odata.nextLink"] = f"{host}/TypedDataSet?$format=json&$skip={start + 3}"
            return _json(page)
        return _json({
            "TableInfos": {"value": [{"Identifier": "12345NED", "Period": "2025"}]},
            "DataProperties": {"value": [{"Key": "RegioS", "Type": "GeoDimension"}, {"Key": "T_1", "Type": "Topic"}]},
            "RegioS": {"value": [{"Key": "GM0001  ", "Title": "Adorp"}]},
        }[path])  # fmt: skip


def _json(told: object) -> bytes:
    return json.dumps(told).encode()


def test_all_pages_come_in_as_they_were_sent(serve, tmp_path):
    publisher = serve(Statline())
    found = odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    assert found.folder == tmp_path / "cbs.12345NED" / "2026-04-01"
    assert found.complete
    assert found.part("TypedDataSet").received == found.part("TypedDataSet").expected == 7
    assert [p.rows for p in found.part("TypedDataSet").pages] == [3, 3, 1]
    assert (found.folder / "TypedDataSet-0003.json").read_bytes() == _json({"value": ROWS[6:]})


def test_rows_come_without_the_blanks_that_pad_them(serve, tmp_path):
    found = odata.fetch_v3(serve(Statline()).line(), "12345NED", tmp_path)
    assert [r["RegioS"] for r in odata.rows(found, "TypedDataSet")] == [f"GM{n:04d}" for n in range(7)]


@pytest.mark.parametrize(
    ("fault", "pauses"),
    [("reset", [2.0]), ("cut", [2.0]), ("empty", [2.0]), ("500", [2.0]), ("503", [2.0]), ("429", [7.0])],
)  # fmt: skip
def test_a_page_that_fails_once_is_asked_for_again(serve, tmp_path, fault, pauses):
    publisher = serve(Statline())
    publisher.faults = {SECOND: [fault]}
    found = odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    assert [r["ID"] for r in odata.rows(found, "TypedDataSet")] == list(range(7))
    assert publisher.times(SECOND) == 2
    assert [s for s in publisher.slept if s != 0.5] == pauses


def test_a_server_that_does_not_answer_in_time_is_asked_again(serve, tmp_path):
    publisher = serve(Statline())
    publisher.timeout, publisher.faults = SHORT, {SECOND: ["late"]}
    found = odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    assert len(list(odata.rows(found, "TypedDataSet"))) == 7
    assert 2.0 in publisher.slept


def test_pauses_grow_and_then_it_ends(serve, tmp_path):
    publisher = serve(Statline())
    publisher.faults = {SECOND: ["500"] * TRIES}
    with pytest.raises(FetchFailed, match="status 500"):
        odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    assert [s for s in publisher.slept if s != 0.5] == [2.0, 4.0, 8.0, 16.0]


def test_a_later_run_goes_on_where_the_first_stopped(serve, tmp_path):
    publisher = serve(Statline())
    publisher.faults = {"skip=6": ["500"] * TRIES}
    with pytest.raises(FetchFailed):
        odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    (half,) = snapshots(tmp_path, "cbs.12345NED")
    assert (half.complete, half.part("TypedDataSet").received) == (False, 6)
    publisher.asked.clear()
    found = odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    assert [unquote(a) for a in publisher.asked if "ODataFeed" in a] == [
        "/ODataFeed/odata/12345NED/TypedDataSet?$format=json&$skip=6"
    ]
    assert found.complete


def test_a_table_that_did_not_change_is_not_fetched_twice(serve, tmp_path):
    publisher = serve(Statline())
    first = odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    publisher.asked.clear()
    assert odata.fetch_v3(publisher.line(), "12345NED", tmp_path) == first
    assert all(a.startswith("/ODataCatalog/") for a in publisher.asked)


def test_a_newer_version_gets_a_folder_of_its_own(serve, tmp_path):
    statline = Statline()
    publisher = serve(statline)
    odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    statline.modified = "2026-03-01T02:00:00"
    odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    assert sorted(p.name for p in (tmp_path / "cbs.12345NED").iterdir()) == ["2026-04-01", "2026-04-01-2"]


def test_a_total_that_changes_meanwhile_refuses_the_snapshot(serve, tmp_path):
    publisher = serve(Statline(counts=[7, 8]))
    with pytest.raises(SnapshotRefused, match="the table changed while it was fetched"):
        odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    (refused,) = snapshots(tmp_path, "cbs.12345NED")
    assert refused.refused
    assert not refused.complete


def test_a_refused_snapshot_is_never_gone_on_with(serve, tmp_path):
    statline = Statline(counts=[7, 8])
    publisher = serve(statline)
    with pytest.raises(SnapshotRefused):
        odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    statline.counts = [7]
    assert odata.fetch_v3(publisher.line(), "12345NED", tmp_path).folder.name == "2026-04-01-2"


def test_other_than_the_promised_number_of_rows_is_refused(serve, tmp_path):
    with pytest.raises(SnapshotRefused, match="7 rows received, the source says 9"):
        odata.fetch_v3(serve(Statline(counts=[9])).line(), "12345NED", tmp_path)


def test_one_connection_at_a_time(serve, tmp_path):
    publisher = serve(Statline())
    odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    assert publisher.most_open == 1


def test_a_page_changed_on_disk_is_not_read(serve, tmp_path):
    found = odata.fetch_v3(serve(Statline()).line(), "12345NED", tmp_path)
    page = found.folder / "TypedDataSet-0002.json"
    page.write_bytes(page.read_bytes().replace(b"4.5", b"5.5"))
    with pytest.raises(SnapshotRefused, match=r"TypedDataSet-0002\.json was changed"):
        list(odata.rows(open_snapshot(found.folder), "TypedDataSet"))


def test_a_page_lost_on_disk_is_fetched_again(serve, tmp_path):
    publisher = serve(Statline())
    found = odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    (found.folder / "TypedDataSet-0002.json").unlink()
    again = odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    assert len(list(odata.rows(again, "TypedDataSet"))) == 7
    assert publisher.times(SECOND) == 2


def test_a_damaged_manifest_is_said(tmp_path):
    (tmp_path / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(SnapshotRefused, match="missing or damaged"):
        open_snapshot(tmp_path)


@pytest.mark.parametrize("table", ["../../etc", "84799", "84799NED/x", ""])
def test_what_is_no_table_number_is_never_asked_for(serve, tmp_path, table):
    publisher = serve(Statline())
    with pytest.raises(SnapshotRefused, match="no table"):
        odata.fetch_v3(publisher.line(), table, tmp_path)
    assert publisher.asked == []


def test_an_unknown_address_is_not_tried_again(serve, tmp_path):
    publisher = serve(lambda address: {}[address])
    with pytest.raises(FetchFailed, match="status 404"):
        odata.fetch_v3(publisher.line(), "12345NED", tmp_path)
    assert len(publisher.asked) == 1


def _v4(address: str) -> bytes:
    link = "https://datasets.cbs.nl/12345NED/Observations?$skip=2"
    return _json({
        "/12345NED/Properties": {"Identifier": "12345NED", "Modified": "2026-01-01", "ObservationCount": 3},
        "/12345NED/Dimensions": {"value": [{"Identifier": "RegioS"}]},
        "/12345NED/MeasureCodes": {"value": [{"Identifier": "M1"}]},
        "/12345NED/RegioSCodes": {"value": [{"Identifier": "GM0606"}]},
        "/12345NED/Observations": {"value": [{"Id": 0}, {"Id": 1}], "@odata.nextLink": link},
        "/12345NED/Observations?$skip=2": {"value": [{"Id": 2}]},
    }[address])  # fmt: skip


def test_version_4_follows_its_own_next_link(serve, tmp_path):
    found = odata.fetch_v4(serve(_v4).line(), "12345NED", tmp_path)
    assert found.complete
    assert [r["Id"] for r in odata.rows(found, "Observations")] == [0, 1, 2]
    assert [r["Identifier"] for r in odata.rows(found, "RegioSCodes")] == ["GM0606"]


@dataclass
class Portal:
    """A dataset with one resource of five rows; `totals` are what each page says there are."""

    totals: list[int] = field(default_factory=lambda: [5])
    limit: int = 0

    def __call__(self, address: str) -> bytes:
        asked = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
        if "package_show" in address:
            assert asked["id"] == DATASET
            resources = [
                {"id": RESOURCE, "datastore_active": True, "last_modified": "2026-02-01"},
                {"id": RESOURCE.replace("6", "7"), "datastore_active": False, "last_modified": "2026-02-01"},
            ]
            return _json({"success": True, "result": {"metadata_modified": "2026-02-01", "resources": resources}})
        assert (asked["resource_id"], asked["sort"]) == (RESOURCE, "_id")
        start, limit = int(asked["offset"]), int(asked["limit"])
        total = self.totals.pop(0) if len(self.totals) > 1 else self.totals[0]
        records = [{"_id": n + 1, "ADVIES": "10"} for n in range(5)][start : start + limit]
        return _json({"success": True, "result": {"records": records, "total": total, "offset": start}})


def test_a_dataset_comes_in_whole(serve, tmp_path):
    found = ckan.fetch(serve(Portal()).line(), DATASET, tmp_path, limit=2)
    assert found.complete
    assert [r["_id"] for r in ckan.rows(found, RESOURCE)] == [1, 2, 3, 4, 5]
    assert [p.rows for p in found.part(RESOURCE).pages] == [2, 2, 1]


def test_a_total_of_the_portal_that_changes_while_paging_is_refused(serve, tmp_path):
    with pytest.raises(SnapshotRefused, match="5 → 6"):
        ckan.fetch(serve(Portal(totals=[5, 6])).line(), DATASET, tmp_path, limit=2)


@pytest.mark.parametrize("fault", ["500", "cut", "reset"])
def test_the_portal_is_asked_again_too(serve, tmp_path, fault):
    publisher = serve(Portal())
    publisher.faults = {"offset=2": [fault]}
    found = ckan.fetch(publisher.line(), DATASET, tmp_path, limit=2)
    assert len(list(ckan.rows(found, RESOURCE))) == 5


def test_an_unchanged_dataset_is_not_fetched_twice(serve, tmp_path):
    publisher = serve(Portal())
    ckan.fetch(publisher.line(), DATASET, tmp_path, limit=2)
    ckan.fetch(publisher.line(), DATASET, tmp_path, limit=2)
    assert publisher.times("datastore_search") == 3


@pytest.mark.real
def test_recorded_pages_of_statline_add_up(serve, tmp_path, shared):
    folder = shared / "cbs" / "odata3-json"
    catalogue = (folder / "tables_1.json").read_bytes()
    pages = {n: gzip.decompress((folder / f"tables_{n}.json.gz").read_bytes()) for n in (2, 3)}
    keys = ("Perioden", "BedrijfstakkenBranchesSBI2008", "RegioS")

    def answer(address: str) -> bytes:
        path = urlsplit(address).path
        if path == "/ODataCatalog/Tables":
            return catalogue
        if path.rstrip("/").endswith("/UntypedDataSet"):
            return pages[3 if "$skip=10000" in address else 2]
        if path.endswith("/DataProperties"):
            return _json({"value": [{"Key": k, "Type": "Dimension"} for k in keys]})
        return _json({"value": []})

    publisher = serve(answer)
    found = odata.fetch_v3(publisher.line(), "83599NED", tmp_path, data="UntypedDataSet")
    rows = list(odata.rows(found, "UntypedDataSet"))
    raw = b"".join(pages.values())
    assert len(rows) == raw.count(b'"OpenstaandeVacatures_1":') == 15_504
    assert Counter(r["RegioS"] for r in rows)["NL01"] == raw.count(b'"RegioS":"NL01  "')


@pytest.mark.real
def test_a_recorded_table_comes_in_as_recorded(serve, tmp_path, shared):
    folder = shared / "cbs" / "odata3-json"
    names = {
        "/ODataCatalog/Tables": "tables_1", "TableInfos": "meta_2", "Persoonskenmerken": "meta_4",
        "BedrijfstakkenSBI93": "meta_5", "Perioden": "meta_6", "DataProperties": "meta_7", "TypedDataSet": "meta_8",
    }  # fmt: skip

    def answer(address: str) -> bytes:
        path = urlsplit(address).path
        name = path if path.startswith("/ODataCatalog") else Path(path).name
        return (folder / f"{names[name]}.json").read_bytes()

    found = odata.fetch_v3(serve(answer).line(), "80137ned", tmp_path)
    assert (found.folder / "TypedDataSet-0001.json").read_bytes() == (folder / "meta_8.json").read_bytes()
    assert found.part("TypedDataSet").received == 675
    assert sum(r["Totaal_1"] for r in odata.rows(found, "TypedDataSet") if r["ID"] < 2) == 8811.0 + 8851.0
