"""A command that is killed (kill -9) leaves nothing that others can read, and the next one cleans up.

What DuckDB leaves beside a store is its log (`.wal`): pseudonyms and no names, in the folder of the store. The next
command that opens the store reads it back or drops it.
"""

import glob
import os
import re
import signal
import stat
import subprocess
import sys
import time

import pytest

PATIENCE = 60
"""Seconds that a command may take to get as far as the test wants it."""
TIMES = 5
"""How often it is tried: on a busy computer a command may be done before it is killed."""
LOOK = 0.002
"""Seconds between two looks."""
SEAL = "seal gelijkop.duckdb --policy intern --for ~/ontvangst.pub.txt --sign ~/ondertekening.pem --out a.zegel"
KILLED = {
    "import leerlingen.csv --mapping leerlingen.toml --store nieuw.duckdb": "tijdelijk/gelijkop-*/[!.]*",
    "publish --out uitgave": "project/.uitgave-*/*.csv",
    SEAL: "tijdelijk/gelijkop-*/tellingen.duckdb",
}
"""By command what shows that it is half-way."""
WORKING = re.compile(r"tijdelijk/gelijkop-[^/]*|project/\.[^/]*")
UNNAMED = ".bezet-nieuw"
"""All that stands in the working folder of a command that was killed in the moment of making it: an empty file."""
STORES = {"project/nieuw.duckdb", "project/nieuw.duckdb.wal", "project/gelijkop.duckdb.wal"}
"""These have the rights that the user's own settings give to new files."""


def killed_half_way(office, line, sign):
    """Start a command, kill it as soon as there is a file like `sign`, and say whether that was in time."""
    words = [w.replace("~", str(office.keys)) for w in line.split()]
    process = subprocess.Popen(
        [sys.executable, "-c", "from gelijkop.cli import run; run()", *words], cwd=office.project,
        env=office.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while process.poll() is None and not there_is(sign, office.root):
        assert time.monotonic() < until
        time.sleep(LOOK)
    process.kill()
    return process.wait(PATIENCE) == -signal.SIGKILL and there_is(sign, office.root)


def there_is(sign, root):
    return bool(glob.glob(sign, root_dir=root, include_hidden=True))  # noqa: PTH207 (Path.glob stops at what is gone)


@pytest.fixture(scope="module", params=KILLED)
def killed(request, office, tmp_path_factory):
    """The organisation after a command was killed half-way, the command, and what was left then."""
    for _ in range(TIMES):
        there = office.copied(tmp_path_factory.mktemp("gedood") / "kantoor")
        before = set(there.root.rglob("*"))
        if killed_half_way(there, request.param, KILLED[request.param]):
            break
    new = set(there.root.rglob("*")) - before
    left = {p.relative_to(there.root).as_posix(): stat.S_IMODE(p.stat().st_mode) for p in new}
    return there, request.param, left


def test_what_a_killed_command_left_nobody_else_can_read(killed):
    _, _, left = killed
    folders = {p: mode for p, mode in left.items() if WORKING.fullmatch(p)}
    assert folders
    assert set(folders.values()) == {0o700}
    outside = {p: mode for p, mode in left.items() if not p.startswith(tuple(folders))}
    assert {p for p, mode in outside.items() if mode & 0o077} <= STORES


def test_names_of_what_is_left_tell_nothing(killed, search):
    office, _, left = killed
    assert search(office).text("names", "\n".join(left).encode()) == []


def test_the_next_command_removes_working_files_of_a_killed_one(killed):
    office, line, _ = killed
    done = office.run(*(w.replace("~", str(office.keys)) for w in line.split()))
    assert done.code == 0, done.err
    assert [p for p in office.work.rglob("*") if p.is_file() and p.name != UNNAMED] == []
    assert [p.name for p in office.project.iterdir() if p.name.startswith(".") or p.name.endswith(".wal")] == []


def test_a_command_leaves_alone_the_working_files_of_one_that_is_busy(office, tmp_path):
    office = office.copied(tmp_path / "kantoor")
    busy = """
import sys
from gelijkop.store.workplace import Workplace
Workplace()
print("ja", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", busy], env=office.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"ja\n"
        assert office.run("loads").code == 0
        assert len(list(office.work.iterdir())) == 1
        process.kill()
    assert office.run("loads").code == 0
    assert list(office.work.iterdir()) == []


def test_a_folder_of_that_name_that_is_not_ours_stays(office, tmp_path):
    office = office.copied(tmp_path / "kantoor")
    (office.work / "gelijkop-van-mij").mkdir()
    assert office.run("loads").code == 0
    assert os.listdir(office.work) == ["gelijkop-van-mij"]  # noqa: PTH208 (names are all there is to see)
