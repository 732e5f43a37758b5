"""Damaged register files, EDEXML and messages of the test chain give only our own errors, and tell no value."""

import json
import time

import numpy as np
import pytest

from gelijkop.errors import UserError
from gelijkop.sources.chain import read_chain
from gelijkop.sources.edexml import read_edexml
from gelijkop.sources.ho import read_ho
from gelijkop.sources.mbo import read_mbo

SECONDS = 1.5
"""Time for each kind of damage; longer runs belong to the night."""

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


def read_ho_rows(paths, workdir):
    """Reads the rows with their description as it is."""
    (workdir / "layout").write_bytes(HO)
    return read_ho([*paths, workdir / "layout"], workdir)


def read_ho_layout(paths, workdir):
    """Reads a damaged description with rows as they are."""
    (workdir / "rows").write_bytes(HO_ROWS)
    return read_ho([*paths, workdir / "rows"], workdir)


def changed(data, rng):
    bytes_ = bytearray(data)
    for place in rng.integers(0, len(data), size=rng.integers(1, 6)):
        bytes_[place] = rng.integers(0, 256)
    return bytes(bytes_)


def cut(data, rng):
    return data[: rng.integers(0, len(data))]


def doubled(data, rng):
    begin, end = sorted(rng.integers(0, len(data), size=2))
    return data[:end] + data[begin:]


def swapped(data, rng):
    lines = data.split(b"\n")
    a, b = rng.integers(0, len(lines), size=2)
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def retyped(data, rng):
    """One field or text replaced by something odd."""
    if data.startswith(b"["):
        return retyped_json(data, rng)
    texts = [b"", b"x", b"-1", b"2019-13-45", b"9" * 40, "\u0663\u0664".encode(), b"<a/>", b"&lt;", b"0", b"\xc2\xa0"]
    mark = b";" if b";" in data else b"<" if b"<" in data else b" "
    parts = data.split(mark)
    at = int(rng.integers(1, len(parts)))
    tag, _, _ = parts[at].rpartition(b">")
    parts[at] = (tag + b">" if tag else b"") + texts[int(rng.integers(0, len(texts)))]
    return mark.join(parts)


def retyped_json(data, rng):
    """One value anywhere in the JSON replaced by one of another kind."""
    odd = [None, [], {}, 1, 1e300, "x", True, [None], {"label": 1}, "\u0663"]
    tree = json.loads(data)
    places, at = [], [tree]
    while at:
        inside = at.pop()
        for key in range(len(inside)) if isinstance(inside, list) else inside:
            places.append((inside, key))
            at += [inside[key]] if isinstance(inside[key], list | dict) else []
    inside, key = places[int(rng.integers(0, len(places)))]
    inside[key] = odd[int(rng.integers(0, len(odd)))]
    return json.dumps(tree).encode()


@pytest.mark.parametrize("damage", [changed, cut, doubled, swapped, retyped])
@pytest.mark.parametrize(
    ("data", "read"),
    [
        (MBO, read_mbo),
        (TBGI, read_mbo),
        (EDEXML, read_edexml),
        (CHAIN, read_chain),
        (HO_ROWS, read_ho_rows),
        (HO, read_ho_layout),
    ],
)
def test_damaged_files_give_nothing_but_our_own_errors_without_a_value(tmp_path, damage, data, read):
    rng = np.random.default_rng(2025)
    end = time.monotonic() + SECONDS / 3
    for _ in range(200):
        (tmp_path / "a").write_bytes(damage(data, rng))
        said = ""
        try:
            said = repr(read([tmp_path / "a"], tmp_path).refused)
        except UserError as error:
            said = error.say("nl") + error.say("en") + repr(error.findings)
        assert "MARK" not in said
        if time.monotonic() > end:
            break
