"""The commands about the ledger, from outside."""

import json
from datetime import datetime

import numpy as np
import pytest

from gelijkop.cli import main
from gelijkop.errors import LedgerRefused
from gelijkop.pipeline.ledger_files import keep_head, kept_head, ledger_folder, open_ledger, save_ledger
from gelijkop.safe.cells import Cells
from gelijkop.store import Store

KEY = bytes(range(64))
MARK = 4391
"""A true count that must be seen nowhere."""


def cells():
    one, count = np.array([1], dtype=np.int64), np.array([MARK], dtype=np.int64)
    place, covered = np.array(["01AB00"]), (("01AB00", 1),)
    return Cells("k", "", ("herkomst",), place, one, one.reshape(1, 1), one, one, count, count, covered)


@pytest.fixture
def store(tmp_path):
    """A store with a ledger of two releases, and the key."""
    path = tmp_path / "regio.duckdb"
    (tmp_path / "sleutel").write_text(KEY.hex())
    with Store(path) as opened:
        ledger = open_ledger(ledger_folder(path), KEY)
        for day in (1, 2):
            ledger = ledger.appended(
                [cells()], at=datetime(2026, 11, day), policy="openbaar/2", plan="p", base=5, slack=2
            )
        save_ledger(ledger, ledger_folder(path))
        keep_head(opened, ledger.head)
    return path


@pytest.fixture
def ledger(store, capsys):
    """Run `gelijkop ledger` and give its exit code, output and errors."""

    def run(*words, key="sleutel"):
        arguments = ["ledger", *words, "--store", str(store), "--key", str(store.parent / key), "--lang", "en"]
        code = main(arguments)
        said = capsys.readouterr()
        assert str(MARK) not in said.out + said.err
        return code, said.out, said.err

    return run


def test_all_releases_are_listed(ledger):
    code, out, _ = ledger("list")
    assert (code, out.splitlines()) == (
        0,
        ["1  2026-11-01T00:00:00  openbaar/2  released", "2  2026-11-02T00:00:00  openbaar/2  released"],
    )


def test_where_nothing_was_released_that_is_said(ledger, store):
    store.rename(store.with_name("elders.duckdb"))
    ledger_folder(store).rename(store.with_name("elders.logboek"))
    assert "Nothing was released yet" in ledger("list")[1]


def test_a_withdrawn_release_is_listed_as_such_and_still_stands(ledger, store):
    assert ledger("withdraw", "1")[0] == 0
    assert "openbaar/2  withdrawn" in ledger("list")[1].splitlines()[0]
    assert open_ledger(ledger_folder(store), KEY).standing("k", "").released.tolist() == [MARK]


def test_the_store_keeps_the_line_of_a_withdrawal(ledger, store):
    ledger("withdraw", "2")
    with Store(store, mode="read") as opened:
        assert kept_head(opened).number == 3


def test_a_release_that_is_not_there_cannot_be_withdrawn(ledger):
    code, _, err = ledger("withdraw", "7")
    assert code == LedgerRefused.exit_code
    assert "no release with number 7" in err


def test_a_whole_ledger_is_said_to_be_whole(ledger):
    code, out, _ = ledger("check")
    assert (code, "whole: 2 lines" in out) == (0, True)


def test_what_a_crash_left_is_named(ledger, store):
    (ledger_folder(store) / "0003.npz.half").write_bytes(b"x")
    assert "0003.npz.half: this file belongs to nothing" in ledger("check")[1]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda f: (f / "0001.npz").unlink(), "0001.npz: This file is missing"),
        (lambda f: (f / "0002.npz").write_bytes(b"x"), "0002.npz: This file was changed"),
        (lambda f: (f / "logboek.jsonl").write_bytes(b""), "The end is missing"),
        (lambda f: f.rename(f.with_name("weg")), "there is no such folder"),
    ],
)
def test_damage_is_told(ledger, store, damage, said):
    damage(ledger_folder(store))
    code, _, err = ledger("check")
    assert code == LedgerRefused.exit_code
    assert said in err


def test_another_key_is_told(ledger, store):
    (store.parent / "andere").write_text(KEY[::-1].hex())
    code, _, err = ledger("check", key="andere")
    assert code == LedgerRefused.exit_code
    assert "made with another key" in err


def test_a_ledger_is_compared_with_the_line_in_a_release(ledger, store, tmp_path):
    head = open_ledger(ledger_folder(store), KEY).head
    release = tmp_path / "uitgave"
    release.mkdir()
    (release / "manifest.json").write_text(json.dumps({"ledger": {"number": head.number, "sha256": head.sha256}}))
    assert ledger("check", "--release", str(release))[0] == 0
    (release / "manifest.json").write_text(json.dumps({"ledger": {"number": 3, "sha256": head.sha256}}))
    code, _, err = ledger("check", "--release", str(release))
    assert code == LedgerRefused.exit_code
    assert "there were at least 3" in err


def test_a_folder_that_names_no_ledger_is_refused(ledger, tmp_path):
    code, _, err = ledger("check", "--release", str(tmp_path))
    assert code == LedgerRefused.exit_code
    assert "names no ledger" in err


def test_a_backup_can_be_checked_without_the_store(ledger, store):
    store.unlink()
    assert ledger("check")[0] == 0
