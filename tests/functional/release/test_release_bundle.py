"""A release is a whole: everything it was made with lies beside its figures, and one hash says what it tells."""

import hashlib
import hmac
import json
import re
import shutil
import tomllib
from datetime import datetime

import pytest

from gelijkop.catalogue import load
from gelijkop.errors import ReleaseRefused
from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.bundle import content_sha256, proof_files
from gelijkop.pipeline.read_release import read_release

KIND = "geslacht"


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def test_the_manifest_names_every_file_and_its_hash(public):
    there = {p.relative_to(public).as_posix() for p in public.rglob("*") if p.is_file()}
    assert there - {"manifest.json", ".gelijkop"} == set(manifest(public)["files"])
    for name, digest in manifest(public)["files"].items():
        assert hashlib.sha256((public / name).read_bytes()).hexdigest() == digest, name


def test_each_definition_lies_there_as_it_was_written(public):
    versions = manifest(public)["definitions"]
    assert versions
    for code, version in versions.items():
        written = (public / "definities" / f"{code}.toml").read_text("utf-8")
        assert written == load_all()[code].written
        assert tomllib.loads(written)["version"] == version


def test_the_policy_lies_there_with_what_was_used_of_it(public):
    policy = tomllib.loads((public / "beleid.toml").read_text("utf-8"))
    used = policy.pop("used")
    assert policy == load("policies/openbaar")
    released = manifest(public)["released"]
    assert (used["base"], used["slack"]) == (released["base"], released["slack"]) == (5, 2)
    assert KIND in used["groupings"]


def test_sources_are_named_with_a_hash_that_only_the_organisation_can_check(public, shop):
    (source,) = manifest(public)["sources"]
    expected = hmac.new(shop.key, f"{1:064x}".encode(), "sha256").hexdigest()
    assert source == {
        "kind": "loopbaan", "file": "leerlingen-1.csv", "loaded": "2025-09-01", "hmac_sha256": expected
    }  # fmt: skip
    everything = b"".join(p.read_bytes() for p in public.rglob("*") if p.is_file())
    assert f"{1:064x}".encode() not in everything


def test_what_protection_did_lies_there_as_proof(public):
    told = json.loads((public / "bewijs" / "bescherming.json").read_text("utf-8"))
    assert told["plan"]["base"] == 5
    assert told["guarantees"]


def test_any_proof_is_written_as_json():
    assert json.loads(proof_files({"audit": {"findings": []}})["bewijs/audit.json"]) == {"findings": []}


def test_a_proof_without_a_number_is_not_written():
    with pytest.raises(ValueError):
        proof_files({"audit": float("nan")})


def test_the_same_content_has_the_same_hash_at_another_moment(public, desk, shop):
    later = desk.publish(shop.store(), "later", now=datetime(2027, 5, 1, 12))
    assert manifest(later)["made_at"] != manifest(public)["made_at"]
    assert manifest(later)["content_sha256"] == manifest(public)["content_sha256"]


def test_other_figures_have_another_hash(public, desk):
    other = desk.publish(desk.store(2), "ander")
    assert manifest(other)["content_sha256"] != manifest(public)["content_sha256"]


@pytest.mark.parametrize("changed", ["region", "definitions", "policy", "sources", "released", "files"])
def test_the_content_hash_is_over_every_part_of_the_manifest(public, changed):
    told = manifest(public)
    assert content_sha256(told) == told["content_sha256"]
    assert content_sha256({**told, changed: {"x": 1}}) != told["content_sha256"]


def test_a_release_is_a_valid_data_package(desk):
    """Few pupils, so that limits without end are in it; frictionless reads every cell of every table."""
    from frictionless import validate  # slow import

    made = desk.publish(desk.store(1, pupils=100), "uit")
    report = validate(str(made / "datapackage.json"))
    assert report.valid, report.flatten(["name", "fieldName", "message"])[:5]
    assert {r["path"] for r in json.loads((made / "datapackage.json").read_text("utf-8"))["resources"]} == {
        "cijfers.csv", "scholen.csv", *(p.relative_to(made).as_posix() for p in (made / "bevindingen").glob("*.csv"))
    }  # fmt: skip
    cells = re.split("[,\n]", "".join(p.read_text("utf-8") for p in (made / "bevindingen").glob("*.csv")))
    assert "" in cells
    assert "INF" in cells


def test_the_part_about_schools_is_written_and_read_back(public):
    schools = read_release(public).released.schools
    assert set(schools.places) == {"01AA00", "01AB00"}
    assert schools.pooled == (2019, 2020)  # of the last year nobody knows the next
    assert manifest(public)["schools"]["sha256"]


@pytest.mark.parametrize("name", ["cijfers.parquet", "scholen.parquet"])
def test_counts_that_were_changed_are_not_read(public, tmp_path, name):
    copied = shutil.copytree(public, tmp_path / "uit")
    (copied / name).write_bytes((copied / name).read_bytes() + b"x")
    with pytest.raises(ReleaseRefused):
        read_release(copied)


def test_the_part_about_schools_of_another_release_is_not_read(public, desk, tmp_path):
    """Every hash fits, but these locations do not add up to these municipalities."""
    copied = shutil.copytree(public, tmp_path / "uit")
    other = desk.publish(desk.store(1, pupils=250), "ander")
    shutil.copy(other / "scholen.parquet", copied)
    told = manifest(copied) | {"schools": manifest(other)["schools"]}
    told["files"]["scholen.parquet"] = manifest(other)["files"]["scholen.parquet"]
    (copied / "manifest.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(ReleaseRefused):
        read_release(copied)
