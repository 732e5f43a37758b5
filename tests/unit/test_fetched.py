"""A folder with fetched snapshots is read like a folder with files."""

import hashlib
import json

from gelijkop.sources.area import read_folder
from gelijkop.sources.reading import Reading
from gelijkop.sources.snapshots import MANIFEST

PERIOD = [{"Period": "2022"}]
COLUMNS = [{"Key": "WijkenEnBuurten"}, {"Key": "AantalInwoners_5"}]


def snapshot(folder, people, *, complete=True, columns=COLUMNS, started="2026-04-01"):
    """A snapshot of one region as fetching leaves it."""
    folder.mkdir(parents=True)
    data = [{"WijkenEnBuurten": "GM0606    ", "AantalInwoners_5": people}]
    parts = []
    for name, rows in (("TableInfos", PERIOD), ("DataProperties", columns), ("TypedDataSet", data)):
        body = json.dumps({"value": rows}).encode()
        (folder / f"{name}-0001.json").write_bytes(body)
        page = {"file": f"{name}-0001.json", "url": "", "time": "", "rows": len(rows)}
        page["sha256"] = hashlib.sha256(body).hexdigest()
        parts.append({"name": name, "pages": [page], "expected": None, "received": len(rows), "complete": complete})
    told = {"source": folder.parent.name, "base": "", "modified": "", "started": started, "parts": parts}
    told |= {"complete": complete, "refused": ""}
    (folder / MANIFEST).write_text(json.dumps(told), encoding="utf-8")


def people(folder, work):
    found = list(read_folder(folder, work))
    return [f.columns["lower"].tolist() if isinstance(f, Reading) else f.rule for f in found]


def test_of_two_snapshots_of_one_table_the_latest_counts(tmp_path):
    table = tmp_path / "in" / "cbs.12345NED"
    snapshot(table / "2026-04-01", 60)
    snapshot(table / "2026-05-01", 65, started="2026-05-01")
    assert people(tmp_path / "in", tmp_path) == [[65.0]]


def test_a_snapshot_that_is_not_complete_gives_way_to_an_earlier_one(tmp_path):
    table = tmp_path / "in" / "cbs.12345NED"
    snapshot(table / "2026-04-01", 60)
    snapshot(table / "2026-05-01", 65, complete=False, started="2026-05-01")
    assert people(tmp_path / "in", tmp_path) == [[60.0]]


def test_a_snapshot_that_cannot_be_used_is_one_finding_not_one_a_page(tmp_path):
    snapshot(tmp_path / "in" / "cbs.1" / "2026-04-01", 60, complete=False)
    snapshot(tmp_path / "in" / "cbs.2" / "2026-04-01", 60, columns=COLUMNS[:1])
    snapshot(tmp_path / "in" / "cbs.3" / "2026-04-01", 60)
    (tmp_path / "in" / "cbs.3" / "2026-04-01" / "TypedDataSet-0001.json").write_bytes(b"{}")
    snapshot(tmp_path / "in" / "cbs.4" / "2026-04-01", "60")
    assert people(tmp_path / "in", tmp_path) == ["snapshot", "snapshot", "snapshot", "no_number"]


def test_a_manifest_of_something_else_is_a_file_like_any_other(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / MANIFEST).write_text('{"name": "app"}', encoding="utf-8")
    assert people(tmp_path / "in", tmp_path) == ["unknown_file"]
