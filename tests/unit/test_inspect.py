"""What a file is shows in its content, whatever its name."""

import gzip
import json
import tempfile
import zipfile

import pytest

from gelijkop.errors import Text
from gelijkop.sources import archives
from gelijkop.sources.inspect import inspect
from gelijkop.sources.known import known_files
from gelijkop.store import Store

VSV = "brin_nummer;vestigings_nummer;aantal_leerlingen;vsv_totaal;vsv_vmbo;vsv_mbo;vsv_overig\n00AB;00;90;3;2;1;0\n"
PROFILE = (
    "INSTELLINGSCODE;VESTIGINGSCODE;ONDERWIJSTYPE VO;LEERWEG VMBO;VMBO SECTOR;AFDELING;EXAMENKANDIDATEN;GESLAAGDEN;"
    "GEZAKTEN;GEMIDDELD CIJFER SCHOOLEXAMEN;GEMIDDELD CIJFER CENTRAAL EXAMEN;GEMIDDELD CIJFER CIJFERLIJST\n"
    "00AH;00AH00;HAVO;;;Natuur en Techniek;<5;<5;0;6,4;6,2;6,5\n"
)


@pytest.fixture
def see(tmp_path):
    """What `inspect` says of these bytes under a name that tells nothing."""

    def put_and_see(content, name="bijlage 3 (2).dat"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        [seen] = inspect(path)
        return seen

    return put_and_see


def test_a_known_table_is_read_to_its_rows_years_and_marks(see):
    seen = see(PROFILE, "x-2024-2025.dat")
    assert (seen.code, seen.rows, seen.refused, seen.years) == ("duo.vo.examens-profiel", 1, 0, ("2024/2025",))
    assert (seen.encoding, seen.delimiter, seen.marks) == ("utf-8", ";", {"<5": 2})


def test_renamed_keys_are_told_as_the_layout(see):
    assert see(PROFILE, "x-2024-2025.dat").names == "INSTELLINGSCODE, VESTIGINGSCODE"
    assert see(VSV, "x-2015.dat").names == ""


def test_a_file_is_the_same_whatever_its_name_and_packing(see):
    packed = see(gzip.compress(VSV.encode()), "x-2015.bin")
    assert (packed.code, packed.rows) == (see(VSV, "x-2015.txt").code, 1) == ("duo.vo.vsv", 1)


def test_a_table_that_cannot_be_read_says_why(see):
    seen = see(VSV)  # the year stands only in the name, and this name has none
    assert (seen.code, seen.rows, seen.fault.rule) == ("duo.vo.vsv", 1, "no_period")


@pytest.mark.parametrize(
    ("content", "code", "version"),
    [
        ('<dossier xmlns="http://www.edustandaard.nl/oso_gegevensset/2019/dossier"><standaardversie>2019.1'
         "</standaardversie></dossier>", "oso.dossier", "2019.1"),
        ("<EDEX><school><schooljaar>2014-2015</schooljaar></school></EDEX>", "edexml.bestand", ""),
        ("openapi: 3.0.1\ninfo:\n  title: Doorstroomtoetsketen\n", "openapi.doorstroomtoets", ""),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "duo.toelichting", ""),
        ('{"value":[{"Perioden":"2011KW01","RegioS":"NL01  ","ID":0}]}', "cbs.odata3.data", ""),
        ('{"@odata.context": "https://odata4.cbs.nl/CBS/83765NED/", "Identifier": "83765NED"}',
         "cbs.odata4.metadata", "83765NED"),
        ("# Waar komen deze bestanden vandaan?\n\nTekst.\n", "toelichting.markdown", ""),
        ("file,bytes,sha256\na.csv,12,ab\n", "bestandslijst", ""),
        ("VLP|27DV|2024-07-31\nISP|1||1\nPER|1||V|x|y\n", "mbo.registratie", ""),
        ("BURGERSERVICENUMMER;ONDERWIJSNUMMER;RMC_REGIO\n", "vsv.rmc", ""),
        ("NR_ADMIN_VAN,NR_ADMIN_NAAR\n00AA,00BB\n", "duo.overgangen", ""),
    ],
)  # fmt: skip
def test_a_file_without_reader_is_recognised_too(see, content, code, version):
    seen = see(content)
    assert (seen.code, seen.names) == (code, version)


DECODE = "".join(f"{n:04}J0363Amsterdam\r\n" for n in (1011, 1012, 1013))


def test_the_rows_of_a_decode_table_are_counted(see):
    seen = see(DECODE)
    assert (seen.code, seen.rows, seen.fault) == ("duo.dec.postcode", 3, None)


def test_a_decode_table_that_stops_half_way_says_so(see):
    seen = see(DECODE[:-5])
    assert (seen.code, seen.rows, seen.fault.rule) == ("duo.dec.postcode", None, "cut_short")


def test_a_file_of_nobody_is_said_to_be_unknown(see):
    seen = see("a;b\n1;2\n3;4\n")
    assert (seen.code, seen.rows, seen.delimiter) == ("", 2, ";")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b"\x1f\x8b\x08\x00", "broken_archive"),
        (b"PK\x03\x04stuk", "broken_archive"),
        (b"{,}", "broken_json"),
    ],
)
def test_a_damaged_file_is_told_and_stops_nothing(see, content, rule):
    assert see(content).fault.rule == rule


def test_a_damaged_parquet_file_is_told_with_its_rule(tmp_path):
    (tmp_path / "cijfers.parquet").write_bytes(b"PAR1 stuk PAR1")
    with Store(tmp_path / "s") as store:
        [seen] = inspect(tmp_path / "cijfers.parquet", load=lambda path: store.arrays(store.scan_parquet(path)))
    assert seen.fault.rule == "cut_short"


def test_every_member_of_a_folder_and_a_zip_is_told(tmp_path):
    folder = tmp_path / "map"
    (folder / "diep").mkdir(parents=True)
    with zipfile.ZipFile(folder / "diep" / "alles.zip", "w") as archive:
        archive.writestr("vsv-2015.csv", VSV)
        archive.writestr("FryslÉn.csv", "")
    (folder / "stuk.gz").write_bytes(b"\x1f\x8b\x08\x00")
    found = [(s.file, s.code, s.fault and s.fault.rule) for s in inspect(folder)]
    assert found == [
        ("diep/alles.zip/vsv-2015.csv", "duo.vo.vsv", None),
        ("diep/alles.zip/FryslÉn.csv", "leeg", "empty"),
        ("stuk.gz", "", "broken_archive"),
    ]


def test_names_that_are_said_to_be_unicode_and_are_not_make_a_broken_archive(see, tmp_path):
    with zipfile.ZipFile(tmp_path / "alles.zip", "w") as archive:
        archive.writestr("Frysl\u00e2n.csv", VSV)
    broken = (tmp_path / "alles.zip").read_bytes().replace("\u00e2".encode(), b"\x83x")
    (tmp_path / "alles.zip").unlink()
    assert see(broken).fault.rule == "broken_archive"


def test_nothing_that_was_unpacked_stays_on_the_disk(tmp_path, monkeypatch):
    room = tmp_path / "tijdelijk"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    with zipfile.ZipFile(tmp_path / "alles.zip", "w") as archive:
        archive.writestr("vsv-2015.csv", VSV)
        archive.writestr("stuk.json", "{,}")
    at_most = [len(list(room.rglob("*.raw"))) for _ in inspect(tmp_path / "alles.zip")]
    assert (max(at_most), list(room.iterdir())) == (1, [])


def test_a_fetched_snapshot_is_told_as_one_thing_with_what_it_feeds(tmp_path):
    folder = tmp_path / "kwb" / "84799NED" / "2026-01-01"
    folder.mkdir(parents=True)
    manifest = {"source": "84799NED", "base": "https://opendata.cbs.nl", "modified": "2021-03-01", "started": "2026",
                "parts": []}  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "pagina-1.json").write_text("{}", encoding="utf-8")
    [seen] = inspect(tmp_path)
    assert (seen.file, seen.publisher, seen.code) == ("kwb/84799NED/2026-01-01/", "CBS", "momentopname")
    assert (seen.names, seen.fault.rule) == ("84799NED", "snapshot")


def test_an_archive_bomb_is_told_and_not_unpacked(see, monkeypatch):
    monkeypatch.setattr(archives, "_FREE", 1000)
    assert see(gzip.compress(b"0" * 10**6)).fault.rule == "archive_bomb"


def test_no_cell_of_a_table_stands_in_what_is_said(see):
    """A pupil file that is not known: its values are nobody's business."""
    seen = see("naam;nummer\nMerkteken;123456782\n")
    assert "Merkteken" not in str(seen)
    assert "123456782" not in str(seen)


def test_every_known_kind_says_what_it_is_good_for_in_both_languages():
    assert all(isinstance(k.use, Text) and k.use.nl and k.use.en and k.text.nl and k.text.en for k in known_files())
    codes = [k.code for k in known_files()]
    assert len(codes) == len(set(codes))


OWN = """[table]
code = "eigen.verzuim"
nl = "Verzuim"
publisher = "Regio X"
licence = "CC BY 4.0"
[place]
column = "Code"
kind = "municipality"
[[measure]]
code = "eigen.verzuim.aandeel"
column = "Verzuim|{period}"
nl = "Verzuim"
unit = "percent"
"""


def test_a_table_of_ones_own_is_told_by_the_mapping_beside_it_and_so_is_the_mapping(tmp_path):
    (tmp_path / "verzuim.csv").write_text("Code;Verzuim|2021\nGM0606;3,5\n", encoding="utf-8")
    (tmp_path / "verzuim.koppeling.toml").write_text(OWN, encoding="utf-8")
    table, mapping = inspect(tmp_path)
    assert (table.code, table.publisher, table.years, table.rows) == ("eigen.verzuim", "Regio X", ("2021",), 1)
    assert "eigen.verzuim.aandeel" in table.use.nl
    assert (mapping.code, mapping.fault) == ("gelijkop.koppeling.tabel", None)


def test_a_table_of_ones_own_with_a_faulty_mapping_says_so(tmp_path):
    (tmp_path / "verzuim.csv").write_text("Code;Verzuim|2021\nGM0606;3,5\n", encoding="utf-8")
    (tmp_path / "verzuim.koppeling.toml").write_text(OWN.replace("municipality", "gemeente"), encoding="utf-8")
    assert next(inspect(tmp_path)).fault.column == "place.kind"


def test_what_looks_odd_is_told(see):
    assert [r.rule for r in see(VSV, "x-2015.dat").remarks] == ["few_rows"]
