"""A finding as a row of the API: every number with its interval, and nothing where nothing may be shown."""

import math
from dataclasses import replace

import pytest

from gelijkop.compare.chain import ChainSplit, StepShare, WhatIf
from gelijkop.compare.findings import NOTHING, Flow, Gap, Interval, Rate
from gelijkop.compare.schools import School
from gelijkop.safe.plan import load_plan
from gelijkop.web.api.rows import chain_row, flow_row, gap_row, rate_row, school_row, six

PLAN = load_plan("openbaar")
NAN = math.nan
SHARE = Interval(1 / 3, 0.25, 0.4166666, "wilson")
RATE = Rate("po.x/A", "alle", (2020, 2021), "armoede", 1, SHARE, 120, "shown")
GAP = Gap(
    "po.x/A", "GM0556", (2020,), "armoede", 1, 3, 100, 200,
    raw=Interval(-0.2, -0.3, -0.1, "newcombe10"),
    equal_ability=Interval(-0.1, -0.2, 0.0, "standardised-newcombe10"),
    mantel_haenszel=NOTHING, odds_ratio=NOTHING, p_value=0.01, homogeneity_p=NAN, support=0.9,
    pupils_a_year=Interval(-10, -20, 0, "standardised-newcombe10"), detectable=math.inf, margin=0.05,
    verdict="difference", state="shown",
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "written"),
    [(1 / 3, 0.333333), (123456.7, 123457.0), (NAN, None), (math.inf, None), (-math.inf, None), (1e-20, 1e-20)],
)
def test_numbers_have_six_digits_and_json_has_no_infinity(value, written):
    assert six(value) == written


def test_a_rate_has_its_interval_group_and_pupils():
    row = rate_row(RATE, PLAN)
    assert (row.indicator, row.first_year, row.last_year, row.group) == ("po.x", 2020, 2021, "zeer-arm")
    assert (row.estimate, row.lower, row.upper, row.method, row.n) == (0.333333, 0.25, 0.416667, "wilson", 120)


@pytest.mark.parametrize("tail", ["low", "high"])
def test_a_tail_hides_the_number_that_stands_behind_it(tail):
    row = rate_row(replace(RATE, tail=tail, clustered=SHARE, clusters=9), PLAN)
    assert (row.estimate, row.lower, row.upper, row.method, row.by_pupil) == (None,) * 5
    assert row.tail == tail


def test_what_is_withheld_has_no_pupils_either():
    row = rate_row(replace(RATE, state="withheld", value=NOTHING), PLAN)
    assert (row.n, row.estimate, row.state) == (None, None, "withheld")


def test_fewer_pupils_than_the_layer_writes_are_not_told():
    assert rate_row(replace(RATE, pupils=9), replace(PLAN, least=10)).n is None


def test_limits_that_count_schools_come_first_and_the_others_beside_them():
    row = rate_row(replace(RATE, clusters=12, clustered=Interval(1 / 3, 0.2, 0.5, "cr2")), PLAN)
    assert (row.lower, row.upper, row.method, row.locations) == (0.2, 0.5, "cr2", 12)
    assert (row.by_pupil.lower, row.by_pupil.method) == (0.25, "wilson")


def test_all_pupils_together_have_no_group():
    row = rate_row(replace(RATE, grouping=None, group=-1), PLAN)
    assert (row.grouping, row.group) == (None, None)


def test_pupils_of_unknown_background_are_named_so():
    assert rate_row(replace(RATE, group=0), PLAN).group == "onbekend"


def test_a_gap_is_told_at_equal_ability_where_that_is_known():
    row = gap_row(GAP, PLAN)
    assert (row.about, row.estimate, row.raw.estimate) == ("equal_ability", -0.1, -0.2)
    assert (row.reference, row.verdict, row.n, row.n_reference) == ("niet-arm", "difference", 100, 200)


def test_a_gap_is_told_raw_where_equal_ability_is_not_known():
    row = gap_row(replace(GAP, equal_ability=NOTHING), PLAN)
    assert (row.about, row.estimate, row.equal_ability.estimate) == ("raw", -0.2, None)


def test_what_no_number_of_pupils_would_show_is_null():
    assert gap_row(GAP, PLAN).detectable is None


def test_a_hidden_gap_tells_no_pupils():
    row = gap_row(replace(GAP, state="withheld", raw=NOTHING, equal_ability=NOTHING), PLAN)
    assert (row.n, row.n_reference, row.estimate) == (None, None, None)


SPLIT = ChainSplit(
    "leerjaar3", "havo-vwo", "region", "alle", (2014, 2015), "armoede", 1, 3, 500, 900, 4, "shown",
    raw=Interval(-0.15, -0.18, -0.12, "shapley"), start=Interval(-0.12, -0.14, -0.1, "shapley"),
    equal=Interval(-0.03, -0.05, -0.01, "shapley"),
    steps=(StepShare("advies", Interval(1e-17, -0.01, 0.01, "shapley"), NOTHING, 0, 0.9, 0.9, "not_visible"),),
    what_if=(WhatIf("advies", NOTHING, NOTHING),), memory=None, schools=None, caution="",
)  # fmt: skip


def test_a_chain_has_its_start_its_sum_and_its_steps():
    row = chain_row(SPLIT, PLAN)
    assert [(p.part, p.estimate) for p in row.parts] == [("start", -0.12), ("equal", -0.03), ("advies", 0.0)]
    assert [p.verdict for p in row.parts] == [None, None, "not_visible"]


def test_a_chain_that_is_withheld_has_no_number_at_all():
    row = chain_row(replace(SPLIT, state="withheld", raw=NOTHING), PLAN)
    assert (row.estimate, row.n, row.n_reference, row.outside, row.parts, row.what_if) == (None,) * 4 + ((), ())


def test_few_pupils_outside_a_chain_are_not_told_where_the_layer_tells_no_few():
    assert chain_row(SPLIT, replace(PLAN, least=10)).outside is None


@pytest.mark.parametrize(("pupils", "told"), [(23, (25, "shown")), (9, (None, "withheld"))])
def test_a_flow_is_written_as_the_layer_writes_numbers_of_pupils(pupils, told):
    layer = replace(PLAN, nearest=5, least=10)
    row = flow_row("vo.x", Flow("alle", (2020,), "armoede", 1, "havo", "vwo", pupils), layer)
    assert (row.n, row.state) == told


def test_a_school_that_is_withheld_has_a_name_and_no_numbers():
    row = school_row(School("po.x", "00AA00", (2020,), 4, "withheld"))
    assert (row.place, row.n, row.estimate, row.shrunken.estimate, row.z, row.zone) == ("00AA00",) + (None,) * 5
