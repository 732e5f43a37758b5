"""Pupils in are pupils out, left out or refused, in every real file of pupils; counted from the bytes by patterns."""

import json
import re
import zipfile
from collections import Counter

import pytest

from gelijkop.errors import InputRefused
from gelijkop.sources.area import read_area
from gelijkop.sources.edexml import read_edexml
from gelijkop.sources.ho import read_ho
from gelijkop.sources.mbo import read_mbo
from gelijkop.sources.oso import read_dossiers

pytestmark = pytest.mark.real

PUPILS = {
    "edexml": (read_edexml, rb"<leerling[\s>]", [
        "edexml/1.0.3/sample.xml", "edexml/2.0/EDEXML.Voorbeeld.2.0.xml", "edexml/2.1/EDEXML.Voorbeeld.2.1.xml",
    ]),
    "oso": (read_dossiers, rb"<(?:\w+:)?dossier[\s>]", [
        f"oso-2019.1/Voorbeelddossier_OV_{kind}.xml"
        for kind in ("BB_opt_out", "POPO_opt_out", "POVO_full", "POVO_opt_out", "VOVO_full", "VOVO_opt_out")
    ]),
    "mbo": (read_mbo, rb"(?m)^PER[;|]", [
        f"mbo-bekostiging/{name}.csv"
        for name in ("GRONDSLAG_IP_MBO_27DV_20251119_2025", "RO_21CY_20250730_20250731",
                     "RO_25LX_20250101_20251231", "RO_27DV_20240731_20260324")
    ]),
}  # fmt: skip
REFUSED = {
    "edexml/2.0/EDEXML.Voorbeeld.2.0-Vla.xml": (read_edexml, "school"),
    "edexml/2.1/EDEXML.Voorbeeld.2.1-Vla.xml": (read_edexml, "school"),
    "mbo-bekostiging/TBGI_25LX_2027_20251124.XML": (read_mbo, "personal_number"),
    "1cijferho-demo/EV299XX24_DEMO_enriched.csv.gz": (read_ho, "no_pupil_number"),
}
"""Flemish schools have no BRIN; the others know pupils by a citizen or personal number alone."""
FILES = [(kind, name) for kind, (_, _, names) in PUPILS.items() for name in names]
POINTS = "duo/adressen/scholen20241122.geo.zip"


@pytest.fixture
def read(shared, tmp_path):
    return lambda kind, name: PUPILS[kind][0]([shared / "leerling" / name], tmp_path)


@pytest.fixture
def raw(shared):
    return lambda name: (shared / "leerling" / name).read_bytes()


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_every_pupil_of_a_file_is_read_left_out_or_refused(read, raw, kind, name):
    found = read(kind, name)
    counted = len(re.findall(PUPILS[kind][1], raw(name)))
    assert counted > 0
    assert found.read + found.left_out + len(found.refused) == counted
    assert len(found.columns["pupils"]["pupil"]) == found.read


@pytest.mark.parametrize("name", PUPILS["edexml"][2])
def test_boys_and_girls_of_edexml_are_those_of_the_bytes(read, raw, name):
    pupils = re.findall(rb"<leerling[\s>].*?</leerling>", raw(name), re.DOTALL)
    codes = Counter(re.findall(rb"<geslacht>(\d)</geslacht>", b"".join(pupils)))
    sexes = Counter(read("edexml", name).columns["pupils"]["sex"].tolist())
    assert (sexes["m"], sexes["v"]) == (codes[b"1"], codes[b"2"])


def test_pupils_in_a_grade_of_edexml_are_those_of_the_bytes(read, raw):
    """A pupil is in the grade of its group, unless it tells one; who left before 1 October or came later is in none."""
    content = raw("edexml/1.0.3/sample.xml")
    grade = dict(re.findall(rb'<groep key="([^"]+)">.*?<jaargroep>(\w+)</jaargroep>', content, re.DOTALL))
    day = re.search(rb"<schooljaar>(\d{4})", content)[1] + b"-10-01"
    left, came = (rf"<{name}>([\d-]+)<".encode() for name in ("uitstroomdatum", "instroomdatum"))
    pupils = [
        p for p in re.findall(rb"<leerling[\s>].*?</leerling>", content, re.DOTALL)
        if all(gone >= day for gone in re.findall(left, p)) and all(new <= day for new in re.findall(came, p))
    ]  # fmt: skip
    own = [re.search(rb"<jaargroep>(\w+)</jaargroep>", p) for p in pupils]
    groups = [re.search(rb'<groep key="([^"]+)"', p) for p in pupils]
    told = Counter(o[1] if o else grade.get(g[1]) if g else None for o, g in zip(own, groups, strict=True))
    grades = Counter(read("edexml", "edexml/1.0.3/sample.xml").columns["enrolments"]["grade"].tolist())
    assert grades == {n: told[str(n).encode()] for n in range(1, 9)}


@pytest.mark.parametrize("name", PUPILS["mbo"][2])
def test_men_and_women_of_the_mbo_are_those_of_the_bytes(read, raw, name):
    codes = Counter(re.findall(rb"(?m)^PER[;|].*?[;|]([MV])(?:[;|]|\s*$)", raw(name)))
    sexes = Counter(read("mbo", name).columns["pupils"]["sex"].tolist())
    assert (sexes["m"], sexes["v"]) == (codes[b"M"], codes[b"V"])


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_without_school_or_own_number_is_refused_whole(shared, tmp_path, name):
    reader, rule = REFUSED[name]
    with pytest.raises(InputRefused) as caught:
        reader([shared / "leerling" / name], tmp_path)
    assert {f.rule for f in caught.value.findings} == {rule}


def test_every_file_with_pupils_is_in_one_of_these_lists(shared):
    """Schemas, headings, notes and descriptions hold no pupils; the invalid examples are in test_edexml."""
    none = (".xsd", ".wsdl", ".txt", ".yaml", ".json", "header.csv", "VSV_normen.csv")
    folder = shared / "leerling"
    files = [str(p.relative_to(folder)) for p in sorted(folder.rglob("*")) if p.is_file() and "ongeldig" not in p.parts]
    assert {f for f in files if not f.endswith(none)} == {name for _, name in FILES} | set(REFUSED)


def test_points_of_schools_are_those_of_the_bytes(shared, tmp_path):
    """A location with two addresses is refused the second time; nothing else is."""
    with zipfile.ZipFile(shared / POINTS) as archive:
        content = archive.read(archive.namelist()[0])
    codes = Counter(re.findall(rb'"vestigingscode": "(\w+)"', content))
    reading = read_area(shared / POINTS, tmp_path)
    assert (reading.rows, reading.used) == (codes.total(), len(codes))
    assert {f.rule for f in reading.refused} == {"duplicate_row"}
    primary = {p["properties"]["vestigingscode"] for p in json.loads(content)["features"]
               if p["properties"]["type"] == "basisschool"}  # fmt: skip
    assert (reading.columns["sector"] == "po").sum() == len(primary)
