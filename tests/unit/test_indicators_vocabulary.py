"""Named conditions, each on a few careers drawn as text; the pupils for whom they hold are listed."""

from collections.abc import Iterator

import narwhals as nw
import numpy as np
import pytest

from gelijkop.indicators.blocks import UNSEEN, class_of, paired
from gelijkop.indicators.rules import classes
from gelijkop.indicators.vocabulary import CLOCKS, answers, conditions
from gelijkop.model import levels as scale
from gelijkop.store import Store

NUMBERS = {code: level.number for code, level in scale.levels().items()} | {"": 0}
TESTS = {code: test.number for code, test in scale.test_advices().items()} | {"": 0}
STATES = {f"{code} {grade}": scale.state(code, grade) for code in scale.levels() for grade in range(10)} | {
    "": 0,
    "?": UNSEEN,
}
DIPLOMAS = {code: 2 * number for code, number in NUMBERS.items()} | {
    "vmbo-gt+": 2 * NUMBERS["vmbo-gt"] + 1,
    "?": UNSEEN,
}
READ = {"provisional": NUMBERS, "final": NUMBERS, "test": TESTS, "diploma": DIPLOMAS}


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("vocabulary") / "store.duckdb") as opened:
        yield opened


def rows_where(store: Store, condition: nw.Expr, drawn: str) -> list[int]:
    """Numbers (from 1) of the rows of a text table for which a condition holds."""
    heading, *rows = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]
    table = {
        name: np.array([READ.get(name, STATES)[row[i]] for row in rows], dtype=np.int32)
        for i, name in enumerate(heading)
    }
    table["row"] = np.arange(1, len(rows) + 1)
    return sorted(store.arrays(store.frame(table).filter(condition).select("row"))["row"].tolist())


STEPS = """
now        | next      | diploma
havo 3     | havo 3    |
havo 3     | vmbo-gt 4 |
havo/vwo 2 | vwo 3     |
vmbo-gt 4  | havo 4    | vmbo-gt
havo 3     |           |
havo 0     | havo 4    |
havo 4     | havo 5    | ?
vmbo-gt 2  | havo 3    | ?
vmbo-kb 4  | mbo-3 1   |
"""


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("next_in_vo", [1, 2, 3, 4, 6, 7, 8]),
        ("grades_known", [1, 2, 3, 4, 7, 8, 9]),
        ("no_diploma", [1, 2, 3, 5, 6, 8, 9]),  # 7: no diplomas loaded, and grade 4 may have an exam
        ("held_back", [1, 4]),
        ("moved_up", [4, 8]),
        ("moved_up_half_step", [3, 4, 8]),
        ("moved_down", [2]),
        ("moved_down_half_step", [2]),
    ],
)
def test_a_condition_of_a_step_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("step")[name], STEPS) == rows


ADVICES = """
provisional | test        | final    | year1      | year3
havo        | havo/vwo    | havo/vwo | havo/vwo 1 | vwo 3
pro         | pro/vmbo-bb | pro      | pro 1      | pro 3
vso         | geen-toets  | vso      | vso 1      | ?
geen        |             | geen     | isk 1      | isk 3
            | vwo         | vwo      |            |
vwo         | vwo         |          | ?          | ?
"""


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("provisional_ranked", [1, 2, 6]),
        ("final_ranked", [1, 2, 5]),
        ("test_ranked", [1, 2, 5, 6]),
        ("test_above_provisional", [1]),
        ("raised", [1]),
        ("final_classed", [1, 2, 3, 5]),
        ("year1_seen", [1, 2, 3, 4, 5]),
        ("year3_seen", [1, 2, 4, 5]),
        ("year3_in_vo", [1, 2]),
    ],
)
def test_a_condition_of_an_advice_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("advice")[name], ADVICES) == rows


DIPLOMAS_DRAWN = """
diploma  | next
vmbo-gt  | havo 4
vmbo-gt+ | havo 0
vmbo-gt  | havo 3
havo     | vwo 5
havo     | vwo 4
vwo      | wo 1
"""


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("diploma_gt", [1, 2, 3]),
        ("diploma_gt_extra_subject", [2]),
        ("diploma_havo", [4, 5]),
        ("next_havo", [1, 2]),
        ("next_vwo", [4]),
    ],
)
def test_a_condition_of_a_diploma_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("diploma")[name], DIPLOMAS_DRAWN) == rows


def test_every_condition_is_tried_above():
    tried = {m.args[1][i][0] for test in (
        test_a_condition_of_a_step_holds_for_these_rows,
        test_a_condition_of_an_advice_holds_for_these_rows,
        test_a_condition_of_a_diploma_holds_for_these_rows,
    ) for m in test.pytestmark for i in range(len(m.args[1]))}  # fmt: skip
    assert tried == {name for clock in CLOCKS for name in conditions(clock)}


def test_a_pair_outside_the_rule_gives_zero(store):
    seen = {"havo": scale.levels()["havo"]}
    number = paired(nw.col("now") // 10, nw.col("next") // 10, seen, seen, lambda _a, _b: 1)
    assert rows_where(store, number == 1, STEPS) == [1, 6, 7]


@pytest.mark.parametrize("code", ["vmbo-b/k", "havo", "elders"])
def test_a_level_falls_in_its_class_and_any_other_is_elsewhere(store, code):
    drawn = "now\nvmbo-kb/gt 1\nhavo/vwo 1\nmbo-2 1\n isk 0"
    rows = {"vmbo-b/k": [1], "havo": [2], "elders": [3, 4]}
    assert rows_where(store, class_of(nw.col("now") // 10) == list(classes()).index(code), drawn) == rows[code]


@pytest.mark.parametrize("clock", CLOCKS)
def test_every_answer_has_a_score_for_each_outcome(clock):
    assert all(len(a.outcomes) == len(a.scores) for a in answers(clock).values())
