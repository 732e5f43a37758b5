import gzip

import pytest

from gelijkop.catalogue import load
from gelijkop.errors import DamagedEncoding, DuplicateRow, InputRefused, TruncatedFile
from gelijkop.sources.area import read_area
from gelijkop.sources.declared import sources
from gelijkop.sources.decode import CODE, KINDS, SIZE, decode_kind, read_branches, read_decode
from gelijkop.sources.fixed_width import read_description

# Two rows each, as in the published tables.
POSTCODE = "0010N9910woonachtig in België\r\n1000J0363Amsterdam\r\n1011N0363Amsterdam\r\n"
COUNTRY = (
    "    NULL                                    9onbekend    99Onbekend\n"
    "5008Tunesië                                 3niet westers31Niet-Westers Afrika\n"
)
BRANCH = (
    "00AF00HET YSSELCOLLEGE              8021ZWOLLE                  1972080119961101ABZAlgemeen bijzonder\r\n"
    "19FF06De Loods                      7513ENSCHEDE                20070801\r\n"
)
TABLES = {"postcode": POSTCODE, "country": COUNTRY, "branch": BRANCH}


def read(text, kind="branch"):
    return read_decode(text.encode("cp1252"), kind, "Dec.asc")


def rules(error):
    return [f.rule for f in error.value.findings]


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_recognised_by_its_first_rows(kind):
    assert decode_kind(TABLES[kind].encode("cp1252")) == kind


@pytest.mark.parametrize(
    "start", ["", "een rij\n", "a;b\n1;2\n", "                      Startpositie  Aantal posities\nA 1 4\n"]
)
def test_other_files_are_no_decode_table(start):
    assert decode_kind(start.encode()) is None


def test_a_postcode_gives_its_municipality():
    assert [(r["postcode"], r["municipality"]) for r in read(POSTCODE, "postcode")][1:] == [
        ("1000", "0363"), ("1011", "0363"),
    ]  # fmt: skip


def test_a_country_gives_its_group():
    assert {r["country"]: r["origin_name"] for r in read(COUNTRY, "country")} == {
        "": "Onbekend", "5008": "Niet-Westers Afrika",
    }  # fmt: skip


def test_a_location_gives_its_name_and_postcode_even_when_closed():
    reading = read_branches(sources()[CODE], BRANCH.encode(), name="Dec.asc", sha256="")
    found = zip(*(reading.columns[c].tolist() for c in ("location", "name", "postcode4")), strict=True)
    assert list(found) == [("00AF00", "HET YSSELCOLLEGE", "8021"), ("19FF06", "De Loods", "7513")]


def test_a_table_of_locations_is_read_from_a_folder_of_open_files(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "onbekend.asc").write_text(BRANCH, encoding="cp1252")
    reading = read_area(tmp_path / "onbekend.asc", tmp_path / "work")
    assert (reading.source, reading.table, reading.used) == (CODE, "places", 2)


def test_a_table_of_few_rows_is_remarked_on():
    reading = read_branches(sources()[CODE], BRANCH.encode(), name="Dec.asc", sha256="")
    assert [r.rule for r in reading.remarks] == ["few_rows"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shift", [1, 3])
def test_a_row_that_lost_a_character_is_refused(kind, shift):
    lines = TABLES[kind].splitlines(keepends=True)
    with pytest.raises(InputRefused) as caught:
        read("".join([*lines[:-1], lines[-1][shift:]]), kind)
    assert caught.value.findings[0].row == len(lines)


@pytest.mark.parametrize("kind", KINDS)
def test_swapped_fields_are_refused(kind):
    lines = TABLES[kind].splitlines(keepends=True)
    with pytest.raises(InputRefused):
        read("".join([*lines[:-1], lines[-1][4:8] + lines[-1][:4] + lines[-1][8:]]), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_row_twice_is_refused(kind):
    with pytest.raises(DuplicateRow):
        read(TABLES[kind] + TABLES[kind].splitlines(keepends=True)[-1], kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_that_was_cut_is_refused(kind):
    with pytest.raises(TruncatedFile):
        read(TABLES[kind].rstrip()[:-3], kind)


@pytest.mark.parametrize("kind", ["postcode", "country"])
def test_a_table_saved_as_utf_8_is_refused(kind):
    with pytest.raises(DamagedEncoding):
        read_decode(TABLES[kind].encode("utf-8"), kind, "Dec.asc")


def test_a_heading_or_another_delimiter_is_refused():
    for text in ("Instellingscode;Naam\n" + BRANCH, BRANCH.replace("  ", ";")):
        with pytest.raises(InputRefused) as caught:
            read(text)
        assert rules(caught)[0] == "layout"


def test_a_table_that_is_far_too_large_is_refused():
    with pytest.raises(InputRefused) as caught:
        read_decode(bytes(SIZE + 1), "branch", "Dec.asc")
    assert rules(caught) == ["too_large"]


def test_an_empty_table_is_refused():
    with pytest.raises(TruncatedFile):
        read("")


# Independent counts: `grep -c ''` gives 4878, 391 and 26991 lines.
@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("Dec_postcodecijfers_2024.asc", "postcode", 4878),
        ("Dec_landcode.asc", "country", 391),
        ("Dec_brinvestigingsnummer.asc.gz", "branch", 26991),
    ],
)
def test_every_row_of_the_published_tables_is_read(shared, name, kind, rows):
    data = (shared / "duo" / "decodeer" / name).read_bytes()
    data = gzip.decompress(data) if name.endswith(".gz") else data
    assert (decode_kind(data[:4096]), len(read_decode(data, kind, name))) == (kind, rows)


@pytest.mark.real
@pytest.mark.parametrize(
    ("title", "kind"),
    [("Dec_landcode.asc", "country"), ("Dec_postcodecijfers_2024.asc", "postcode")],
)
def test_the_layout_is_that_of_the_file_description(shared, title, kind):
    text = (shared / "duo" / "decodeer" / "Bestandsbeschrijving_Dec-bestanden.txt").read_bytes()
    layout = read_description(text[text.index(title.encode()) :], "beschrijving")
    declared = load("sources/duo_decodeer")[kind]["fields"].values()
    assert [(p.start + 1, p.stop - p.start) for p in layout.fields.values()] == [(f, n) for f, n, _ in declared]
