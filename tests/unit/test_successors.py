"""Figures under the codes of today: what merged is added up, and never more than is known."""

from datetime import date

import numpy as np
import pytest

from gelijkop.model.mergers import Transition
from gelijkop.model.municipalities import Municipalities
from gelijkop.model.successors import move_municipalities, move_places, move_schools, today_of
from gelijkop.model.tables import AREA_FIGURES
from gelijkop.pipeline.followed import followed
from gelijkop.sources.following import Following

# Three lands: A and B merged into C in 2020, D stayed, and E was divided over D and the new F in 2021.
LANDS = Municipalities(
    2018,
    (
        ("GM0001", "GM0002", "GM0004", "GM0005", "GM0005"),
        ("GM0001", "GM0002", "GM0004", "GM0005", "GM0005"),
        ("GM0003", "GM0003", "GM0004", "GM0005", "GM0005"),
        ("GM0003", "GM0003", "GM0004", "GM0004", "GM0006"),
    ),
)
UNTIL = date(2025, 1, 1)


def figures(*rows):
    """Rows of `place | period | lower | upper | measure | unit`, the last two may be left out."""
    cells = [[*(c.strip() for c in row.split("|")), *("vo.leerlingen", "pupils")][:6] for row in rows]
    place, period, lower, upper, measure, unit = (list(c) for c in zip(*cells, strict=True))
    count = len(rows)
    kind = ["municipality" if p.startswith("GM") else "location" if len(p) == 6 else "school" for p in place]
    values = {"place": place, "period": period, "measure": measure, "unit": unit, "place_kind": kind,
              "source": ["x"] * count, "state": ["shown" if a == b else "suppressed" for a, b in zip(lower, upper,
              strict=True)], "file": ["f"] * count}  # fmt: skip
    columns = {c.name: np.array(values.get(c.name, [None] * count), dtype=object) for c in AREA_FIGURES.columns}
    return {**columns, "lower": np.array(lower, float), "upper": np.array(upper, float), "row": np.arange(1, count + 1)}


def table(columns):
    keys = ("place", "period", "lower", "upper", "state")
    return sorted(tuple(row) for row in zip(*(columns[k].tolist() for k in keys), strict=True))


@pytest.mark.parametrize(
    ("code", "today"),
    [("GM0001", ("GM0003",)), ("GM0004", ("GM0004",)), ("GM0005", ("GM0004", "GM0006")), ("GM9999", ("GM9999",))],
)
def test_the_municipality_of_today(code, today):
    assert today_of(LANDS, code) == today


def test_municipalities_that_merged_are_added_up():
    found = move_municipalities(figures("GM0001|2019|10|10", "GM0002|2019|5|5", "GM0004|2019|7|7"), LANDS)
    assert table(found.columns) == [("GM0003", "2019", 15.0, 15.0, "shown"), ("GM0004", "2019", 7.0, 7.0, "shown")]
    assert (dict(found.codes), found.rows) == ({"GM0001": "GM0003", "GM0002": "GM0003"}, 2)


def test_a_hidden_part_makes_the_sum_an_interval():
    found = move_municipalities(figures("GM0001|2019|10|10", "GM0002|2019|1|4"), LANDS)
    assert table(found.columns) == [("GM0003", "2019", 11.0, 14.0, "suppressed")]


def test_a_sum_without_one_of_its_parts_is_missing():
    ((place, _, lower, _, state),) = table(move_municipalities(figures("GM0001|2019|10|10"), LANDS).columns)
    assert (place, np.isnan(lower), state) == ("GM0003", True, "missing")


def test_what_joined_a_municipality_with_a_part_of_a_divided_one_does_not_make_it_whole():
    lands = Municipalities(2019, (("GM0001", "GM0004", "GM0005", "GM0005"), ("GM0004", "GM0004", "GM0004", "GM0006")))
    ((_, _, _, _, state),) = table(move_municipalities(figures("GM0001|2019|1|1", "GM0004|2019|2|2"), lands).columns)
    assert state == "missing"


def test_a_share_of_two_municipalities_cannot_be_made():
    parts = figures("GM0001|2019|10|10|geslaagd|percent", "GM0002|2019|5|5|geslaagd|percent")
    ((_, _, lower, _, state),) = table(move_municipalities(parts, LANDS).columns)
    assert (np.isnan(lower), state) == (True, "not_estimable")


def test_a_school_year_may_have_the_codes_of_its_second_year():
    found = move_municipalities(
        figures("GM0003|2019/2020|15|15", "GM0001|2018/2019|8|8", "GM0002|2018/2019|1|1"), LANDS
    )
    assert table(found.columns) == [("GM0003", "2018/2019", 9.0, 9.0, "shown"),
                                    ("GM0003", "2019/2020", 15.0, 15.0, "shown")]  # fmt: skip


def test_a_municipality_that_was_divided_stays_and_is_named():
    found = move_municipalities(figures("GM0005|2019|9|9"), LANDS)
    assert (table(found.columns), found.unsure) == ([("GM0005", "2019", 9.0, 9.0, "shown")], ("GM0005",))


def test_other_places_are_not_touched():
    rows = figures("00AB|2019|3|3", "GM0004|2019|7|7")
    assert table(move_municipalities(rows, LANDS).columns) == table(rows)


def places(*rows):
    location, municipality = zip(*rows, strict=True)
    names = np.array([f"naam van {m}" for m in municipality], dtype=object)
    return {"location": np.array(location, dtype=object), "municipality": np.array(municipality, dtype=object),
            "municipality_name": names}  # fmt: skip


def test_a_location_lies_in_the_municipality_of_today_and_the_old_name_goes():
    found = move_places(places(("00AB00", "GM0001"), ("00CD00", "GM0004")), LANDS)
    assert found.columns["municipality"].tolist() == ["GM0003", "GM0004"]
    assert found.columns["municipality_name"].tolist() == [None, "naam van GM0004"]
    assert (dict(found.codes), found.rows) == ({"GM0001": "GM0003"}, 1)


MERGER = Transition("00AB", "00CD", date(2018, 8, 1), "F", whole=True)


def test_a_school_that_merged_keeps_its_years_under_the_new_code():
    rows = figures("00AB00|2016/2017|10|10", "00AB01|2016/2017|5|5", "00CD00|2019/2020|30|30", "00EF00|2016/2017|4|4")
    found = move_schools(rows, [MERGER], until=UNTIL)
    assert table(found.columns) == [
        ("00CD", "2016/2017", 15.0, 15.0, "shown"),
        ("00CD00", "2019/2020", 30.0, 30.0, "shown"),
        ("00EF00", "2016/2017", 4.0, 4.0, "shown"),
    ]
    assert (dict(found.codes), found.rows) == ({"00AB": "00CD"}, 2)


def test_a_figure_of_the_school_itself_is_added_to_that_of_the_school_that_joined():
    rows = figures("00AB|2016/2017|10|10", "00CD|2016/2017|20|20")
    assert table(move_schools(rows, [MERGER], until=UNTIL).columns) == [("00CD", "2016/2017", 30.0, 30.0, "shown")]


def test_a_merger_after_the_last_day_does_not_count():
    rows = figures("00AB00|2016/2017|10|10")
    assert table(move_schools(rows, [MERGER], until=date(2018, 7, 31)).columns) == table(rows)


def test_only_the_schools_asked_for_are_followed():
    rows = figures("00AB00|2016/2017|10|10")
    assert table(move_schools(rows, [MERGER], until=UNTIL, among=set()).columns) == table(rows)


def test_sums_follow_only_schools_whose_address_is_not_known():
    rows = figures("00AB00|2016/2017|10|10", "00GH00|2016/2017|6|6")
    changes = [Following("o", schools=(MERGER, Transition("00GH", "00CD", date(2018, 8, 1), "F", whole=True)))]
    found = followed(rows, places(("00AB00", "GM0001"), ("00CD00", "GM0004")), changes, today=UNTIL)
    assert table(found.summed) == [("00AB00", "2016/2017", 10.0, 10.0, "shown"),
                                   ("00CD", "2016/2017", 6.0, 6.0, "shown")]  # fmt: skip
    assert table(found.kept) == [("00CD", "2016/2017", 16.0, 16.0, "shown")]
    assert [n.nl.split(" ")[:2] for n in found.notes] == [["2", "scholen"]]


def test_what_was_done_to_municipalities_is_told():
    rows = figures("GM0001|2019|10|10", "GM0002|2019|5|5", "GM0005|2019|9|9")
    found = followed(rows, places(("00AB00", "GM0001")), [Following("g", municipalities=LANDS)], today=UNTIL)
    first, second = found.notes
    assert first.nl.startswith("2 gemeenten van vroeger zijn opgeteld bij de gemeenten van 2021: 2 cijfers")
    assert "GM0005" in second.nl
    assert found.renamed["GM0002"] == "GM0003"
