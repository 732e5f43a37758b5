import csv
import io
import math
from dataclasses import replace
from types import SimpleNamespace

from gelijkop.compare.chain import ChainSplit, Memory, StepShare, WhatIf
from gelijkop.compare.findings import Interval
from gelijkop.pipeline.tables_chain import FILE, chain_tables

NAMES = SimpleNamespace(
    place_names={"S1": "De School"}, area_names={"b": "Het Bestuur"}, policy="intern", layer="", base=0, slack=0
)


def value(x):
    return Interval(x, x - 0.01, x + 0.01, "shapley+school-bootstrap-t")


SPLIT = ChainSplit(
    "leerjaar3", "havo-vwo", "board", "b", (2019, 2021), "opleiding", 1, 4, 400, 300, 12, "shown",
    value(-0.20), value(-0.15), value(-0.05),
    (StepShare("voorlopig", value(-0.05), value(-10), 3, 0.01, 0.02, "difference"),),
    (WhatIf("voorlopig", value(0.06), value(12)),),
    Memory(value(1e-17), value(0.001), 0.04, 0.05, 0.03, 0.03), 14, "",
)  # fmt: skip


def rows(*splits):
    return list(csv.DictReader(io.StringIO(chain_tables(NAMES, splits)[FILE])))


def test_every_part_has_a_row():
    assert [(r["soort"], r["onderdeel"]) for r in rows(SPLIT)] == [
        ("verschil", ""), ("deel", "start"), ("deel", "gelijke-aanleg"), ("deel", "voorlopig"),
        ("wat-als", "voorlopig"), ("geheugen", "verschil"), ("geheugen", "eerste-stap"), ("geheugen", "verdeling"),
        ("geheugen", "verdeling-vergeleken"),
    ]  # fmt: skip


def test_no_difference_comes_without_its_limits_and_method():
    assert all(r["ondergrens"] and r["bovengrens"] and r["methode"] for r in rows(SPLIT) if not r["door_toeval"])


def test_what_a_sum_leaves_in_floating_point_is_written_as_nothing():
    assert rows(SPLIT)[5]["waarde"] == "0"


def test_an_area_has_its_name_and_period():
    assert {k: rows(SPLIT)[0][k] for k in ("plaatsnaam", "van", "tot_en_met")} == {
        "plaatsnaam": "Het Bestuur", "van": "2019", "tot_en_met": "2021",
    }  # fmt: skip


def test_a_step_tells_pupils_a_year_and_what_may_be_said():
    told = rows(SPLIT)[3]
    assert (told["leerlingen_per_jaar"], told["oordeel"], told["alleen"]) == ("-10", "difference", "3")


def test_a_gap_that_is_withheld_has_one_row_without_numbers():
    nothing = Interval(math.nan, math.nan, math.nan, "")
    hidden = replace(SPLIT, state="withheld", raw=nothing, pupils=8)
    found = rows(hidden)
    assert [(r["status"], r["waarde"], r["leerlingen"]) for r in found] == [("withheld", "", "")]


def test_without_chains_there_is_no_file():
    assert chain_tables(NAMES, ()) == {}
