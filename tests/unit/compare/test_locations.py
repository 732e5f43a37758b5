"""Releases of locations: how many there are, limits that count them, and which limits a verdict follows.

Groups of parents' education: 1 mbo-2, 4 university (the reference).
"""

import math

import numpy as np
import pytest

from gelijkop.compare import comparison
from gelijkop.compare.clusters import clustered_shares, clustered_standardised
from gelijkop.compare.gaps import gap, gaps, gaps_of
from gelijkop.compare.rates import rate, rates, rates_of
from gelijkop.compare.tallies import cube
from gelijkop.compare.verdicts import as_family

EXACT = 1e-12  # double precision

# Of 40 pupils of the group 4 have it in five schools and 36 in three; of the reference half everywhere, so that
# schools differ in the gap itself. The share of the group is (5 × 4 + 3 × 36) ÷ 320 = 0.4.
YES = (4, 4, 4, 4, 4, 36, 36, 36)
UNEVEN = {(2023, f"S{i}", 1, 3): (40 - yes, yes) for i, yes in enumerate(YES)} | {
    (2023, f"S{i}", 4, 3): (20, 20) for i in range(len(YES))
}


def few(schools):
    return {key: n for key, n in UNEVEN.items() if int(key[1][1:]) < schools}


def test_the_locations_of_a_group_are_those_with_pupils_of_it(release):
    found = rate(release(UNEVEN | {(2023, "S8", 4, 3): (5, 5)}), "m", grouping="opleiding", group=1)
    assert found.clusters == 8


def test_a_rate_has_the_limits_of_shares_by_location_beside_its_own(release):
    found = rate(release(UNEVEN), "m", grouping="opleiding", group=1)
    known = clustered_shares(np.array([YES], dtype=float), np.full((1, 8), 40.0)).value
    assert found.clustered.method == "cr2"
    assert (found.clustered.lower, found.clustered.upper) == (known.lower[0], known.upper[0])
    assert found.clustered.upper - found.clustered.lower > 3 * (found.value.upper - found.value.lower)


def test_a_gap_has_the_limits_of_gaps_by_location_at_equal_ability(release):
    found = gap(release(UNEVEN), "m", "opleiding", 1)
    x1, n1 = np.array(YES, dtype=float).reshape(1, 8, 1), np.full((1, 8, 1), 40.0)
    known = clustered_standardised(x1, n1, np.full((1, 8, 1), 20.0), n1, scores=(0, 1)).value
    assert (found.clusters, found.clustered.method) == (8, "wild")
    assert found.clustered.estimate == pytest.approx(found.equal_ability.estimate, abs=EXACT)
    assert found.clustered.lower == pytest.approx(known.lower[0], abs=EXACT)


def test_the_verdict_follows_the_limits_that_count_locations(release):
    found = gap(release(UNEVEN), "m", "opleiding", 1)
    assert found.equal_ability.upper < 0 < found.clustered.upper
    assert (found.verdict, found.told) == ("not_visible", found.clustered)
    assert found.p_value > 0.05


def test_what_could_be_seen_counts_locations_too(release):
    inside, public = (gap(release(UNEVEN, policy=p), "m", "opleiding", 1) for p in ("intern", "openbaar"))
    assert inside.detectable > 2 * public.detectable


def test_pupils_a_year_have_the_limits_of_the_verdict(release):
    found = gap(release(UNEVEN), "m", "opleiding", 1)
    assert found.pupils_a_year.upper == pytest.approx(found.clustered.upper * 320)


def test_fewer_than_six_locations_have_no_limits_of_their_own_and_say_why(release):
    found = gap(release(few(5)), "m", "opleiding", 1)
    assert (found.clusters, found.clustered.method) == (5, "few_clusters")
    assert math.isnan(found.clustered.lower)
    assert found.told == found.equal_ability


def test_a_location_by_itself_is_one(release):
    found = rates(release(UNEVEN), "m", grouping="opleiding", places=("S3",))
    assert [(r.clusters, r.clustered.method) for r in found] == [
        (1, "few_clusters"),
        (0, ""),
        (0, ""),
        (1, "few_clusters"),
    ]


def test_a_public_release_tells_nothing_of_locations(release):
    found = gap(release(UNEVEN, policy="openbaar"), "m", "opleiding", 1)
    assert (found.clusters, found.clustered.method) == (0, "")
    assert found.told == found.equal_ability
    assert found.verdict == "difference"


def test_a_gap_that_is_not_shown_tells_nothing_of_locations(release):
    found = gap(release(UNEVEN), "m", "opleiding", 2)
    assert (found.state, found.clusters, found.clustered.method) == ("not_estimable", 0, "")


def test_means_are_clustered_too(release):
    numbers = {key: (*n, 5) for key, n in UNEVEN.items()}
    made = release(numbers, scores=(-0.5, 0, 1))
    assert rate(made, "m", grouping="opleiding", group=1).clustered.method == "cr2"
    assert gap(made, "m", "opleiding", 1).clustered.method == "wild"


def test_many_periods_at_once_are_what_each_is_alone(release):
    numbers = UNEVEN | {(2024, *key[1:]): (b, a) for key, (a, b) in UNEVEN.items()}
    made = release(numbers)
    found = cube(made, "m", grouping="opleiding", places=("alle", "S1"))
    each = [(2023,), (2024,)]
    one_by_one = [r for y in each for r in rates(made, "m", grouping="opleiding", places=("alle", "S1"), years=y)]
    # As text, for NaN is not equal to itself.
    assert [str(r) for r in rates_of(found, each).rows()] == [str(r) for r in one_by_one]
    alone = [g for y in each for g in gaps(made, "m", "opleiding", places=("alle", "S1"), years=y)]
    assert [str(g) for g in gaps_of(found, each).rows()] == [str(g) for g in as_family(alone)]


def test_parts_of_a_few_cells_make_the_same_whole(release, monkeypatch):
    places = tuple(f"S{i}" for i in range(8))
    whole = gaps(release(UNEVEN), "m", "opleiding", places=places)
    monkeypatch.setattr(comparison, "_NUMBERS", 20)
    assert [str(g) for g in gaps(release(UNEVEN), "m", "opleiding", places=places)] == [str(g) for g in whole]


def test_a_difference_that_does_not_stand_among_many_is_not_called_one(release):
    numbers = {(2023, "S0", 1, 3): (60, 40), (2023, "S0", 4, 3): (74, 26)}
    found = gap(release(numbers), "m", "opleiding", 1)
    nothing = gap(release({(2023, "S0", 1, 3): (60, 40), (2023, "S0", 4, 3): (60, 40)}), "m", "opleiding", 1)
    among = as_family([found, nothing, nothing, nothing])[0]
    assert 0.0125 < found.p_value < 0.05  # so beyond 0.05 once multiplied by four
    assert (found.verdict, among.verdict) == ("difference", "not_visible")
    assert among.p_adjusted == pytest.approx(4 * found.p_value)


def test_how_many_times_a_share_is_that_of_the_reference(release):
    found = gap(release({(2023, "S0", 1, 3): (60, 40), (2023, "S0", 4, 3): (80, 20)}), "m", "opleiding", 1)
    assert found.share_ratio.estimate == pytest.approx(0.4 / 0.2)
    assert 1 < found.share_ratio.lower < 2 < found.share_ratio.upper


def test_the_interval_of_a_rate_that_counts_is_that_of_locations_where_there_are_enough(release):
    many, some = (rate(release(numbers), "m", grouping="opleiding", group=1) for numbers in (UNEVEN, few(5)))
    assert many.told == many.clustered
    assert some.told == some.value
