"""`publish --protection` and `--display`: what a mode does to the counts, and what a layer leaves as it is."""

import csv
import json
import tomllib
from html import unescape

import pytest

from gelijkop.catalogue import load
from gelijkop.errors import ReleaseRefused, UserError
from gelijkop.pipeline.read_release import read_release
from gelijkop.safe.plan import MODES, plan_of, said_of


def table(folder, name):
    with (folder / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def made(shop, tmp_path_factory):
    """Releases of the same records, made once for each mode or layer; each mode has a desk and a ledger of its own."""
    known = {}

    def one(mode="", layer=""):
        if (mode, layer) not in known:
            desk = type(shop)(tmp_path_factory.mktemp(mode)) if mode else shop
            known[mode, layer] = desk.publish(desk.store(), f"stand-{layer}", mode=mode, layer=layer)
        return known[mode, layer]

    return one


@pytest.mark.parametrize("mode", ["cube3", "cube10"])
def test_no_count_of_a_release_is_below_the_base_of_its_mode(made, mode):
    pupils = [int(r["pupils"]) for r in table(made(mode), "cijfers.csv")]
    assert min(pupils) == load(MODES)[mode]["base"]


@pytest.mark.parametrize("mode", ["cube3", "cube10"])
def test_the_release_names_its_mode_and_the_version_of_its_policy(made, mode):
    policy = tomllib.loads((made(mode) / "beleid.toml").read_text("utf-8"))
    assert (policy["used"]["mode"], policy["used"]["layer"]) == (mode, "nco")
    manifest = json.loads((made(mode) / "manifest.json").read_text("utf-8"))
    assert manifest["policy"]["version"] == policy["version"] == load("policies/openbaar")["version"]


def test_the_policy_beside_the_figures_says_what_mode_and_layer_guarantee(made):
    used = tomllib.loads((made("", "round10") / "beleid.toml").read_text("utf-8"))["used"]
    said = said_of(plan_of(read_release(made("", "round10")).released))
    assert used["says_nl"] == [t.nl for t in said]
    assert used["says_en"] == [t.en for t in said]


def test_no_rate_under_cube10_is_of_fewer_than_twenty_pupils(made):
    told = [r for r in table(made("cube10"), "bevindingen/aandelen.csv") if r["waarde"] or r["staart"]]
    assert min(int(r["leerlingen"]) for r in told) >= 20


def test_a_layer_leaves_the_protected_counts_as_they_are(made, public):
    assert (made("", "round10") / "cijfers.csv").read_bytes() == (public / "cijfers.csv").read_bytes()


def test_a_layer_that_rounds_leaves_shares_as_they_are_and_rounds_pupils(made, public):
    mine, plain = (table(f, "bevindingen/aandelen.csv") for f in (made("", "round10"), public))
    assert [r["waarde"] for r in mine] == [r["waarde"] for r in plain]
    assert {int(r["leerlingen"]) % 10 for r in mine if r["leerlingen"]} == {0}


def test_a_release_that_is_read_back_is_shown_under_its_own_layer(made):
    assert plan_of(read_release(made("", "round10")).released).layer == "round10"


def test_the_page_says_what_its_mode_and_layer_do_and_do_not_guarantee(made):
    page = unescape((made("", "round10") / "index.html").read_text("utf-8"))
    assert all(t.nl in page for t in said_of(plan_of(read_release(made("", "round10")).released)))


@pytest.mark.parametrize("asked", [{"mode": "cube10"}, {"layer": "lt5"}])
def test_exact_figures_are_refused_a_mode_or_layer(shop, asked):
    with pytest.raises(UserError):
        shop.publish(shop.store(), "intern-met-stand", policy="intern", **asked)


def test_a_second_release_in_another_mode_is_refused(desk):
    """Its ledger holds numbers that do not fit the new rules."""
    desk.publish(desk.store(), "eerst", mode="cube3")
    with pytest.raises(ReleaseRefused):
        desk.publish(desk.store(), "later", mode="cube5")
