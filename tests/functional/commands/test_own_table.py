"""A table of one's own in a sketch, from outside, with the examples that the documentation prints."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "do" / "own-area-table.md"
CSV, TOML = (re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL) for kind in ("csv", "toml"))
ADDRESSES = (
    "PROVINCIE;BEVOEGD GEZAG NUMMER;BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM;POSTCODE;GEMEENTENUMMER;"
    "GEMEENTENAAM\r\n"
    "Zuid-Holland;10249;16AH;16AH00;De Linde;3142 AB;0556;MAASSLUIS\r\n"
    "Zuid-Holland;10249;16BX;16BX00;De Eik;3111 AB;0606;SCHIEDAM\r\n"
)


@pytest.fixture
def folder(program):
    """The open files of one region: addresses, and the tables that the page of the documentation prints."""
    data = program.folder / "data"
    data.mkdir()
    (data / "adressen.csv").write_text(ADDRESSES, encoding="utf-8", newline="")
    for name, rows, mapping in zip(("breed", "lang"), CSV, TOML, strict=True):
        (data / f"{name}.csv").write_text(rows, encoding="utf-8")
        (data / f"{name}.koppeling.toml").write_text(mapping, encoding="utf-8")
    return data


def test_the_examples_of_the_page_are_read_without_a_refusal(program, folder):
    told = program("inspect", folder).stdout
    assert "(eigen.verzuim)\n  2021 … 2022 · rijen: 3\n" in told
    assert "(eigen.verzuim-lang)\n  2022/2023 · rijen: 2\n" in told
    assert "niet te lezen" not in told


def test_the_measures_stand_on_the_page_with_their_numbers_and_licence(program, folder):
    done = program("sketch", "--place=GM0556", "--place=GM0606", "--data", folder, "--out=schets")
    assert done.returncode == 0, done.stderr
    page = (program.folder / "schets" / "index.html").read_text("utf-8")
    assert "Uit eigen tabellen" in page
    assert "Regio Waterweg-Noord, Verzuim in de regio (breed.csv); CC BY 4.0" in page
    numbers = (program.folder / "schets" / "cijfers" / "eigen-thuiszitters.csv").read_text("utf-8-sig")
    assert re.findall(r"(Maassluis|Schiedam).*?2022.*", numbers) == ["Maassluis", "Schiedam"]


def test_a_percentage_of_boys_is_not_added_to_that_of_girls(program, folder):
    """Parts that cannot be added up stay in the store and off the page; the total is there."""
    rows = "Code;Geslacht;Verzuim\nGM0556;jongens;2,5\nGM0556;meisjes;3,5\nGM0606;totaal;4,5\n"
    mapping = (
        '[table]\ncode = "eigen.deel"\nnl = "Deel"\npublisher = "X"\nlicence = "CC0"\n'
        '[place]\ncolumn = "Code"\nkind = "municipality"\n[period]\nvalue = "2023"\n'
        '[breakdown]\nsex = "Geslacht"\n[codes.sex]\njongens = "m"\nmeisjes = "v"\ntotaal = ""\n'
        '[[measure]]\ncode = "eigen.deel.verzuim"\ncolumn = "Verzuim"\nnl = "Verzuim"\nunit = "percent"\n'
    )
    (folder / "deel.csv").write_text(rows, encoding="utf-8")
    (folder / "deel.koppeling.toml").write_text(mapping, encoding="utf-8")
    done = program("sketch", "--place=GM0556", "--place=GM0606", "--data", folder, "--out=schets")
    assert done.returncode == 0, done.stderr
    shown = (program.folder / "schets" / "cijfers" / "eigen-deel-verzuim.csv").read_text("utf-8-sig")
    assert [name for name in ("Maassluis", "Schiedam") if name in shown] == ["Schiedam"]
