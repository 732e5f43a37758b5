"""StatLine tables in each of their forms.

No rows of these tables are at hand: they are typed here in the published layout. Names of groups and the national
numbers of 84274NED (2022/'23) are those on cbs.nl/nl-nl/cijfers/detail/84274NED; keys and all else are made up.
"""

import csv
import hashlib
import io
import json
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.errors import (
    DamagedEncoding,
    InputRefused,
    MissingColumn,
    SnapshotRefused,
    SpreadsheetDamage,
    TruncatedFile,
    UnknownFile,
)
from gelijkop.sources.area import read_area, read_folder
from gelijkop.sources.following import Following
from gelijkop.sources.reading import Reading
from gelijkop.sources.snapshots import MANIFEST, open_snapshot
from gelijkop.sources.statline import Label, tables
from gelijkop.sources.statline_figures import period_of
from gelijkop.sources.statline_forms import read_snapshot, table_of_snapshot

MF, INCOME = "Totaal mannen en vrouwen", "Totaal inkomen"
SECOND, FIFTH = "2e 20%-groep", "5e 20%-groep"
ADVICE = {
    "Geslacht": {"T001038": MF},
    "Schooladvies": {"T001260": "Totaal", "A042897": "Advies: vmbo-b/k", "A042896": "Advies: vso/pro/vmbo-b"},
    "Herkomstland": {"T001040": "Totaal"},
    "GestandaardiseerdInkomen": {"T009002": INCOME, "1014752": SECOND, "1014755": FIFTH},
    "Perioden": {"2022SJ00": "2022/'23*"},
}
TITLES = {"GestandaardiseerdInkomen": "Gestandaardiseerd inkomen"}
TOPICS = {
    "TotaalVoorlopigSchooladvies_1": "Totaal 1e schooladvies",
    "AdviesHerzienObvToets_4": "Advies herzien obv toets",
    "AdviesNietHerzienObvToets_5": "Advies niet herzien obv toets",
    "DefinitiefSchooladvies_6": "Definitief schooladvies",
}
NUMBERS = {
    ("Totaal", INCOME): (171787, 16708, 41173, 171787),
    ("Totaal", SECOND): (26313, 2832, 7383, 26313),
    ("Totaal", FIFTH): (36146, 2564, 5995, 36146),
    ("Advies: vmbo-b/k", INCOME): (7083, 1166, 1251, 6948),
    ("Advies: vmbo-b/k", SECOND): (1501, 230, 262, 1489),
    ("Advies: vmbo-b/k", FIFTH): (597, 92, 98, 557),
    ("Advies: vso/pro/vmbo-b", INCOME): (11680, 1891, 7201, 9809),
    ("Advies: vso/pro/vmbo-b", SECOND): (2612, 423, 1651, 2198),
    ("Advies: vso/pro/vmbo-b", FIFTH): (690, 102, None, 589),
}


def wide(dimensions=ADVICE, topics=TOPICS, numbers=NUMBERS, by=("Schooladvies", "GestandaardiseerdInkomen")):
    """Every combination of the codes, with padded keys, as TypedDataSet has it."""
    rows = []
    for codes in product(*(d.items() for d in dimensions.values())):
        named = dict(zip(dimensions, codes, strict=True))
        cells = numbers[tuple(named[d][1] for d in by)]
        rows.append({d: f"{key}  " for d, (key, _) in named.items()} | dict(zip(topics, cells, strict=True)))
    return rows


def snapshot(folder, parts):
    """A complete snapshot as fetching leaves it, of parts that are lists of rows."""
    folder.mkdir(parents=True)
    kept = []
    for name, rows in parts.items():
        body = json.dumps({"value": rows}).encode()
        (folder / f"{name}-0001.json").write_bytes(body)
        page = {"file": f"{name}-0001.json", "url": "", "time": "", "rows": len(rows)}
        page["sha256"] = hashlib.sha256(body).hexdigest()
        kept.append({"name": name, "pages": [page], "expected": None, "received": len(rows), "complete": True})
    told = {"source": folder.parent.name, "base": "", "modified": "2026-04-10", "started": "2026-05-01", "parts": kept}
    (folder / MANIFEST).write_text(json.dumps(told | {"complete": True, "refused": ""}), encoding="utf-8")
    return open_snapshot(folder)


def version_3(folder, rows, dimensions=ADVICE, topics=TOPICS, data="TypedDataSet", unit="aantal", titles=TITLES):
    kinds = {"Perioden": "TimeDimension", "Regiokenmerken": "GeoDimension"}
    told = [{"Key": d, "Title": titles.get(d, d), "Type": kinds.get(d, "Dimension")} for d in dimensions]
    told += [{"Key": "", "Title": "1e schooladvies", "Type": "TopicGroup"}]
    told += [{"Key": k, "Title": t, "Type": "Topic", "Unit": unit} for k, t in topics.items()]
    lists = {d: [{"Key": f"{k} ", "Title": t} for k, t in codes.items()] for d, codes in dimensions.items()}
    return snapshot(folder, {"TableInfos": [{"Period": ""}], "DataProperties": told, **lists, data: rows})


def version_4(folder, rows):
    dimensions = [{"Identifier": d, "Title": TITLES.get(d, d)} for d in ADVICE]
    measures = [{"Identifier": f"M{n:06}", "Title": t, "Unit": "aantal"} for n, t in enumerate(TOPICS.values())]
    lists = {f"{d}Codes": [{"Identifier": k, "Title": t} for k, t in codes.items()] for d, codes in ADVICE.items()}
    observed = [
        {"Id": i, "Measure": f"M{n:06}", "Value": row[topic], "ValueAttribute": "None"} | {d: row[d] for d in ADVICE}
        for i, row in enumerate(rows)
        for n, topic in enumerate(TOPICS)
    ]
    return snapshot(folder, {"Dimensions": dimensions, "MeasureCodes": measures, **lists, "Observations": observed})


def heading():
    group = "1e schooladvies/Toetsadvies hoger dan 1e advies"
    topics = ["1e schooladvies/Totaal 1e schooladvies (aantal)", f"{group}/Advies herzien obv toets (aantal)",
              f"{group}/Advies niet herzien obv toets (aantal)", "Definitief schooladvies (aantal)"]  # fmt: skip
    return [*(TITLES.get(d, d) for d in ADVICE), *topics]


def download(rows, head=None, delimiter=";"):
    """The same rows as StatLine gives them as CSV: quoted, names for codes, padded numbers, a point for no number."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    write.writerow(head or heading())
    for row in rows:
        names = [ADVICE[d][row[d].strip()] for d in ADVICE]
        write.writerow([*names, *("       ." if row[t] is None else f"{row[t]:>8}" for t in TOPICS)])
    return "\N{BOM}".replace("\N{BOM}", "\ufeff") + out.getvalue()


def read_v3(folder, rows, **how):
    made = version_3(folder / "cbs.84274NED" / "2026-05-01", rows, **how)
    return read_snapshot(table_of_snapshot(made), made)


def read_csv(folder, text, encoding="utf-8"):
    (folder / "schooladvies.csv").write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return read_area(folder / "schooladvies.csv", folder)


def number(reading, measure, *, level=None, detail=None):
    c = reading.columns
    at = (c["measure"] == measure) & (c["level"] == level) & (c["detail"] == detail)
    (found,) = [(lo, state) for lo, state in zip(c["lower"][at], c["state"][at], strict=True)]
    return found


def untyped(rows):
    return [{k: "       ." if v is None else f"{v:>8}" for k, v in row.items()} for row in rows]


@pytest.fixture(params=["typed", "untyped", "version 4", "csv"])
def reading(request, tmp_path):
    if request.param == "version 4":
        made = version_4(tmp_path / "cbs.v4.84274NED" / "2026-05-01", wide())
        return read_snapshot(table_of_snapshot(made), made)
    if request.param == "csv":
        return read_csv(tmp_path, download(wide()))
    if request.param == "untyped":
        return read_v3(tmp_path, untyped(wide()), data="UntypedDataSet")
    return read_v3(tmp_path, wide())


def test_every_form_gives_the_published_national_number(reading):
    assert number(reading, "po.voorlopig-advies") == (171787, "shown")


def test_every_form_gives_the_number_of_an_income_group(reading):
    assert number(reading, "po.voorlopig-advies.herzien", detail=f"inkomen={SECOND}") == (2832, "shown")


def test_every_form_gives_the_number_of_a_level(reading):
    assert number(reading, "po.definitief-advies", level="vmbo-bb/kb") == (6948, "shown")


def test_three_levels_in_one_stay_a_group(reading):
    assert number(reading, "po.definitief-advies", detail="advies=vso/pro/vmbo-b") == (9809, "shown")


def test_a_number_that_is_not_there_is_missing_in_every_form(reading):
    detail = f"advies=vso/pro/vmbo-b; inkomen={FIFTH}"
    assert number(reading, "po.voorlopig-advies.niet-herzien", detail=detail)[1] == "missing"


def test_every_form_loses_no_row(reading):
    assert (reading.rows, reading.used, reading.refused) == (9, 9, ())
    assert set(reading.columns["period"]) == {"2022/2023"}
    assert set(zip(reading.columns["place"], reading.columns["place_kind"], strict=True)) == {("NL", "country")}


def test_every_form_says_what_is_provisional_and_which_topics_are_not_there(reading):
    assert {"provisional", "no_topic"} == {r.rule for r in reading.remarks}
    assert {r.column for r in reading.remarks if r.rule == "no_topic"} == {
        "Toetsadvies lager of gelijk", "Totaal toetsadvies hoger"}  # fmt: skip


def test_signs_of_statline_in_a_table_of_text(tmp_path):
    rows = untyped(wide())
    rows[0]["AdviesHerzienObvToets_4"], rows[1]["AdviesHerzienObvToets_4"] = "x", "-"
    found = read_v3(tmp_path, rows, data="UntypedDataSet")
    assert number(found, "po.voorlopig-advies.herzien")[1] == "suppressed"
    assert number(found, "po.voorlopig-advies.herzien", detail=f"inkomen={SECOND}") == (0, "shown")


@pytest.mark.parametrize(
    ("title", "key", "start", "expected"),
    [
        ("2022/'23*", "2022SJ00", False, "2022/2023"),
        ("2021/'22 naar 2022/'23*", "2021SJ00", False, "2021/2022"),
        ("2022/'23 naar studiejaar 2023/'24", "", False, "2022/2023"),
        ("1999/'00", "", False, "1999/2000"),
        ("2012", "2012SJ00", True, "2012/2013"),
        ("2012", "", False, "2012"),
        ("2022/'23", "2021SJ00", False, None),
        ("2022/'24", "", False, None),
        ("2022 1e kwartaal", "2022KW01", False, None),
        ("2022", "2022KW01", False, None),
    ],
)
def test_periods(title, key, start, expected):
    assert period_of(Label(key, title), start=start) == expected


FLOWS = {
    "Geslacht": {"T001038": MF, "3000": "Mannen"},
    "OnderwijspositieBasisjaar": {"T1": "Totaal", "B1": "Havo 5 met diploma"},
    "OnderwijspositieVolgendSchooljaar": {"T2": "Totaal", "V1": "Vwo 5", "V2": "Niet in onderwijs"},
    "GeboorteOuders": {"T3": "Totaal"},
    "Herkomstland": {"T4": "Totaal"},
    "Regiokenmerken": {"NL01": "Nederland", "GM0606": "Schiedam", "PV28": "Zuid-Holland (PV)", "LD04": "West"},
    "Perioden": {"2021SJ00": "2021/'22 naar 2022/'23"},
}
FLOW_TITLES = {
    "OnderwijspositieBasisjaar": "Onderwijs positie basisjaar",
    "OnderwijspositieVolgendSchooljaar": "Onderwijs positie volgend schooljaar",
    "GeboorteOuders": "Geboorteland (ouders)",
}


class Counting(dict):
    """A number for every combination: each next one is one more."""

    def __missing__(self, key):
        return (len(self) + self.setdefault(key, (len(self),))[0] * 0,)


def flows(folder, dimensions=FLOWS):
    rows = wide(dimensions, {"Leerlingen_1": "Leerlingen"}, Counting(), tuple(dimensions))
    for n, row in enumerate(rows):
        row["Leerlingen_1"] = 100 + n
    made = version_3(
        folder / "cbs.85566NED" / "2026-06-05", rows, dimensions, {"Leerlingen_1": "Leerlingen"}, titles=FLOW_TITLES
    )
    return rows, read_snapshot(table_of_snapshot(made), made)


def test_flows_are_read_per_municipality_with_both_positions(tmp_path):
    rows, found = flows(tmp_path)
    wanted = {"Geslacht": "T001038", "OnderwijspositieBasisjaar": "B1", "OnderwijspositieVolgendSchooljaar": "V1",
              "Regiokenmerken": "GM0606"}  # fmt: skip
    (expected,) = [r["Leerlingen_1"] for r in rows if all(r[k].strip() == v for k, v in wanted.items())]
    c = found.columns
    at = (c["place"] == "GM0606") & (c["detail"] == "naar=Vwo 5; van=Havo 5 met diploma") & (c["sex"] == None)  # noqa: E711
    assert c["lower"][at].tolist() == [expected]
    assert found.names == {"GM0606": "Schiedam"}


def test_parts_of_the_country_are_left_out_and_counted(tmp_path):
    rows, found = flows(tmp_path)
    west = sum(r["Regiokenmerken"].strip() == "LD04" for r in rows)
    assert found.rows == found.used == len(rows) - west
    assert [r.text.nl.split()[0] for r in found.remarks if r.rule == "other_regions"] == [str(west)]


def test_swapped_positions_are_refused(tmp_path):
    swapped = dict(FLOWS)
    base, following = "OnderwijspositieBasisjaar", "OnderwijspositieVolgendSchooljaar"
    swapped[base], swapped[following] = FLOWS[following], FLOWS[base]
    with pytest.raises(InputRefused) as caught:
        flows(tmp_path, swapped)
    assert [f.rule for f in caught.value.findings] == ["swapped"]


def test_a_code_of_a_municipality_that_lost_a_digit_is_refused(tmp_path):
    damaged = {**FLOWS, "Regiokenmerken": {"NL01": "Nederland", "PV28": "Zuid-Holland (PV)", "GM606": "Schiedam"}}
    _, found = flows(tmp_path, damaged)
    assert {f.rule for f in found.refused} == {"unknown_code"}
    assert "Schiedam" not in found.names.values()


def without(rows, key):
    return [{k: v for k, v in r.items() if k != key} for r in rows]


def changed(rows, key, how):
    return [{**r, key: how(r[key])} for r in rows]


HERE, THERE = "AdviesHerzienObvToets_4", "TotaalVoorlopigSchooladvies_1"


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        (without(wide(), "GestandaardiseerdInkomen"), MissingColumn),
        (without(wide(), HERE), MissingColumn),
        (changed(wide(), "Schooladvies", lambda _: "Z999"), InputRefused),
        (changed(wide(), THERE, lambda v: v / 1000), InputRefused),
        ([{**r, HERE: r[THERE], THERE: r[HERE]} for r in wide()], InputRefused),
        ([*wide(), *wide()], InputRefused),
        ([], InputRefused),
    ],
    ids=["a dimension dropped", "a topic dropped", "codes of no list", "decimals shifted", "topics swapped",
         "rows twice", "no rows"],
)  # fmt: skip
def test_a_damaged_snapshot_is_refused(tmp_path, rows, error):
    with pytest.raises(error):
        read_v3(tmp_path, rows)


def test_one_wrong_row_refuses_that_row_only(tmp_path):
    rows = wide()
    rows[4] = {**rows[4], HERE: rows[4][HERE] / 100}
    found = read_v3(tmp_path, rows)
    assert [(f.rule, f.row, f.column) for f in found.refused] == [("no_number", 5, "Advies herzien obv toets")]
    assert found.used == 8


def test_a_topic_in_thousands_is_refused(tmp_path):
    with pytest.raises(InputRefused, match="was not read"):
        read_v3(tmp_path, wide(), unit="x 1 000")


def test_a_topic_that_is_there_twice_is_refused(tmp_path):
    topics = {**TOPICS, "Nog_7": "Definitief schooladvies"}
    numbers = {k: (*v, v[0]) for k, v in NUMBERS.items()}
    with pytest.raises(InputRefused):
        read_v3(tmp_path, wide(topics=topics, numbers=numbers), topics=topics)


def test_a_year_whose_key_tells_another_year_refuses_its_rows(tmp_path):
    with pytest.raises(InputRefused) as caught:
        read_v3(tmp_path, changed(wide(), "Perioden", lambda _: "2021SJ00"),
                dimensions={**ADVICE, "Perioden": {"2021SJ00": "2022/'23"}})  # fmt: skip
    assert {f.column for f in caught.value.findings} == {"Perioden"}


def test_a_code_list_without_names_is_refused(tmp_path):
    with pytest.raises(TruncatedFile):
        read_v3(tmp_path, wide(), dimensions={**ADVICE, "Schooladvies": {"T001260": ""}})


def test_two_codes_with_one_name_stay_apart(tmp_path):
    herkomst = {"T001040": "Totaal", "H1": "Overig", "H2": "Overig"}
    dimensions = {**ADVICE, "Herkomstland": herkomst}
    found = read_v3(tmp_path, wide(dimensions), dimensions=dimensions)
    assert found.used == 27
    assert number(found, "po.definitief-advies", detail="herkomst=Overig (H2)") == (171787, "shown")


def test_a_page_that_was_changed_is_not_read(tmp_path):
    made = version_3(tmp_path / "cbs.84274NED" / "2026-05-01", wide())
    page = made.folder / "TypedDataSet-0001.json"
    page.write_bytes(page.read_bytes().replace(b"171787", b"171788"))
    with pytest.raises(SnapshotRefused):
        read_snapshot(table_of_snapshot(made), made)


def test_an_observation_that_is_there_twice_is_refused(tmp_path):
    made = version_4(tmp_path / "cbs.v4.84274NED" / "2026-05-01", [*wide(), wide()[0]])
    with pytest.raises(InputRefused):
        read_snapshot(table_of_snapshot(made), made)


def test_a_cell_that_cannot_be_has_no_number_in_version_4(tmp_path):
    made = version_4(tmp_path / "cbs.v4.84274NED" / "2026-05-01", wide())
    page = made.folder / "Observations-0001.json"
    body = page.read_bytes().replace(b'"Value": 2564, "ValueAttribute": "None"',
                                     b'"Value": 2564, "ValueAttribute": "Impossible"')  # fmt: skip
    page.write_bytes(body)
    manifest = json.loads((made.folder / MANIFEST).read_text())
    manifest["parts"][-1]["pages"][0]["sha256"] = hashlib.sha256(body).hexdigest()
    (made.folder / MANIFEST).write_text(json.dumps(manifest))
    again = open_snapshot(made.folder)
    found = read_snapshot(table_of_snapshot(again), again)
    assert number(found, "po.voorlopig-advies.herzien", detail=f"inkomen={FIFTH}")[1] == "missing"


def swap_headings(one, other):
    head = heading()
    head[one], head[other] = head[other], head[one]
    return head


LINES = download(wide()).split("\r\n")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("\r\n".join(";".join(c for n, c in enumerate(x.split(";")) if n != 3) for x in LINES), UnknownFile),
        (download(wide(), swap_headings(5, 8)), InputRefused),
        (download(wide(), swap_headings(6, 7)), InputRefused),
        (download(wide(), swap_headings(0, 1)), InputRefused),
        (download(wide(), delimiter=",").replace('","', '";"', 3), InputRefused),
        (download(wide()).encode().replace(b"hoger", b"h\xc3\x83\xc2\xb6ger"), DamagedEncoding),
        (download(wide()).encode("utf-16"), InputRefused),
        (download(changed(wide(), THERE, lambda v: f"{v / 1000:.3f}")), InputRefused),
        (download(changed(wide(), THERE, lambda _: "1,7E+05")), SpreadsheetDamage),
        (download(wide(), [*heading()[:7], heading()[6], heading()[8]]), InputRefused),
        (download(wide())[:-30], InputRefused),
        (download(wide())[:-2], TruncatedFile),
        (download([*wide(), *wide()]), InputRefused),
    ],
    ids=["a dimension dropped", "heads of totals swapped", "heads of topics swapped", "heads of dimensions swapped",
         "delimiter changed half-way", "decoded twice", "utf-16", "decimals shifted", "numbers by a spreadsheet",
         "heading twice", "cut in a row", "cut at the end of a row", "rows twice"],
)  # fmt: skip
def test_a_damaged_download_is_refused(tmp_path, text, error):
    with pytest.raises(error):
        read_csv(tmp_path, text)


def test_a_download_with_another_delimiter_gives_the_same_numbers(tmp_path):
    assert number(read_csv(tmp_path, download(wide(), delimiter=",")), "po.definitief-advies") == (171787, "shown")


def test_a_download_cut_between_two_rows_is_warned_of(tmp_path):
    found = read_csv(tmp_path, "\r\n".join(LINES[:6]) + "\r\n")
    assert "few_rows" in {r.rule for r in found.remarks}


def test_a_topic_that_was_not_chosen_is_said(tmp_path):
    text = "\r\n".join(";".join(x.split(";")[:-1]) for x in LINES[:-1]) + "\r\n"
    found = read_csv(tmp_path, text)
    assert "Definitief schooladvies" in {r.column for r in found.remarks if r.rule == "no_topic"}
    assert number(found, "po.voorlopig-advies") == (171787, "shown")


def test_a_municipality_by_name_only_is_left_out_and_said(tmp_path):
    names = ["Geslacht", *FLOW_TITLES.values(), "Herkomstland", "Regiokenmerken", "Perioden", "Leerlingen (aantal)"]
    rows = [[MF, "Totaal", "Totaal", "Totaal", "Totaal", place, "2021/'22 naar 2022/'23", n]
            for place, n in (("Nederland", 900), ("Schiedam", 40), ("GM0622", 50))]  # fmt: skip
    text = "\r\n".join(";".join(f'"{c}"' for c in row) for row in [names, *rows]) + "\r\n"
    found = read_csv(tmp_path, text)
    assert dict(zip(found.columns["place"], found.columns["lower"], strict=True)) == {"NL": 900, "GM0622": 50}
    assert (found.rows, [r.rule for r in found.remarks if "region" in r.rule]) == (2, ["other_regions"])


@pytest.mark.parametrize("table", tables().values(), ids=lambda t: t.number)
def test_each_table_is_read_from_a_row_of_totals(tmp_path, table):
    """A row of totals for each declared table, under its declared names."""
    titles = {"region": "Nederland", "period": "2018/'19" if table.source.period != "start" else "2018"}
    names = [c.name for c in table.source.columns]
    first = {c.name: titles.get(c.becomes) or table.totals.get(c.name, ("4 jaar na startjaar",))[0]
             for c in table.dimensions}  # fmt: skip
    units = {"percent": ("%", "2"), "pupils": ("aantal", "50")}
    row = [first.get(c.name) or units[c.unit][1] for c in table.source.columns]
    sums = {"Totaal toetsadvies hoger": "100", "Totaal voorlopig schooladvies": "150"}  # 50 + 50, and 50 more
    if table.number == "85368NED":
        sums = {"Leerlingen": "100"}
    row = [sums.get(name, cell) for name, cell in zip(names, row, strict=True)]
    head = [f"{c.name} ({units[c.unit][0]})" if c.unit else c.name for c in table.source.columns]
    found = read_csv(tmp_path, "\r\n".join(";".join(f'"{c}"' for c in line) for line in (head, row)) + "\r\n")
    assert found.source == table.source.code
    assert (found.used, set(found.columns["place"]), set(found.columns["period"])) == (1, {"NL"}, {"2018/2019"})
    assert set(found.columns["measure"]) == {c.measure for c in table.topics}


def test_a_folder_reads_snapshot_and_download_alike(tmp_path):
    data = tmp_path / "in"
    version_3(data / "cbs.84274NED" / "2026-05-01", wide())
    (data / "advies.csv").write_text(download(wide()), encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    found = list(read_folder(data, work))
    assert all(isinstance(f, Reading) and not isinstance(f, Following) for f in found)
    assert {number(f, "po.definitief-advies") for f in found} == {(171787, "shown")}


@settings(max_examples=10, derandomize=True, deadline=None)
@given(st.permutations(range(9)))
def test_the_order_of_rows_does_not_matter(order):
    with TemporaryDirectory() as folder:
        rows = wide()
        found = read_v3(Path(folder), [rows[n] for n in order])
    keys = zip(found.columns["measure"], found.columns["level"], found.columns["detail"], strict=True)
    given_number = {k: v for k, v in zip(keys, found.columns["lower"].tolist(), strict=True) if v == v}  # NaN: missing
    assert given_number["po.voorlopig-advies", None, None] == 171787
    assert given_number["po.voorlopig-advies.herzien", "vmbo-bb/kb", f"inkomen={SECOND}"] == 230
    assert len(given_number) == 35  # 9 rows of 4 topics, one of which has no number
