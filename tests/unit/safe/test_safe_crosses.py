"""Two groupings crossed in a release within an organisation."""

import json

import numpy as np
import pytest

from gelijkop.errors import ReleaseRefused
from gelijkop.model.crossing import crossed, crossed_number, pair_of
from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe.checks import check
from gelijkop.safe.protect import seal_intern
from gelijkop.safe.release_rows import load, release_manifest, released_columns
from gelijkop.safe.released import Rows
from gelijkop.safe.sealing import seal

HIGHER = Measure("hoger", "hoger", "", "advies", ("nee", "ja"), (0.0, 1.0), "share")
PAIR = ("armoede", "geslacht")
ROWS = [  # poverty, sex, outcome, pupils
    (1, 1, 0, 3), (1, 1, 1, 4), (1, 2, 1, 5), (2, 1, 0, 6), (0, 2, 1, 7), (1, 0, 0, 8),
]  # fmt: skip


def figures():
    poverty, sex, outcome, pupils = (np.array(c) for c in zip(*ROWS, strict=True))
    none = np.zeros(len(ROWS), np.int64)
    groups = {"armoede": poverty, "geslacht": sex}
    return Figures((HIGHER,), ("01AA00",), PAIR, none, none + 2020, none, groups, none + 3, outcome, pupils)


@pytest.fixture(scope="module")
def sealed():
    return seal_intern(figures(), {}, crosses=[PAIR, ("armoede", "herkomst")])


def test_a_pair_of_which_one_is_not_there_is_left_out(sealed):
    assert sealed.crosses == ("armoede×geslacht",)


def test_crosses_are_no_groupings_of_the_release(sealed):
    assert sealed.groupings == ("armoede", "geslacht")


def test_a_crossed_group_has_the_pupils_of_both_groups(sealed):
    both = [crossed_number(p, s) for p, s in ((1, 1), (1, 2), (2, 1), (2, 2))]
    counts = sealed.dense("hoger", grouping="armoede×geslacht", groups=both)
    assert counts.sum(axis=(0, 1, 3)).tolist() == [[3, 4], [0, 5], [6, 0], [0, 0]]


def test_a_pupil_of_whom_one_is_not_known_is_of_unknown_background(sealed):
    assert sealed.dense("hoger", grouping="armoede×geslacht", groups=(0,)).sum() == 7 + 8


def test_crosses_read_back_as_they_were_written(sealed):
    manifest = json.loads(json.dumps(release_manifest(sealed)))
    again = load(released_columns(sealed), manifest, policy="intern")
    assert again.crosses == sealed.crosses
    assert np.array_equal(again.rows.grouping, sealed.rows.grouping)


def test_a_cross_that_does_not_add_up_is_refused(sealed):
    rows = sealed.rows
    keep = rows.grouping != len(sealed.groupings)
    left = Rows(*(c[keep] for c in rows.columns().values()))
    broken = seal(
        "intern", sealed.measures, sealed.places, {}, sealed.groupings, sealed.school_years, left, base=0, slack=0,
        rounding={}, crosses=sealed.crosses,
    )  # fmt: skip
    with pytest.raises(ReleaseRefused) as refused:
        check(broken)
    assert [f.rule for f in refused.value.findings] == ["additivity"]


def test_crossing_keeps_the_type_of_the_numbers():
    assert crossed(np.array([1, 0, 3], np.uint8), np.array([2, 2, 0], np.uint8)).tolist() == [18, 0, 0]


def test_the_two_groupings_of_a_code():
    assert (pair_of("armoede×geslacht"), pair_of("armoede")) == (PAIR, None)
