"""A user's own files: key, guess, import, loads, measure and publish, by hand, as the documentation tells."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from gelijkop.catalogue import text
from gelijkop.sources.synthetic import generate, read_truth, write_files


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small region as a school board delivers it."""
    folder = tmp_path_factory.mktemp("bestanden")
    write_files(generate(read_truth(), rng=np.random.default_rng(7), pupils_per_cohort=120), folder)
    return folder


def load_all(program, files: Path, store: str = "gelijkop.duckdb") -> None:
    if not (program.home / ".config" / "gelijkop" / "sleutel").exists():
        assert program("key").returncode == 0
    for name in ("vestigingen", "loopbanen"):
        done = program("import", files / f"{name}.csv", "--mapping", files / f"{name}.toml", "--store", store)
        assert done.returncode == 0, done.stderr


def gaps(folder: Path) -> dict[tuple[str, ...], str]:
    with (folder / "bevindingen" / "verschillen.csv").open(encoding="utf-8") as file:
        return {(r["maat"], r["plaats"], r["indeling"], r["groep"]): r["verschil"] for r in csv.DictReader(file)}


LANGUAGE = """
code = "taal-thuis"
column = "home_language"
nl = "taal thuis"
en = "language at home"
reference = "nl"
ordered = false
group = [
  {code = "anders", nl = "een andere taal", en = "another language"},
  {code = "nl", nl = "Nederlands", en = "Dutch", values = ["nederlands"]},
]
"""


def test_own_files_become_a_page(program, files):
    """With an indicator and a grouping of the user, as they were measured: the files may be changed by then."""
    load_all(program, files)
    assert "loopbanen.csv" in program("loads").stdout
    repeating = text("indicators/vo.zittenblijven").replace('"vo.zittenblijven"', '"eigen.zittenblijven"')
    for folder, written in (("indicatoren", repeating), ("indelingen", LANGUAGE)):
        (program.folder / folder).mkdir()
        (program.folder / folder / "eigen.toml").write_text(written, "utf-8")
    assert program("measure").returncode == 0
    for folder in ("indicatoren", "indelingen"):
        (program.folder / folder / "eigen.toml").write_text("version = 2", "utf-8")
    done = program("publish", "--region", "Proefregio", "--grouping", "taal-thuis", "--out", "uitgave")
    assert done.returncode == 0, done.stderr
    page = (program.folder / "uitgave" / "index.html").read_text("utf-8")
    assert "Proefregio" in page
    assert "eigen.zittenblijven" in page
    assert "een andere taal" in page
    assert ("eigen.zittenblijven", "alle", "taal-thuis", "anders") in gaps(program.folder / "uitgave")
    manifest = json.loads((program.folder / "uitgave" / "manifest.json").read_text("utf-8"))
    assert manifest["definitions"]["eigen.zittenblijven"] == 1


def test_an_internal_release_is_exact_and_says_so(program, files):
    load_all(program, files)
    program("measure")
    done = program("publish", "--policy", "intern", "--out", "intern", "--region", "Bestuur")
    assert done.returncode == 0, done.stderr
    manifest = json.loads((program.folder / "intern" / "manifest.json").read_text("utf-8"))
    assert manifest["policy"]["name"] == "intern"
    assert "Alleen voor intern gebruik" in (program.folder / "intern" / "index.html").read_text("utf-8")


def changed(files: Path, folder: Path, change) -> Path:
    """The same files with the rows of `loopbanen.csv` changed."""
    folder.mkdir()
    for path in files.iterdir():
        lines = path.read_text("utf-8").splitlines()
        if path.name == "loopbanen.csv":
            lines = [lines[0], *change(lines[1:])]
        (folder / path.name).write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def internal_gaps(program, files: Path, name: str) -> dict[tuple[str, ...], str]:
    load_all(program, files, f"{name}.duckdb")
    assert program("measure", "--store", f"{name}.duckdb").returncode == 0
    done = program("publish", "--policy", "intern", "--store", f"{name}.duckdb", "--out", name)
    assert done.returncode == 0, done.stderr
    return gaps(program.folder / name)


def test_doubling_every_pupil_changes_no_gap_and_shuffling_changes_nothing(program, files, tmp_path):
    plain = internal_gaps(program, files, "gewoon")
    rng = np.random.default_rng(5)
    doubled = changed(files, tmp_path / "dubbel", lambda rows: [*rows, *("X" + r for r in rows)])
    shuffled = changed(files, tmp_path / "geschud", lambda rows: list(rng.permutation(rows)))
    assert internal_gaps(program, shuffled, "schud") == plain
    twice = internal_gaps(program, doubled, "dubbel")
    assert {k: v for k, v in twice.items() if plain[k]} == {k: v for k, v in plain.items() if v}


def test_a_proposed_mapping_is_toml_and_loads_nothing(program, files):
    done = program("guess", files / "loopbanen.csv")
    assert done.returncode == 0, done.stderr
    assert 'pupil = "Leerlingnummer"' in done.stdout
    assert not (program.folder / "gelijkop.duckdb").exists()


def test_dossiers_are_loaded_without_a_mapping(program, shared):
    program("key")
    done = program("import", shared / "leerling" / "oso-2019.1" / "Voorbeelddossier_OV_POVO_full.xml")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["import", "er-is-niets.csv"], 2, "er-is-niets.csv"),
        (["measure"], 40, "gelijkop import"),
        (["loads"], 40, "gelijkop import"),
        (["publish"], 43, "gelijkop key"),
        (["key", "--key", "sleutel"], 43, "sleutel"),
        (["indicators", "bestaat.niet"], 2, "gelijkop indicators"),
        (["sketch", "--place", "GM0606", "--data", "."], 22, "DUO"),
    ],
)
def test_an_error_of_the_user_is_a_sentence_with_its_own_exit_code(program, arguments, code, said):
    done = program(*arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_ours_is_never_replaced(program):
    mine = program.folder / "demo"
    mine.mkdir()
    (mine / "brief.txt").write_text("belangrijk", "utf-8")
    done = program("demo", "demo", "--force")
    assert done.returncode == 2
    assert (mine / "brief.txt").read_text("utf-8") == "belangrijk"
