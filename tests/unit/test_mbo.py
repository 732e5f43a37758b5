import pytest

from gelijkop.errors import DamagedEncoding, InputRefused, PersonalNumber, TruncatedFile, UnknownFile, WrongDelimiter
from gelijkop.sources.mbo import read_mbo
from gelijkop.sources.mbo_records import read_register

# Two students. A began on 1-8-2023 and changed programme on 1-9-2024; B left with a diploma on 15-7-2025.
RO = """VLP;25AB;1-8-2024;31-7-2026;1-8-2026
PER;A1;;12-5-2006;V
ISG;A1;;1;1-8-2023;31-7-2026;;
ISP;A1;;1;1-8-2023;25655;BOL;MBO-2;J
ISP;A1;;1;1-9-2024;25656;BOL;MBO-3;J
PER;B2;;3-1-2005;M
ISG;B2;;1;1-8-2022;31-7-2026;15-7-2025;08
ISP;B2;;1;1-8-2022;25655;BBL;;J
DIP;B2;;99;25655;15-7-2025;;J
BPV;B2;;1;1;1-2-2024;1-2-2024;1-7-2024;1-7-2024;300;100000001;25655
SLR;2;2;3;0;1;1;0;0;0
"""

GRONDSLAG = """VLP;25AB;2025;20251119;V
PER;A1;19;19;19;19;V;3511;;;;6030;6030;6030
ISG;A1;25AB;1;20230801;20260731;
ISP;A1;25AB;1;20240901;;25656;MBO-3;BOL
SLR;1;1;1
"""

TBGI = """<?xml version="1.0" encoding="utf-8"?>
<Bekostigingsgrondslagen xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<Inschrijving><BRIN>25AB</BRIN><Burgerservicenummer>A1</Burgerservicenummer>
<Teldatum><Teldatum>2025-10-01</Teldatum><Opleidingcode>25656</Opleidingcode><Niveau>MBO-3</Niveau></Teldatum>
<Teldatum><Teldatum>2026-02-01</Teldatum><Opleidingcode>25656</Opleidingcode><Niveau>MBO-3</Niveau></Teldatum>
</Inschrijving>
<Diploma><BRIN>25AB</BRIN><Burgerservicenummer>B2</Burgerservicenummer><Opleidingcode>25655</Opleidingcode>
<DatumBehaald>2025-07-15</DatumBehaald><Niveau>MBO-2</Niveau></Diploma>
</Bekostigingsgrondslagen>
"""


@pytest.fixture
def read(tmp_path):
    """Reads files that are given as text, together."""
    (tmp_path / "work").mkdir()

    def reading(*texts):
        paths = [tmp_path / f"{i}.csv" for i in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_mbo(paths, tmp_path / "work")

    return reading


def rows(result, table, *names):
    return list(zip(*(result.columns[table][n].tolist() for n in names), strict=True))


def test_each_counting_day_in_the_file_gives_an_enrolment_in_the_programme_of_that_day(read):
    # 1 October 2023 lies before the file begins; on 1 October 2025 B has left.
    assert rows(read(RO), "enrolments", "pupil", "school_year", "location", "level", "programme") == [
        ("25AB/A1", 2024, "25AB00", "mbo-3", "25656"),
        ("25AB/A1", 2025, "25AB00", "mbo-3", "25656"),
        ("25AB/B2", 2024, "25AB00", "mbo-2", "25655"),
    ]


def test_a_level_in_one_row_holds_for_the_same_programme_in_another(read):
    assert rows(read(RO), "diplomas", "pupil", "school_year", "level") == [("25AB/B2", 2024, "mbo-2")]


def test_without_a_level_anywhere_rows_are_left_out_and_counted(read):
    result = read(RO.replace("MBO-2", ""))
    assert (result.unknown["level"], result.unknown["diploma_level"]) == (1, 1)


def test_a_list_of_levels_fills_in_what_the_register_does_not_tell(read):
    result = read(RO.replace("MBO-2", ""), "crebo;niveau\n25655;4\n")
    assert rows(result, "diplomas", "level") == [("mbo-4",)]


def test_of_a_birth_date_the_month_remains(read):
    assert rows(read(RO), "pupils", "birth_month", "sex") == [("2006-05", "v"), ("2005-01", "m")]


@pytest.mark.parametrize(
    "other",
    [
        RO.replace(";", "|"),
        RO.replace("\n", ";;;;;;\n"),
        RO.replace("1-8-2024;31-7-2026", "2024-08-01;2026-07-31").replace("1-9-2024", "2024-09-01"),
        RO.replace("\n", "\r\n"),
        "\ufeff" + RO,
        "\n".join(sorted(RO.split("\n"))),
    ],
    ids=["bars", "padded", "iso", "crlf", "bom", "sorted"],
)
def test_the_same_file_written_in_another_way_says_the_same(read, other):
    names = ("pupil", "school_year", "level", "programme")
    assert sorted(rows(read(other), "enrolments", *names)) == sorted(rows(read(RO), "enrolments", *names))


def test_grounds_for_funding_tell_the_postcode_and_one_counting_day(read):
    result = read(GRONDSLAG)
    assert rows(result, "pupils", "birth_month", "postcode4") == [(None, "3511")]
    assert rows(result, "enrolments", "school_year", "level") == [(2025, "mbo-3")]


def test_files_of_one_student_are_put_together(read):
    assert rows(read(RO, GRONDSLAG), "pupils", "pupil", "birth_month", "postcode4")[0] == ("25AB/A1", "2006-05", "3511")


def test_of_the_xml_the_counting_day_in_october_and_the_diploma_are_read(read):
    result = read(TBGI)
    assert rows(result, "enrolments", "pupil", "school_year", "level") == [("25AB/A1", 2025, "mbo-3")]
    assert rows(result, "diplomas", "pupil", "school_year", "level") == [("25AB/B2", 2024, "mbo-2")]


# 111222333 passes the eleven-test, 100000000 does not; in a place where the layout says BSN both are refused.
@pytest.mark.parametrize("number", ["111222333", "100000000", "111.222.333", "9f86d081884c7d659a2feaa0c55ad015"])
@pytest.mark.parametrize("text", [RO, GRONDSLAG, TBGI])
def test_a_personal_number_is_refused_and_not_named(read, text, number):
    with pytest.raises(PersonalNumber) as caught:
        read(text.replace("A1", number))
    assert number not in caught.value.say("nl") + caught.value.say("en") + repr(caught.value)


def test_personal_numbers_behind_a_letter_are_refused(read):
    with pytest.raises(PersonalNumber):
        read(RO.replace("A1", "A111222333"))


def test_a_closing_row_that_counts_other_rows_is_told(read):
    assert read(RO.replace("SLR;2", "SLR;3")).unknown["closing_row"] == 1
    assert "closing_row" not in read(RO).unknown


@pytest.mark.parametrize(
    ("damaged", "error"),
    [
        (RO[: RO.index("SLR")], TruncatedFile),
        (RO[RO.index("PER") :], TruncatedFile),
        (RO.replace("PER;B2;;3-1-2005;M", "PER;B2"), InputRefused),
        (RO.replace("DIP;B2", "DIP|B2|"), InputRefused),
        (RO.replace("PER;B2;;3-1-2005;M", "PER|B2||3-1-2005|M"), WrongDelimiter),
        (RO.replace("DIP", "XXX"), InputRefused),
        (RO + RO, InputRefused),
        (RO.replace("1-8-2024;31-7-2026;1-8-2026", "31-7-2026;1-8-2024;"), InputRefused),
        (RO.encode().replace(b"BBL", b"\xff\xfe"), DamagedEncoding),
        ("a;b\n1;2\n", UnknownFile),
        (TBGI[:-40], TruncatedFile),
        ("crebo;niveau\n1;9\n", InputRefused),
    ],
)
def test_a_damaged_file_is_refused(read, damaged, error):
    with pytest.raises(error):
        read(damaged)


@pytest.mark.parametrize(
    ("old", "new", "rule", "column"),
    [
        ("12-5-2006", "12-13-2006", "bad_date", "PER born"),
        ("12-5-2006;V", "V;12-5-2006", "bad_date", "PER born"),
        ("1-9-2024;25656", "25656;1-9-2024", "bad_date", "ISP begin"),
        ("MBO-3", "VMBO", "unknown_code", "ISP level"),
        (";25656;", ";2565;", "bad_programme", "ISP crebo"),
        ("PER;A1;;12-5-2006;V\n", "", "person", "ISG PER"),
        ("PER;A1;;12-5-2006;V\n", 2 * "PER;A1;;12-5-2006;V\n", "person", "PER PER"),
    ],
)
def test_a_student_with_a_fault_is_left_out_and_the_others_stay(read, old, new, rule, column):
    result = read(RO.replace(old, new))
    assert (result.read, result.left_out) == (1, 1)
    assert (rule, column) in [(f.rule, f.column) for f in result.refused]


def test_every_student_in_the_xml_with_a_fault_is_left_out(read):
    result = read(TBGI.replace("MBO-2", "MBO-9").replace("2025-10-01", "2025-13-01"))
    assert (result.read, result.left_out) == (0, 2)


def test_of_two_enrolments_on_one_day_the_later_begun_counts(read):
    more = "ISG;A1;;2;1-9-2025;31-7-2026;;\nISP;A1;;2;1-9-2025;25700;BOL;MBO-4;J\nSLR"
    result = read(RO.replace("SLR", more))
    assert ("25AB/A1", 2025, "mbo-4") in rows(result, "enrolments", "pupil", "school_year", "level")
    assert result.unknown["second_enrolment"] == 1


@pytest.mark.parametrize("text", [RO, GRONDSLAG])
def test_every_row_is_read_or_passed_over(text):
    register = read_register(text.encode(), "a.csv")
    read_rows = sum(len(records) for records in register.people.values())
    assert read_rows + sum(register.passed_over.values()) + len(["VLP", "SLR"]) == register.rows


# Students counted by hand in the demo files: rows PER.
@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "students"),
    [
        ("GRONDSLAG_IP_MBO_27DV_20251119_2025.csv", 10),
        ("RO_21CY_20250730_20250731.csv", 4),
        ("RO_25LX_20250101_20251231.csv", 3),
        ("RO_27DV_20240731_20260324.csv", 10),
    ],
)
def test_all_students_of_the_demo_files_are_read(shared, tmp_path, name, students):
    result = read_mbo([shared / "leerling" / "mbo-bekostiging" / name], tmp_path)
    assert (result.read, result.left_out) == (students, 0)


@pytest.mark.real
def test_the_demo_file_that_holds_citizen_numbers_is_refused(shared, tmp_path):
    with pytest.raises(PersonalNumber):
        read_mbo([shared / "leerling" / "mbo-bekostiging" / "TBGI_25LX_2027_20251124.XML"], tmp_path)


@pytest.mark.real
def test_the_enrolments_of_a_demo_file_are_those_of_a_count_by_hand(shared, tmp_path):
    # Rows ISG of 27DV: on 1-10-2024 BSN1 alone; on 1-10-2025 BSN5, BSN7, BSN8 (C2) and BSN9.
    result = read_mbo([shared / "leerling" / "mbo-bekostiging" / "RO_27DV_20240731_20260324.csv"], tmp_path)
    assert result.columns["enrolments"]["pupil"].size + result.unknown["level"] == 5
