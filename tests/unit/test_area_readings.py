"""What the readers make of files without damage: worked out by hand from a few rows."""

import json
import zipfile

import numpy as np
import pytest

from gelijkop.errors import (
    ArchiveBomb,
    DamagedEncoding,
    EmptyFile,
    ImpossiblePeriod,
    InputRefused,
    MissingColumn,
    SpreadsheetDamage,
    TruncatedFile,
    UnknownFile,
)
from gelijkop.model.levels import levels
from gelijkop.model.tables import TABLES
from gelijkop.sources import deprivation, neighbourhoods
from gelijkop.sources.area import needs_engine, read_area, read_folder
from gelijkop.sources.declared import sources
from gelijkop.sources.reading import Reading, in_table, same

ADVICES = 12
TITLE = "Achterstandsscore per basisschoolvestiging, 1 oktober 2019"
FIRST = ["School (BRIN vestiging)", "Aantal bekostigde leerlingen", "Achterstandsscore", ""]
SECOND = [FIRST[0], "Achterstandsscore zonder drempel", "Achterstandsscore zonder drempel \n(onderbouw)",
          "Achterstandsscore zonder drempel \n(bovenbouw)", ""]  # fmt: skip


@pytest.fixture
def read(tmp_path):
    work = tmp_path / "work"
    work.mkdir()

    def put_and_read(content, name="bestand.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_area(path, work, **options)

    return put_and_read


def cells(reading, *names):
    """The rows of a reading, cut to these columns."""
    return list(zip(*(reading.columns[n].tolist() for n in names), strict=True))


def advices(values, year="2019-2020", brin="00AP"):
    return json.dumps({brin: {year: [*values, sum(values), 50.0, 50.0, 50.0, 0]}})


def sheets(first, second):
    top = ["Tabel", "", "", "", ""]
    return {
        "Voorblad": [["CBS"]],
        "Tabel 1": [top, [TITLE], [""], FIRST, [""], *first, ["", "", "", ""], ["Bron: CBS"], ["a onbetrouwbaar"]],
        "Tabel 2": [top, [TITLE], [""], SECOND, [""], *second, ["Bron: CBS"]],
    }


def read_scores(first, second):
    source = sources()["cbs.achterstandsscores"]
    return deprivation.read_deprivation(source, sheets(first, second), name="scores.xlsx", sha256="0" * 64)


def regions(**columns):
    """Two regions with every wanted column; all topics but the ones given are empty."""
    found = {name: np.ma.masked_all(2) for name in neighbourhoods.wanted_columns()}
    found["WijkenEnBuurten"] = np.array(["NL00      ", "GM1680    "], dtype=object)
    return {**found, **{name: np.ma.masked_equal(values, -1) for name, values in columns.items()}}


def read_regions(columns, name="cbs.v3.84799NED_TypedDataSet.parquet"):
    return neighbourhoods.read_neighbourhoods(sources()["cbs.kwb"], columns, name=name, sha256="0" * 64)


def test_pupils_get_a_restored_branch_and_only_the_grades_of_their_track(read):
    grades = ";".join(f"LEER- OF VERBLIJFSJAAR {g} - {s}" for g in range(1, 7) for s in ("MAN", "VROUW"))
    head = (
        f"BRIN NUMMER;VESTIGINGSNUMMER;ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR;ELEMENTCODE;OPLEIDINGSNAAM;{grades}"
    )
    row = "00AH;7;HAVO lj 4-5;373;HAVO Prf Cul/Maat;0;0;0;0;0;0;7;10;1;0;0;0"
    reading = read(f"{head}\n{row}\n", "leerlingen-2016-2017.csv")
    assert set(cells(reading, "place", "place_kind", "period", "level", "detail", "unit")) == {
        ("00AH07", "location", "2016/2017", "havo", "HAVO lj 4-5 · 0373 HAVO Prf Cul/Maat", "pupils")
    }
    assert cells(reading, "grade", "sex", "lower", "upper", "row") == [
        (4, "m", 7, 7, 2), (4, "v", 10, 10, 2), (5, "m", 1, 1, 2), (5, "v", 0, 0, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("programme", "level"),
    [("Ljvb op VWO/HAVO", "havo/vwo"), ("HAVO", "havo"), ("Ljvb op VWO/HAVO/VMBO-Alle Lw", "brugklas"),
     ("Lj LWOO vb op Bbg/Kbg Lw", "vmbo-bb/kb"), ("LWOO Maritiem en Techniek Algemeen Leerjaar", None)],
)  # fmt: skip
def test_a_first_class_has_the_level_that_its_programme_tells(read, programme, level):
    grades = ";".join(f"LEER- OF VERBLIJFSJAAR {g} - {s}" for g in range(1, 7) for s in ("MAN", "VROUW"))
    head = (
        f"BRIN NUMMER;VESTIGINGSNUMMER;ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR;ELEMENTCODE;OPLEIDINGSNAAM;{grades}"
    )
    reading = read(f"{head}\n00AH;7;Brugjaar 1-2;1;{programme};1;2;3;4;0;0;0;0;0;0;0;0\n", "x-2016-2017.csv")
    assert set(reading.columns["level"]) == {level}


def test_held_back_pupils_are_of_the_year_that_they_leave_and_points_are_thousands(read):
    head = ("BRINNUMMER;VESTIGINGSNUMMER;TOTAAL LEERLINGEN;AANTAL ZITTENBLIJVERS;AANTAL AFSTROMERS;AANTAL OPSTROMERS;"
            "PERCENTAGE ZITTENBLIJVERS;PERCENTAGE AFSTROMERS;PERCENTAGE OPSTROMERS")  # fmt: skip
    reading = read(f"{head}\n00AH;0;1.001;84;25;139;8,39;2,5;13,89\n", "zittenblijven-1516-tov-1617.csv")
    assert cells(reading, "measure", "period", "lower") == [
        ("vo.leerlingen", "2015/2016", 1001), ("vo.zittenblijvers", "2015/2016", 84),
        ("vo.afstromers", "2015/2016", 25), ("vo.opstromers", "2015/2016", 139),
    ]  # fmt: skip


def test_below_five_is_the_interval_one_to_four_and_a_total_has_no_sex(read):
    kinds = ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
    names = ";".join(f"{k} SCHOOLJAAR 2019-2020 - {s}" for s in ("MAN", "VROUW", "TOTAAL") for k in kinds)
    head = f"INSTELLINGSCODE;VESTIGINGSCODE;OPLEIDINGSNAAM;{names}"
    reading = read(f"{head}\n00AH;00AH00;VMBO LWT - techniek;<5;<5;100;0;0;0;6;6;100\n")
    assert cells(reading, "measure", "sex", "lower", "upper", "state") == [
        ("vo.examenkandidaten", "m", 1, 4, "suppressed"), ("vo.geslaagden", "m", 1, 4, "suppressed"),
        ("vo.examenkandidaten", "v", 0, 0, "shown"), ("vo.geslaagden", "v", 0, 0, "shown"),
        ("vo.examenkandidaten", None, 6, 6, "shown"), ("vo.geslaagden", None, 6, 6, "shown"),
    ]  # fmt: skip
    assert set(cells(reading, "place", "period", "level", "detail")) == {
        ("00AH00", "2019/2020", "vmbo-bb", "VMBO LWT - techniek")
    }


def test_a_mean_that_is_blank_is_hidden_or_does_not_apply(read):
    tests = ("CET", "IEP", "ROUTE8", "DIA", "AMN")
    head = ("PEILDATUM_LEERLINGEN;BRIN_NUMMER;VESTIGINGSNUMMER;SOORT_PO;LEERJAAR_8;ONTHEFFING_REDEN_ND;"
            + ";".join(f"{t}_AANTAL;{t}_GEM" for t in tests))  # fmt: skip
    reading = read(f"{head}\n20190417;00AP;00;Sbo;11;0;7;538,5;4; ;0; ;0; ;0; \n")
    means = [
        c for c in cells(reading, "measure", "state", "unit", "level", "period") if c[0].startswith("po.eindscore")
    ]
    assert means == [
        ("po.eindscore.cet", "shown", "score", "sbo", "2018/2019"),
        ("po.eindscore.iep", "suppressed", "score", "sbo", "2018/2019"),
        ("po.eindscore.route8", "not_applicable", "score", "sbo", "2018/2019"),
        ("po.eindscore.dia", "not_applicable", "score", "sbo", "2018/2019"),
        ("po.eindscore.amn", "not_applicable", "score", "sbo", "2018/2019"),
    ]


def test_an_address_becomes_a_place_without_street_or_telephone(read):
    head = ("BEVOEGD GEZAG NUMMER;BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM;STRAATNAAM;POSTCODE;GEMEENTENUMMER;"
            "GEMEENTENAAM;TELEFOONNUMMER;ONDERWIJSSTRUCTUUR")  # fmt: skip
    rows = ("10053;18BR;18BR00;Noord;Kade;9406 NN;0106;ASSEN;0592;PRO\n"
            "     ;20LO;20LO02;    ;Kade;9402 KG; 106;ASSEN;0592;VBO/PRO\n")  # fmt: skip
    reading = read(f"{head}\n{rows}")
    assert cells(reading, *(c.name for c in TABLES["places"].columns)) == [
        ("18BR00", "Noord", "pro", "10053", "GM0106", "ASSEN", "9406", None),
        ("20LO02", None, "vo", None, "GM0106", "ASSEN", "9402", None),
    ]


def test_cbs_points_are_missing_and_the_kind_of_region_follows_from_its_code(read):
    head = [c.name for c in sources()["cbs.ses-woa"].columns]
    known = ["2019", "GM0363    ", "  457400", "    20.8", "    29.8", "    49.5", "  -0.100", "   1.010"]
    empty = ["2019", "BU03630100", "       0", *["       ."] * 5]
    reading = read("\n".join(";".join(f'"{c}"' for c in row) for row in (head, known, empty)) + "\n")
    assert cells(reading, "place", "place_kind", "period")[:2] == [
        ("GM0363", "municipality", "2019"), ("BU03630100", "neighbourhood", "2019"),
    ]  # fmt: skip
    scores = [c[1:] for c in cells(reading, "measure", "lower", "state") if c[0] == "gebied.ses"]
    assert scores[0] == (-0.1, "shown")
    assert np.isnan(scores[1][0])
    assert scores[1][1] == "missing"


def test_a_two_in_the_advices_is_a_count_until_2021_and_one_to_four_after(read):
    values = [2, 0, 7, *[0] * (ADVICES - 3)]
    before, after = (read(advices(values, year), "a.json") for year in ("2021-2022", "2022-2023"))
    assert cells(before, "place", "place_kind", "level", "lower", "upper", "state")[:3] == [
        ("00AP", "school", "vso", 2, 2, "shown"), ("00AP", "school", "pro", 0, 0, "shown"),
        ("00AP", "school", "vmbo-bb", 7, 7, "shown"),
    ]  # fmt: skip
    assert cells(after, "level", "lower", "upper", "state")[:3] == [
        ("vso", 1, 4, "suppressed"), ("pro", 0, 0, "shown"), ("vmbo-bb", 7, 7, "shown"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"00AP": {"2019-2020": [1] * 11 + [0, 12, 50.0, 50.0, 50.0, 0]}}),
        advices([1, *[0] * 11], "2022-2023"),
        advices([-1, 5, *[0] * 10]),
        advices([1.0, *[0] * 11]),
        advices([1] * 11),
        json.dumps({"00AP": {"2019-2020": [0] * 17}, "AP": {"2019-2020": [0] * 17}, "01AP": {"2019-2020": 0}, "2": 3}),
        json.dumps({"00AP": {"2019-2020": [0] * 17}, "01AP": {"2019-2021": [0] * 17, "2019-2020": [0] * 16}}),
    ],
    ids=["sum", "hidden", "negative", "fraction", "length", "shape", "year"],
)  # fmt: skip
def test_advices_that_contradict_themselves_are_refused(read, content):
    with pytest.raises(InputRefused):
        read(content, "a.json")


@pytest.mark.parametrize(
    ("content", "error"),
    [('{"00AP": {"2019-2020": [1', TruncatedFile), ('{"00AP": ' + "[" * 200_000, TruncatedFile),
     ("[1, 2]", UnknownFile), ("{}", UnknownFile),
     (b'{"00AP": "\xe9"}', DamagedEncoding)],
)  # fmt: skip
def test_json_that_is_damaged_or_something_else_is_refused(read, content, error):
    with pytest.raises(error):
        read(content, "a.json")


def test_a_footnote_makes_a_score_not_estimable_but_keeps_it():
    reading = read_scores(
        [["00AP00", 100.0, 33.02, ""], ["31MN00", 10.0, 0.0, "a"]],
        [["00AP00", 102.62, 26.17, 76.45, ""], ["00AV00", 77.18, 41.94, 35.24, "b, c"]],
    )
    assert (reading.rows, reading.used) == (4, 4)
    assert set(reading.columns["period"]) == {"2019/2020"}
    assert cells(reading, "measure", "place", "detail", "lower", "state")[2:] == [
        ("po.achterstandsscore", "00AP00", None, 33.02, "shown"),
        ("po.achterstandsscore", "31MN00", None, 0.0, "not_estimable"),
        ("po.achterstandsscore.zonder-drempel", "00AP00", None, 102.62, "shown"),
        ("po.achterstandsscore.zonder-drempel", "00AV00", None, 77.18, "shown"),
        ("po.achterstandsscore.zonder-drempel", "00AP00", "onderbouw", 26.17, "shown"),
        ("po.achterstandsscore.zonder-drempel", "00AV00", "onderbouw", 41.94, "not_estimable"),
        ("po.achterstandsscore.zonder-drempel", "00AP00", "bovenbouw", 76.45, "shown"),
        ("po.achterstandsscore.zonder-drempel", "00AV00", "bovenbouw", 35.24, "not_estimable"),
    ]


GOOD = [["00AP00", 100.0, 33.02, ""], ["00AR00", 10.0, 0.0, ""]]
ALSO_GOOD = [["00AP00", 3.0, 1.0, 2.0, ""], ["00AR00", 5.0, 2.0, 3.0, ""]]


@pytest.mark.parametrize(
    "wrong",
    [["00AV00", 1.0, 2.0, 3.0, ""], ["00AV00", 3.0, 1.0, 2.0, "x"], ["00AV00", 3.0, "", 2.0, ""],
     ["00AV00", -3.0, -1.0, -2.0, ""], ["school", 3.0, 1.0, 2.0, ""]],
    ids=["sum", "footnote", "blank", "negative", "place"],
)  # fmt: skip
def test_a_wrong_row_of_scores_is_refused_alone(wrong):
    reading = read_scores(GOOD, [*ALSO_GOOD, wrong])
    assert (reading.rows, reading.used, [f.row for f in reading.refused]) == (5, 4, [8])


def test_a_school_that_is_in_a_sheet_twice_is_refused_both_times():
    reading = read_scores(GOOD, [*ALSO_GOOD, ALSO_GOOD[0]])
    assert [(f.rule, f.row) for f in reading.refused] == [("duplicate_row", 6), ("duplicate_row", 8)]


@pytest.mark.parametrize("damaged", [["0AP00", 3.0, 1.0, 2.0, ""], ["00AV00", object(), 1.0, 2.0, ""]])
def test_a_workbook_that_a_spreadsheet_changed_is_refused(damaged):
    with pytest.raises(SpreadsheetDamage):
        read_scores(GOOD, [*ALSO_GOOD, damaged])


def test_swapped_columns_of_scores_are_refused():
    with pytest.raises(InputRefused):
        read_scores(
            [[b, s, p, f] for b, p, s, f in [["00AP00", 100.0, 33.02, ""], ["00AR00", 90.0, 8.59, ""]]],
            [[b, low, whole, high, f] for b, whole, low, high, f in ALSO_GOOD],
        )


def test_a_workbook_without_a_column_or_a_date_is_refused():
    source = sources()["cbs.achterstandsscores"]
    fewer = sheets(GOOD, ALSO_GOOD)
    fewer["Tabel 2"] = [[*row[:3], *row[4:]] for row in fewer["Tabel 2"]]
    with pytest.raises(MissingColumn):
        deprivation.read_deprivation(source, fewer, name="x.xlsx", sha256="0" * 64)
    undated = sheets(GOOD, ALSO_GOOD)
    undated["Tabel 1"] = [undated["Tabel 1"][0], ["Achterstandsscore"], *undated["Tabel 1"][2:]]
    undated["Tabel 2"] = [undated["Tabel 2"][0], ["Achterstandsscore"], *undated["Tabel 2"][2:]]
    with pytest.raises(ImpossiblePeriod):
        deprivation.read_deprivation(source, undated, name="x.xlsx", sha256="0" * 64)


def test_swapped_headings_of_scores_are_refused():
    swapped = sheets(GOOD, ALSO_GOOD)
    swapped["Tabel 2"] = [[*r[:2], r[3], r[2], *r[4:]] if r is SECOND else r for r in swapped["Tabel 2"]]
    with pytest.raises(InputRefused) as caught:
        deprivation.read_deprivation(sources()["cbs.achterstandsscores"], swapped, name="x.xlsx", sha256="0" * 64)
    assert caught.value.findings[0].rule == "column_order"


def test_a_sheet_without_its_closing_line_is_refused():
    cut = sheets(GOOD, ALSO_GOOD)
    cut["Tabel 2"] = [r for r in cut["Tabel 2"] if r != ["Bron: CBS"]]
    with pytest.raises(TruncatedFile):
        deprivation.read_deprivation(sources()["cbs.achterstandsscores"], cut, name="x.xlsx", sha256="0" * 64)


def test_a_workbook_without_schools_is_empty():
    with pytest.raises(EmptyFile):
        read_scores([], [])


@pytest.mark.real
def test_an_unknown_workbook_is_told_what_is_known(shared, tmp_path):
    with pytest.raises(UnknownFile):
        read_area(shared / "cbs/vo_advisering.xlsx", tmp_path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a>" * 10_000_000)
    with pytest.raises(ArchiveBomb):
        read_area(path, tmp_path)


def test_a_folder_is_not_read_as_one_file(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        read_area(tmp_path, tmp_path)
    assert caught.value.findings[0].rule == "several_files"


def test_a_broken_workbook_is_refused(tmp_path):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<geen xml")
    with pytest.raises(TruncatedFile):
        read_area(path, tmp_path)


def test_empty_topics_are_left_out_and_a_null_is_missing():
    reading = read_regions(regions(AantalInwoners_5=[17407585, 25445], PersonenPerSoortUitkeringBijstand_83=[-1, 380]))
    found = cells(reading, "measure", "place", "place_kind", "period", "state")
    assert found == [
        ("gebied.inwoners", "NL", "country", "2020", "shown"),
        ("gebied.inwoners", "GM1680", "municipality", "2020", "shown"),
        ("gebied.uitkering.bijstand", "NL", "country", "2020", "missing"),
        ("gebied.uitkering.bijstand", "GM1680", "municipality", "2020", "shown"),
    ]


def test_key_figures_without_column_or_known_table_are_refused():
    whole = regions(AantalInwoners_5=[1, 2])
    with pytest.raises(MissingColumn):
        read_regions({k: v for k, v in whole.items() if k != "WestersTotaal_17"})
    with pytest.raises(ImpossiblePeriod):
        read_regions(whole, "kerncijfers.parquet")


def test_a_region_that_is_none_or_is_there_twice_is_refused():
    whole = regions(AantalInwoners_5=[1, 2])
    reading = read_regions({**whole, "WijkenEnBuurten": np.array(["NL00      ", "XX"], dtype=object)})
    assert [(f.rule, f.row) for f in reading.refused] == [("unknown_place", 2)]
    with pytest.raises(InputRefused):
        read_regions({**whole, "WijkenEnBuurten": np.array(["NL00      "] * 2, dtype=object)})


def test_region_names_come_without_padding():
    table = {
        "Key": np.array(["NL00      ", "WK168000  ", "?"]),
        "Title": np.array(["Nederland ", "Wijk 00 Annen", "x"]),
    }
    assert neighbourhoods.region_names(table) == {"NL": "Nederland", "WK168000": "Wijk 00 Annen"}


def test_parquet_is_loaded_by_whoever_has_an_engine(tmp_path):
    path = tmp_path / "cbs.v3.84799NED_TypedDataSet.parquet"
    path.write_bytes(b"PAR1 the rest does not matter here")
    assert needs_engine(path)
    with pytest.raises(UnknownFile):
        read_area(path, tmp_path)
    assert read_area(path, tmp_path, load=lambda _: regions(AantalInwoners_5=[1, 2])).rows == 2


def test_a_zip_of_several_sources_is_read_member_by_member(tmp_path):
    vsv = "brin_nummer;vestigings_nummer;aantal_leerlingen;vsv_totaal;vsv_vmbo;vsv_mbo;vsv_overig\n00AB;00;9;3;1;1;1\n"
    with zipfile.ZipFile(tmp_path / "alles.zip", "w") as archive:
        archive.writestr("vsv-2015.csv", vsv)
        archive.writestr("a.json", advices([5, *[0] * 11]))
    found = list(read_folder(tmp_path / "alles.zip", tmp_path))
    assert [(r.source, r.file) for r in found if isinstance(r, Reading)] == [
        ("duo.vo.vsv", "alles.zip/vsv-2015.csv"), ("duo.po.schooladviezen", "alles.zip/a.json"),
    ]  # fmt: skip


def test_a_reading_that_loses_rows_cannot_be_made():
    empty = in_table("places", [{c.name: same(None, 0) for c in TABLES["places"].columns}])
    with pytest.raises(ValueError, match="rows are lost"):
        Reading("x", "x.csv", "0" * 64, "places", empty, rows=3, used=2, refused=())


def test_a_reading_has_the_columns_of_its_table():
    with pytest.raises(ValueError, match="columns"):
        Reading("x", "x.csv", "0" * 64, "places", {"location": same(None, 0)}, rows=0, used=0, refused=())


@pytest.mark.parametrize("code", list(sources()))
def test_a_source_in_the_catalogue_uses_known_levels_units_and_states(code):
    source = sources()[code]
    units = TABLES["area_figures"].column("unit").codes
    assert {*source.levels.values(), *source.programmes.values()} <= {*levels(), "", "programme"}
    assert all(c.unit in units for c in source.columns if c.measure)
    assert all(text for trap in source.traps for text in (trap.nl, trap.en))
    declared = {c.name for c in source.columns}
    assert all({*check.parts, check.whole} <= declared for check in source.checks)
