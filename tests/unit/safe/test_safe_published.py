import numpy as np
import pytest

from gelijkop.errors import ReleaseRefused
from gelijkop.model.tables import AREA_FIGURES
from gelijkop.safe.published import published

CREDIT = {"duo.adviezen": "DUO, Schooladviezen, CC0"}


def figures(**change):
    text = {c.name: np.array(["", ""]) for c in AREA_FIGURES.columns}
    return text | {
        "source": np.array(["duo.adviezen", "duo.adviezen"]),
        "lower": np.array([12.0, 1.0]),
        "upper": np.array([12.0, 4.0]),
        "state": np.array(["shown", "suppressed"]),
    } | change  # fmt: skip


def rules_broken(columns, credit=None):
    with pytest.raises(ReleaseRefused) as refused:
        published(columns, CREDIT if credit is None else credit, {})
    return [f.rule for f in refused.value.findings]


def test_published_figures_keep_the_bounds_of_their_source():
    shown = published(figures(), CREDIT, {"GM0001": "Eén"})
    assert shown.columns["upper"].tolist() == [12, 4]
    assert shown.place_names["GM0001"] == "Eén"


def test_a_source_without_credit_is_refused():
    assert rules_broken(figures(), {}) == ["credit"]


def test_a_suppressed_number_given_as_one_value_is_refused():
    assert rules_broken(figures(lower=np.array([12.0, 3.0]), upper=np.array([12.0, 3.0]))) == ["suppressed"]


def test_a_missing_column_is_refused():
    columns = figures()
    del columns["unit"]
    assert rules_broken(columns) == ["missing_column"]


def test_columns_of_other_lengths_are_refused():
    assert rules_broken(figures(unit=np.array(["pupils"]))) == ["length"]


def test_missing_bounds_may_be_masked():
    masked = np.ma.masked_array([12.0, 0.0], mask=[False, True])
    assert published(figures(lower=masked, upper=masked), CREDIT, {}).columns["upper"] is masked
