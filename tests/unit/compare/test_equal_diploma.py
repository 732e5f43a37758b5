"""The gap in what comes after a diploma, at equal diploma."""

import numpy as np
import pytest

from gelijkop.compare.chain_definitions import Outcome, Step
from gelijkop.compare.equal_diploma import equal_diploma
from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Text
from gelijkop.model.measures import Measure
from gelijkop.safe.released import Rows
from gelijkop.safe.sealing import seal

TEXT = Text("x", "x")
STEPS = tuple(Step(code, TEXT, TEXT) for code in ("advice", "diploma", "next"))
OUTCOME = Outcome("c", "on", TEXT, STEPS, ("keten.flow", "keten.after"), "", ("on",))
PAIRS = tuple(f"{diploma}>{after}" for diploma in ("geen", "vmbo", "havo") for after in ("on", "off"))
LOW, HIGH = 1, 4
NAMES = ("measure", "grouping", "school_year", "place", "group", "stratum", "outcome", "pupils")
EXACT = 1e-12
"""Sums of a few products of shares in floating point."""


def release(counts, *, policy="intern"):
    """Pupils by place, group, test advice and pair of diploma and what came after it; two measures alike."""
    measures = tuple(Measure(c, c, "", "cohort", PAIRS, (0.0,) * 6, "distribution") for c in OUTCOME.measures)
    places = tuple(sorted({place for place, *_ in counts}))
    total = {}
    for (place, group, test, pair), n in counts.items():
        for m in (0, 1):
            for grouping, g in ((-1, -1), (0, group)):
                key = (m, grouping, 2015, places.index(place), g, test, PAIRS.index(pair))
                total[key] = total.get(key, 0) + n
    table = np.array(sorted((*key, n) for key, n in total.items() if n), dtype=np.int64)
    return seal(
        policy, measures, places, {}, ("opleiding",), (2015,),
        Rows(**{name: table[:, i].copy() for i, name in enumerate(NAMES)}),
        base=5 if policy == "openbaar" else 0, slack=2 if policy == "openbaar" else 0, rounding={},
    )  # fmt: skip


def found(counts, **more):
    rows = equal_diploma(release(counts, **more), "opleiding", places=[WHOLE], outcome=OUTCOME)
    return next(r for r in rows if r.group == LOW)


def split(place, group, test, diploma, on, off):
    return {(place, group, test, f"{diploma}>on"): on, (place, group, test, f"{diploma}>off"): off}


def test_with_the_same_shares_for_each_diploma_the_gap_is_one_of_diplomas_alone():
    # Of vmbo 1 in 4 goes on and of havo 3 in 4, in both groups; the low group has more vmbo.
    counts = (
        split("A", LOW, 3, "vmbo", 15, 45) | split("A", LOW, 3, "havo", 15, 5)
        | split("A", HIGH, 3, "vmbo", 5, 15) | split("A", HIGH, 3, "havo", 45, 15)
    )  # fmt: skip
    one = found(counts)
    assert one.raw.estimate == pytest.approx(30 / 80 - 50 / 80, abs=EXACT)
    assert one.diploma.estimate == pytest.approx(0, abs=EXACT)
    assert one.diploma.lower < 0 < one.diploma.upper


def test_pupils_without_a_diploma_do_not_count():
    counts = split("A", LOW, 3, "havo", 20, 20) | split("A", HIGH, 3, "havo", 30, 10)
    more = split("A", LOW, 3, "geen", 0, 90) | split("A", HIGH, 3, "geen", 90, 0)
    assert found(counts | more) == found(counts)


def test_equal_diploma_and_test_advice_is_the_sum_over_their_combinations():
    rng = np.random.default_rng(4)
    counts = {}
    for place in ("A", "B"):
        for group in (LOW, HIGH):
            for test in (2, 5):
                for diploma in ("vmbo", "havo"):
                    counts |= split(place, group, test, diploma, *(int(n) for n in rng.integers(5, 40, 2)))

    def pupils(group, test, diploma, after):
        wanted = (group, test, f"{diploma}>{after}")
        return sum(n for (_, *key), n in counts.items() if tuple(key) == wanted)

    total, gap = 0, 0.0
    for test in (2, 5):
        for diploma in ("vmbo", "havo"):
            on1, off1, on0, off0 = (pupils(g, test, diploma, a) for g in (LOW, HIGH) for a in ("on", "off"))
            total += on1 + off1
            gap += (on1 + off1) * (on1 / (on1 + off1) - on0 / (on0 + off0))
    assert found(counts).both.estimate == pytest.approx(gap / total, abs=EXACT)


def test_schools_are_counted_where_there_are_enough_of_them():
    counts = {}
    for i in range(12):
        counts |= split(f"S{i:02}", LOW, 3, "havo", 4 + i % 3, 6) | split(f"S{i:02}", HIGH, 3, "havo", 7, 3 + i % 2)
    one = found(counts)
    assert (one.clusters, one.diploma.method, one.verdict) == (12, "cr2", "difference")


def test_a_public_release_counts_no_schools():
    counts = split("A", LOW, 3, "havo", 20, 20) | split("A", HIGH, 3, "havo", 30, 10)
    one = found(counts, policy="openbaar")
    assert (one.clusters, one.raw.method) == (0, "newcombe10")


def test_of_too_few_pupils_nothing_is_told_in_public():
    counts = split("A", LOW, 3, "havo", 5, 0) | split("A", HIGH, 3, "havo", 30, 10)
    one = found(counts, policy="openbaar")
    assert one.state == "withheld"
    assert np.isnan([one.raw.estimate, one.diploma.estimate, one.p_value]).all()


def test_a_release_without_that_chain_gives_nothing():
    other = Outcome("c", "on", TEXT, STEPS, ("keten.flow", "keten.elsewhere"), "", ("on",))
    counts = split("A", LOW, 3, "havo", 20, 20) | split("A", HIGH, 3, "havo", 30, 10)
    assert equal_diploma(release(counts), "opleiding", places=[WHOLE], outcome=other) == ()
