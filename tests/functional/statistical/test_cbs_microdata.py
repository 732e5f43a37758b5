"""CBS microdata in the layouts whose names are known, from the file to `gelijkop measure`, without a network."""

import socket
from pathlib import Path

import pytest

from gelijkop.cli import main
from gelijkop.store import Store

ADVICES = [
    ("RINPERSOONS", "RINPERSOON", "WPOADVIESVO", "WPOADVIESHERZ", "WPOTOETSADVIES"),
    ("R", "000000011", "60", "61", "61"),  # havo, revised to havo/vwo
    ("R", "000000012", "42", "", "44"),    # vmbo-gt, kept
    ("R", "000000013", "21", "", ""),      # vmbo-bb with lwoo, no test
    ("R", "000000014", "", "", ""),        # grade 7: no advice
    ("B", "000000011", "70", "", "70"),    # the same number of the other kind is another person
]  # fmt: skip
ENROLMENTS = [
    ("RINPERSOONS", "RINPERSOON", "HOOFDINSCHR", "OPLNR", "VOLEERJAAR"),
    ("R", "000000011", "01", "1001", "1"),
    ("R", "000000012", "11", "1002", "1"),
    ("B", "000000011", "01", "1003", "1"),
    ("R", "000000013", "02", "1002", "1"),  # no main enrolment in secondary education
]
PROGRAMMES = "OPLNR;niveau\n1001;havo/vwo\n1002;vmbo-gt\n1003;vwo\n"


@pytest.fixture
def desk_of_cbs(tmp_path: Path, monkeypatch, writers):
    """A folder to work in, without a network; `write` makes a file, `run` runs a command."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", None)
    (folder / "opleidingen.csv").write_text(PROGRAMMES, "utf-8")

    class Desk:
        def write(self, table, ending: str) -> str:
            name = f"tabel.{ending}"
            if ending == "csv":
                Path(name).write_text("\n".join(";".join(row) for row in table) + "\n", "utf-8")
            else:
                heads, *rows = table
                columns = zip(*rows, strict=True)
                variables = [writers.variable(h, list(c)) for h, c in zip(heads, columns, strict=True)]
                Path(name).write_bytes(writers.write(ending, *variables))
            return name

        def run(self, *words: str) -> int:
            return main([*words, "--quiet"])

        def load(self, file: str, name: str, year: str = "2018/2019") -> int:
            return self.run("import", file, "--mapping", name, "--set", f"school_year={year}")

        def rows(self, table: str, *columns: str) -> list[tuple[object, ...]]:
            with Store(folder / "gelijkop.duckdb", mode="read") as store:
                found = store.arrays(store.table(table).select(*columns))
                return sorted(zip(*(c.tolist() for c in found.values()), strict=True), key=repr)

    assert main(["key", "--quiet"]) == 0
    return Desk()


@pytest.mark.parametrize("ending", ["csv", "sav"])
def test_advices_come_in_by_their_codes(desk_of_cbs, ending: str):
    assert desk_of_cbs.load(desk_of_cbs.write(ADVICES, ending), "cbs-inschrwpotab") == 0
    columns = ("school_year", "location", "provisional_advice", "test_advice", "final_advice")
    assert desk_of_cbs.rows("advices", *columns) == [
        (2018, "00XX00", "havo", "havo/vwo", "havo/vwo"),
        (2018, "00XX00", "vmbo-bb", None, "vmbo-bb"),
        (2018, "00XX00", "vmbo-gt", "vmbo-gt/havo", "vmbo-gt"),
        (2018, "00XX00", "vwo", "vwo", "vwo"),
    ]


@pytest.mark.parametrize("ending", ["csv", "sav"])
def test_enrolments_get_their_level_from_the_reference(desk_of_cbs, ending: str):
    file = desk_of_cbs.write(ENROLMENTS, ending)
    assert desk_of_cbs.load(file, "cbs-onderwijsinschrtab", "2019/2020") == 0
    columns = ("school_year", "location", "sector", "level", "grade")
    assert desk_of_cbs.rows("enrolments", *columns) == [
        (2019, "00XX00", "vo", "havo/vwo", 1),
        (2019, "00XX00", "vo", "vmbo-gt", 1),
        (2019, "00XX00", "vo", "vwo", 1),
    ]


@pytest.mark.parametrize("ending", ["sav"])
def test_from_the_files_to_the_measures(desk_of_cbs, ending: str, capsys):
    assert desk_of_cbs.load(desk_of_cbs.write(ADVICES, ending), "cbs-inschrwpotab") == 0
    assert desk_of_cbs.load(desk_of_cbs.write(ENROLMENTS, ending), "cbs-onderwijsinschrtab", "2019/2020") == 0
    assert desk_of_cbs.run("measure") == 0
    assert "1 vestigingen" in capsys.readouterr().out


def test_the_key_of_two_columns_links_the_tables(desk_of_cbs):
    desk_of_cbs.load(desk_of_cbs.write(ADVICES, "csv"), "cbs-inschrwpotab")
    desk_of_cbs.load(desk_of_cbs.write(ENROLMENTS, "csv"), "cbs-onderwijsinschrtab", "2019/2020")
    advised, enrolled = desk_of_cbs.rows("advices", "pupil"), desk_of_cbs.rows("enrolments", "pupil")
    assert (len(set(advised)), len(set(enrolled)), set(enrolled) < set(advised)) == (4, 3, True)


def test_what_was_left_out_is_told(desk_of_cbs, capsys):
    desk_of_cbs.load(desk_of_cbs.write(ADVICES, "csv"), "cbs-inschrwpotab")
    desk_of_cbs.run("loads")
    assert "left_out: 1×" in capsys.readouterr().out


def test_a_programme_that_is_not_in_the_reference_is_refused(desk_of_cbs, capsys):
    Path("opleidingen.csv").write_text(PROGRAMMES.replace("1003;vwo\n", ""), "utf-8")
    assert desk_of_cbs.load(desk_of_cbs.write(ENROLMENTS, "csv"), "cbs-onderwijsinschrtab") > 0
    assert "rij 4, kolom “niveau”" in capsys.readouterr().err


@pytest.mark.parametrize(
    "damaged",
    [
        PROGRAMMES + "1003;havo\n",
        PROGRAMMES.replace("OPLNR", "nummer"),
        PROGRAMMES.replace("niveau", "VOLEERJAAR"),
        PROGRAMMES.replace("havo/vwo", "havvo"),
    ],
    ids=["a code twice", "no code", "a heading of both", "a level that is none"],
)
def test_a_reference_that_is_not_right_is_refused(desk_of_cbs, damaged: str):
    Path("opleidingen.csv").write_text(damaged, "utf-8")
    assert desk_of_cbs.load(desk_of_cbs.write(ENROLMENTS, "csv"), "cbs-onderwijsinschrtab") > 0
    with Store(Path("gelijkop.duckdb"), mode="read") as store:
        assert "enrolments" not in store.tables()


def test_a_reference_that_is_not_there_is_told(desk_of_cbs, capsys):
    Path("opleidingen.csv").unlink()
    assert desk_of_cbs.load(desk_of_cbs.write(ENROLMENTS, "csv"), "cbs-onderwijsinschrtab") > 0
    assert "opleidingen.csv" in capsys.readouterr().err


def test_an_advice_that_lost_its_zero_is_refused(desk_of_cbs):
    lost = [*ADVICES, ("R", "000000015", "1", "", "")]  # 01, vso
    assert desk_of_cbs.load(desk_of_cbs.write(lost, "csv"), "cbs-inschrwpotab") > 0


def test_the_codes_of_the_cito_test_are_for_the_user_to_fill_in(desk_of_cbs, capsys):
    table = [
        ("RINPERSOONS", "RINPERSOON", "CitoAdviesLeerkracht", "CitoSchooltypeadvies"),
        ("R", "000000021", "3", "2"),
    ]
    file = desk_of_cbs.write(table, "csv")
    assert desk_of_cbs.load(file, "cbs-citotab", "2012/2013") > 0
    assert desk_of_cbs.run("mappings", "cbs-citotab") == 0
    text = capsys.readouterr().out.replace('# "…" = "vmbo-bb/kb"', '"2" = "vmbo-bb/kb"')
    Path("cito.toml").write_text(text.replace('# "…" = "vmbo-bb"', '"3" = "vmbo-kb"'), "utf-8")
    assert desk_of_cbs.load(file, "cito.toml", "2012/2013") == 0
    assert desk_of_cbs.rows("advices", "provisional_advice", "test_advice") == [("vmbo-kb", "vmbo-bb/kb")]
