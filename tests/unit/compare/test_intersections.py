import math

import numpy as np
import pytest

from gelijkop.compare.found_intersections import intersections
from gelijkop.compare.intersections import excess
from gelijkop.compare.intervals import difference, wilson
from gelijkop.compare.summary import groups_of
from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.pipeline.release_tables import tables_of
from gelijkop.safe.protect import seal_intern

CLOSE = 1e-9
PAIR, CODE = ("armoede", "geslacht"), "armoede×geslacht"
BOY, GIRL = 1, 2
VERY_POOR, POOR, NOT_POOR = 1, 2, 3
ADVICE = Measure("m", "m", "", "advies", ("nee", "ja"), (0.0, 1.0), "share")


def corners(*rows):
    return groups_of(np.array([rows], dtype=float), (0, 1))


def release(pupils, *, schools=12):
    """A release within an organisation from {(poverty, sex): (without, with)}, the same in every school."""
    rows = [
        (school, poverty, sex, outcome, count)
        for school in range(schools)
        for (poverty, sex), counts in pupils.items()
        for outcome, count in enumerate(counts)
        if count
    ]
    place, poverty, sex, outcome, count = (np.array(c) for c in zip(*rows, strict=True))
    none = np.zeros(len(rows), np.int64)
    groups = {"armoede": poverty, "geslacht": sex}
    names = tuple(f"{s:02}AA00" for s in range(schools))
    return seal_intern(
        Figures((ADVICE,), names, PAIR, none, none + 2020, place, groups, none, outcome, count), {}, crosses=[PAIR]
    )


EVERY = {(p, s): (10 - p - s, p + s) for p in (VERY_POOR, POOR, NOT_POOR) for s in (BOY, GIRL)}


def by_group(found, kind):
    return {c.groups: c for c in found if c.kind == kind}


def test_differences_that_add_up_have_no_excess():
    """50%, 30%, 40% and 20%: 30 points is 10 + 20."""
    index = excess(corners((50, 50), (70, 30), (60, 40), (80, 20)))
    assert index.value.estimate[0] == pytest.approx(0, abs=CLOSE)
    assert index.value.lower[0] < 0 < index.value.upper[0]


def test_the_excess_by_hand():
    """80 − 30 − 40 + 20 = 30 points."""
    assert excess(corners((20, 80), (70, 30), (60, 40), (80, 20))).value.estimate[0] == pytest.approx(0.3, rel=CLOSE)


def test_its_limits_are_those_of_a_difference_between_two_differences():
    index = excess(corners((20, 80), (70, 30), (60, 40), (80, 20)))
    arms = [wilson(np.array([p]), np.array([100])) for p in (0.8, 0.3, 0.4, 0.2)]
    both = difference(difference(arms[0], arms[1]), difference(arms[2], arms[3]))
    assert index.value.lower[0] == pytest.approx(both.lower[0], rel=CLOSE)
    assert index.value.upper[0] == pytest.approx(both.upper[0], rel=CLOSE)


def test_a_corner_of_nine_pupils_is_not_estimable():
    assert np.isnan(excess(corners((5, 4), (70, 30), (60, 40), (80, 20))).value.estimate[0])


def test_every_crossed_group_has_a_rate():
    found = by_group(intersections(release(EVERY), "m", CODE), "rate")
    assert list(found) == [(p, s) for p in (VERY_POOR, POOR, NOT_POOR) for s in (BOY, GIRL)]
    assert found[POOR, GIRL].value.estimate == pytest.approx(0.4)
    assert found[POOR, GIRL].pupils == 120


def test_only_groups_other_than_both_references_have_an_excess():
    found = by_group(intersections(release(EVERY), "m", CODE), "excess")
    reference = next(iter(found.values())).reference
    assert len(found) == 2 * 1
    assert all(g[0] != reference[0] and g[1] != reference[1] for g in found)


def test_the_excess_of_a_release_is_worked_out_from_its_corners():
    """In the group 90%, 20 points above what the others let expect: shares are 10% a step of p + s."""
    found = by_group(intersections(release(EVERY), "m", CODE), "excess")
    (group, _), *_ = found.items()
    higher = EVERY | {group: (10 - sum(group) - 2, sum(group) + 2)}
    moved = by_group(intersections(release(higher), "m", CODE), "excess")
    assert found[group].value.estimate == pytest.approx(0, abs=CLOSE)
    assert moved[group].value.estimate == pytest.approx(0.2)


def test_schools_are_counted():
    found = intersections(release(EVERY), "m", CODE)
    assert {c.clusters for c in found} == {12}
    assert {c.clustered.method for c in found} == {"cr2", "excess-cr2"}


def test_with_few_schools_it_is_said_that_they_are_few():
    found = intersections(release(EVERY, schools=4), "m", CODE)
    assert {c.clustered.method for c in found} == {"few_clusters"}
    assert not any(math.isnan(c.value.lower) for c in found)


def test_an_empty_or_small_group_is_not_estimable_and_so_is_what_takes_it():
    few = {k: v for k, v in EVERY.items() if k != (VERY_POOR, GIRL)} | {(POOR, BOY): (0, 0)}
    found = intersections(release(few), "m", CODE)
    rates, more = by_group(found, "rate"), by_group(found, "excess")
    assert {g for g, c in rates.items() if c.state == "not_estimable"} == {(VERY_POOR, GIRL), (POOR, BOY)}
    assert {c.state for c in more.values()} == {"not_estimable"}
    assert all(math.isnan(c.value.estimate) for c in more.values())


def test_a_cross_that_was_not_measured_is_refused():
    with pytest.raises(ValueError, match="not in tuple"):
        intersections(release(EVERY), "m", "armoede×herkomst")


def test_one_grouping_is_no_cross():
    with pytest.raises(KeyError):
        intersections(release(EVERY), "m", "armoede")


def test_the_table_of_a_release_holds_rates_and_excesses():
    rows = tables_of(release(EVERY), groupings=PAIR)["bevindingen/doorsneden.csv"].splitlines()
    assert len(rows) == 1 + 6 + 2
    first = dict(zip(rows[0].split(","), rows[1].split(","), strict=True))
    assert (first["groep"], first["groep_2"], first["waarde"], first["scholen"]) == ("zeer-arm", "m", "0.2", "12")
