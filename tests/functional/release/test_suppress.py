"""`gelijkop suppress`: exact tables with holes, from a store to a folder."""

import csv
import hashlib
import json
import stat

import pytest

from gelijkop.cli import main

MEASURE = "po.advies.onder/A-definitief"


def run(store, out, *more):
    return main(
        ["suppress", "--store", str(store), "--out", str(out), "--measure", MEASURE, "--lang", "en", "--quiet", *more]
    )


def rows(folder):
    return [
        {"tabel": table, **row}
        for table in ("gemeente", "alle", "school")
        for row in csv.DictReader((folder / f"{table}.csv").read_text(encoding="utf-8").splitlines())
    ]


@pytest.fixture
def store(desk):
    return desk.store(pupils=60)


@pytest.fixture
def made(store, tmp_path):
    out = tmp_path / "tabellen"
    assert run(store, out, "--grouping", "geslacht") == 0
    return store, out


def test_shown_numbers_add_up_and_small_ones_are_not_shown(made):
    _, out = made
    cells = rows(out)
    assert not [r for r in cells if r["leerlingen"] != "x" and 0 < int(r["leerlingen"]) < 5]
    by_cell = {}
    for r in cells:
        key = tuple(r[c] for c in ("tabel", "plaats", "eerste_schooljaar", "laatste_schooljaar", "indeling", "groep"))
        by_cell.setdefault(key, {})[r["uitkomst"]] = r["leerlingen"]
    whole = [c for c in by_cell.values() if "x" not in c.values()]
    assert whole
    assert all(int(c["ja"]) + int(c["nee"]) == int(c["alle"]) for c in whole)


def test_the_proof_is_beside_the_store_for_its_owner_alone_and_only_its_hash_is_in_the_folder(made):
    store, out = made
    (proof,) = store.parent.glob("*.bewijs-*.json")
    assert stat.S_IMODE(proof.stat().st_mode) == 0o600
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["proof"]["sha256"] == hashlib.sha256(proof.read_bytes()).hexdigest()
    assert json.loads(proof.read_text())["salt"] not in "".join(p.read_text() for p in out.iterdir())


def test_every_file_is_named_with_its_hash_and_every_table_with_its_holes(made):
    _, out = made
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert all(hashlib.sha256((out / n).read_bytes()).hexdigest() == h for n, h in manifest["files"].items())
    hidden = {t: sum(r["tabel"] == t and r["leerlingen"] == "x" for r in rows(out)) for t in manifest["tables"]}
    assert sum(hidden.values()) > 0
    assert hidden == {t: about["hidden"] for t, about in manifest["tables"].items()}


def test_what_an_earlier_folder_showed_stays_and_what_it_hid_stays_hidden(made, tmp_path):
    store, out = made
    again = tmp_path / "later"
    assert run(store, again, "--grouping", "armoede", "--also", str(out)) == 0
    before = {tuple(r.values())[:-1]: r["leerlingen"] for r in rows(out) if not r["indeling"]}
    after = {tuple(r.values())[:-1]: r["leerlingen"] for r in rows(again) if not r["indeling"]}
    assert before == after


def test_an_earlier_folder_that_was_changed_is_refused(made, tmp_path, capsys):
    store, out = made
    (out / "school.csv").write_text((out / "school.csv").read_text().replace(",ja,", ",nee,"))
    assert run(store, tmp_path / "later", "--also", str(out)) == 2
    assert "not a whole folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "expected"),
    [(("--measure", "bestaat.niet"), "There is no measure"), (("--grouping", "schoenmaat"), "no grouping")],
)
def test_what_is_not_there_is_named_with_what_is(store, tmp_path, capsys, more, expected):
    assert run(store, tmp_path / "tabellen", *more) == 2
    assert expected in capsys.readouterr().err
