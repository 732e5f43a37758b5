"""The folder of a ledger: private, whole or not at all, one writer at a time."""

import stat
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from gelijkop.errors import LedgerRefused
from gelijkop.pipeline import ledger_files
from gelijkop.pipeline.ledger_files import (
    keep_head,
    kept_head,
    ledger_folder,
    loose_files,
    open_ledger,
    save_ledger,
)
from gelijkop.safe.cells import Cells
from gelijkop.safe.ledger import Head
from gelijkop.store import Store

KEY = b"k" * 64
AT = datetime(2026, 11, 22, 12)


def cells(number):
    """One cell with this group, true count and number."""
    group, one = np.array([number], dtype=np.int64), np.array([1], dtype=np.int64)
    place = np.array(["a"])
    return Cells("k", "", ("herkomst",), place, one, group.reshape(1, 1), one, one, group, group, (("a", 1),))


def longer(ledger, number=7):
    return ledger.appended([cells(number)], at=AT, policy="openbaar/2", plan="p", base=5, slack=2)


@pytest.fixture
def folder(tmp_path):
    """A ledger of one release."""
    place = ledger_folder(tmp_path / "regio.duckdb")
    save_ledger(longer(open_ledger(place, KEY)), place)
    return place


def test_it_lies_beside_the_store():
    assert ledger_folder(Path("werk/regio.duckdb")) == Path("werk/regio.logboek")


def test_what_was_saved_is_what_is_opened(folder):
    assert open_ledger(folder, KEY).standing("k", "").released.tolist() == [7]


def test_only_the_owner_can_read_it(folder):
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {
        "logboek.jsonl": 0o600,
        "0001.npz": 0o600,
    }


def test_a_missing_folder_is_noticed_when_there_was_one(tmp_path):
    with pytest.raises(LedgerRefused, match="Put back the last backup"):
        open_ledger(tmp_path / "weg.logboek", KEY, Head(1, "x"))


def test_a_missing_folder_is_no_matter_when_there_was_none(tmp_path):
    assert open_ledger(tmp_path / "nieuw.logboek", KEY).pages == ()


def test_a_folder_without_lines_is_noticed(folder):
    head = open_ledger(folder, KEY).head
    (folder / "logboek.jsonl").unlink()
    with pytest.raises(LedgerRefused):
        open_ledger(folder, KEY, head)


@pytest.mark.parametrize("broken", ["logboek.jsonl", "0002.npz"])
def test_a_crash_while_writing_leaves_the_old_ledger(folder, monkeypatch, broken):
    real = Path.replace

    def crash(self, target):
        if Path(target).name == broken:
            raise OSError
        return real(self, target)

    before = open_ledger(folder, KEY)
    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(LedgerRefused, match="Nothing was released"):
        save_ledger(longer(before, 9), folder)
    monkeypatch.undo()
    after = open_ledger(folder, KEY, before.head)
    assert after.head == before.head
    assert loose_files(after, folder)
    save_ledger(longer(after, 9), folder)
    assert loose_files(open_ledger(folder, KEY), folder) == ()


def test_two_that_were_opened_together_cannot_both_be_saved(folder):
    one, other = open_ledger(folder, KEY), open_ledger(folder, KEY)
    save_ledger(longer(one, 9), folder)
    with pytest.raises(LedgerRefused, match="another command"):
        save_ledger(longer(other, 8), folder)
    standing = open_ledger(folder, KEY).standing("k", "")
    assert standing.groups[standing.released == 9].tolist() == [[9]]
    assert 8 not in standing.groups


def test_a_second_writer_is_refused_while_the_first_writes(folder):
    (folder / ledger_files.LOCK).touch()
    with pytest.raises(LedgerRefused, match="remove the file “slot”"):
        save_ledger(longer(open_ledger(folder, KEY)), folder)


def test_the_lock_is_gone_after_writing(folder):
    assert not (folder / ledger_files.LOCK).exists()


def test_files_already_written_are_not_written_again(folder):
    before = (folder / "0001.npz").stat().st_ino
    save_ledger(longer(open_ledger(folder, KEY)), folder)
    assert (folder / "0001.npz").stat().st_ino == before


def test_the_store_keeps_the_last_line(tmp_path, folder):
    head = open_ledger(folder, KEY).head
    with Store(tmp_path / "regio.duckdb") as store:
        assert kept_head(store) is None
        keep_head(store, head)
        assert kept_head(store) == head


def test_a_folder_that_cannot_be_read_is_said_to_be_so(folder, monkeypatch):
    monkeypatch.setattr(Path, "read_bytes", lambda _: (_ for _ in ()).throw(PermissionError()))
    with pytest.raises(LedgerRefused, match="permissions"):
        open_ledger(folder, KEY)
