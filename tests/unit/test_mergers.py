"""A school is followed from BRIN to BRIN, by whole transitions in order of time."""

import csv
import gzip
import io
from collections import Counter
from datetime import date

import numpy as np
import pytest

from gelijkop.errors import InputRefused, MissingColumn
from gelijkop.model.mergers import Transition, follow, follow_schools, origins
from gelijkop.sources.text import open_text
from gelijkop.sources.transitions import is_transitions, read_transitions

NOW = date(2025, 1, 13)
FILE = "duo/overgangen/OVERGANGEN_20250113.csv.gz"
HEADER = "NR_ADMIN_VAN,NR_ADMIN_NAAR,DT_OVERGANG,CODE_OVERGANG,IND_VOLLEDIG\n"


def went(before, after, year, *, whole=True, kind="F"):
    return Transition(before, after, date(year, 8, 1), kind, whole)


CHAIN = [went("00BB", "00CC", 2015), went("00AA", "00BB", 2010), went("00CC", "00DD", 2030)]


def test_a_school_is_followed_through_every_merger_until_the_day():
    found = follow(CHAIN, "00AA", until=NOW)
    assert (found.code, [t.on.year for t in found.steps]) == ("00CC", [2010, 2015])


def test_a_school_that_never_merged_is_itself():
    assert follow(CHAIN, "00ZZ", until=NOW).code == "00ZZ"


def test_a_merger_before_the_school_joined_is_not_its_own():
    """00AA joins 00BB in 2020; that 00BB gave its code away in 2015 is of another time."""
    assert follow([went("00AA", "00BB", 2020), went("00BB", "00CC", 2015)], "00AA", until=NOW).code == "00BB"


def test_a_code_that_comes_back_makes_no_circle():
    assert follow([went("00AA", "00BB", 2010), went("00BB", "00AA", 2011)], "00AA", until=NOW).code == "00AA"


def test_a_school_that_went_to_two_at_once_is_not_followed():
    assert follow([went("00AA", "00BB", 2010), went("00AA", "00CC", 2010)], "00AA", until=NOW).code is None


def test_a_part_that_left_is_told_and_not_followed():
    found = follow([went("00AA", "00BB", 2010, whole=False, kind="V")], "00AA", until=NOW)
    assert (found.code, len(found.partial)) == ("00AA", 1)


def test_all_that_went_into_a_school_are_its_origins():
    assert origins(CHAIN, "00CC", until=NOW) == ("00AA", "00BB", "00CC")


def figures(*rows):
    """area_figures of one source: place, kind, period, unit, lower, upper, state."""
    columns = {}
    for n, name in enumerate(("place", "place_kind", "period", "unit", "lower", "upper", "state")):
        column = np.empty(len(rows), dtype=float if name in ("lower", "upper") else object)
        column[:] = [r[n] for r in rows]
        columns[name] = column
    for name in ("source", "measure", "level", "grade", "sex", "detail", "file"):
        columns[name] = np.full(len(rows), None, dtype=object)
    return {**columns, "row": np.arange(len(rows))}


def test_a_trend_survives_a_new_brin():
    before_and_after = figures(
        ("00AA00", "location", "2009/2010", "pupils", 100, 100, "shown"),
        ("00BB00", "location", "2009/2010", "pupils", 40, 40, "shown"),
        ("00BB01", "location", "2009/2010", "pupils", 1, 4, "suppressed"),
        ("00BB00", "location", "2011/2012", "pupils", 150, 150, "shown"),
    )
    found = follow_schools(before_and_after, [went("00AA", "00BB", 2010)], until=NOW)
    assert found.columns["place"].tolist() == ["00BB", "00BB"]
    assert found.columns["lower"].tolist() == [100 + 40 + 1, 150]
    assert found.columns["upper"].tolist() == [100 + 40 + 4, 150]
    assert found.columns["state"].tolist() == ["suppressed", "shown"]
    assert found.moved == {"00AA": "00BB"}


def test_means_of_two_schools_are_not_averaged_without_weights():
    means = figures(("00AA", "school", "2009/2010", "mark", 6, 6, "shown"),
                    ("00BB", "school", "2009/2010", "mark", 8, 8, "shown"))  # fmt: skip
    found = follow_schools(means, [went("00AA", "00BB", 2010)], until=NOW)
    assert found.columns["state"].tolist() == ["not_estimable"]
    assert np.isnan(found.columns["lower"]).all()


def test_other_places_and_schools_that_split_stay_as_they_are():
    split = [went("00AA", "00BB", 2010), went("00AA", "00CC", 2010)]
    places = figures(("00AA00", "location", "2009/2010", "pupils", 7, 7, "shown"),
                     ("GM0606", "municipality", "2009/2010", "people", 9, 9, "shown"))  # fmt: skip
    found = follow_schools(places, split, until=NOW)
    assert (found.columns["place"].tolist(), found.unsure) == (["00AA00", "GM0606"], ("00AA",))


def opened(tmp_path, text):
    path = tmp_path / "overgangen.csv"
    path.write_text(text, encoding="utf-8")
    return open_text(path, tmp_path)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("0AA?,00BB,1-8-2010,F,J", "NR_ADMIN_VAN"),
        ("00AA,00AA,1-8-2010,F,J", "NR_ADMIN_NAAR"),
        ("00AA,00BB,2010-08-01,F,J", "DT_OVERGANG"),
        ("00AA,00BB,31-2-2010,F,J", "DT_OVERGANG"),
        ("00AA,00BB,1-8-2010,X,J", "CODE_OVERGANG"),
        ("00AA,00BB,1-8-2010,F,1", "IND_VOLLEDIG"),
    ],
)
def test_a_damaged_transition_is_refused_with_its_column(tmp_path, row, column):
    good = "00CC,00DD,1-8-2011,F,J\n"
    found = read_transitions(opened(tmp_path, HEADER + good + row + "\n"))
    assert [(f.row, f.column) for f in found.refused] == [(3, column)]
    assert [t.before for t in found.transitions] == ["00CC"]


def test_a_file_of_transitions_without_a_column_is_refused(tmp_path):
    with pytest.raises(MissingColumn):
        read_transitions(opened(tmp_path, HEADER.replace("IND_VOLLEDIG", "X") + "00AA,00BB,1-8-2010,F,J\n"))


def test_swapped_columns_refuse_the_file(tmp_path):
    with pytest.raises(InputRefused):
        read_transitions(opened(tmp_path, HEADER + "00AA,1-8-2010,00BB,F,J\n" * 3))


@pytest.mark.real
def test_every_transition_of_the_published_file_is_read(shared, tmp_path):
    file = open_text(shared / FILE, tmp_path)
    found = read_transitions(file)
    raw = list(csv.DictReader(io.StringIO(gzip.decompress((shared / FILE).read_bytes()).decode("utf-8-sig"))))
    assert is_transitions(file.header)
    assert (found.rows, len(found.transitions), found.refused) == (len(raw), len(raw), ())
    assert Counter(t.kind for t in found.transitions) == Counter(r["CODE_OVERGANG"] for r in raw)
    assert sum(t.whole for t in found.transitions) == sum(r["IND_VOLLEDIG"] == "J" for r in raw)
    assert follow(found.transitions, "31TL", until=NOW).code == "31TK"  # Fusie, 1-8-2022
