"""`gelijkop inspect`: what a file is, from outside."""

import zipfile

VSV = "brin_nummer;vestigings_nummer;aantal_leerlingen;vsv_totaal;vsv_vmbo;vsv_mbo;vsv_overig\n00AB;00;90;3;2;1;0\n"


def test_a_file_is_told_in_dutch_and_english(program):
    (program.folder / "x-2015.csv").write_text(VSV, encoding="utf-8")
    done = program("inspect", "x-2015.csv")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "x-2015.csv",
        "  DUO: Voortijdig schoolverlaters per vestiging (duo.vo.vsv)",
        "  2015 · utf-8 · ; · rijen: 1",
        "  geeft: cijfers (area_figures): vo.leerlingen, vo.vsv",
        "  let op: x-2015.csv: dit bestand heeft 1 rijen; landelijk zijn het er meer dan 1200. Is het afgebroken of "
        "ingekort? Reken er geen landelijk totaal mee uit.",
    ]
    assert (
        "feeds: figures (area_figures): vo.leerlingen, vo.vsv" in program("inspect", "x-2015.csv", "--lang=en").stdout
    )


def test_files_of_one_kind_in_a_zip_are_told_together(program):
    with zipfile.ZipFile(program.folder / "alles.zip", "w") as archive:
        for name in ("a-2015.csv", "b-2015.csv"):
            archive.writestr(name, VSV)
    lines = program("inspect", "alles.zip").stdout.splitlines()
    assert lines[0] == "alles.zip: 2 bestanden"
    assert lines[2].endswith("rijen: 2")
    assert len(lines) == 5
    assert lines[4].startswith("  let op: alles.zip: dit bestand heeft 1 rijen")


def test_a_file_that_is_not_there_is_said(program):
    done = program("inspect", "weg.csv")
    assert (done.returncode, "weg.csv" in done.stderr) == (2, True)
