import numpy as np
import pytest

from gelijkop.model.areas import rollup

PLACES = {
    "location": ["00AA00", "00AA01", "00BB00", "00CC01", "00CC02", "00DD00"],
    "municipality": ["GM0001", "GM0002", "GM0002", "GM0002", "GM0002", None],
}


def column(values):
    if all(isinstance(v, float) for v in values):
        return np.array(values)
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def figures(*rows, unit="pupils"):
    """Rows of place, level, sex, detail, lower and upper."""
    names = ("place", "level", "sex", "detail", "lower", "upper")
    found = {n: column([float(r[i]) if i > 3 else r[i] for r in rows]) for i, n in enumerate(names)}
    kinds = ["location" if len(r[0]) == 6 else "school" for r in rows]
    fixed = {"source": "s", "measure": "m", "period": "2019/2020", "unit": unit, "grade": None}
    return {**found, "place_kind": column(kinds), **{n: column([v] * len(rows)) for n, v in fixed.items()}}


def sums(figures, of=()):
    places = {name: column(values) for name, values in PLACES.items()}
    rolled = rollup(figures, places, of=of)
    c = rolled.columns
    keys = zip(c["place"], *(c[b] for b in of), strict=True)
    values = zip(c["lower"], c["upper"], c["state"], strict=True)
    return dict(zip(keys, values, strict=True)), rolled


def test_hidden_counts_add_up_to_an_interval():
    found, _ = sums(figures(("00AA01", "havo", None, None, 1, 4), ("00BB00", "havo", None, None, 10, 10)))
    assert found == {("GM0002",): (1 + 10, 4 + 10, "suppressed"), ("NL",): (11, 14, "suppressed")}


def test_a_place_without_municipality_counts_for_the_country_and_is_reported():
    found, rolled = sums(figures(("00AA00", None, None, None, 3, 3), ("00DD00", None, None, None, 5, 5),
                                 ("99ZZ00", None, None, None, 7, 7)))  # fmt: skip
    assert found == {("GM0001",): (3, 3, "shown"), ("NL",): (3 + 5 + 7, 15, "shown")}
    assert rolled.unplaced == ("00DD00", "99ZZ00")


def test_a_school_lies_where_its_first_branch_lies_or_where_all_its_branches_lie():
    found, rolled = sums(figures(("00AA", None, None, None, 3, 3), ("00CC", None, None, None, 5, 5)))
    assert found == {("GM0001",): (3, 3, "shown"), ("GM0002",): (5, 5, "shown"), ("NL",): (8, 8, "shown")}
    assert rolled.unplaced == ()


TOTAL_AND_PARTS = figures(
    ("00AA00", "havo", "m", "N&T", 1, 4), ("00AA00", "havo", "v", "N&T", 1, 4), ("00AA00", "havo", None, "N&T", 6, 6),
)  # fmt: skip


def test_a_printed_total_is_taken_instead_of_its_parts():
    assert sums(TOTAL_AND_PARTS)[0][("NL",)] == (6, 6, "shown")


def test_parts_are_taken_without_their_total_when_they_are_asked_for():
    found, _ = sums(TOTAL_AND_PARTS, of=("sex",))
    assert found[("NL", "m")] == (1, 4, "suppressed")
    assert ("NL", None) not in found


def test_a_part_without_code_is_no_total():
    rows = figures(("00AA00", "havo", None, "HAVO", 6, 6), ("00AA00", None, None, "International", 5, 5))
    assert sums(rows)[0][("NL",)] == (11, 11, "shown")
    assert set(sums(rows, of=("level",))[0]) == {
        ("GM0001", "havo"), ("GM0001", None), ("NL", "havo"), ("NL", None)
    }  # fmt: skip


def test_a_missing_part_makes_the_sum_missing():
    found, _ = sums(figures(("00AA00", None, None, None, 3, 3), ("00BB00", None, None, None, np.nan, np.nan)))
    assert found[("GM0001",)] == (3, 3, "shown")
    assert np.isnan(found[("NL",)][0])
    assert found[("NL",)][2] == "missing"


def test_masked_columns_are_read_as_missing():
    rows = figures(("00AA00", None, None, None, 3, 3), ("00BB00", None, None, None, 9, 9))
    rows["upper"] = np.ma.masked_equal(rows["upper"], 9)
    rows["level"] = np.ma.masked_equal(np.array(["havo", "-"], dtype=object), "-")
    found, _ = sums(rows, of=("level",))
    assert (found[("NL", "havo")][2], found[("NL", None)][2]) == ("shown", "missing")


@pytest.mark.parametrize("unit", ["score", "percent", "mark"])
def test_scores_and_shares_are_never_added_up(unit):
    assert sums(figures(("00AA00", None, None, None, 3, 3), unit=unit))[0] == {}


def test_the_number_of_places_behind_a_sum_is_told():
    rows = figures(("00AA01", "havo", None, None, 1, 1), ("00AA01", "vwo", None, None, 2, 2),
                   ("00BB00", "vwo", None, None, 3, 3))  # fmt: skip
    assert rollup(rows, {n: column(v) for n, v in PLACES.items()}).columns["places"].tolist() == [2, 2]


def test_municipalities_add_up_to_the_country():
    rows = figures(*((p, "havo", None, None, n, n + 3) for n, p in enumerate(PLACES["location"][:5])))
    found, _ = sums(rows)
    parts = [v for (place,), v in found.items() if place != "NL"]
    assert found[("NL",)][:2] == (sum(p[0] for p in parts), sum(p[1] for p in parts))


def test_an_unknown_breakdown_is_refused():
    with pytest.raises(ValueError, match="kleur"):
        sums(TOTAL_AND_PARTS, of=("kleur",))


def test_a_score_adds_up_only_when_it_is_said_to_be_a_sum():
    rows = figures(("00AA01", None, None, None, 33.5, 33.5), ("00BB00", None, None, None, 1.5, 1.5), unit="score")
    places = {name: column(values) for name, values in PLACES.items()}
    assert not len(rollup(rows, places).columns["place"])
    added = rollup(rows, places, also=("m",)).columns
    assert dict(zip(added["place"], added["lower"], strict=True)) == {"GM0002": 35.0, "NL": 35.0}
