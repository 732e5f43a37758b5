import pytest

from gelijkop.errors import InputRefused, MissingColumn, PersonalNumber, TruncatedFile
from gelijkop.sources.fixed_width import read_description
from gelijkop.sources.ho import read_ho
from gelijkop.sources.pupil_readers import reader_of

FIELDS = (
    ("Persoonsgebonden nummer", 12, "MARKED"), ("Inschrijvingsjaar", 4, "2022"), ("Instellingscode", 4, "25AB"),
    ("Soort hoger onderwijs", 3, "hbo"), ("Indicatie actief op peildatum", 1, "1"),
    ("Soort inschrijving hoger onderwijs", 1, "1"), ("Geslacht", 1, "V"), ("Vestigingsnummer", 2, "03"),
    ("Postcodecijfers student op 1 oktober", 4, "1102"), ("Rest", 260, ""), ("Studentnummer", 8, "S1"),
)  # fmt: skip


def description(leave_out="", gap=0):
    lines, first = ["Bestandsbeschrijving", "", "          Startpositie  Aantal posities"], 1 + gap
    for name, length, _ in FIELDS:
        if name != leave_out:
            lines.append(f"{name:<55}{first:>6}{length:>12}")
            first += length
    return "\r\n".join([*lines, "", "Veldbeschrijving", ""]).encode("cp1252")


def student(**changed):
    return "".join(changed.get(name.split()[0], value).ljust(length) for name, length, value in FIELDS) + "\r\n"


@pytest.fixture
def read(tmp_path):
    """Reads rows with a description."""
    (tmp_path / "work").mkdir()

    def reading(*rows, layout=None):
        (tmp_path / "layout.txt").write_bytes(description() if layout is None else layout)
        (tmp_path / "data.asc").write_bytes("".join(rows).encode("cp1252"))
        return read_ho([tmp_path / "data.asc", tmp_path / "layout.txt"], tmp_path / "work")

    return reading


def rows(found, table, *names):
    return list(zip(*(found.columns[table][n].tolist() for n in names), strict=True))


def test_a_main_enrolment_on_1_october_is_read(read):
    assert rows(read(student()), "enrolments", "pupil", "school_year", "location", "sector", "level", "grade") == [
        ("25AB/S1", 2022, "25AB03", "ho", "hbo", 0)
    ]


def test_of_a_student_sex_and_postcode_are_read(read):
    assert rows(read(student()), "pupils", "pupil", "sex", "postcode4") == [("25AB/S1", "v", "1102")]


# Bestandsbeschrijving 1cyferho 2023: active 1; main enrolment 1, 6 (exchange) and A (designated institution)
@pytest.mark.parametrize(
    ("active", "kind", "counted"),
    [("1", "1", {}), ("1", "6", {}), ("1", "A", {}), ("1", "2", {"side_enrolment": 1}), ("2", "1", {"not_active": 1})],
)
def test_other_enrolments_are_counted_and_left_out(read, active, kind, counted):
    found = read(
        student(Indicatie=active).replace("hbo11", f"hbo{active}{kind}").replace("hbo21", f"hbo{active}{kind}")
    )
    assert (dict(found.unknown), len(rows(found, "enrolments", "pupil"))) == (counted, not counted)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"Inschrijvingsjaar": "0022"}, "Inschrijvingsjaar"),
        ({"Instellingscode": "ABCD"}, "Instellingscode"),
        ({"Geslacht": "X"}, "Geslacht"),
        ({"Studentnummer": ""}, "Studentnummer"),
    ],
)
def test_a_row_with_a_fault_is_left_out_and_the_others_stay(read, changed, column):
    found = read(student(), student(**changed))
    assert (found.read, found.left_out, [(f.row, f.column) for f in found.refused]) == (1, 1, [(2, column)])


def test_without_an_own_number_nothing_is_read(read):
    with pytest.raises(PersonalNumber):
        read(student(), layout=description(leave_out="Studentnummer"))


def test_the_personal_number_as_own_number_is_refused_and_not_named(read):
    with pytest.raises(PersonalNumber) as caught:
        read(student(Studentnummer="MARKED"))
    assert "MARKED" not in caught.value.say("nl") + caught.value.say("en")


# 010000008 passes the eleven-test: 1 × 8 + 8 × −1 = 0.
def test_citizen_numbers_as_own_numbers_are_refused(read):
    with pytest.raises(PersonalNumber):
        read(student(Studentnummer="10000008"))


def test_a_description_without_a_field_is_refused(read):
    with pytest.raises(MissingColumn):
        read(student(), layout=description(leave_out="Geslacht"))


def test_a_description_with_a_gap_is_refused(read):
    with pytest.raises(InputRefused):
        read(student(), layout=description(gap=1))


@pytest.mark.parametrize("damaged", [student()[:-9] + "\r\n", student()[1:], " " + student()])
def test_a_row_of_another_width_is_refused(read, damaged):
    with pytest.raises(TruncatedFile) as caught:
        read(student(), damaged)
    assert caught.value.findings[0].row == 2


def test_file_and_description_are_known_by_their_content(tmp_path):
    (tmp_path / "a").write_bytes(description())
    (tmp_path / "b").write_bytes(student().encode())
    assert reader_of([tmp_path / "a", tmp_path / "b"]).code == "1cijferho"


@pytest.mark.real
def test_the_published_description_is_read_whole(shared):
    # The last field, Onderwijsnummer, stands at 315 and is 9 long.
    path = shared / "leerling" / "1cijferho-demo" / "Bestandsbeschrijving_1cyferho_2023_v1.1_DEMO.txt"
    layout = read_description(path.read_bytes(), path.name)
    assert (layout.width, layout.fields["Instellingscode"]) == (323, slice(16, 20))


@pytest.mark.real
def test_the_decoded_demo_knows_personal_numbers_alone_and_is_refused(shared, tmp_path):
    path = shared / "leerling" / "1cijferho-demo" / "EV299XX24_DEMO_enriched.csv.gz"
    assert reader_of([path]).code == "1cijferho"
    with pytest.raises(PersonalNumber):
        read_ho([path], tmp_path)
