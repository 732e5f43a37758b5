import math

import pytest

from gelijkop.compare.findings import WHOLE
from gelijkop.compare.found_summary import summaries
from gelijkop.pipeline.release_tables import tables_of

MBO2, MBO34, HBO, WO, UNKNOWN = 1, 2, 3, 4, 0


def schools(number, *, per_group=20):
    """Pupils by school and education of the parents, more of whom have the outcome towards wo."""
    return {
        (2020 + s % 2, f"{s:02}AA00", group, 3): (per_group - 3 - 2 * group - s % 4, 3 + 2 * group + s % 4)
        for s in range(number)
        for group in (MBO2, MBO34, HBO, WO)
    }


def by_kind(found, place=WHOLE):
    return {s.kind: s for s in found if s.place == place and s.group is None}


def test_an_ordered_share_has_every_measure(release):
    found = by_kind(summaries(release(schools(12)), "m", "opleiding"))
    assert set(found) == {"sii", "rii", "concentration", "attributable", "attributable_fraction", "disparity"}
    assert all(s.state == "shown" and s.value.lower <= s.value.estimate <= s.value.upper for s in found.values())


def test_the_slope_goes_up_towards_the_last_group(release):
    """Shares rise by 2/20 a group over equal groups: ranks 1/8 to 7/8, so 0.1 a quarter: 0.4."""
    found = by_kind(summaries(release(schools(12)), "m", "opleiding"))
    assert found["sii"].value.estimate == pytest.approx(0.4)
    assert found["rii"].value.estimate > 1


def test_what_is_attributable_is_a_year(release):
    """12 schools with 20 pupils a group: 6, 4 and 2 fewer than with the share of wo in each; two years."""
    found = by_kind(summaries(release(schools(12)), "m", "opleiding"))["attributable"]
    assert found.value.estimate == pytest.approx(-12 * (6 + 4 + 2) / 2)
    assert found.reference == WO


def test_within_an_organisation_schools_are_counted(release):
    found = by_kind(summaries(release(schools(12)), "m", "opleiding"))["sii"]
    assert (found.clusters, found.clustered.method) == (12, "sii-cr2")
    assert found.clustered.lower < found.value.estimate < found.clustered.upper
    assert found.df > 5


def test_with_few_schools_it_is_said_that_they_are_few(release):
    found = by_kind(summaries(release(schools(4)), "m", "opleiding"))["sii"]
    assert (found.clusters, found.clustered.method) == (4, "few_clusters")
    assert math.isnan(found.clustered.lower)
    assert not math.isnan(found.value.lower)


def test_one_school_by_itself_is_one(release):
    r = release(schools(12))
    found = by_kind(summaries(r, "m", "opleiding", places=(WHOLE, "01AA00")), "01AA00")["disparity"]
    assert (found.clusters, found.pupils, found.clustered.method) == (1, 80, "few_clusters")


def test_one_school_asked_for_alone_is_the_same(release):
    r = release(schools(12))
    among = by_kind(summaries(r, "m", "opleiding", places=(WHOLE, "01AA00")), "01AA00")["disparity"]
    alone = by_kind(summaries(r, "m", "opleiding", places=("01AA00",)), "01AA00")["disparity"]
    assert (alone.value, alone.clusters) == (among.value, among.clusters)


def test_a_public_release_says_nothing_of_schools(release):
    counts = {(2020, "GM0001", g, 3): (300, 100 + 20 * g) for g in (MBO2, MBO34, HBO, WO)}
    found = by_kind(summaries(release(counts, policy="openbaar", sd=3.0), "m", "opleiding"))
    assert {s.clusters for s in found.values()} == {0}
    assert {s.clustered.method for s in found.values()} == {""}
    assert found["sii"].value.method == "sii-mover+rounding"


def test_a_group_that_may_not_be_told_withholds_what_tells_it(release):
    counts = {(2020, "GM0001", g, 3): (300, 100) for g in (MBO2, MBO34, HBO)} | {(2020, "GM0001", WO, 3): (5, 0)}
    found = summaries(release(counts, policy="openbaar", sd=3.0), "m", "opleiding")
    assert {s.state for s in found} == {"withheld"}
    assert all(math.isnan(s.value.estimate) for s in found)


def test_a_group_of_which_all_or_none_have_it_withholds_it_too(release):
    counts = {(2020, "GM0001", g, 3): (300, 100) for g in (MBO2, MBO34, HBO)} | {(2020, "GM0001", WO, 3): (400, 0)}
    found = summaries(release(counts, policy="openbaar", sd=3.0), "m", "opleiding")
    assert {s.state for s in found} == {"withheld"}


def test_one_group_alone_is_not_estimable(release):
    found = summaries(release({(2020, "01AA00", HBO, 3): (30, 20)}), "m", "opleiding")
    assert {s.state for s in found} == {"not_estimable"}


def test_pupils_of_unknown_background_only_are_missing(release):
    found = summaries(release({(2020, "01AA00", UNKNOWN, 3): (30, 20)}), "m", "opleiding")
    assert {s.state for s in found} == {"missing"}


def test_what_few_have_is_told_per_thousand(release):
    """2 of 100 is 20 per thousand; that all groups together have fewer than one in ten decides it."""
    counts = {(2020, "01AA00", g, 3): (98, 2) for g in (MBO2, MBO34, HBO, WO)}
    found = [s for s in summaries(release(counts), "m", "opleiding") if s.kind == "per_1000"]
    assert [s.group for s in found] == [MBO2, MBO34, HBO, WO]
    assert found[0].value.estimate == pytest.approx(20)
    assert found[0].value.method == "byar"


def ratios(found):
    return {s.group: s for s in found if s.kind == "ratio"}


def test_every_other_group_has_its_ratio_with_the_reference_group(release):
    """Shares of mbo-2 and wo: (3 + 2 + 1.5) of 20 and (3 + 8 + 1.5) of 20."""
    found = ratios(summaries(release(schools(12)), "m", "opleiding"))
    assert list(found) == [MBO2, MBO34, HBO]
    assert found[MBO2].value.estimate == pytest.approx(6.5 / 12.5)
    assert (found[MBO2].value.method, found[MBO2].reference) == ("koopman", WO)


def test_a_ratio_counts_schools_too(release):
    found = ratios(summaries(release(schools(12)), "m", "opleiding"))[MBO2]
    assert (found.clusters, found.clustered.method) == (12, "ratio-cr2")
    assert found.clustered.lower < found.value.estimate < found.clustered.upper


def test_a_ratio_of_rounded_counts_is_made_of_both_shares(release):
    counts = {(2020, "GM0001", g, 3): (300, 100 + 20 * g) for g in (MBO2, MBO34, WO)}
    found = ratios(summaries(release(counts, policy="openbaar", sd=3.0), "m", "opleiding"))
    assert found[MBO2].value.method == "mover-r+rounding"
    assert found[MBO2].value.estimate == pytest.approx((120 / 420) / (180 / 480))
    assert (found[HBO].state, found[HBO].clusters) == ("not_estimable", 0)


def test_a_mean_has_no_pupils_who_would_have_it(release):
    counts = {(2020, f"{s:02}AA00", g, 3): (5, 5 + g, 3 + s % 3) for s in range(9) for g in (MBO2, MBO34, HBO, WO)}
    found = summaries(release(counts, scores=(0, 1, 2)), "m", "opleiding")
    assert {s.kind for s in found} == {"sii", "rii", "concentration", "disparity"}


def test_the_table_of_a_release_holds_them(release):
    files = tables_of(release(schools(12)), groupings=("opleiding",))
    rows = files["bevindingen/samengevat.csv"].splitlines()
    assert len(rows) == 1 + 6 + 3
    head = rows[0].split(",")
    sii = dict(zip(head, rows[1].split(","), strict=True))
    assert (sii["soort"], sii["waarde"], sii["scholen"], sii["status"]) == ("sii", "0.4", "12", "shown")


def test_a_grouping_that_is_not_in_the_release_has_no_rows(release):
    assert "bevindingen/samengevat.csv" not in tables_of(release(schools(3)), groupings=("geslacht",))
