"""A release after a release: the ledger holds its numbers, and without it nothing is released."""

import json
import shutil

import numpy as np
import pytest

from gelijkop.errors import AuditFailed, LedgerRefused, ReleaseRefused
from gelijkop.pipeline.ledger_files import ledger_folder
from gelijkop.pipeline.read_release import read_release


def rows(folder):
    released = read_release(folder).released
    return [*released.rows.columns().values(), *released.schools.rows.columns().values()]


def test_the_same_pupils_give_the_same_numbers_in_the_next_release(desk):
    store = desk.store()
    one, other = desk.publish(store, "een"), desk.publish(store, "twee")
    assert all(np.array_equal(a, b) for a, b in zip(rows(one), rows(other), strict=True))
    heads = [json.loads((folder / "manifest.json").read_text("utf-8"))["ledger"] for folder in (one, other)]
    assert [h["number"] for h in heads] == [1, 2]


def test_without_its_ledger_nothing_is_released(desk):
    store = desk.store()
    desk.publish(store, "een")
    shutil.rmtree(ledger_folder(store))
    with pytest.raises(LedgerRefused):
        desk.publish(store, "twee")
    assert not (desk.folder / "twee").exists()


def test_another_strength_of_protection_over_the_same_pupils_is_refused(desk):
    store = desk.store()
    desk.publish(store, "een")
    with pytest.raises(ReleaseRefused):
        desk.publish(store, "twee", mode="cube10")


def test_locations_add_up_to_municipalities_in_what_is_read_back(desk):
    released = read_release(desk.publish(desk.store(), "een")).released
    schools = released.schools
    town = schools.areas["municipality"]
    for measure in (m.code for m in released.measures if m.code == m.distribution):
        whole = released.dense(measure, grouping=None, groups=(-1,)).sum(axis=(1, 2, 3))
        parts = schools.dense(measure, grouping=None, groups=(-1,)).sum(axis=(1, 2, 3))
        for place, counts in zip(released.places, whole, strict=True):
            mine = [i for i, p in enumerate(schools.places) if town[p] == place]
            assert np.array_equal(parts[mine].sum(axis=0), counts)


def test_exact_totals_of_others_that_no_rounding_fits_stop_the_release(desk):
    known = desk.folder / "anderen.csv"
    released = read_release(desk.publish(desk.store(), "een")).released
    clock = released.measures[0].clock
    year, place = released.school_years[0], released.schools.places[0]
    known.write_text(f"school_year,place,pupils,clock\n{year},{place},0,{clock}\n", encoding="utf-8")
    with pytest.raises(AuditFailed) as refused:
        desk.publish(desk.store(), "twee", known=[known])
    assert refused.value.findings
