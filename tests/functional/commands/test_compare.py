"""`gelijkop compare` says what a release says, in both languages and as JSON, and refuses what is no release."""

import contextlib
import csv
import hashlib
import io
import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

from gelijkop.catalogue import load
from gelijkop.cli import main
from gelijkop.indicators.definitions import load_all
from gelijkop.model.figures import Figures
from gelijkop.model.groupings import own_groupings
from gelijkop.pipeline.own_groupings import own_groupings_in
from gelijkop.pipeline.sealed import sealed_figures
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import seal_intern
from gelijkop.store import Store

KEY = bytes(range(64))
FIGURES = ("estimate", "lower", "upper", "n")
UNDER_BY_LAW = "havo bij toets havo/vwo"


@pytest.fixture(scope="module")
def overview(demo):
    """What is told of all indicators by neighbourhood poverty."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        assert main(["compare", str(demo / "uitgave"), "--grouping", "armoede"]) == 0
    return told.getvalue().replace("\u00a0", " ")


@pytest.fixture
def own_key(tmp_path_factory):
    """The file with the key of the organisation."""
    path = tmp_path_factory.mktemp("sleutel") / "sleutel"
    path.write_text(KEY.hex(), "ascii")
    return path


@pytest.fixture
def compare(demo, capfd, own_key):
    """Runs the command in this process on the public release of the demo, or on another folder."""

    def run(*arguments, folder=None, code=0):
        capfd.readouterr()
        assert main(["compare", str(folder or demo / "uitgave"), "--key", str(own_key), *arguments]) == code
        return (capfd.readouterr().out if code == 0 else capfd.readouterr().err).replace("\u00a0", " ")

    return run


def test_without_a_measure_every_indicator_is_told_in_sentences_and_a_table(overview):
    told = overview
    assert "naar armoede in de buurt" in told
    assert re.search(r"Van de leerlingen uit niet arme buurten krijgt \d+,\d % een passend schooladvies", told)
    assert re.search(r"zeer arme buurten +[\d.]+ +\d+,\d % +[+−]\d+,\d \(", told)
    assert "definities" in told
    assert "2014/2015 en 2023/2024 zijn niet te vergelijken: vanaf 2019/2020 en vanaf 2023/2024" in told


def test_of_one_measure_the_parts_and_the_cells_that_differ_are_told(compare):
    told = compare("--measure", "po.advies.passend/A-voorlopig", "--grouping", "armoede")
    assert "bestaat uit twee delen" in told
    (law,) = [line for line in told.splitlines() if "“KansenKaart, voorlopig advies” tellen" in line]
    assert "in 11 van de 60 combinaties" in law
    assert UNDER_BY_LAW in law


def test_where_in_the_career_a_gap_arises_is_told_in_brief_and_on_request_in_full(compare, overview):
    assert "Waar ontstaat het verschil? Uitkomst: havo of vwo drie jaar na het advies" in overview
    assert "Controle van de keten" not in overview
    full = compare("--grouping", "armoede", "--measure", "keten.leerjaar3")
    assert "Controle van de keten" in full
    rows = json.loads(compare("--grouping", "armoede", "--measure", "keten.leerjaar3", "--json"))["chains"]
    of = {
        (r["kind"], r["step"]): r["estimate"]
        for r in rows
        if r["group"] == "zeer-arm" and r["outcome"] == rows[0]["outcome"]
    }
    assert of["start", None] + of["equal_ability", None] == pytest.approx(of["raw", None], abs=1e-12)


def test_of_one_measure_a_number_over_all_groups_is_told(compare, overview):
    asked = ("--grouping", "armoede", "--measure", "po.advies.bijstelling")
    told = compare(*asked)
    assert re.search(r"concentratie-index +−0,\d\d +−0,\d\d tot −0,\d\d", told)
    rows = json.loads(compare(*asked, "--json"))["summaries"]
    assert {r["kind"] for r in rows} >= {"sii", "rii", "concentration", "disparity"}
    assert "Over alle groepen samen" not in overview


def test_of_a_chain_that_nobody_was_in_that_is_said(compare):
    told = compare("--measure", "keten.vervolg", "--years", "2023")
    assert "is dit niet te schatten: er is niemand om mee te vergelijken" in told


def test_of_a_measure_without_a_rate_it_is_told_that_there_is_nothing_to_say(compare):
    assert "deze maat telt een verdeling" in compare("--measure", "vo.loopbaan.advies-leerjaar1")


def test_both_languages_have_the_same_words():
    words = load("texts/compare")
    assert set(words["nl"]) == set(words["en"])


def test_english_is_spoken_where_asked(compare):
    told = compare("--measure", "po.advies.passend", "--grouping", "armoede", "--lang", "en")
    assert "Of the pupils from neighbourhoods that are not poor" in told
    assert not re.search(r"\b(leerlingen|verschil|aandeel|definities|toetsadvies)\b", told)


def test_json_has_every_figure_with_its_interval_number_method_and_state(compare):
    answer = json.loads(compare("--measure", "po.advies.passend", "--grouping", "armoede", "--json"))
    assert (answer["format"], answer["policy"], answer["grouping"]) == ("gelijkop.compare/1", "openbaar", "armoede")
    rows = answer["measures"]
    assert {"rate", "raw", "equal_ability", "composition", "rate_part", "definitions", "change_rate"} <= {
        r["kind"] for r in rows
    }
    for row in rows:
        if row["kind"] != "definitions" and row["state"] == "shown" and row["estimate"] is not None:
            assert all(row[name] is not None for name in (*FIGURES, "method")), row
        if row.get("state") == "break":
            assert row["estimate"] is None
            assert row["breaks"]


def test_the_parts_add_up_to_the_raw_gap(compare):
    rows = json.loads(compare("--measure", "po.advies.bijstelling", "--grouping", "armoede", "--json"))["measures"]
    of = {
        (r["kind"], r["group"]): r["estimate"] for r in rows if r["kind"] != "definitions" and "change" not in r["kind"]
    }
    for group in ("zeer-arm", "arm"):
        assert of["composition", group] + of["rate_part", group] == pytest.approx(of["raw", group], abs=1e-12)


def test_one_place_and_some_years_can_be_asked_for(compare):
    told = compare("--measure", "po.advies.onder", "--place", "GM0606", "--years", "2019-2022")
    assert told.startswith("Schiedam, 2019/2020 tot en met 2022/2023")
    assert "niet te vergelijken" not in told, "no break lies between the years with a test"


@pytest.fixture(scope="module")
def a_tail(demo):
    """Place, school year and indicator of a rate that the release tells as a tail only."""
    with (demo / "uitgave" / "bevindingen" / "aandelen.csv").open(encoding="utf-8") as rows:
        return next(
            (r["plaats"], r["van"], r["maat"].split("/")[0])
            for r in csv.DictReader(rows)
            if r["staart"] and r["groep"] == "zeer-arm" and r["plaats"] != "alle" and r["van"] == r["tot_en_met"]
        )


def test_what_may_not_be_shown_has_its_sign_in_the_table_and_no_number_in_json(compare, a_tail):
    place, year, measure = a_tail
    asked = ("--place", place, "--years", year, "--measure", measure, "--grouping", "armoede")
    told = compare(*asked)
    assert "tonen wij geen verschil: het zijn te weinig leerlingen, of bij een van beide groepen gaat het om" in told
    assert re.search(r"zeer arme buurten +\d+ +[<>]\d+ % +x +x +te weinig leerlingen", told)
    rows = [r for r in json.loads(compare(*asked, "--json"))["measures"] if r["kind"] != "definitions"]
    hidden = [r for r in rows if r["state"] == "withheld" or r.get("tail")]
    assert hidden
    assert all(r[name] is None for r in hidden for name in ("estimate", "lower", "upper"))


def test_of_a_year_without_a_test_nothing_is_known(compare):
    told = compare("--measure", "po.advies.onder", "--years", "2019", "--grouping", "armoede")
    assert told.count("Van leerlingen uit zeer arme buurten is dit niet bekend.") == 1


def test_a_wider_margin_calls_more_differences_small(compare):
    arguments = ("--measure", "po.advies.bijstelling", "--grouping", "armoede")
    wide = compare(*arguments, "--margin", "20")
    assert "Dit verschil is klein: minder dan 20,0 procentpunt." in wide
    assert compare(*arguments, "--margin", "1").count("Dit verschil is klein") < wide.count("Dit verschil is klein")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--measure", "po.advies.passen"), "Bedoelt u “po.advies.passend"),
        (("--grouping", "armoe"), "Deze indeling is niet in deze uitgave: armoe."),
        (("--place", "GM0344"), "Deze plaats is niet in deze uitgave: GM0344."),
        (("--years", "2005-2006"), "geen schooljaren van deze uitgave"),
        (("--margin", "0"), "--margin: verwacht"),
        (("--margin", "nan"), "--margin: verwacht"),
        (("--years", "vroeger"), "geen schooljaren van deze uitgave"),
    ],
)
def test_what_is_not_in_the_release_is_refused_with_what_is(compare, arguments, said):
    assert said in compare(*arguments, code=2)


def test_a_folder_that_is_not_there_is_named(compare, tmp_path):
    assert "deze map is er niet" in compare(folder=tmp_path / "weg", code=2)


def test_a_folder_without_a_release_says_what_is_missing(compare, tmp_path):
    assert "manifest.json en cijfers.parquet ontbreekt" in compare(folder=tmp_path, code=2)


@pytest.fixture
def copied(demo, tmp_path):
    for name in ("manifest.json", "cijfers.parquet", "scholen.parquet"):
        shutil.copy(demo / "uitgave" / name, tmp_path)
    return tmp_path


def test_changed_counts_are_refused(compare, copied):
    with (copied / "cijfers.parquet").open("ab") as file:
        file.write(b"x")
    assert "na het maken veranderd" in compare(folder=copied, code=50)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"released": {"policy": "geheim"}}'])
def test_a_manifest_that_is_none_is_refused(compare, copied, text):
    (copied / "manifest.json").write_text(text, "utf-8")
    assert "manifest.json is niet te lezen" in compare(folder=copied, code=50)


def test_a_changed_manifest_is_refused(compare, copied):
    manifest = json.loads((copied / "manifest.json").read_text("utf-8"))
    manifest["released"]["base"] = 4
    (copied / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert "na het maken veranderd" in compare(folder=copied, code=50)


def test_a_release_of_other_definitions_is_told_without_their_names(compare, copied):
    manifest = json.loads((copied / "manifest.json").read_text("utf-8"))
    manifest["definitions"]["po.advies.passend"] = 99
    (copied / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    told = compare("--measure", "po.advies.passend", folder=copied)
    assert "Niet met de definities van deze versie gemaakt" in told
    assert "\npo.advies.passend/M-voorlopig (po.advies.passend/M-voorlopig)\n" in told


def written(folder, *, grouping="geslacht", definitions=True):
    """A release of four schools under policy intern, with exact counts, as `gelijkop publish` writes it."""
    passend = load_all()["po.advies.passend"]
    measures = tuple(m for m in passend.measures() if m.variant.startswith("A-"))
    rows = [
        (m, year, place, group, 3, outcome, 1 + group * (outcome == 1) + place)
        for m in range(len(measures))
        for year in (2020, 2021, 2022)
        for place in range(4)
        for group in (1, 2)
        for outcome in (0, 1, 2)
    ]
    c = np.array(rows, dtype=np.int64)
    places = tuple(f"0{p}AA00" for p in range(4))
    groups = {grouping: c[:, 3]} if grouping else {}
    figures = Figures(measures, places, tuple(groups), *c.T[:3], groups, *c.T[4:])
    released = seal_intern(figures, {"00AA00": "De Eik"}, replace(load_plan("intern"), groupings=tuple(groups)))
    with Store(folder / "g.duckdb") as store:
        sealed = sealed_figures(store, released, key=KEY)
    (folder / "intern.zegel").write_bytes(sealed)
    manifest = {
        "policy": {"name": "intern", "version": 1},
        "definitions": {passend.code: passend.version} if definitions else [],
        "files": {"intern.zegel": hashlib.sha256(sealed).hexdigest()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


@pytest.fixture(scope="module")
def intern(tmp_path_factory):
    return written(tmp_path_factory.mktemp("intern"))


def test_cells_are_told_for_definitions_that_the_release_has(compare, intern):
    told = compare("--measure", "po.advies.passend", folder=intern)
    assert "tellen leerlingen alleen anders als het advies is bijgesteld" in told
    assert "KansenKaart" not in told


def test_without_any_background_there_is_nothing_to_compare(compare, tmp_path):
    assert "valt niets te vergelijken" in compare(folder=written(tmp_path, grouping=""), code=2)


def test_an_own_grouping_is_asked_for_with_its_folder(compare, tmp_path):
    (tmp_path / "indelingen").mkdir()
    own = """code = "weekendschool"\ncolumn = "own_1"\nnl = "weekendschool"\nen = "weekend school"
reference = "niet"\nordered = false
[[group]]\ncode = "wel"\nnl = "met weekendschool"\nen = "with weekend school"
[[group]]\ncode = "niet"\nnl = "zonder weekendschool"\nen = "without weekend school"
"""
    (tmp_path / "indelingen" / "weekend.toml").write_text(own, "utf-8")
    with own_groupings(own_groupings_in(tmp_path / "indelingen")):
        folder = written(tmp_path, grouping="weekendschool")
    asked = ("--grouping", "weekendschool")
    assert "Zeg met --groupings" in compare(*asked, folder=folder, code=2)
    told = compare(*asked, "--groupings", str(tmp_path / "indelingen"), folder=folder)
    assert "leerlingen in de groep “met weekendschool”" in told


def test_a_manifest_without_definitions_has_measures_without_a_name(compare, tmp_path):
    told = compare(folder=written(tmp_path, definitions=False))
    assert "po.advies.passend/A-definitief (po.advies.passend/A-definitief)" in told
    assert "Niet met de definities van deze versie gemaakt" in told


def test_an_internal_release_is_told_with_a_warning(compare, intern):
    told = compare(folder=intern)
    assert "Vertrouwelijk: deze uitgave heeft exacte aantallen." in told
    assert "in hetzelfde schooljaar" in told


def test_of_one_school_it_is_told_how_many_schools_would_show_enough(compare, intern):
    told = compare("--place", "00AA00", "--margin", "40", folder=intern)
    assert told.startswith("De Eik, ")
    assert re.search(r"Met minstens \d scholen als deze samen zou een verschil van 40,0 procentpunt", told)
    assert "scholen als deze" not in compare(folder=intern)
