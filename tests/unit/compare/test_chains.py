from collections.abc import Mapping

import numpy as np
import pytest

from gelijkop.compare.chain_definitions import Outcome, Step, ends
from gelijkop.compare.chains import Area, areas, chains
from gelijkop.errors import Text
from gelijkop.model.measures import Measure
from gelijkop.safe.released import Rows
from gelijkop.safe.sealing import seal

TEXT = Text("x", "x")
OUTCOME = Outcome(
    "c", "high", TEXT, (Step("advice", TEXT, TEXT), Step("place", TEXT, TEXT)), ("keten.flow",), "keten.ends", ("H",)
)
LOW, HIGH = 1, 4  # parents with mbo 2 or less, and the reference group: parents with wo
DRAWS = 100
NAMES = ("measure", "grouping", "school_year", "place", "group", "stratum", "outcome", "pupils")
EXACT = 1e-12
"""Sums of a few products of shares in floating point."""


def pairs(a: str, b: str) -> tuple[str, ...]:
    return tuple(f"{x}>{y}" for x in a for y in b)


Counts = Mapping[tuple[int, str, int], tuple[int, int, int, int]]


def release(counts: Counts, *, policy="intern", sd=0.0, areas=None, outside=()):
    """Pupils with test advice 3 by school year, place and group, over h>H, h>L, l>H and l>L; two measures alike.

    `outside` are pupils outside the population, as (school year, place, group, pupils).
    """
    measures = tuple(
        Measure(code, code, "", "advice", pairs("hl", "HL"), (0.0,) * 4, "distribution")
        for code in ("keten.flow", "keten.ends")
    )
    places = tuple(sorted({k[1] for k in counts}))
    total: dict[tuple[int, ...], int] = {}
    for (year, place, group), by in counts.items():
        for m in range(2):
            for o, n in enumerate(by):
                for grouping, g in ((-1, -1), (0, group)):
                    key = (m, grouping, year, places.index(place), g, 3, o)
                    total[key] = total.get(key, 0) + n
    for year, place, group, n in outside:
        for m in range(2):
            total |= {(m, k, year, places.index(place), g, 3, -1): n for k, g in ((-1, -1), (0, group))}
    table = np.array(sorted((*key, n) for key, n in total.items() if n), dtype=np.int64)
    kinds = {(p, y, g, s): sd for p in (0, 1) for y in (0, 1) for g in (0, 1) for s in (0, 1)}
    return seal(
        policy, measures, places, {}, ("opleiding",), tuple(sorted({k[0] for k in counts} | {o[0] for o in outside})),
        Rows(**{name: table[:, i].copy() for i, name in enumerate(NAMES)}),
        base=5 if policy == "openbaar" else 0, slack=2 if policy == "openbaar" else 0,
        rounding={m.code: kinds for m in measures} if sd else {}, areas=areas, area_names={},
    )  # fmt: skip


def schools(number: int, low=(4, 4, 0, 8), high=(8, 4, 0, 4), year=2021):
    """So many schools with the same pupils; the last has other pupils, so that schools differ."""
    found = {}
    for i in range(number):
        found |= {(year, f"S{i:02}", LOW): low, (year, f"S{i:02}", HIGH): high}
    found[(year, "S00", LOW)] = (low[0] + 2, low[1], low[2], low[3] + 1)
    return found


def low(found):
    return next(s for s in found if s.group == LOW)


def test_the_parts_are_those_worked_out_by_hand():
    # In each school of 16 pupils low: h 8, of whom half to H. High: h 12, two thirds to H; l never to H.
    # Mixtures: ½·½ = ¼; ¾·½ = ⅜; ½·⅔ = ⅓; ¾·⅔ = ½. Advice: ((⅓ − ½) + (¼ − ⅜))/2; place: ((⅜ − ½) + (¼ − ⅓))/2.
    counts = {k: v for k, v in schools(12).items() if k[1] != "S00"}
    found = low(chains(release(counts), OUTCOME, "opleiding", draws=DRAWS))
    advice, place = ((1 / 3 - 1 / 2) + (1 / 4 - 3 / 8)) / 2, ((3 / 8 - 1 / 2) + (1 / 4 - 1 / 3)) / 2
    assert [s.value.estimate for s in found.steps] == pytest.approx([advice, place], abs=EXACT)


def test_start_and_steps_add_up_to_the_gap():
    found = low(chains(release(schools(12)), OUTCOME, "opleiding", draws=DRAWS))
    parts = found.start.estimate + sum(s.value.estimate for s in found.steps)
    assert parts == pytest.approx(found.raw.estimate, abs=EXACT)


def test_pupils_a_year_are_the_part_times_the_groups_pupils_in_a_school_year():
    counts = schools(12) | schools(12, year=2022)
    found = low(chains(release(counts), OUTCOME, "opleiding", draws=DRAWS))
    step = found.steps[0]
    # 12 schools of 16 pupils low and 3 more, in each of two school years.
    assert step.pupils_a_year.estimate == pytest.approx(step.value.estimate * (12 * 16 + 3), abs=1e-9)


def test_equal_placement_for_all_would_bring_pupils():
    counts = {k: v for k, v in schools(12).items() if k[1] != "S00"}
    found = low(chains(release(counts), OUTCOME, "opleiding", draws=DRAWS))
    # Half of the group has h; ⅔ instead of ½ of them to H: of 11 × 16 pupils.
    assert found.what_if[1].pupils_a_year.estimate == pytest.approx(11 * 16 * 1 / 2 * (2 / 3 - 1 / 2), abs=1e-9)


def test_enough_schools_are_redrawn_and_told():
    found = low(chains(release(schools(12)), OUTCOME, "opleiding", draws=DRAWS))
    assert (found.raw.method, found.schools, found.caution) == ("shapley+school-bootstrap-t", 12, "")


def test_few_schools_are_not_redrawn_and_that_is_told():
    found = low(chains(release(schools(9)), OUTCOME, "opleiding", draws=DRAWS))
    assert (found.raw.method, found.schools, found.caution) == ("shapley+pupil-bootstrap", 9, "few_schools")


def test_places_of_a_public_release_are_no_schools():
    counts = {k: tuple(5 * n for n in v) for k, v in schools(12).items()}
    found = low(chains(release(counts, policy="openbaar", sd=2.0), OUTCOME, "opleiding", draws=DRAWS))
    assert (found.raw.method, found.schools) == ("shapley+pupil-bootstrap+rounding", None)


def test_rounding_makes_intervals_wider():
    counts = {k: tuple(5 * n for n in v) for k, v in schools(3).items()}
    exact, rounded = (
        low(chains(release(counts, policy="openbaar", sd=sd), OUTCOME, "opleiding", draws=500)).raw for sd in (0, 8)
    )
    assert rounded.upper - rounded.lower > exact.upper - exact.lower


def test_the_same_release_has_the_same_intervals():
    one, two = (chains(release(schools(12)), OUTCOME, "opleiding", draws=DRAWS) for _ in range(2))
    assert one == two


def test_steps_that_are_ends_forget_nothing():
    memory = low(chains(release(schools(12)), OUTCOME, "opleiding", draws=DRAWS)).memory
    assert memory is not None
    assert (memory.first_step.estimate, memory.variation) == pytest.approx((0, 0), abs=EXACT)


def test_an_empty_group_is_not_estimable():
    found = chains(release(schools(12)), OUTCOME, "opleiding", draws=DRAWS)
    assert {s.state for s in found if s.group not in (LOW, HIGH)} == {"not_estimable"}


def test_a_small_group_is_withheld_from_the_public():
    counts = {(2021, "A", LOW): (5, 0, 0, 0), (2021, "A", HIGH): (50, 50, 0, 50)}
    assert low(chains(release(counts, policy="openbaar"), OUTCOME, "opleiding", draws=DRAWS)).state == "withheld"


def test_a_release_without_the_measures_has_no_chains():
    other = Outcome("c", "high", TEXT, OUTCOME.steps, ("keten.absent",), "", ("H",))
    assert chains(release(schools(12)), other, "opleiding") == ()


def test_each_cohort_has_its_own_numbers():
    counts = schools(12) | schools(12, low=(8, 4, 0, 4), year=2022)
    found = chains(release(counts), OUTCOME, "opleiding", periods=((2021,), (2022,)), draws=DRAWS)
    # In 2022 the groups differ only by the three more pupils in the first school.
    assert [abs(s.raw.estimate) > 0.05 for s in found if s.group == LOW] == [True, False]


def test_pupils_who_are_not_in_the_chain_are_counted():
    found = low(chains(release(schools(12), outside=[(2021, "S03", LOW, 6)]), OUTCOME, "opleiding", draws=DRAWS))
    assert found.outside == 6


def test_a_school_year_of_which_no_career_can_be_seen_yet_is_not_among_the_years():
    found = low(chains(release(schools(12), outside=[(2022, "S03", LOW, 6)]), OUTCOME, "opleiding", draws=DRAWS))
    assert (found.years, found.outside) == ((2021,), 0)


def test_a_release_of_schools_has_the_areas_that_it_knows():
    of = {"board": {"S00": "b", "S02": "b"}, "municipality": {"S01": "g"}}
    found = areas(release(schools(3), areas=of))
    assert found[1:] == (Area("municipality", "g", ("S01",)), Area("board", "b", ("S00", "S02")))


def test_a_public_release_has_its_municipalities():
    assert [a.kind for a in areas(release(schools(2), policy="openbaar"))] == ["region", "municipality", "municipality"]


def test_flows_that_are_not_all_pairs_are_refused():
    with pytest.raises(ValueError, match=r"keten\.odd"):
        ends(Measure("keten.odd", "keten.odd", "", "advice", ("a>b", "b>c"), (0.0, 0.0), "distribution"))
