"""Damaged files give only our own errors, and neither these nor what was read tells a value of a pupil."""

from functools import partial

import pytest

from gelijkop.sources.chain import read_chain
from gelijkop.sources.decode import decode_kind, read_decode
from gelijkop.sources.edexml import read_edexml
from gelijkop.sources.ho import read_ho
from gelijkop.sources.mbo import read_mbo
from gelijkop.sources.oso import read_dossiers
from gelijkop.sources.pupil_readers import READERS
from gelijkop.sources.uwlr import read_uwlr

MBO = b"""VLP;25AB;1-8-2024;31-7-2026;1-8-2026
PER;MARKA;;12-5-2006;V
ISG;MARKA;;1;1-8-2023;31-7-2026;;
ISP;MARKA;;1;1-8-2023;25655;BOL;MBO-2;J
DIP;MARKA;;99;25655;15-7-2025;;J
SLR;1;1;1;0;0;1;0;0;0
"""
TBGI = b"""<?xml version="1.0"?><Bekostigingsgrondslagen><Inschrijving><BRIN>25AB</BRIN>
<Burgerservicenummer>MARKA</Burgerservicenummer>
<Teldatum>
<Teldatum>2025-10-01</Teldatum>
<Opleidingcode>25656</Opleidingcode>
<Niveau>MBO-3</Niveau>
</Teldatum></Inschrijving>
<Diploma><BRIN>25AB</BRIN><Burgerservicenummer>MARKB</Burgerservicenummer>
<Opleidingcode>25655</Opleidingcode>
<DatumBehaald>2025-07-15</DatumBehaald><Niveau>MBO-2</Niveau></Diploma></Bekostigingsgrondslagen>"""
EDEXML = b"""<?xml version="1.0"?><EDEX><school>
<schooljaar>2024-2025</schooljaar>
<brincode>00AB</brincode>
<xsdversie>2.1</xsdversie></school>
<groepen><groep key="G"><jaargroep>6</jaargroep></groep></groepen>
<leerlingen><leerling key="MARKA"><roepnaam>MARKB</roepnaam>
<geboortedatum>2013-06-21</geboortedatum>
<geslacht>1</geslacht>
<jaargroep>8</jaargroep></leerling>
<leerling key="MARKC"><groep key="G"/><postcodenl>6971VB</postcodenl></leerling></leerlingen></EDEX>"""
CHAIN = b"""[{"versie": "Doorstroomtoetsketen_v1.1",
"profiel": "Schooladviezen",
"schooljaar": "2025-2026",
"deelnemersgroep": {"instellingscode": "00AB", "vestigingscode": "01"},
"voorlopigSchooladviezen": [
{"deelnemerref": [{"label": "LAS-key", "onderwijsdeelnemerID": "MARKA"}],
"advies": "HAVO_TM_VWO"}]},
{"versie": "Doorstroomtoetsketen_v1.1", "schooljaar": "2025-2026",
"profiel": "Leerlingtoetsresultaat", "resultatenscores": {
"deelnemerref": [{"label": "LAS-key", "onderwijsdeelnemerID": "MARKA"}],
"versie": "Definitief", "toetsdefinitie": "ICE",
"resultaten": {"resultaten": [{"label": "Toetsadvies", "waarde": "vwo"}]}}}]"""
HO = b"""          Startpositie  Aantal posities
Persoonsgebonden nummer          1   5
Inschrijvingsjaar                6   4
Instellingscode                 10   4
Soort hoger onderwijs           14   3
Indicatie actief op peildatum   17   1
Soort inschrijving hoger onderwijs 18 1
Geslacht                        19   1
Vestigingsnummer                20   2
Postcodecijfers student op 1 oktober 22 4
Studentnummer                   26   5
"""
HO_ROWS = b"MARKB202225ABhbo11V031102MARKA\nMARKD202225ABwo 11M031102MARKC\n"


UWLR = b"""<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
<leerlinggegevens xmlns="http://www.edustandaard.nl/leerresultaten/2/leerlinggegevens"><school>
<schooljaar>2024-2025</schooljaar><brincode>00AB</brincode></school>
<groepen><groep key="G"><naam>8</naam><jaargroep>8</jaargroep></groep></groepen>
<leerlingen><leerling key="MARKA"><achternaam>MARKB</achternaam>
<geboortedatum>2013-06-21</geboortedatum>
<geslacht>1</geslacht><groep key="G"/></leerling></leerlingen></leerlinggegevens></s:Body></s:Envelope>"""
RESULTS = b"""<leerresultaten_verzoek xmlns="http://www.edustandaard.nl/leerresultaten/2/leerresultaten"><school>
<schooljaar>2024-2025</schooljaar><brincode>00AB</brincode></school>
<toetsafnames><toetsafname><leerlingid>MARKA</leerlingid><eckid>MARKB</eckid><resultaten>
<resultaat key="1"><afnamedatum>2025-02-05</afnamedatum>
<toetscode>D</toetscode><score>538</score></resultaat></resultaten></toetsafname></toetsafnames>
<toetsen><toets><toetscode>D</toetscode>
<toetsnaam>IEP doorstroomtoets</toetsnaam><toetsnormering>
<norm><term>havo/vwo</term><beginnormwaarde>536</beginnormwaarde>
<eindnormwaarde>541</eindnormwaarde></norm></toetsnormering></toets></toetsen></leerresultaten_verzoek>"""
POSTCODE = b"1000J0363Amsterdam\r\n1011N0363Amsterdam\r\n1012N0363Amsterdam\r\n"
COUNTRY = b"""5001Canada                                  2westers     21Westers Amerika
5002Frankrijk                               2westers     24Westers Europa
"""
BRANCH = b"""00AF00HET YSSELCOLLEGE              8021ZWOLLE                  1972080119961101ABZAlgemeen bijzonder
19FF06De Loods                      7513ENSCHEDE                20070801
"""


def read_ho_rows(paths, workdir):
    """Reads the rows with their description as it is."""
    (workdir / "layout").write_bytes(HO)
    return read_ho([*paths, workdir / "layout"], workdir)


def read_ho_layout(paths, workdir):
    """Reads a damaged description with rows as they are."""
    (workdir / "rows").write_bytes(HO_ROWS)
    return read_ho([*paths, workdir / "rows"], workdir)


def told(read):
    """A reader of pupils and its findings; the columns are not in the repr."""

    def reading(paths, workdir):
        found = read(paths, workdir)
        return found, found.refused

    return reading


REGISTERS = {
    "mbo": (MBO, read_mbo),
    "tbgi": (TBGI, read_mbo),
    "edexml": (EDEXML, read_edexml),
    "chain": (CHAIN, read_chain),
    "1cijferho": (HO_ROWS, read_ho_rows),
    "1cijferho layout": (HO, read_ho_layout),
    "uwlr": (UWLR, read_uwlr),
    "uwlr results": (RESULTS, read_uwlr),
}


@pytest.mark.parametrize("name", REGISTERS)
def test_damaged_register_files_and_messages_tell_no_value(fuzz, name):
    data, read = REGISTERS[name]
    assert "MARK" not in fuzz(data, told(read))


@pytest.mark.parametrize(("kind", "data"), [("postcode", POSTCODE), ("country", COUNTRY), ("branch", BRANCH)])
def test_damaged_decode_tables_give_nothing_but_our_own_errors(fuzz, kind, data):
    fuzz(data, lambda paths, _: [read_decode(p.read_bytes(), kind, "a") for p in paths])


@pytest.mark.parametrize("data", [MBO, EDEXML, CHAIN, HO, UWLR, RESULTS, BRANCH])
def test_recognising_a_damaged_file_never_fails(fuzz, data):
    fuzz(
        data, lambda paths, _: [(r.knows(p.read_bytes()), decode_kind(p.read_bytes())) for p in paths for r in READERS]
    )


# All that could tell who it is in the examples.
MARKS = ("Bj\u00f6rn", "Berg", "269326728", "003389261", "246263738", "274497451", "LN094837", "Hoofdstraat", "7311BA")


@pytest.mark.real
@pytest.mark.parametrize("schemas", [True, False])
@pytest.mark.parametrize("name", ["BB_opt_out", "POVO_opt_out"])
def test_damaged_dossiers_tell_no_value(fuzz, shared, name, schemas):
    folder = shared / "leerling" / "oso-2019.1"
    read = partial(read_dossiers, schemas=folder) if schemas else read_dossiers
    said = fuzz((folder / f"Voorbeelddossier_OV_{name}.xml").read_bytes(), told(read))
    assert [mark for mark in MARKS if mark in said] == []


@pytest.mark.real
@pytest.mark.parametrize("data", [UWLR, RESULTS])
def test_damaged_messages_checked_against_their_schema_tell_no_value(fuzz, shared, data):
    assert "MARK" not in fuzz(data, told(partial(read_uwlr, schemas=shared / "leerling" / "uwlr")))
