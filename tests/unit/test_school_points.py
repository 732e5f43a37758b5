"""Points of school locations: what is read, what is refused and what goes before what."""

import json

import pytest

from gelijkop.errors import InputRefused, MissingColumn, TruncatedFile
from gelijkop.sources.area import read_area

KEYS = ("vestigingscode", "naam", "type", "postcode", "gemeente")
POINTS = [
    ("00AB00", "De Linde", "basisschool", "3142AB", "MAASSLUIS"),
    ("00AB01", "De Eik", "(V)SO", "3142AC", "MAASSLUIS"),
    ("01CD00", "Het Lyceum", "MAVO/HAVO/VWO", " ", "SCHIEDAM"),
]


def collection(points, without=()):
    features = [
        {"type": "Feature", "properties": {"brin_nummer": p[0][:4], **dict(zip(KEYS, p, strict=True))}} for p in points
    ]
    for feature in features:
        for key in without:
            del feature["properties"][key]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def read(tmp_path):
    work = tmp_path / "work"
    work.mkdir()

    def put_and_read(content):
        path = tmp_path / "scholen.json"
        path.write_text(content, encoding="utf-8")
        return read_area(path, work)

    return put_and_read


def test_every_point_becomes_a_place_with_its_sector(read):
    reading = read(collection(POINTS))
    assert (reading.source, reading.table, reading.rows, reading.refused) == ("duo.schoolpunten", "places", 3, ())
    assert reading.columns["location"].tolist() == ["00AB00", "00AB01", "01CD00"]
    assert reading.columns["sector"].tolist() == ["po", None, "vo"]
    assert reading.columns["postcode4"].tolist() == ["3142", "3142", None]
    assert reading.columns["municipality"].tolist() == [None, None, None]


def test_a_location_with_two_addresses_counts_once(read):
    reading = read(collection([*POINTS, POINTS[0]]))
    assert (reading.used, [(f.rule, f.row) for f in reading.refused]) == (3, [("duplicate_row", 4)])


def test_two_points_that_contradict_each_other_are_both_refused(read):
    reading = read(collection([*POINTS, ("00AB00", "De Beuk", "basisschool", "3142AB", "MAASSLUIS")]))
    assert (reading.used, [f.row for f in reading.refused]) == (2, [1, 4])


@pytest.mark.parametrize(
    ("point", "column"),
    [
        (("0AB00", "De Beuk", "basisschool", "3142AB", "X"), "vestigingscode"),
        (("02EF00", "De Beuk", "hogeschool", "3142AB", "X"), "type"),
        (("02EF00", "De Beuk", "basisschool", "0142AB", "X"), "postcode"),
    ],
)
def test_a_code_that_is_none_refuses_its_point(read, point, column):
    reading = read(collection([*POINTS, point]))
    assert [(f.row, f.column) for f in reading.refused] == [(4, column)]


def test_a_property_that_is_nowhere_is_missed(read):
    with pytest.raises(MissingColumn):
        read(collection(POINTS, without=["type"]))


def test_columns_that_were_swapped_refuse_the_file(read):
    swapped = [(p[0], p[1], p[3], p[2], p[4]) for p in POINTS]
    with pytest.raises(InputRefused):
        read(collection(swapped))


def test_a_file_cut_anywhere_is_refused(read):
    content = collection(POINTS[:1])
    for cut in range(1, len(content), 7):
        with pytest.raises(TruncatedFile):
            read(content[:cut])


def test_what_is_no_feature_is_refused_and_not_a_crash(read):
    content = json.loads(collection(POINTS))
    content["features"] += [None]
    assert read(json.dumps(content)).used == 3
