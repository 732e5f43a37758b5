"""A release is there whole or not at all, and what a killed run leaves behind nobody else can read, nor for long."""

import multiprocessing
import os
import signal
import stat

import pytest

from gelijkop.pipeline import release_folder
from gelijkop.pipeline.folders import fresh_folder

MODE = 0o777
PATIENCE = 60
"""Seconds that a process may take to get as far as the test wants it."""


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def stop_in_the_middle(target, ready):
    """Fill a folder half and wait to be killed."""
    with fresh_folder(target, force=True) as folder:
        (folder / "cijfers.csv").write_text("geheim")
        ready.set()
        signal.pause()


@pytest.fixture
def killed(tmp_path):
    """A place where an old release lies and a new one was killed (kill -9) half-way."""
    with fresh_folder(tmp_path / "uit", force=False) as folder:
        (folder / "cijfers.csv").write_text("oud")
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Event()
    process = spawn.Process(target=stop_in_the_middle, args=(tmp_path / "uit", ready))
    process.start()
    assert ready.wait(PATIENCE)
    os.kill(process.pid, signal.SIGKILL)
    process.join(PATIENCE)
    return tmp_path / "uit"


def test_a_killed_run_leaves_the_old_release_as_it_was(killed):
    assert (killed / "cijfers.csv").read_text() == "oud"


def test_what_a_killed_run_left_only_its_owner_can_read(killed):
    (left,) = killed.parent.glob(".uit-*")
    assert mode(left) == 0o700


def test_the_next_run_removes_what_a_killed_run_left(killed):
    with fresh_folder(killed, force=True):
        pass
    assert [p.name for p in killed.parent.iterdir()] == ["uit"]


def test_a_run_leaves_alone_what_another_run_is_making(tmp_path):
    with fresh_folder(tmp_path / "uit", force=True) as one, fresh_folder(tmp_path / "uit", force=True) as other:
        assert one.is_dir()
        assert other.is_dir()


def test_a_folder_beside_it_that_is_not_ours_stays(tmp_path):
    (tmp_path / ".uit-van-mij").mkdir()
    with fresh_folder(tmp_path / "uit", force=True):
        pass
    assert (tmp_path / ".uit-van-mij").is_dir()


@pytest.mark.parametrize("part", ["region_page", "data_package", "write_all", "_write_figures", "_manifest"])
def test_an_error_half_way_leaves_the_old_release_and_nothing_else(desk, shop, monkeypatch, part):
    old = contents(desk.publish(shop.store(), "uit"))
    monkeypatch.setattr(release_folder, part, lambda *a, **k: (_ for _ in ()).throw(OSError(5, "schijf stuk")))
    with pytest.raises(OSError):
        desk.publish(shop.store(), "uit", region="Ander")
    assert contents(desk.folder / "uit") == old
    assert [p.name for p in desk.folder.iterdir()] == ["uit"]


def test_where_the_new_release_cannot_take_its_place_the_old_one_comes_back(tmp_path, monkeypatch):
    with fresh_folder(tmp_path / "uit", force=False) as folder:
        (folder / "a").write_text("oud")
    rename = type(tmp_path).rename

    def fails(path, target):
        if target.name == "uit" and not path.name.endswith("-oud"):
            raise OSError(13, "mag niet")
        return rename(path, target)

    monkeypatch.setattr(type(tmp_path), "rename", fails)
    with pytest.raises(OSError), fresh_folder(tmp_path / "uit", force=True) as folder:
        (folder / "a").write_text("nieuw")
    assert (tmp_path / "uit" / "a").read_text() == "oud"
    assert [p.name for p in tmp_path.iterdir()] == ["uit"]


def test_a_release_may_be_read_by_all_and_an_internal_one_by_its_owner(public, intern):
    assert mode(public) == 0o755
    assert mode(intern) == 0o700
