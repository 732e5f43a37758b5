"""What goes wrong tells of no pupil either: the file of pupils in every wrong place, faults, a full disk, Ctrl-C.

Errors are searched with all that hangs on them: arguments, notes, the errors behind them, lines of source. Faults
in the file itself, column by column, are in `test_import_marks`.
"""

import resource
import shutil
import subprocess
import sys

import duckdb
import pytest

from gelijkop.pipeline.console import Shown

OWN = ("leerlingen.csv", "half.csv", "zonder-kolom.csv", "dossier.xml", "mis/", "tabellen/", "kapot.logboek/",
       "gelijkop.duckdb", "kapot.duckdb")  # fmt: skip
"""What the test made with marks in it, and stores."""
WRONG = """
import leerlingen.csv
import leerlingen.csv --mapping leerlingen.csv
import leerlingen.csv --mapping vestigingen.toml
import leerlingen.csv --mapping leerlingen.toml --key ~/leerlingen.csv
import leerlingen.csv --mapping leerlingen.toml --store leerlingen.csv
import half.csv --mapping leerlingen.toml --store nieuw.duckdb
import zonder-kolom.csv --mapping leerlingen.toml --store nieuw.duckdb
import dossier.xml --store nieuw.duckdb
guess dossier.xml
loads --store leerlingen.csv
measure --store leerlingen.csv
measure --indicators mis
measure --groupings mis
totals --policy intern --store leerlingen.csv
totals --policy intern --out mis --force
count leerlingen.csv --store nieuw.duckdb
count tabellen --store nieuw.duckdb
count tabellen --store nieuw.duckdb --engine polars
plan --store leerlingen.csv
publish --out x --key ~/leerlingen.csv
publish --out x --key ~/ander
publish --out x --sign ~/leerlingen.csv
publish --out x --known leerlingen.csv
publish --out x --store kapot.duckdb
publish --out x --grouping bestaat-niet
publish --policy intern --out leerlingen.csv
compare leerlingen.csv
compare mis
compare intern --key ~/ander
audit leerlingen.csv
audit uitgave --known leerlingen.csv
audit mis --description leerlingen.csv
audit mis --description mis/slecht.toml
verify mis
verify uitgave --signer leerlingen.csv
suppress --measure po.advies.onder/A-definitief --also mis --out x
suppress --measure bestaat.niet --out x
seal gelijkop.duckdb --for leerlingen.csv --sign ~/ondertekening.pem --out x
seal gelijkop.duckdb --for ~/ontvangst.pub.txt --sign ~/leerlingen.csv --out x
seal leerlingen.csv --for ~/ontvangst.pub.txt --sign ~/ondertekening.pem --out x
combine leerlingen.csv --into x
combine a.zegel leerlingen.csv --into x
combine a.zegel --signers leerlingen.csv --into x
combine a.zegel --signers ~/ondertekening.pub.pem --identity ~/leerlingen.csv --into x
combine half.zegel --signers ~/ondertekening.pub.pem --into x
ledger list --key ~/ander
ledger check --key ~/leerlingen.csv
ledger check --store kapot.duckdb
ledger check --release mis
ledger withdraw 99
key --key leerlingen.csv
key --key ~/leerlingen.csv --receive
indicators check leerlingen.csv mis/slecht.toml
indicators diff leerlingen.csv mis
codes --groupings mis
sketch --place GM0556 --data mis --out x
"""
INTERRUPTED = {
    "import leerlingen.csv --mapping leerlingen.toml --store onderbroken.duckdb": 3,
    "measure": 1,
    "publish --out onderbroken": 3,
    "seal gelijkop.duckdb --for ~/ontvangst.pub.txt --sign ~/ondertekening.pem --out onderbroken.zegel": 1,
    "combine a.zegel --signers ~/ondertekening.pub.pem --into onderbroken": 2,
}
"""By command at which of its steps Ctrl-C comes."""
STOPPED = 130
ROOM = 20_000
"""Bytes that a file may have on a disk that is all but full."""


def words(office, line: str) -> list[str]:
    return [w.replace("~", str(office.keys)) for w in line.split()]


@pytest.fixture(scope="module")
def mistaken(office, tmp_path_factory):
    """The organisation with releases, a sealed file, and files that are wrong and hold pupils."""
    office = office.copied(tmp_path_factory.mktemp("mis") / "kantoor")
    at, pupils = office.project, (office.project / "leerlingen.csv").read_text("utf-8")
    for line in (
        "publish --out uitgave", "publish --policy intern --out intern",
        "seal gelijkop.duckdb --for ~/ontvangst.pub.txt --sign ~/ondertekening.pem --out a.zegel",
    ):  # fmt: skip
        assert office.run(*words(office, line)).code == 0
    rows = pupils.splitlines()
    for folder in ("mis", "tabellen", "kapot.logboek"):
        (at / folder).mkdir()
    written = {
        "half.csv": pupils[: len(pupils) // 2].rpartition(";")[0],
        "zonder-kolom.csv": "\n".join(r.rpartition(";")[0] for r in rows),
        "dossier.xml": f"<dossier><naam>{rows[1]}</naam>",
        "mis/leerlingen.csv": pupils,
        "mis/slecht.toml": f'naam = "{rows[1]}"\n{rows[2]}\n',
        "mis/manifest.json": f'{{"files": "{rows[1]}"',
        "kapot.logboek/logboek.jsonl": pupils,
    }
    for name, text in written.items():
        (at / name).write_text(text, "utf-8")
    (office.keys / "leerlingen.csv").write_text(pupils, "utf-8")
    (office.keys / "ander").write_text("ab" * 64 + "\n", "utf-8")
    shutil.copy(at / "gelijkop.duckdb", at / "kapot.duckdb")
    sealed = (at / "a.zegel").read_bytes()
    (at / "half.zegel").write_bytes(sealed[: len(sealed) // 2])
    with duckdb.connect() as con:
        for table, query in {
            "pupils": "select 'ZZMERKZZ1' as pupil, 'Zwaantje' as sex, '1987-06-05' as birth_month",
            "enrolments": "select 'ZZMERKZZ1' as pupil, 2020 as school_year, '8765 ZZ' as location,"
            " 'ZZMERKZZ' as sector, 'Merkman' as level, 19870605 as grade",
        }.items():
            con.execute(f"copy ({query}) to '{at / 'tabellen' / table}.parquet' (format parquet)")
    return office


@pytest.fixture
def clean(mistaken, search):
    """The organisation; afterwards no working file is left, and no file that came holds a pupil or a key."""
    yield mistaken
    assert list(mistaken.work.iterdir()) == []
    assert [p.name for p in mistaken.project.iterdir() if p.name.startswith(".")] == []
    assert search(mistaken).folder(mistaken.project, without=OWN) == []


@pytest.mark.parametrize("line", WRONG.strip().splitlines())
def test_a_mistake_tells_of_no_pupil_and_no_key(mistaken, search, line):
    done = mistaken.run(*words(mistaken, line))
    assert done.code not in (0, 1), done.told
    assert search(mistaken).text(line, done.everything) == []


def test_mistakes_leave_no_pupil_and_no_key_behind(clean):
    assert len(clean.runs) > len(WRONG.strip().splitlines())


def test_what_is_wrong_with_files_is_told_without_their_values(mistaken, search):
    done = mistaken.run("inspect", "half.csv", "dossier.xml", "mis")
    assert "dossier.xml" in done.out
    assert search(mistaken).text("inspect", done.everything) == []


@pytest.mark.parametrize(("line", "step"), INTERRUPTED.items())
def test_who_stops_a_command_leaves_nothing_behind(clean, search, monkeypatch, line, step):
    told = []

    def interrupted(self, text):
        told.append(text)
        if len(told) == step:
            raise KeyboardInterrupt

    monkeypatch.setattr(Shown, "step", interrupted)
    done = clean.run(*words(clean, line))
    assert done.code == STOPPED
    assert search(clean).text(line, done.everything) == []
    assert not (clean.project / "onderbroken").exists()
    assert not (clean.project / "onderbroken.zegel").exists()


@pytest.mark.parametrize(
    "line",
    [
        "import leerlingen.csv --mapping leerlingen.toml --store vol.duckdb",
        "publish --out vol",
    ],
)
def test_a_full_disk_tells_of_no_pupil_and_leaves_nothing_behind(clean, search, line):
    """As a process of its own, with the checks of Python's development mode, where no file may grow."""
    command = [
        sys.executable,
        "-X",
        "dev",
        "-W",
        "default",
        "-c",
        "from gelijkop.cli import run; run()",
        *words(clean, line),
    ]
    done = subprocess.run(
        command, cwd=clean.project, env=clean.environment, capture_output=True, timeout=300, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM)),
    )  # fmt: skip
    assert done.returncode not in (0, -9), done.stderr
    assert search(clean).text(line, done.stdout + done.stderr) == []
    assert not (clean.project / "vol").exists()
