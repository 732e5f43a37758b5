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
    table = {name: np.array([_number(name, row[i]) for row in rows], dtype=np.int32) for i, name in enumerate(heading)}
    table["row"] = np.arange(1, len(rows) + 1)
    return sorted(store.arrays(store.frame(table).filter(condition).select("row"))["row"].tolist())


def _number(name: str, cell: str) -> int:
    """What the career table holds for a cell; a number is itself."""
    return int(cell) if cell.isdecimal() else READ.get(name.rstrip("0123456789"), STATES)[cell]


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
        ("exams_known", [1, 2, 3, 4, 5, 6, 8, 9]),
        ("diploma_or_next_in_vo", [1, 2, 3, 4, 6, 7, 8]),
        ("grade_1_or_2", [3, 8]),
        ("grade_3_or_higher", [1, 2, 4, 5, 7, 9]),
        ("in_department", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("in_vmbo_bb", []),
        ("in_vmbo_kb", [9]),
        ("in_vmbo_gt", [4, 8]),
        ("in_havo", [1, 2, 5, 6, 7]),
        ("in_vwo", []),
        ("next_grade", [2, 3, 6, 7, 8]),
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
        ("provisional_in_chain", [1, 2, 3, 6]),
        ("final_in_chain", [1, 2, 3, 5]),
        ("provisional_given", [1, 2, 3, 4, 6]),
        ("final_given", [1, 2, 3, 4, 5]),
        ("provisional_in_cbs", [1, 2, 3, 6]),
        ("raised_cbs", [1]),
        ("test_above_provisional_cbs", [1]),
        ("provisional_havo_or_higher", [1, 6]),
        ("final_havo_or_higher", [1, 5]),
        ("final_reaches_havo", [1, 5]),
        ("year1_in_grade_1", [1, 2]),
        ("year1_mixed", [1]),
        ("year1_widely_mixed", []),
        ("year1_seen", [1, 2, 3, 4, 5]),
        ("year3_seen", [1, 2, 4, 5]),
        ("year3_in_vo", [1, 2]),
    ],
)
def test_a_condition_of_an_advice_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("advice")[name], ADVICES) == rows


LEVELS_REACHED = """
reading | language | mathematics | exemption
3      | 3       | 3          | 1
2      | 3       | 2          | 0
1      | 2       | 0          | 2
"""  # reading and language: 1 below 1F, 2 1F, 3 2F; mathematics: 3 1S


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("reading_known", [1, 2, 3]),
        ("language_known", [1, 2, 3]),
        ("mathematics_known", [1, 2]),
        ("exemption_known", [1, 3]),
        ("all_domains_known", [1, 2]),
        ("reading_2f", [1]),
        ("language_2f", [1, 2]),
        ("mathematics_1s", [1]),
        ("reading_1f", [1, 2]),
        ("language_1f", [1, 2, 3]),
        ("mathematics_1f", [1, 2]),
        ("all_1f", [1, 2]),
    ],
)
def test_a_condition_of_a_test_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("advice")[name], LEVELS_REACHED) == rows


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
        ("diploma_vmbo", [1, 2, 3]),
        ("next_havo", [1, 2]),
        ("next_vwo", [4]),
    ],
)
def test_a_condition_of_a_diploma_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("diploma")[name], DIPLOMAS_DRAWN) == rows


THIRD = """
provisional | final    | now        | back1  | back2  | same0 | same1
havo        | havo/vwo | havo 3     | havo 2 | havo 1 | 1     | 1
havo        | havo     | havo/vwo 3 | havo 1 |        | 1     | 0
havo        | havo     | havo 3     | havo 2 | havo 1 | 1     | 0
havo        | havo     | havo 3     | havo 2 | havo 1 | 0     | 1
havo        | havo     | havo 3     | havo 3 | havo 2 | 1     | 1
vso         | vso      | brugklas 3 | vso 2  | ?      | 1     | 1
havo        | geen     | havo 3     | havo 2 | bo 8   | 1     | 1
"""


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("provisional_ranked", [1, 2, 3, 4, 5, 7]),
        ("final_ranked", [1, 2, 3, 4, 5]),
        ("level_ranked", [1, 2, 3, 4, 5, 7]),
        ("here_since_grade_1", [1, 2]),  # 2 skipped a grade, 3 and 4 came from elsewhere, 5 repeats grade 3
    ],
)
def test_a_condition_of_grade_3_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("third")[name], THIRD) == rows


ENROLLED = """
now        | diploma  | extra | absence | activities | conversations | qualities | motives | exploration | direction | network | barriers
bo 8       |          | 0    | 65535  | 65535     | 65535        | 65535    | 65535  | 65535      | 65535    | 65535  | 65535
vmbo-gt 4  | vmbo-gt+ | 2    | 0      | 0         | 0            | 2        | 2      | 1          | 2        | 2      | 0
vmbo-gt 4  | vmbo-gt  | 1    | 17     | 2         | 2            | 2        | 2      | 1          | 2        | 2      | 1
vmbo-gt 3  |          | 2    | 18     | 4         | 3            | 2        | 0      | 1          | 2        | 2      | 1
pro 1      | ?        | 0    | 1      | 6         | 1            | 1        | 1      | 1          | 1        | 1      | 2
"""  # noqa: E501  optional columns as the career table holds them: 0 not known, 1 + a number, 2 for yes


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("in_primary", [1]),
        ("in_secondary", [2, 3, 4, 5]),
        ("in_grade_1", [5]),
        ("gt_in_grade_4", [2, 3]),
        ("extra_known", [2, 3, 4]),
        ("takes_extra", [2, 4]),
        ("diploma_gt", [2, 3]),
        ("diploma_gt_extra_subject", [2]),
        ("absence_reported", [2, 3, 4, 5]),
        ("activities_known", [3, 4, 5]),
        ("activities_1_or_more", [3, 4, 5]),
        ("activities_3_or_more", [4, 5]),
        ("activities_5_or_more", [5]),
        ("conversations_known", [3, 4, 5]),
        ("conversations_1_or_more", [3, 4]),
        ("conversations_2_or_more", [4]),
        ("competences_known", [2, 3, 5]),
        ("sixth_known", [3, 5]),
    ],
)
def test_a_condition_of_a_school_year_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("enrolled")[name], ENROLLED) == rows


COHORT = """
provisional | test       | final | after1     | after3 | after7  | diploma4 | diploma5 | diploma6 | diploma7
havo        | havo/vwo   | havo  | havo/vwo 1 | havo 3 | hbo 2   |          | havo     |          |
vso         | geen-toets | havo  | pro 1      | pro 3  | ?       | pro      |          |          | ?
havo        | vwo        | geen  | havo 2     | ?      |         |          |          |          |
havo        |            | havo  | brugklas 1 |        | havo 5  | ?        |          |          |
"""


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("provisional_ranked", [1, 3, 4]),
        ("final_ranked", [1, 2, 4]),
        ("started_in_vo", [1, 2, 4]),
        ("started_outside_pro", [1, 3, 4]),
        ("nominal_years_seen", [1, 2, 3]),
        ("diploma_years_seen", [1, 3]),
        ("first_years_seen", [1, 2, 4]),
        ("test_ranked", [1, 3]),
        ("provisional_in_chain", [1, 2, 3, 4]),
        ("final_in_chain", [1, 2, 4]),
    ],
)
def test_a_condition_of_years_after_an_advice_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("cohort")[name], COHORT) == rows


MBO = """
prev    | now     | next    | same | diploma0 | diploma1 | diploma2 | diploma3 | diploma4 | diploma5 | prior  | born | year
        | mbo-1 1 | mbo-2 1 | 1   | mbo-1    |          |          |          |          |          | 0     | 100 | 119
mbo-2 1 | mbo-2 2 | mbo-3 1 | 1   |          |          |          |          |          |          | 5     | 0   | 119
?       | mbo-4 3 | hbo 1   | 0   | mbo-4    |          |          |          |          |          | 9     | 99  | 119
havo 5  | mbo-3 1 | mbo-4 1 | 0   | ?        | ?        |          |          |          | mbo-2    | 65535 | 90  | 119
mbo-4 3 | mbo-4 4 |         | 0   | havo     |          |          |          |          |          | 9     | 99  | 119
"""  # noqa: E501  same: the next school year is in the same institution; born and year count from 1900


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("in_entree", [1]),
        ("in_level_2_or_3", [2, 4]),
        ("entree_diploma", [1]),
        ("started", [1, 4]),
        ("left_institution", [3, 4, 5]),
        ("diplomas_seen", [1, 2, 3, 5]),
        ("prior_seen", [1, 2, 3, 5]),
        ("age_known", [1, 3, 4, 5]),
        ("diploma_this_year", [1, 3]),
        ("diploma_lately", [1, 3, 4]),
        ("moved_up", [1, 2]),
        ("left_with_level_4", [3]),
    ],
)
def test_a_condition_of_mbo_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("mbo")[name], MBO) == rows


YOUNG = """
born | year | diploma0
107 | 119 |
108 | 119 | havo
96  | 119 | ?
97  | 119 | ?
0   | 119 |
"""


@pytest.mark.parametrize(("name", "rows"), [("age_12_to_22", [1, 4]), ("diplomas_seen", [1, 2, 5])])
def test_a_condition_of_young_people_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("young")[name], YOUNG) == rows


SIXTEEN = """
born | year | diploma0 | diploma1 | diploma2 | diploma3 | diploma4 | diploma5 | after5 | after6
103 | 119 |          |          |          |          |          |          |        |
104 | 119 |          |          |          |          |          | ?        |        | ?
0   | 119 |          | ?        |          |          |          |          |        |
103 | 119 |          |          |          |          |          |          | ?      |
"""


@pytest.mark.parametrize(("name", "rows"), [("age_16", [1, 4]), ("seen_until_21", [1, 2]), ("seen_until_22", [1, 4])])
def test_a_condition_of_sixteen_year_olds_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("sixteen")[name], SIXTEEN) == rows


SPECIAL = """
now   | next    | next2   | next3 | place1 | place2 | place3
pro 5 | mbo-1 1 | mbo-2 1 |       | 0     | 0     | 0
vso 4 |         |         | ?     | 4     | 2     | 0
isk 0 | isk 0   |         | ?     | 0     | 0     | 0
isk 0 |         | ?       | ?     | 2     | 0     | 0
pro 5 |         |         |       | 0     | 0     | 0
"""  # place: 2 none, 4 work


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("left", [1, 2, 4, 5]),
        ("from_pro", [1, 5]),
        ("from_vso", [2]),
        ("from_isk", [3, 4]),
        ("placed", [1, 2, 3]),
        ("second_year_seen", [1, 2, 3, 5]),
        ("third_year_seen", [1, 5]),
    ],
)
def test_a_condition_of_special_schools_holds_for_these_rows(store, name, rows):
    assert rows_where(store, conditions("special")[name], SPECIAL) == rows


def test_who_is_in_a_register_is_registered(store):
    assert rows_where(store, conditions("register")["registered"], "register\n0\n1\n3") == [2, 3]


def test_every_condition_is_tried_above():
    drawn = {
        "step": test_a_condition_of_a_step_holds_for_these_rows,
        "advice": test_a_condition_of_an_advice_holds_for_these_rows,
        "diploma": test_a_condition_of_a_diploma_holds_for_these_rows,
        "third": test_a_condition_of_grade_3_holds_for_these_rows,
        "enrolled": test_a_condition_of_a_school_year_holds_for_these_rows,
        "cohort": test_a_condition_of_years_after_an_advice_holds_for_these_rows,
        "mbo": test_a_condition_of_mbo_holds_for_these_rows,
        "young": test_a_condition_of_young_people_holds_for_these_rows,
        "sixteen": test_a_condition_of_sixteen_year_olds_holds_for_these_rows,
        "special": test_a_condition_of_special_schools_holds_for_these_rows,
    }
    tried = {clock: {case[0] for m in test.pytestmark for case in m.args[1]} for clock, test in drawn.items()}
    tried["advice"] |= {
        case[0] for m in test_a_condition_of_a_test_holds_for_these_rows.pytestmark for case in m.args[1]
    }
    assert tried | {"register": {"registered"}} == {clock: set(conditions(clock)) for clock in CLOCKS}


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
