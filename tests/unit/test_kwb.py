"""Key figures of any year from a snapshot: two small years, and the table of 2020 against the same table as Parquet."""

import hashlib
import json
from dataclasses import asdict, replace

import duckdb
import numpy as np
import pytest

from gelijkop.errors import EmptyFile, ImpossiblePeriod, InputRefused, MissingColumn, SnapshotRefused, TruncatedFile
from gelijkop.sources.declared import sources
from gelijkop.sources.kwb import is_kwb, read_kwb, read_regions
from gelijkop.sources.neighbourhoods import CODE, read_neighbourhoods, wanted_columns
from gelijkop.sources.snapshots import MANIFEST, Kept, KeptPart, Snapshot, open_snapshot

SOURCE = sources()[CODE]
ROWS = [
    {"WijkenEnBuurten": "NL00      ", "AantalInwoners_5": 100, "HuishoudensTotaal_29": 40, "Mannen_6": 49},
    {"WijkenEnBuurten": "GM0606    ", "AantalInwoners_5": 60, "HuishoudensTotaal_29": None, "Mannen_6": 30},
    {"WijkenEnBuurten": "BU06060101", "AantalInwoners_5": 35, "HuishoudensTotaal_29": 15, "Mannen_6": 20},
]


def snapshot(folder, rows=ROWS, period="2022", pages=2):
    """A snapshot as fetching leaves it, with the data in `pages` pages."""
    columns = [{"Key": k, "Type": "Topic"} for k in (rows or ROWS)[0]]
    size = -(-len(rows) // pages) or 1
    parts = {
        "TableInfos": [[{"Period": period}]],
        "DataProperties": [columns],
        "TypedDataSet": [rows[n : n + size] for n in range(0, len(rows), size)],
    }
    folder.mkdir(exist_ok=True)
    kept = []
    for name, bodies in parts.items():
        files = []
        for n, body in enumerate(json.dumps({"value": b}).encode() for b in bodies):
            file = f"{name}-{n + 1:04d}.json"
            (folder / file).write_bytes(body)
            files.append(Kept(file, "", "2026-04-01", hashlib.sha256(body).hexdigest(), len(bodies[n])))
        total = sum(f.rows for f in files)
        kept.append(KeptPart(name, tuple(files), total, total, complete=True))
    made = Snapshot(folder, "cbs.12345NED", "", "2026-01-01", "2026-04-01", tuple(kept), complete=True)
    told = {k: v for k, v in asdict(made).items() if k != "folder"}
    (folder / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    return open_snapshot(folder)


def figures(reading, measure):
    at = reading.columns["measure"] == measure
    return dict(zip(reading.columns["place"][at], reading.columns["lower"][at], strict=True))


def test_a_topic_with_another_number_is_the_same_topic(tmp_path):
    found = read_kwb(SOURCE, snapshot(tmp_path / "2026-04-01"))
    assert set(found.columns["period"]) == {"2022"}
    assert figures(found, "gebied.inwoners") == {"NL": 100, "GM0606": 60, "BU06060101": 35}
    assert figures(found, "gebied.huishoudens")["BU06060101"] == 15
    assert (found.rows, found.used) == (3, 3)


def test_a_topic_that_is_not_in_this_year_is_said(tmp_path):
    found = read_kwb(SOURCE, snapshot(tmp_path / "2026-04-01"))
    assert ("no_topic", "NietWestersTotaal_18") in {(r.rule, r.column) for r in found.remarks}


def version_4(folder, observations, measures=("Aantal inwoners", "0 tot 15 jaar", "Huishoudens totaal")):
    """The same year from version 4, whose topics have other codes; `observations` are region, measure and value."""
    parts = {
        "Dimensions": [{"Identifier": "WijkenEnBuurten", "MapYear": "2017"}],
        "MeasureCodes": [{"Identifier": f"M{n}", "Title": title} for n, title in enumerate(measures)],
        "Observations": [{"WijkenEnBuurten": r, "Measure": m, "Value": v} for r, m, v in observations],
    }
    folder.mkdir()
    kept = []
    for name, rows in parts.items():
        body = json.dumps({"value": rows}).encode()
        (folder / f"{name}.json").write_bytes(body)
        page = Kept(f"{name}.json", "", "", hashlib.sha256(body).hexdigest(), len(rows))
        kept.append(KeptPart(name, (page,), None, len(rows), complete=True))
    return Snapshot(folder, "cbs.v4.83765NED", "", "2026-01-01", "2026-04-01", tuple(kept), complete=True)


OBSERVED = [("NL00", "M0", 100), ("NL00", "M1", 20), ("GM0606", "M0", 60), ("GM0606", "M2", 30), ("GM0606", "M9", 1)]


def test_version_4_gives_the_same_topics_from_observations(tmp_path):
    made = version_4(tmp_path / "2026-04-01", OBSERVED)
    assert is_kwb(made)
    found = read_kwb(SOURCE, made)
    assert set(found.columns["period"]) == {"2017"}
    assert figures(found, "gebied.inwoners") == {"NL": 100, "GM0606": 60}
    assert figures(found, "gebied.inwoners.0-15")["NL"] == 20
    assert figures(found, "gebied.huishoudens")["GM0606"] == 30
    assert (found.rows, found.used) == (2, 2)


def test_an_observation_that_is_there_twice_is_refused(tmp_path):
    with pytest.raises(InputRefused):
        read_kwb(SOURCE, version_4(tmp_path / "2026-04-01", [*OBSERVED, OBSERVED[0]]))


def test_a_table_of_other_topics_is_not_taken_for_one_in_version_4(tmp_path):
    assert not is_kwb(version_4(tmp_path / "2026-04-01", OBSERVED, ("Leerlingen",)))


def test_a_topic_that_is_there_twice_is_left_out(tmp_path):
    rows = [{**r, "HuishoudensTotaal_90": 1} for r in ROWS]
    found = read_kwb(SOURCE, snapshot(tmp_path / "2026-04-01", rows))
    assert figures(found, "gebied.huishoudens") == {}
    assert ("no_topic", "HuishoudensTotaal_28") in {(r.rule, r.column) for r in found.remarks}


def test_what_is_no_table_of_neighbourhoods_is_not_taken_for_one(tmp_path):
    assert is_kwb(snapshot(tmp_path / "a"))
    assert not is_kwb(snapshot(tmp_path / "b", [{"WijkenEnBuurten": "NL00", "Mannen_6": 1}]))


@pytest.mark.parametrize(
    ("rows", "period", "error"),
    [
        ([{k: v for k, v in r.items() if k != "AantalInwoners_5"} for r in ROWS], "2022", MissingColumn),
        ([{k: v for k, v in r.items() if k != "WijkenEnBuurten"} for r in ROWS], "2022", MissingColumn),
        ([{**r, "AantalInwoners_5": "100"} for r in ROWS], "2022", TruncatedFile),
        ([{**r, "WijkenEnBuurten": r["Mannen_6"]} for r in ROWS], "2022", InputRefused),
        (ROWS, "2019-2022", ImpossiblePeriod),
        ([], "2022", EmptyFile),
    ],
)
def test_a_damaged_table_is_refused(tmp_path, rows, period, error):
    with pytest.raises(error):
        read_kwb(SOURCE, snapshot(tmp_path / "2026-04-01", rows, period))


def test_a_region_that_is_there_twice_is_refused_both_times(tmp_path):
    found = read_kwb(SOURCE, snapshot(tmp_path / "2026-04-01", [*ROWS, ROWS[1]]))
    assert [(f.rule, f.row) for f in found.refused] == [("duplicate_row", 2), ("duplicate_row", 4)]
    assert found.used + len(found.refused) == found.rows == 4


def test_a_snapshot_that_is_not_complete_is_not_read(tmp_path):
    whole = snapshot(tmp_path / "2026-04-01")
    half = replace(whole, parts=tuple(replace(p, complete=p.name != "TypedDataSet") for p in whole.parts))
    with pytest.raises(SnapshotRefused, match="not all pages"):
        read_kwb(SOURCE, half)


def test_regions_come_alike_from_both_versions():
    old = {"Key": ["NL00  ", "GM0606 ", "WK060601"], "Title": ["Nederland", "Schiedam ", "Wijk 01"],
           "Municipality": ["", "GM0606", "GM0606"]}  # fmt: skip
    new = {
        "Identifier": ["NL00", "GM0606", "WK060601"],
        "Title": old["Title"],
        "DimensionGroupId": ["NL", "GM", "GM0606"],
    }
    expected = {"NL": "Nederland", "GM0606": "Schiedam", "WK060601": "Wijk 01"}
    for columns in (old, new):
        found = read_regions({k: np.array(v, dtype=object) for k, v in columns.items()}, name="x")
        assert (found.names, found.municipalities) == (expected, {"GM0606": "GM0606", "WK060601": "GM0606"})


def test_a_code_list_without_its_codes_is_refused():
    with pytest.raises(MissingColumn):
        read_regions({"Title": np.array(["x"])}, name="x")


def parquet(path, columns="*"):
    with duckdb.connect() as connection:
        found = connection.sql(f"select {columns} from read_parquet($p)", params={"p": str(path)})
        return found.fetchnumpy(), found.columns, found.fetchall()


@pytest.mark.real
def test_a_snapshot_of_2020_gives_what_the_parquet_file_gives(shared, tmp_path):
    path = shared / "cbs" / "kwb-2020" / "cbs.v3.84799NED_TypedDataSet.parquet"
    arrays, names, rows = parquet(path, ", ".join(wanted_columns()))
    found = read_kwb(SOURCE, snapshot(tmp_path / "s", [dict(zip(names, r, strict=True)) for r in rows], "2020"))
    same = read_neighbourhoods(SOURCE, arrays, name=path.name, sha256="")
    assert (found.rows, found.used, found.remarks) == (17_341, 17_341, ())
    for column in ("measure", "place", "period", "lower", "state"):
        np.testing.assert_array_equal(found.columns[column], same.columns[column])


@pytest.mark.real
def test_every_declared_topic_is_once_in_the_table_of_2020(shared):
    told = json.loads((shared / "cbs/kwb-2020/cbs.v3.84799NED_ColDescriptions.json").read_text(encoding="utf-8"))
    stems = [name.rsplit("_", 1)[0] for name in told]
    wanted = [name.rsplit("_", 1)[0] for name in wanted_columns() if "_" in name]
    assert [s for s in wanted if stems.count(s) != 1] == []


@pytest.mark.real
def test_the_code_list_of_2017_is_read_whole(shared):
    path = shared / "cbs/kwb-2017-odata4/cbs.v4.83765NED_WijkenEnBuurtenCodes.parquet"
    arrays, _, rows = parquet(path, "Identifier, Title, DimensionGroupId")
    found = read_regions(arrays, name=path.name)
    assert (found.rows, len(found.names), found.refused) == (len(rows), 16_667, ())
    districts = [r for r in rows if r[0].startswith("WK")]
    assert {found.municipalities[r[0]] for r in districts} == {f"GM{r[0][2:6]}" for r in districts}


@pytest.mark.real
def test_titles_of_the_real_table_of_2017_are_those_of_the_topics(tmp_path, shared):
    """MeasureCodes of 83765NED has each declared topic once, but for education, which came in 2021."""
    codes = shared / "cbs" / "kwb-2017-odata4" / "cbs.v4.83765NED_MeasureCodes.parquet"
    with duckdb.connect() as engine:
        titles = [t for (t,) in engine.execute(f"select Title from '{codes}'").fetchall()]
    observed = [("GM0606", f"M{n}", 1) for n in range(len(titles))]
    found = read_kwb(SOURCE, version_4(tmp_path / "2026-04-01", observed, titles))
    absent = {r.column for r in found.remarks if r.rule == "no_topic"}
    assert absent == {c.name for c in SOURCE.columns if c.name.startswith("Opleidingsniveau")}
