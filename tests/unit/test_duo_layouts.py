"""Layouts of DUO: rows typed from the page that describes them, with made-up numbers where it prints none."""

import csv
import io
import re
from dataclasses import replace

import numpy as np
import pytest

from gelijkop.errors import InputRefused, MissingColumn, SpreadsheetDamage, UnknownCode, UnknownFile
from gelijkop.model.levels import crosswalk
from gelijkop.sources.area import read_area
from gelijkop.sources.declared import as_published, bind, sources
from gelijkop.sources.delimited import read_figures
from gelijkop.sources.text import open_text

ADVICES = ("VSO", "PRO", "VMBO_B", "VMBO_B_K", "VMBO_K", "VMBO_K_GT", "VMBO_GT", "VMBO_GT_HAVO", "HAVO", "HAVO_VWO",
           "VWO", "ADVIES_NIET_MOGELIJK")  # fmt: skip


def split(cells):
    return cells.split(" ")


SCHOOL = split("INSTELLINGSNAAM_VESTIGING POSTCODE_VESTIGING PLAATSNAAM GEMEENTENUMMER GEMEENTENAAM PROVINCIE SOORT_PO "
               "DENOMINATIE_VESTIGING BEVOEGD_GEZAG_NUMMER")  # fmt: skip
WERELDWIJS = ["Wereldwijs", "2716PH", "ZOETERMEER", " 637", "Zoetermeer", "Zuid-Holland", "Bo", "Gereformeerd", "41646"]
LEVELS = split("REKENEN_LAGER1F REKENEN_1F REKENEN_1S REKENEN_2F LV_LAGER1F LV_1F LV_2F TV_LAGER1F TV_1F TV_2F")
YEARS = range(13, 20)

SAMPLES = {
    # KOLOMMEN.md, 2018-2019: 11 pupils; VSO, PRO and VMBO_B are not printed there and must be 0 to add up to 11
    "duo.po.schooladviezen-vestiging": (
        ";",
        ["PEILDATUM_LEERLINGEN", "PRIKDATUM_ADVIEZEN", "BRIN_NUMMER", "VESTIGINGSNUMMER", *SCHOOL, *ADVICES,
         "TOTAAL_ADVIES"],
        [["20190417", "20190725", "00AP", "00", *WERELDWIJS, *split("0 0 0 1 1 0 2 3 0 2 1 1 11")]],
    ),
    "duo.po.referentieniveaus": (
        ";",
        ["PEILDATUM_LEERLINGEN", "BRIN_NUMMER", "VESTIGINGSNUMMER", *SCHOOL, *LEVELS],
        [["20190417", "00AP", "00", *WERELDWIJS, *split("0 5 6 0 0 4 7 0 5 6")]],
    ),
    "duo.po.zittenblijven": (
        ";",
        ["BRIN_NUMMER", "VESTIGINGSNUMMER", *SCHOOL,
         *(f"{k}_{y}" for y in YEARS for k in ("LJ8", "ZIT", "ZITPERC", "ZITPERC_LJ"))],
        [["00AP", "00", *WERELDWIJS, *["44", "1", ",0227272727272727", ",05"] * 7]],
    ),
    "duo.po.ckan-referentieniveaus": (
        ",",
        ["INSTELLINGSCODE", "VESTIGINGSCODE", "TYPE_PO", "PEILJAAR", "REFERENTIENIVEAU", "AANTAL_LEERLINGEN"],
        [["00AP", "00", "Bo", "2024", "TAAL_LV_1F", "-1"], ["00AP", "00", "Bo", "2024", "REKENEN_1S", "12"]],
    ),
    "duo.po.ckan-heroverwegingen": (
        ",",
        ["INSTELLINGSCODE", "VESTIGINGSCODE", "TYPE_PO", "PEILJAAR", "TOETSEN_EN_ADVIEZEN", "AANTAL_LEERLINGEN"],
        [["00AP", "00", "Bo", "2024", "HEROVERWOGEN", "7"]],
    ),
    "duo.po.ckan-postcode": (
        ",",
        ["INSTELLINGSCODE", "VESTIGINGSCODE", "TYPE_PO", "PEILJAAR", "POSTCODE4_DEELNEMER", "AANTAL_LEERLINGEN"],
        [["00AP", "00", "Bo", "2024", "2716", "-1"]],
    ),
    "duo.vo.examens-profiel": (
        ";",
        ["BRIN NUMMER", "VESTIGINGSNUMMER", "ONDERWIJSTYPE VO", "LEERWEG VMBO", "VMBO SECTOR", "AFDELING",
         "EXAMENKANDIDATEN", "GESLAAGDEN", "GEZAKTEN", "GEMIDDELD CIJFER SCHOOLEXAMEN",
         "GEMIDDELD CIJFER CENTRAAL EXAMEN", "GEMIDDELD CIJFER CIJFERLIJST"],
        [["00AH", "00AH00", "HAVO", "", "", "Natuur en Techniek", *split("14 13 1 6,4 6,2 6,5")],
         ["00AH", "00AH00", "VMBO", "GL", "Techniek", "Bouw", *split("9 9 0 6,0 6,1 6,1")],
         ["00AH", "00AH00", "VMBO", "TL", "Techniek", "Bouw", *split("8 5 3 5,9 5,8 6,0")]],
    ),
    "duo.vo.examencijfers": (
        ";",
        ["SCHOOLJAAR", "BRIN NUMMER", "VESTIGINGSNUMMER", "ONDERWIJSTYPE VO", "VAKCODE", "VAKNAAM",
         "SCHOOLEXAMEN BEOORDELING", "TOTAAL AANTAL SCHOOLEXAMENS MET BEOORDELING",
         "TOTAAL AANTAL SCHOOLEXAMENS MET CIJFER", "GEM. CIJFER TOTAAL AANTAL SCHOOLEXAMENS",
         "TOTAAL AANTAL CENTRALE EXAMENS", "GEM. CIJFER TOTAAL AANTAL CENTRALE EXAMENS", "GEM. CIJFER CIJFERLIJST"],
        [["2018", "00AH", "00", "HAVO", "0161", "informatica", "", *split("0 24 6,8 0 ,0 6,8")]],
    ),
    "duo.vo.leerlingen-vestiging": (
        ";",
        ["BRIN NUMMER", "VESTIGINGSNUMMER", "AANTAL LEERLINGEN", "AANTAL VO LEERLINGEN UITBESTEED AAN VAVO"],
        [["19HY", "19HY00", "145", "0"]],
    ),
    "duo.po.afstand": (
        ";",
        ["PEILDATUM", "BRIN_NUMMER", "VESTIGINGSNUMMER", "SOORT_PO", "AFSTAND", "LEERLINGEN"],
        [["20191001", "00AP", "00", "Bo", "2500,77", "100"], ["20191001", "00AP", "00", "Sbo", "9562,5", "20"]],
    ),
    "duo.po.postcode": (
        ";",
        ["PEILDATUM", "POSTCODE_LEERLING", "BRIN_NUMMER", "VESTIGINGSNUMMER", "SOORT_PO",
         *(f"LEEFTIJD_{a}" for a in ("JONGER", *range(4, 25), "OUDER"))],
        [["20241001", "3119", "08WT", "00", "Bo", "0", "<5", "7", *["0"] * 19, "<5"]],
    ),
}  # fmt: skip
every_layout = pytest.mark.parametrize("code", SAMPLES)


def text(header, rows, delimiter=";"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([header, *rows])
    return out.getvalue()


@pytest.fixture
def read(tmp_path):
    work = tmp_path / "work"
    work.mkdir()

    def put_and_read(content, name="bestand-2018-2019.csv"):
        (tmp_path / name).write_text(content, encoding="cp1252", newline="")
        return read_area(tmp_path / name, work)

    return put_and_read


def sample(code, read, *, header=None, rows=None):
    delimiter, known, cells = SAMPLES[code]
    name = "leerlingen-2025.csv" if code == "duo.vo.leerlingen-vestiging" else "bestand-2018-2019.csv"
    return read(text(header or known, rows or cells, delimiter), name)


def values(reading, **keys):
    """(lower, upper) of the one figure with these keys."""
    columns = reading.columns
    [at] = np.flatnonzero(np.all([columns[k] == v for k, v in keys.items()], axis=0))
    return columns["lower"][at], columns["upper"][at]


@every_layout
def test_a_typed_layout_is_recognised_and_every_row_is_used(read, code):
    reading = sample(code, read)
    assert (reading.source, reading.used, reading.refused) == (code, len(SAMPLES[code][2]), ())


@every_layout
def test_the_keys_of_later_years_give_the_same_figures(read, code):
    """BRIN NUMMER became INSTELLINGSCODE and VESTIGINGSNUMMER VESTIGINGSCODE."""
    later = {"BRIN NUMMER": "INSTELLINGSCODE", "BRIN_NUMMER": "INSTELLINGSCODE", "VESTIGINGSNUMMER": "VESTIGINGSCODE"}
    old = sample(code, read)
    new = sample(code, read, header=[later.get(h, h) for h in SAMPLES[code][1]])
    assert new.columns["place"].tolist() == old.columns["place"].tolist()
    assert np.array_equal(new.columns["upper"], old.columns["upper"], equal_nan=True)


@every_layout
def test_a_dropped_column_is_missed(read, code):
    _, header, rows = SAMPLES[code]
    bound, _ = bind(as_published(sources()[code], header), header)
    for heading in (b.heading for b in bound):
        at = header.index(heading)
        with pytest.raises((MissingColumn, UnknownFile)):
            sample(code, read, header=header[:at] + header[at + 1 :], rows=[r[:at] + r[at + 1 :] for r in rows])


@every_layout
def test_two_swapped_headings_are_refused(read, code):
    _, header, _ = SAMPLES[code]
    bound, _ = bind(as_published(sources()[code], header), header)
    first, last = bound[0].heading, bound[-1].heading
    swapped = {first: last, last: first}
    with pytest.raises(InputRefused):
        sample(code, read, header=[swapped.get(h, h) for h in header])


@every_layout
def test_a_number_that_a_spreadsheet_changed_refuses_the_file(read, code):
    _, header, rows = SAMPLES[code]
    bound, _ = bind(as_published(sources()[code], header), header)
    at = header.index(next(b.heading for b in bound if b.column.is_number))
    with pytest.raises(SpreadsheetDamage):
        sample(code, read, rows=[[*rows[0][:at], "20-Oct", *rows[0][at + 1 :]], *rows[1:]])


@every_layout
def test_a_row_that_is_there_twice_is_refused_both_times(read, code):
    _, _, rows = SAMPLES[code]
    school = next(c for c in rows[0] if re.fullmatch(r"\d\d[A-Z]{2}", c))
    others = [[c.replace(school, other) for c in rows[0]] for other in ("01AA", "01AB", "01AC")]
    reading = sample(code, read, rows=[rows[0], rows[0], *others])
    assert [(f.rule, f.row) for f in reading.refused] == [("duplicate_row", 2), ("duplicate_row", 3)]


def test_an_advice_stands_at_its_level(read):
    reading = sample("duo.po.schooladviezen-vestiging", read)
    assert values(reading, level="vmbo-gt/havo") == (3, 3)
    assert set(reading.columns["level"]) == {crosswalk("duo")[a] for a in ADVICES}
    assert set(reading.columns["period"]) == {"2018/2019"}


def test_advices_that_do_not_add_up_to_their_total_are_refused(read):
    _, _, rows = SAMPLES["duo.po.schooladviezen-vestiging"]
    with pytest.raises(InputRefused) as caught:
        sample("duo.po.schooladviezen-vestiging", read, rows=[[*rows[0][:-1], "12"]])
    assert caught.value.findings[0].rule == "contradiction"


def test_hidden_advices_of_2024_are_an_interval_that_may_add_up(read):
    """KOLOMMEN.md: 1 to 4 are printed as <5; seven of them are 7 to 28 pupils, and the total is 11."""
    _, _, rows = SAMPLES["duo.po.schooladviezen-vestiging"]
    hidden = ["<5" if c in ("1", "2", "3") else c for c in rows[0][13:25]]
    reading = sample("duo.po.schooladviezen-vestiging", read, rows=[[*rows[0][:13], *hidden, "11"]])
    assert values(reading, level="havo/vwo") == (1, 4)


def test_a_hidden_number_of_the_portal_is_the_same_interval_as_one_of_the_website(read):
    reading = sample("duo.po.ckan-referentieniveaus", read)
    assert values(reading, detail="Bo · TAAL_LV_1F") == (1, 4)
    assert values(reading, detail="Bo · REKENEN_1S") == (12, 12)


def test_a_share_without_leading_zero_is_read(read):
    reading = sample("duo.po.zittenblijven", read)
    assert values(reading, measure="po.zittenblijven.deel", period="2013")[0] == pytest.approx(1 / 44)
    assert sorted(set(reading.columns["period"])) == [f"20{y}" for y in YEARS]


def test_two_tracks_of_one_level_stay_apart(read):
    """Vmbo-gl and vmbo-tl are both vmbo-gt."""
    reading = sample("duo.vo.examens-profiel", read)
    assert values(reading, measure="vo.examen.gezakten", detail="TL · Techniek · Bouw") == (3, 3)
    assert values(reading, measure="vo.examen.gezakten", detail="GL · Techniek · Bouw") == (0, 0)


def test_a_mark_of_zero_is_no_mark(read):
    reading = sample("duo.vo.examencijfers", read)
    assert np.isnan(values(reading, measure="vo.vak.cijfer-ce")[0])
    assert set(reading.columns["period"]) == {"2018/2019"}


def test_ages_of_a_home_postcode_add_up_to_an_interval(read):
    reading = sample("duo.po.postcode", read)
    assert values(reading, measure="po.leerlingen.postcode", detail="3119 · Bo") == (1 + 7 + 1, 4 + 7 + 4)
    assert reading.columns["state"].tolist() == ["suppressed"]


CKAN = "INSTELLINGSCODE,VESTIGINGSCODE,TYPE_PO,PEILJAAR,ADVIES,AANTAL_LEERLINGEN\n"
ROWS = "00AP,00,Bo,2024,10,-1\n00AP,00,Bo,2024,11,6\n"


def test_advice_codes_without_a_decode_table_are_refused(read):
    with pytest.raises(UnknownCode) as caught:
        read(CKAN + ROWS)
    assert (caught.value.findings[0].rule, caught.value.findings[0].column) == ("no_decode_table", "ADVIES")


def test_advice_codes_are_read_with_a_decode_table(tmp_path):
    """Whichever of the two readings is right: the table decides, the reader does not."""
    (tmp_path / "ckan.csv").write_text(CKAN + ROWS, encoding="utf-8")
    source = replace(sources()["duo.po.ckan-adviezen"], programmes={"10": "vwo", "11": "havo/vwo"})
    reading = read_figures(source, open_text(tmp_path / "ckan.csv", tmp_path))
    assert values(reading, level="vwo") == (1, 4)
    assert values(reading, level="havo/vwo") == (6, 6)


def test_a_code_outside_the_decode_table_refuses_its_row(tmp_path):
    (tmp_path / "ckan.csv").write_text(CKAN + ROWS, encoding="utf-8")
    source = replace(sources()["duo.po.ckan-adviezen"], programmes={"10": "vwo"})
    reading = read_figures(source, open_text(tmp_path / "ckan.csv", tmp_path))
    assert [(f.rule, f.row) for f in reading.refused] == [("unknown_code", 3)]
