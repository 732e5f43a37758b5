"""The remaining open files of DUO and the Inspectorate: no row is lost, and sums are those of the raw bytes."""

import csv
import gzip
import io
import math
import zipfile
from collections import Counter

import duckdb
import numpy as np
import pytest

from gelijkop.errors import Finding, UnknownCode
from gelijkop.sources.area import read_area, read_folder
from gelijkop.sources.inspect import inspect

pytestmark = pytest.mark.real
SUM_OF_DECIMALS = 1e-6
"""Sums of thousands of numbers with up to twelve decimals, in another order of adding."""

PROFILE = {
    "2015/2016": "duo/vo/07.-geslaagden,-gezakten-en-cijfers-2015-2016.csv.gz",
    "2016/2017": "duo/vo/07.-geslaagden,-gezakten-en-cijfers-2016-2017.csv.gz",
    "2018/2019": "duo/vo/geslaagden-gezakten-en-cijfers-2018-2019.csv.gz",
    "2024/2025": "duo/vo/uittreksel-2025/geslaagden-gezakten-en-cijfers-2024-2025.eerste-rijen.csv",
}
MARKS = "duo/vo/examenkandidaten-havo-en-examencijfers-2018-2019.csv.gz"
PUPILS = "duo/vo/uittreksel-2025/leerlingen-vo-per-vestiging-2025.eerste-rijen.csv"
PLACES = "duo/vo/uittreksel-2025/alle-vestigingen-vo_2025.eerste-rijen.csv"
DISTANCE = "duo/po/gemiddelde-afstand-tussen-woonadres-leerling-en-schoolvestiging-2019-2020.csv.gz"
POSTCODES = "duo/po/postcode-leeftijd-2024"
ZIP = "overige-gemeenten.zip"
CARDS = "duo/inspectie/toezichtkaarten-vo-2012.csv.gz"
JUDGEMENTS = "duo/inspectie/opbrengstoordelen-vo-2012.csv"


@pytest.fixture(scope="module")
def read(shared, tmp_path_factory):
    """Read a file once, whatever the number of tests about it."""
    work, known = tmp_path_factory.mktemp("work"), {}

    def read_once(name):
        if name not in known:
            known[name] = read_area(shared / name, work)
        return known[name]

    return read_once


def table(content, encoding="cp1252"):
    """The rows of a file by heading, split without the readers."""
    content = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    return list(csv.DictReader(io.StringIO(content.decode(encoding)), delimiter=";"))


def bounds(cells):
    """The sum of counts as an interval: <5 is 1 to 4."""
    cells = list(cells)
    return tuple(sum(hidden if c == "<5" else int(c) for c in cells) for hidden in (1, 4))


def picked(columns, **keys):
    mine = np.all([columns[k] == v for k, v in keys.items()], axis=0)
    return columns["lower"][mine].sum(), columns["upper"][mine].sum()


@pytest.mark.parametrize(
    ("name", "source", "rows"),
    [
        (PROFILE["2015/2016"], "duo.vo.examens-profiel", 10435),
        (PROFILE["2016/2017"], "duo.vo.examens-profiel", 10425),
        (PROFILE["2018/2019"], "duo.vo.examens-profiel", 11694),
        (PROFILE["2024/2025"], "duo.vo.examens-profiel", 7),
        (MARKS, "duo.vo.examencijfers", 12102),
        (PUPILS, "duo.vo.leerlingen-vestiging", 9),
        (PLACES, "duo.vo.vestigingen", 3),
        (DISTANCE, "duo.po.afstand", 7301),
        (CARDS, "inspectie.toezichtkaarten", 1169),
    ],
)
def test_every_row_is_used(read, name, source, rows):
    reading = read(name)
    assert (reading.source, reading.rows, reading.used, reading.refused) == (source, rows, rows, ())


@pytest.mark.parametrize("period", PROFILE)
def test_candidates_passes_and_fails_by_track_add_up_as_in_the_bytes(read, shared, period):
    rows = table((shared / PROFILE[period]).read_bytes(), "utf-8" if period == "2024/2025" else "cp1252")
    columns = read(PROFILE[period]).columns
    measures = {"EXAMENKANDIDATEN": "kandidaten", "GESLAAGDEN": "geslaagden", "GEZAKTEN": "gezakten"}
    for heading, measure in measures.items():
        for level in ("HAVO", "VWO"):
            expected = bounds(r[heading] for r in rows if r["ONDERWIJSTYPE VO"] == level)
            keys = {"measure": f"vo.examen.{measure}", "level": level.lower(), "period": period}
            assert picked(columns, **keys) == expected
        gt = bounds(r[heading] for r in rows if r["LEERWEG VMBO"] in ("GL", "TL"))
        assert picked(columns, measure=f"vo.examen.{measure}", level="vmbo-gt") == gt


def test_exams_and_marks_by_subject_add_up_as_in_the_bytes(read, shared):
    rows = table((shared / MARKS).read_bytes())
    columns = read(MARKS).columns
    exams = sum(int(r["TOTAAL AANTAL CENTRALE EXAMENS"]) for r in rows)
    assert picked(columns, measure="vo.vak.ce", period="2018/2019") == (exams, exams)
    marks = [r["GEM. CIJFER TOTAAL AANTAL CENTRALE EXAMENS"] for r in rows]
    mine = columns["lower"][columns["measure"] == "vo.vak.cijfer-ce"]
    expected = math.fsum(float(m.replace(",", ".")) for m in marks if m != ",0")
    assert np.nansum(mine) == pytest.approx(expected, abs=SUM_OF_DECIMALS)
    assert np.isnan(mine).sum() == marks.count(",0")


def test_pupils_per_location_add_up_as_in_the_bytes(read, shared):
    rows = table((shared / PUPILS).read_bytes(), "utf-8")
    columns = read(PUPILS).columns
    for heading, measure in {
        "AANTAL LEERLINGEN": "vo.leerlingen.vestiging",
        "AANTAL VO LEERLINGEN UITBESTEED AAN VAVO": "vo.leerlingen.vavo",
    }.items():
        assert picked(columns, measure=measure, period="2025") == bounds(r[heading] for r in rows)


def test_places_under_the_new_keys_are_those_of_the_bytes(read, shared):
    rows = table((shared / PLACES).read_bytes(), "utf-8")
    assert read(PLACES).columns["location"].tolist() == [r["VESTIGINGSCODE"] for r in rows]


def test_distances_add_up_as_in_the_bytes(read, shared):
    rows = table((shared / DISTANCE).read_bytes())
    columns = read(DISTANCE).columns
    pupils = sum(int(r["LEERLINGEN"]) for r in rows)
    assert picked(columns, measure="po.afstand.leerlingen") == (pupils, pupils)
    metres = math.fsum(float(r["AFSTAND"].replace(",", ".")) for r in rows)
    assert picked(columns, measure="po.afstand")[0] == pytest.approx(metres, rel=SUM_OF_DECIMALS)


def test_pupils_by_home_postcode_add_up_as_in_the_bytes_of_all_340_files(shared, tmp_path):
    """One member of the zip is empty (Ridderkerk), and one has a garbled name (Noardeast-FryslÉn)."""
    contents = [p.read_bytes() for p in sorted((shared / POSTCODES).iterdir()) if p.name != ZIP]
    with zipfile.ZipFile(shared / POSTCODES / ZIP) as archive:
        contents += [archive.read(name) for name in archive.namelist()]
    expected = Counter()
    for row in (r for content in contents for r in table(content, "utf-8-sig")):
        low, high = bounds(v for h, v in row.items() if h.startswith("LEEFTIJD"))
        expected.update(rows=1, low=low, high=high)
    found, refused = Counter(), []
    for reading in read_folder(shared / POSTCODES, tmp_path):
        if isinstance(reading, Finding):
            refused.append((reading.file, reading.rule))
            continue
        assert (reading.source, reading.refused) == ("duo.po.postcode", ())
        low, high = picked(reading.columns, measure="po.leerlingen.postcode")
        found.update(rows=reading.used, low=low, high=high)
    assert found == expected
    assert refused == [(f"{ZIP}/Ridderkerk afgeschermd.csv", "empty")]


def test_positions_in_grade_three_add_up_as_in_the_bytes(read, shared):
    rows = table((shared / CARDS).read_bytes())
    columns = read(CARDS).columns
    for heading, detail in {"hapop": "op-advies", "hapbov": "boven-advies", "haphond": "half-onder-advies"}.items():
        expected = sum(float(r[heading].replace(",", ".")) for r in rows if r[heading].strip())
        mine = np.all([columns[k] == v for k, v in {"measure": "vo.inspectie.leerjaar3", "level": "havo",
                                                    "detail": detail}.items()], axis=0)  # fmt: skip
        assert np.nansum(columns["lower"][mine]) == pytest.approx(expected, abs=SUM_OF_DECIMALS)


def test_judgements_without_a_list_of_their_values_are_refused(shared, tmp_path):
    with pytest.raises(UnknownCode) as caught:
        read_area(shared / JUDGEMENTS, tmp_path)
    assert caught.value.findings[0].rule == "no_decode_table"


def parquet(path):
    with duckdb.connect() as connection:
        return connection.sql("select * from read_parquet($p)", params={"p": str(path)}).fetchnumpy()


def test_inspect_recognises_every_file(shared):
    """The zip of 336 members and the wide exam files are read whole above; they would double the time of this test."""
    files = [p for p in sorted(shared.rglob("*")) if p.is_file()]
    quick = [p for p in files if p.name != ZIP and not p.name.startswith("examenkandidaten-en-geslaagden")]
    assert [p.name for p in quick for seen in inspect(p, load=parquet) if not seen.code] == []
    assert len(quick) > 100  # of the 142 files at hand


def test_inspect_says_what_the_empty_member_of_the_zip_is(shared, tmp_path):
    with zipfile.ZipFile(shared / POSTCODES / ZIP) as archive:
        archive.extract("Ridderkerk afgeschermd.csv", tmp_path)
    assert [seen.fault.rule for seen in inspect(tmp_path)] == ["empty"]
