"""The last check finds each broken promise; the releases here are made by force."""

import numpy as np
import pytest

from gelijkop.errors import ReleaseRefused
from gelijkop.model.measures import Measure
from gelijkop.safe.checks import check
from gelijkop.safe.released import Rows
from gelijkop.safe.sealing import seal

HIGHER = Measure("hoger", "hoger", "", "advies", ("nee", "ja"), (0.0, 1.0), "share")
STAYED = Measure("gebleven", "gebleven", "", "advies", ("nee", "ja"), (0.0, 1.0), "share", within="hoger")

# measure, school year, place, grouping, group, stratum, outcome, pupils
SOUND = [
    (0, 2020, 0, -1, -1, 1, 0, 12), (0, 2020, 0, -1, -1, 1, 1, 15),
    (0, 2020, 0, 0, 1, 1, 0, 12), (0, 2020, 0, 0, 1, 1, 1, 5), (0, 2020, 0, 0, 2, 1, 1, 10),
    (1, 2020, 0, -1, -1, 1, -1, 12), (1, 2020, 0, -1, -1, 1, 0, 15),
    (1, 2020, 0, 0, 1, 1, -1, 12), (1, 2020, 0, 0, 1, 1, 0, 5), (1, 2020, 0, 0, 2, 1, 0, 10),
]  # fmt: skip


def release(rows, policy="openbaar"):
    columns = np.array(rows, dtype=np.int64).T.copy()
    return seal(policy, (HIGHER, STAYED), ("GM0001",), {}, ("geslacht",), (2020,), Rows(*columns), base=5, slack=2,
                rounding={})  # fmt: skip


def rules_broken(rows, policy="openbaar"):
    with pytest.raises(ReleaseRefused) as refused:
        check(release(rows, policy))
    return {f.rule for f in refused.value.findings}


def changed(at, **values):
    names = ("measure", "school_year", "place", "grouping", "group", "stratum", "outcome", "pupils")
    return [
        tuple(values.get(n, v) for n, v in zip(names, r, strict=True)) if i in at else r for i, r in enumerate(SOUND)
    ]


def test_a_sound_release_passes():
    check(release(SOUND))


def test_a_count_below_the_base_is_found():
    assert "small_count" in rules_broken(changed({3}, pupils=4))


def test_a_grouping_that_does_not_add_up_is_found():
    assert "additivity" in rules_broken(changed({4}, pupils=11))


def test_distributions_over_other_pupils_are_found():
    assert "population" in rules_broken(changed({5, 7}, pupils=13))


def test_a_chain_with_another_number_than_its_outcome_is_found():
    assert rules_broken(changed({5, 7}, outcome=1)) == {"chain"}


def test_small_counts_pass_under_policy_intern():
    rows = [(*r[:-1], r[-1] - 4) for r in SOUND if r[3] == -1]
    with pytest.raises(ReleaseRefused) as refused:
        check(release(rows, "intern"))
    assert "small_count" not in {f.rule for f in refused.value.findings}
