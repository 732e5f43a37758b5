"""Every reader against the file as published: no row is lost, and totals equal sums taken from the raw bytes.

The sums here are taken without the readers: unpack, split at the delimiter, add up.
"""

import gzip
import json
import math
from collections import Counter

import duckdb
import numpy as np
import pytest
import python_calamine

from gelijkop.model.areas import rollup
from gelijkop.model.levels import crosswalk
from gelijkop.sources.area import read_area
from gelijkop.sources.neighbourhoods import region_names

pytestmark = pytest.mark.real
SUM_OF_DECIMALS = 1e-6
"""Sums of thousands of numbers with three decimals, in another order of adding."""

LEERLINGEN = "duo/vo/01.-leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv.gz"
ZITTENBLIJVEN = "duo/vo/05.-zittenblijven-vo-brinvest-1516-tov-1617.csv"
EXAMENS_2014 = "duo/vo/examenkandidaten-en-geslaagden-2014-2019.csv.gz"
EXAMENS_2019 = "duo/vo/examenkandidaten-en-geslaagden-2019-2024.csv.gz"
VSV = "duo/vo/vsv-per-swv-2015.csv"
ADRESSEN_VO = "duo/vo/alle-vestigingen-vo_2020.csv.gz"
ADRESSEN_PO = "duo/po/alle-vestigingen-bo_2020.csv.gz"
EINDSCORES = "duo/po/gemiddelde-eindscores-bo-sbo-2018-2019.csv.gz"
ADVIEZEN = "duo/afgeleid/schooladviezen-per-school-2019-2025.json.gz"
SES = "cbs/SES_WOA_scores_per_wijk_en_buurt_25042023_160857.csv"
SES_PC4 = "cbs/postcode4/SES_PC4_2021-2022.csv.gz"
SCORES = "cbs/achterstandsscores-scholen-2019.xlsx"
KWB = "cbs/kwb-2020/cbs.v3.84799NED_TypedDataSet.parquet"
REGIONS = "cbs/kwb-2020/cbs.v3.84799NED_WijkenEnBuurten.parquet"
ADVICES = ("VSO", "PRO", "VMBO_B", "VMBO_B_K", "VMBO_K", "VMBO_K_GT", "VMBO_GT", "VMBO_GT_HAVO", "HAVO", "HAVO_VWO",
           "VWO", "ADVIES_NIET_MOGELIJK")  # fmt: skip


def arrays(path):
    """A Parquet file as arrays, without the store."""
    with duckdb.connect() as connection:
        return connection.sql("select * from read_parquet($p)", params={"p": str(path)}).fetchnumpy()


@pytest.fixture(scope="module")
def read(shared, tmp_path_factory):
    """Read a file once, whatever the number of tests about it."""
    work, known = tmp_path_factory.mktemp("work"), {}

    def read_once(name):
        if name not in known:
            known[name] = read_area(shared / name, work, load=arrays)
        return known[name]

    return read_once


@pytest.fixture(scope="module")
def raw(shared):
    """The heading and rows of a file, split by hand."""

    def split(name, encoding="cp1252"):
        content = (shared / name).read_bytes()
        if name.endswith(".gz"):
            content = gzip.decompress(content)
        lines = [line.split(";") for line in content.decode(encoding).replace('"', "").splitlines()]
        return lines[0], lines[1:]

    return split


def picked(reading, **keys):
    """The sums of the bounds of the figures with these keys."""
    columns = reading.columns
    wanted = np.ones(len(columns["lower"]), dtype=bool)
    for name, value in keys.items():
        wanted &= columns[name] == value
    return columns["lower"][wanted].sum(), columns["upper"][wanted].sum()


@pytest.mark.parametrize(
    ("name", "source", "rows"),
    [
        (LEERLINGEN.format("2016-2017"), "duo.vo.leerlingen", 28362),
        (LEERLINGEN.format("2017-2018"), "duo.vo.leerlingen", 25172),
        (ZITTENBLIJVEN, "duo.vo.zittenblijven", 1297),
        (EXAMENS_2014, "duo.vo.examens-2014", 13986),
        (EXAMENS_2019, "duo.vo.examens-2019", 12782),
        (VSV, "duo.vo.vsv", 1270),
        (ADRESSEN_VO, "duo.vo.vestigingen", 1619),
        (ADRESSEN_PO, "duo.po.vestigingen", 6268),
        (EINDSCORES, "duo.po.eindscores", 6579),
        (ADVIEZEN, "duo.po.schooladviezen", 37448),
        (SES, "cbs.ses-woa", 579),
        (SES_PC4, "cbs.ses-pc4", 8118),
        (SCORES, "cbs.achterstandsscores", 6295 + 6295),
        (KWB, "cbs.kwb", 17341),
    ],
)
def test_every_row_is_used_or_refused_by_name(read, name, source, rows):
    reading = read(name)
    assert (reading.source, reading.rows, reading.used, reading.refused) == (source, rows, rows, ())
    assert reading.remarks == ()


@pytest.mark.parametrize("year", ["2016-2017", "2017-2018"])
def test_pupils_per_grade_and_sex_add_up_as_in_the_bytes(read, raw, year):
    reading = read(LEERLINGEN.format(year))
    head, rows = raw(LEERLINGEN.format(year))
    for at, heading in enumerate(head[11:], start=11):
        grade, sex = int(heading.split()[3]), {"MAN": "m", "VROUW": "v"}[heading.split()[-1]]
        expected = sum(int(r[at]) for r in rows)
        assert picked(reading, grade=grade, sex=sex) == (expected, expected)


def test_a_location_has_the_pupils_of_its_rows_whatever_its_branch_looked_like(read, raw):
    """In 2016 the branch has no leading zero; naive code pads it."""
    _, rows = raw(LEERLINGEN.format("2016-2017"))
    expected = Counter()
    for r in rows:
        expected[r[0] + r[1].rjust(2, "0")] += sum(map(int, r[11:]))
    found = Counter()
    columns = read(LEERLINGEN.format("2016-2017")).columns
    for place, lower in zip(columns["place"], columns["lower"], strict=True):
        found[place] += int(lower)
    assert found == expected


def test_held_back_and_moved_pupils_add_up_as_in_the_bytes(read, raw):
    head, rows = raw(ZITTENBLIJVEN)
    counts = {h: n - len(head) for n, h in enumerate(head)}  # from the end: one quoted name holds a delimiter
    for heading, measure in {
        "TOTAAL LEERLINGEN": "vo.leerlingen",
        "AANTAL ZITTENBLIJVERS": "vo.zittenblijvers",
        "AANTAL AFSTROMERS": "vo.afstromers",
        "AANTAL OPSTROMERS": "vo.opstromers",
    }.items():
        expected = sum(int(r[counts[heading]].replace(".", "")) for r in rows)
        assert picked(read(ZITTENBLIJVEN), measure=measure) == (expected, expected)


@pytest.mark.parametrize(("name", "encoding"), [(EXAMENS_2014, "cp1252"), (EXAMENS_2019, "utf-8")])
def test_exam_counts_add_up_to_the_interval_of_the_bytes(read, raw, name, encoding):
    head, rows = raw(name, encoding)
    measures = {"EXAMENKANDIDATEN": "vo.examenkandidaten", "GESLAAGDEN": "vo.geslaagden"}
    sexes = {"MAN": "m", "VROUW": "v", "TOTAAL": None}
    for at, heading in enumerate(head):
        words = heading.split()  # EXAMENKANDIDATEN SCHOOLJAAR 2014-2015 - MAN
        kind, period, sex = words[0], words[2:3], words[-1]
        if kind in measures and sex in sexes:
            cells = [r[at] for r in rows]
            low = sum(1 if c == "<5" else int(c) for c in cells)
            high = sum(4 if c == "<5" else int(c) for c in cells)
            keys = {"measure": measures[kind], "period": period[0].replace("-", "/"), "sex": sexes[sex]}
            assert picked(read(name), **keys) == (low, high)


def test_every_count_below_five_is_suppressed_and_no_other(read, raw):
    head, rows = raw(EXAMENS_2019, "utf-8")
    counted = [n for n, h in enumerate(head) if h.startswith(("EXAMENKANDIDATEN", "GESLAAGDEN"))]
    hidden = sum(r[n] == "<5" for r in rows for n in counted)
    assert hidden == 99220  # counted by hand in the inventory of the files
    assert Counter(read(EXAMENS_2019).columns["state"])["suppressed"] == hidden
    assert set(read(EXAMENS_2014).columns["state"]) == {"shown"}


def test_early_school_leavers_add_up_as_in_the_bytes(read, raw):
    head, rows = raw(VSV, "utf-8")
    for heading, detail in {"vsv_totaal": None, "vsv_vmbo": "vmbo", "vsv_mbo": "mbo", "vsv_overig": "overig"}.items():
        expected = sum(int(r[head.index(heading)]) for r in rows)
        assert picked(read(VSV), measure="vo.vsv", detail=detail) == (expected, expected)


@pytest.mark.parametrize("name", [ADRESSEN_VO, ADRESSEN_PO])
def test_places_are_the_locations_boards_and_municipalities_of_the_bytes(read, raw, name):
    head, rows = raw(name)
    columns = read(name).columns
    at = {h: n for n, h in enumerate(head)}
    assert columns["location"].tolist() == [r[at["VESTIGINGSNUMMER"]] for r in rows]
    assert columns["municipality"].tolist() == ["GM" + r[at["GEMEENTENUMMER"]] for r in rows]
    assert columns["board"].tolist() == [r[at["BEVOEGD GEZAG NUMMER"]] for r in rows]
    assert columns["postcode4"].tolist() == [r[at["POSTCODE"]][:4] for r in rows]


def test_final_scores_add_up_as_in_the_bytes(read, raw):
    head, rows = raw(EINDSCORES)
    for test in ("CET", "IEP", "ROUTE8", "DIA", "AMN"):
        counts = [int(r[head.index(f"{test}_AANTAL")]) for r in rows]
        means = [r[head.index(f"{test}_GEM")].strip() for r in rows]
        assert picked(read(EINDSCORES), measure=f"po.eindtoets.{test.lower()}") == (sum(counts), sum(counts))
        columns = read(EINDSCORES).columns
        mine = columns["measure"] == f"po.eindscore.{test.lower()}"
        expected = sum(float(m.replace(",", ".")) for m in means if m)
        assert np.nansum(columns["lower"][mine]) == pytest.approx(expected, rel=SUM_OF_DECIMALS)
        states = Counter(columns["state"][mine])
        assert states["suppressed"] == sum(not m and c > 0 for m, c in zip(means, counts, strict=True))
        assert states["not_applicable"] == counts.count(0)


def test_advices_add_up_to_the_interval_of_the_bytes(read, shared):
    data = json.loads(gzip.decompress((shared / ADVIEZEN).read_bytes()))
    low, high = Counter(), Counter()
    for by_year in data.values():
        for year, values in by_year.items():
            for name, value in zip(ADVICES, values, strict=False):
                hidden = year >= "2022" and value == 2
                low[year, name] += 1 if hidden else value
                high[year, name] += 4 if hidden else value
    for (year, name), expected in low.items():
        found = picked(read(ADVIEZEN), period=year.replace("-", "/"), level=crosswalk("duo")[name])
        assert found == (expected, high[year, name])


def test_the_advices_of_2019_are_the_number_of_pupils_that_the_provenance_names(read):
    assert picked(read(ADVIEZEN), period="2019/2020") == (178882, 178882)


def test_ses_scores_of_districts_add_up_as_in_the_bytes(read, raw):
    _, rows = raw(SES, "utf-8-sig")
    columns = read(SES).columns
    households = sum(int(r[3]) for r in rows)
    assert picked(read(SES), measure="gebied.huishoudens") == (households, households)
    scores = columns["lower"][columns["measure"] == "gebied.ses"]
    expected = [float(r[7]) for r in rows if r[7].strip() != "."]
    assert np.isnan(scores).sum() == len(rows) - len(expected)
    assert np.nansum(scores) == pytest.approx(sum(expected), abs=SUM_OF_DECIMALS)


def test_ses_scores_of_postcodes_add_up_as_in_the_bytes(read, raw):
    _, rows = raw(SES_PC4, "utf-8")
    columns = read(SES_PC4).columns
    for at, measure in ((2, "gebied.huishoudens"), (5, "gebied.ses"), (8, "gebied.ses.spreiding")):
        expected = [float(r[at].replace(",", ".")) for r in rows if r[at] != "NA"]
        found = columns["lower"][columns["measure"] == measure]
        assert np.nansum(found) == pytest.approx(math.fsum(expected), abs=SUM_OF_DECIMALS)
        assert np.isnan(found).sum() == len(rows) - len(expected)


def test_deprivation_scores_add_up_as_in_the_workbook(read, shared):
    book = python_calamine.CalamineWorkbook.from_path(shared / SCORES)
    first, second = (
        [r for r in book.get_sheet_by_name(s).to_python() if len(r[0]) == 6] for s in ("Tabel 1", "Tabel 2")
    )
    sums = {
        ("po.leerlingen", None): math.fsum(r[1] for r in first),
        ("po.achterstandsscore", None): math.fsum(r[2] for r in first),
        ("po.achterstandsscore.zonder-drempel", None): math.fsum(r[1] for r in second),
        ("po.achterstandsscore.zonder-drempel", "onderbouw"): math.fsum(r[2] for r in second),
        ("po.achterstandsscore.zonder-drempel", "bovenbouw"): math.fsum(r[3] for r in second),
    }
    for (measure, detail), expected in sums.items():
        assert picked(read(SCORES), measure=measure, detail=detail)[0] == pytest.approx(expected, abs=SUM_OF_DECIMALS)
    unreliable = sum("a" in r[3] for r in first) + sum(letter in r[4] for r in second for letter in "abc")
    assert Counter(read(SCORES).columns["state"])["not_estimable"] == unreliable


def test_key_figures_of_municipalities_are_those_of_the_country(read):
    for measure in ("gebied.inwoners", "gebied.inwoners.0-15", "gebied.inwoners.15-25"):
        country = picked(read(KWB), measure=measure, place="NL")
        assert picked(read(KWB), measure=measure, place_kind="municipality") == country
    assert picked(read(KWB), measure="gebied.inwoners", place="NL") == (17407585, 17407585)


def test_every_region_of_the_key_figures_has_a_name(read, shared):
    names = region_names(arrays(shared / REGIONS))
    assert set(read(KWB).columns["place"]) == set(names)
    assert names["GM0556"] == "Maassluis"


def test_early_school_leavers_of_a_municipality_are_those_of_its_locations(read, raw):
    """Schiedam is GM0606; the location list is of 2020 and the leavers of 2015, so some locations have no place."""
    head, rows = raw(VSV, "utf-8")
    where = dict(zip(*(read(ADRESSEN_VO).columns[n].tolist() for n in ("location", "municipality")), strict=True))
    total = head.index("vsv_totaal")
    expected = sum(int(r[total]) for r in rows if where.get(r[1] + r[2]) == "GM0606")
    rolled = rollup(read(VSV).columns, read(ADRESSEN_VO).columns)
    columns = rolled.columns
    schiedam = (columns["place"] == "GM0606") & (columns["measure"] == "vo.vsv")
    assert columns["lower"][schiedam].tolist() == [expected]
    assert len(rolled.unplaced) == sum(r[1] + r[2] not in where for r in rows)


def test_a_sum_over_hidden_counts_is_the_interval_of_the_bytes(read, raw):
    head, rows = raw(EXAMENS_2019, "utf-8")
    at = head.index("GESLAAGDEN SCHOOLJAAR 2022-2023 - VROUW")
    havo = [r[at] for r in rows if r[4] == "HAVO"]
    low, high = (sum(n if c == "<5" else int(c) for c in havo) for n in (1, 4))
    columns = rollup(read(EXAMENS_2019).columns, read(ADRESSEN_VO).columns, of=("level", "sex")).columns
    keys = {"place": "NL", "measure": "vo.geslaagden", "period": "2022/2023", "level": "havo", "sex": "v"}
    mine = np.all([columns[name] == value for name, value in keys.items()], axis=0)
    assert (columns["lower"][mine].tolist(), columns["upper"][mine].tolist()) == ([low], [high])
