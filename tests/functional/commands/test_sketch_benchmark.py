"""`gelijkop sketch` with StatLine tables in the folder: the country by income, and flows of a municipality beside it.

The tables are typed here in the published layout. The numbers by income are those of 84274NED for 2022/'23 on
cbs.nl/nl-nl/cijfers/detail/84274NED; those of 85566NED are made up.
"""

import csv
import hashlib
import json
from itertools import product
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

MF = "Totaal mannen en vrouwen"
ADVICE = ("Geslacht", "Schooladvies", "Herkomstland", "Gestandaardiseerd inkomen", "Perioden",
          "1e schooladvies/Totaal 1e schooladvies (aantal)", "1e schooladvies/Advies herzien obv toets (aantal)",
          "1e schooladvies/Advies niet herzien obv toets (aantal)")  # fmt: skip
INCOMES = {
    "Totaal inkomen": (171787, 16708, 41173),
    "2e 20%-groep": (26313, 2832, 7383),
    "5e 20%-groep": (36146, 2564, 5995),
}
FLOW = {
    "Geslacht": {"T001038": MF},
    "Basisjaar": {"T001143": "Totaal", "B1": "Havo 5 met diploma"},
    "Volgend": {"T001144": "Totaal", "V1": "Vwo 5", "V2": "Hoger beroepsonderwijs"},
    "Ouders": {"T001040": "Totaal"},
    "Herkomstland": {"T001041": "Totaal"},
    "Regiokenmerken": {"NL01": "Nederland", "GM0606": "Schiedam", "GM0622": "Vlaardingen"},
    "Perioden": {"2021SJ00": "2021/'22 naar 2022/'23"},
}
TITLES = {"Basisjaar": "Onderwijs positie basisjaar", "Volgend": "Onderwijs positie volgend schooljaar",
          "Ouders": "Geboorteland (ouders)"}  # fmt: skip
SIZES = {"NL01": 1000, "GM0606": 40, "GM0622": 50}
PARTS = {"T001144": 1.0, "V1": 0.1, "V2": 0.8}


def write_advices(path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        write.writerow(ADVICE)
        write.writerows([MF, "Totaal", "Totaal", name, "2022/'23", *cells] for name, cells in INCOMES.items())


def write_flows(folder: Path) -> None:
    """A snapshot as fetching leaves it."""
    rows = []
    for codes in product(*FLOW.values()):
        of = dict(zip(FLOW, codes, strict=True))
        size = SIZES[of["Regiokenmerken"]] * (2 if of["Basisjaar"] == "T001143" else 1)
        rows.append({d: f"{key} " for d, key in of.items()} | {"Leerlingen_1": int(size * PARTS[of["Volgend"]])})
    told = [{"Key": d, "Title": TITLES.get(d, d), "Type": "Dimension"} for d in FLOW]
    told.append({"Key": "Leerlingen_1", "Title": "Leerlingen", "Type": "Topic", "Unit": "aantal"})
    lists = {d: [{"Key": k, "Title": t} for k, t in codes.items()] for d, codes in FLOW.items()}
    folder.mkdir(parents=True)
    parts = []
    for name, listed in {"DataProperties": told, **lists, "TypedDataSet": rows}.items():
        body = json.dumps({"value": listed}).encode()
        (folder / f"{name}.json").write_bytes(body)
        page = {"file": f"{name}.json", "url": "", "time": "", "sha256": hashlib.sha256(body).hexdigest(), "rows": 1}
        parts.append({"name": name, "pages": [page], "expected": None, "received": 1, "complete": True})
    manifest = {"source": folder.parent.name, "base": "", "modified": "2026-06-05", "started": "2026-06-05"}
    manifest |= {"parts": parts, "complete": True, "refused": ""}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.fixture
def page(program) -> Path:
    data = program.folder / "open"
    data.mkdir()
    write_advices(data / "advies.csv")
    write_flows(data / "cbs.85566NED" / "2026-06-05")
    done = program("sketch", "--place", "GM0606", "--place", "GM0622", "--data", data, "--out", "schets")
    assert done.returncode == 0, done.stderr
    (program.folder / "gezegd.txt").write_text(done.stdout, "utf-8")
    return program.folder / "schets"


def table(page: Path, ident: str) -> list[list[str]]:
    with (page / "cijfers" / f"{ident}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_page_shows_country_and_municipalities_beside_each_other(page):
    incomes, flows = table(page, "advies-inkomen"), table(page, "vo-doorstroom")
    # 26313 pupils; 2832 + 7383 = 10215 with a higher test (38.8%); 2832 revised (10.8%), of 10215 that is 27.7%
    assert ["2e 20%-groep", "2022/2023", "26313", "38.8", "10.8", "27.7", ""] in incomes
    assert ["alle leerlingen", "2022/2023", "171787", "33.7", "9.7", "28.9", ""] in incomes
    assert [r[:6] for r in flows if r[2] == "Schiedam"] == [
        ["alle leerlingen", "Hoger beroepsonderwijs", "Schiedam", "2021/2022", "64", "80.0"],
        ["alle leerlingen", "Vwo 5", "Schiedam", "2021/2022", "8", "10.0"],
        ["Havo 5 met diploma", "Hoger beroepsonderwijs", "Schiedam", "2021/2022", "32", "80.0"],
        ["Havo 5 met diploma", "Vwo 5", "Schiedam", "2021/2022", "4", "10.0"],
    ]
    assert {r[2] for r in flows[1:]} == {"Schiedam", "Vlaardingen", "Nederland"}
    html = (page / "index.html").read_text("utf-8")
    assert "CBS (StatLine 84274NED)" in html
    assert ", naast Nederland" in html
    with duckdb.connect(str(page / "cijfers.duckdb"), read_only=True) as store:
        loads = store.execute("select source, rows, refused from loads order by source").fetchall()
    assert loads == [("cbs.84274", 3, 0), ("cbs.85566", 18, 0)]
    told = (page.parent / "gezegd.txt").read_text("utf-8").splitlines()
    left_out = "let op: advies.csv, kolom “Toetsadvies lager of gelijk”: dit onderwerp staat niet in dit bestand"
    assert any(line.startswith(left_out) for line in told)


@pytest.mark.real
def test_former_municipalities_and_merged_schools_are_followed_and_told(program, shared):
    """GM0585 (Binnenmaas) lies in GM1963 (Hoeksche Waard) since 2019; both files tell what was done."""
    data = program.folder / "open"
    data.mkdir()
    for path in ("duo/po/alle-vestigingen-bo_ca2014.csv.gz", "duo/vo/alle-vestigingen-vo_2020.csv.gz",
                 "duo/overgangen/OVERGANGEN_20250113.csv.gz", "cbs/gebieden/gemeenten_corop_1981.xlsx",
                 "duo/vo/01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2016-2017.csv.gz"):  # fmt: skip
        (data / Path(path).name).symlink_to(shared / path)
    done = program("sketch", "--place", "GM0585", "--data", data, "--out", "schets")
    assert done.returncode == 0, done.stderr
    html = (program.folder / "schets" / "index.html").read_text("utf-8")
    for told in ("gemeenten van vroeger zijn opgeteld bij de gemeenten van 2021", "scholen gingen op in een andere",
                 "GM0585 ligt nu in GM1963"):  # fmt: skip
        assert told in html
    assert "scholen gingen op in een andere" in done.stderr + done.stdout
    with duckdb.connect(str(program.folder / "schets" / "cijfers.duckdb"), read_only=True) as store:
        (former,) = store.execute("select count(*) from places where municipality = 'GM0585'").fetchone()
    assert former == 0


@pytest.mark.browser
def test_both_figures_fit_a_narrow_and_a_wide_screen(page):
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for width in (320, 1200):
            tab = browser.new_page(viewport={"width": width, "height": 900})
            tab.goto((page / "index.html").as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            for ident in ("advies-inkomen", "vo-doorstroom"):
                assert tab.locator(f"#f-{ident} svg:visible").count() == 1
            broken = Axe().run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
            assert broken.violations_count == 0, broken.generate_report()
        browser.close()
