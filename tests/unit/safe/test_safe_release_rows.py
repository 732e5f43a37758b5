import json
from dataclasses import replace

import numpy as np
import pytest

from gelijkop.errors import ReleaseRefused
from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect, seal_intern
from gelijkop.safe.release_rows import load, release_manifest, released_columns
from gelijkop.safe.released import _SEAL

HIGHER = Measure("hoger", "hoger", "", "advies", ("nee", "ja"), (0.0, 1.0), "share")


@pytest.fixture(scope="module")
def figures():
    rng = np.random.default_rng(4)
    keys = np.unique(rng.integers(0, [3, 2, 3, 2, 3], (60, 5)), axis=0)
    one = np.zeros(len(keys), np.int64)
    return Figures(
        (HIGHER,), ("01AA00", "02BB00"), ("geslacht",), one, 2020 + keys[:, 0], keys[:, 1], {"geslacht": keys[:, 2]},
        keys[:, 3], keys[:, 4] - 1, rng.integers(1, 30, len(keys)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def released(figures):
    result = protect(
        figures, load_plan("openbaar"), municipality={"01AA00": "GM0001", "02BB00": "GM0002"},
        names={"GM0001": "Eén"}, seed=bytes(16),
    )  # fmt: skip
    return result.released


@pytest.fixture(scope="module")
def written(released):
    return released_columns(released), json.loads(json.dumps(release_manifest(released)))


def test_what_was_written_reads_back_equal(released, written):
    again = load(*written, policy="openbaar")
    for name, column in released.rows.columns().items():
        assert np.array_equal(column, again.rows.columns()[name])
    assert (again.measures, again.places, again.groupings) == (released.measures, released.places, released.groupings)
    assert (again.rounding, again.place_names) == (released.rounding, released.place_names)


def test_the_way_of_showing_reads_back(released, written):
    columns, manifest = written
    shown = replace(released, layer="lt5", seal=_SEAL)
    assert load(columns, release_manifest(shown), policy="openbaar").layer == "lt5"
    assert load(columns, manifest, policy="openbaar").layer == "nco"


def test_the_order_and_width_of_columns_do_not_matter(released, written):
    columns, manifest = written
    turned = {
        n: (c[::-1].astype(np.int32) if c.dtype.kind == "i" else c[::-1].astype(object)) for n, c in columns.items()
    }
    assert np.array_equal(load(turned, manifest, policy="openbaar").rows.pupils, released.rows.pupils)


def test_an_intern_release_reads_back_as_intern(figures):
    sealed = seal_intern(figures, {})
    again = load(released_columns(sealed), release_manifest(sealed), policy="intern")
    assert np.array_equal(again.rows.pupils, sealed.rows.pupils)


def test_an_intern_release_is_not_read_as_public(figures):
    sealed = seal_intern(figures, {})
    with pytest.raises(ReleaseRefused, match="openbaar"):
        load(released_columns(sealed), release_manifest(sealed), policy="openbaar")


def changed_column(columns, name, value):
    column = columns[name].copy()
    column[0] = value
    return columns | {name: column}


@pytest.mark.parametrize(
    ("name", "value"), [("pupils", 7919), ("group", 0), ("school_year", 1999), ("measure", "x"), ("place", "GM0002")]
)
def test_a_changed_row_is_refused_without_its_value(written, name, value):
    columns, manifest = written
    with pytest.raises(ReleaseRefused) as refused:
        load(changed_column(columns, name, value), manifest, policy="openbaar")
    assert str(value) not in refused.value.say("nl")


def test_a_missing_row_is_refused(written):
    columns, manifest = written
    with pytest.raises(ReleaseRefused):
        load({n: c[1:] for n, c in columns.items()}, manifest, policy="openbaar")


@pytest.mark.parametrize(
    "change",
    [{"base": 1}, {"slack": 0}, {"school_years": [2020]}, {"sha256": "0" * 64}, {"rounding": []}, {"measures": None}],
)
def test_a_changed_manifest_is_refused(written, change):
    columns, manifest = written
    with pytest.raises(ReleaseRefused):
        load(columns, manifest | change, policy="openbaar")


def test_an_intern_release_with_a_new_label_and_hash_is_refused_for_its_small_counts(figures, released):
    """A forger with a hash of his own still cannot pass exact counts off as protected ones."""
    sealed = seal_intern(figures, {})
    small = replace_rows(released, sealed)
    with pytest.raises(ReleaseRefused) as refused:
        load(released_columns(small), release_manifest(small), policy="openbaar")
    assert {f.rule for f in refused.value.findings} == {"small_count"}


def replace_rows(released, sealed):
    """A release with the label of one and the counts of the other, made by force."""
    forged = object.__new__(type(released))
    forged.__dict__.update({**released.__dict__, "rows": replace(sealed.rows), "places": sealed.places})
    return forged


def test_another_format_is_refused(written):
    columns, manifest = written
    with pytest.raises(ReleaseRefused, match="this version"):
        load(columns, manifest | {"format": "gelijkop.released/99"}, policy="openbaar")


def test_columns_hold_codes_and_not_positions(written):
    columns, _ = written
    assert set(columns["measure"]) == {"hoger"}
    assert set(columns["place"]) == {"GM0001", "GM0002"}
    assert set(columns["grouping"]) == {"", "geslacht"}
