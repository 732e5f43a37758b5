"""Exact figures of policy intern open with the key and with nothing else."""

import hashlib
import json
import shutil
import stat
from types import SimpleNamespace

import numpy as np
import pytest

from gelijkop.cli import main
from gelijkop.errors import KeyRefused, ReleaseRefused
from gelijkop.pipeline.protecting import Wanted, make
from gelijkop.pipeline.read_release import policy_of, read_release
from gelijkop.pipeline.sealed import SEALED
from gelijkop.store import Store

FOR_STAFF = ("index.html", "bevindingen/", "cijfers/", SEALED)
"""What may hold exact counts: the page and tables of the staff, and the sealed file."""


@pytest.fixture
def copied(intern, tmp_path):
    return shutil.copytree(intern, tmp_path / "intern")


@pytest.fixture
def run(tmp_path, monkeypatch, capfd):
    """The program as another person has it: in a folder of their own, without the key."""
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("GELIJKOP_KEY", str(tmp_path / "thuis" / "sleutel"))

    def call(*words):
        capfd.readouterr()
        code = main([str(word) for word in words])
        return SimpleNamespace(code=code, **dict(zip(("out", "err"), capfd.readouterr(), strict=True)))

    return call


def test_with_the_key_the_exact_counts_come_out(intern, shop):
    path = shop.store()
    with Store(path, mode="read") as store:
        exact = make(store, path, Wanted("intern"), key=shop.key, language="nl", now=shop.now).released
    opened = read_release(intern, key=shop.key).released
    assert opened.base == 0
    for name, column in exact.rows.columns().items():
        assert np.array_equal(opened.rows.columns()[name], column), name


def test_without_a_key_nothing_opens(intern):
    with pytest.raises(KeyRefused):
        read_release(intern)


@pytest.mark.parametrize("key", [bytes(64), bytes(range(63)), b"", bytes(range(1, 65))])
def test_another_key_opens_nothing(intern, key):
    with pytest.raises(KeyRefused):
        read_release(intern, key=key)


@pytest.mark.parametrize("where", [0, 20, 49, 50, 1000, -1])
def test_one_changed_byte_of_the_seal_is_seen(copied, shop, where):
    content = bytearray((copied / SEALED).read_bytes())
    content[where] ^= 1
    (copied / SEALED).write_bytes(content)
    manifest = json.loads((copied / "manifest.json").read_text("utf-8"))
    manifest["files"][SEALED] = hashlib.sha256(content).hexdigest()
    (copied / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises((KeyRefused, ReleaseRefused)):
        read_release(copied, key=shop.key)


def test_a_seal_cut_off_is_refused(copied, shop):
    content = (copied / SEALED).read_bytes()[:40]
    (copied / SEALED).write_bytes(content)
    manifest = json.loads((copied / "manifest.json").read_text("utf-8"))
    manifest["files"][SEALED] = hashlib.sha256(content).hexdigest()
    (copied / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ReleaseRefused):
        read_release(copied, key=shop.key)


def test_a_manifest_that_calls_exact_figures_public_opens_nothing(copied, shop):
    manifest = json.loads((copied / "manifest.json").read_text("utf-8"))
    manifest["policy"]["name"] = "openbaar"
    (copied / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ReleaseRefused):
        policy_of(copied)


def test_the_same_figures_are_sealed_otherwise_each_time(intern, desk, shop):
    again = desk.publish(shop.store(), "intern", policy="intern")
    assert (again / SEALED).read_bytes() != (intern / SEALED).read_bytes()


def test_only_the_owner_can_enter_the_folder(intern):
    assert stat.S_IMODE(intern.stat().st_mode) == 0o700


def test_page_and_folder_say_that_they_are_confidential(intern):
    assert "Alleen voor intern gebruik" in (intern / "index.html").read_text("utf-8")
    assert "Kopieer, mail of publiceer ze niet" in (intern / "VERTROUWELIJK.txt").read_text("utf-8")


def told_outside(folder):
    """The files besides those of the staff; of the manifest all but the hashes of those."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(FOR_STAFF):
            found[name] = path.read_bytes()
    manifest = json.loads(found.pop("manifest.json"))
    files = {n: h for n, h in manifest.pop("files").items() if not n.startswith(FOR_STAFF)}
    manifest.pop("content_sha256")
    return found, manifest, files


def test_what_lies_beside_the_pages_of_the_staff_is_the_same_for_other_pupils(desk):
    """So no count is in it: the records differ in number and in everything that was drawn at random."""
    told = []
    for pupils in (300, 211):
        store = desk.store(1, pupils=pupils)
        told.append(told_outside(desk.publish(store, "intern", policy="intern")))
        store.unlink()
    assert told[0] == told[1]
    found, _, files = told[0]
    assert files.keys() <= found.keys()


def test_no_table_of_the_rows_lies_there_in_plain(intern):
    assert not list(intern.glob("cijfers.*"))
    assert b"PAR1" not in (intern / SEALED).read_bytes()


def test_no_command_opens_an_internal_release_without_its_key(run, intern, shop, tmp_path):
    public = "age1kh738v9we0yprtzua0rqr5ll3ks2tuew7qg20zfmucmrt924hp4s77d9jk"
    assert run("key", "--sign").code == 0
    assert run("key").code == 0
    signing = tmp_path / "thuis" / "ondertekening.pem"
    for words in (
        ("compare", intern),
        ("compare", intern, "--json"),
        ("combine", intern, intern, "--into", "som.duckdb"),
        ("combine", intern / SEALED, "--into", "uit"),
        ("combine", shop.store(), intern / SEALED, "--into", "som.duckdb"),
        ("seal", intern, "--for", public, "--sign", signing, "--out", "a.zegel"),
        ("seal", intern / SEALED, "--for", public, "--sign", signing, "--out", "a.zegel"),
        ("seal", intern / SEALED, "--for", public, "--sign", signing, "--policy", "intern", "--out", "a.zegel"),
        ("publish", "--policy", "openbaar", "--store", intern, "--out", "uit"),
        ("publish", "--policy", "openbaar", "--store", intern / SEALED, "--out", "uit"),
        ("totals", "--policy", "intern", "--store", intern / SEALED, "--out", "uit"),
        ("measure", "--store", intern / SEALED),
        ("loads", "--store", intern / SEALED),
    ):
        done = run(*words)
        assert 2 <= done.code < 100, (words, done.code, done.err)
        assert not done.out, words
    assert not [p.name for p in (tmp_path / "project").iterdir() if p.name != "gelijkop.duckdb"]


def test_the_right_key_lets_staff_compare(run, intern, shop, tmp_path):
    (tmp_path / "sleutel").write_text(shop.key.hex(), "ascii")
    done = run("compare", intern, "--key", tmp_path / "sleutel")
    assert done.code == 0, done.err
    assert "Vertrouwelijk: deze uitgave heeft exacte aantallen." in done.out
