"""The matrix of the KansenKaart: equal to its own spreadsheet, and different from the law in eleven known pairs."""

import pytest
from python_calamine import CalamineWorkbook

from gelijkop.catalogue import load
from gelijkop.indicators import rules
from gelijkop.indicators.rules import MATCHING, OVER, UNDER
from gelijkop.model import levels as scale

UNDER_BY_LAW_ONLY = {
    ("vmbo-bb", "vmbo-bb/kb"),
    ("vmbo-bb/kb", "vmbo-kb/gt"),
    ("vmbo-kb", "vmbo-kb/gt"),
    ("vmbo-gt", "vmbo-gt/havo"),
    ("havo", "havo/vwo"),
    ("havo/vwo", "vwo"),
}
OVER_BY_LAW_ONLY = {
    ("vmbo-kb", "vmbo-bb/kb"),
    ("vmbo-kb/gt", "vmbo-bb/kb"),
    ("vmbo-gt", "vmbo-kb/gt"),
    ("havo", "vmbo-gt/havo"),
    ("vwo", "havo/vwo"),
}
"""DOMAIN §2.2: all differences between variant A (law) and B (KansenKaart)."""


@pytest.mark.real
def test_the_whole_matrix_is_that_of_the_spreadsheet(shared):
    book = CalamineWorkbook.from_path(shared / "cbs" / "vo_advisering.xlsx")
    heading, *rows = book.get_sheet_by_name("table").to_python()
    words = {"under": UNDER, "correct": MATCHING, "over": OVER}
    published = {
        (row[0][:2], test[:2]): words[verdict]
        for row in rows
        for test, verdict in zip(heading[1:], row[1:], strict=True)
    }
    assert len(published) == 23 * 11
    assert rules.kansenkaart() == published


def test_law_and_kansenkaart_differ_in_exactly_eleven_of_sixty_pairs():
    pairs = [(a, t) for a in rules.ranked_advices().values() for t in rules.ranked_tests().values()]
    verdicts = {(a.code, t.code): (rules.match_legal(a, t), rules.match_kansenkaart(a, t)) for a, t in pairs}
    differing = {pair: both for pair, both in verdicts.items() if both[0] != both[1]}
    expected = dict.fromkeys(UNDER_BY_LAW_ONLY, (UNDER, MATCHING)) | dict.fromkeys(OVER_BY_LAW_ONLY, (OVER, MATCHING))
    assert len(verdicts) == 60
    assert differing == expected


def test_every_row_stands_for_a_code_of_its_own_category():
    stands_for = load("rules/kansenkaart")["stands_for"]["school_advice"]
    written = {code: [w for scheme, w in a.written if scheme == "rod"] for code, a in rules.ranked_advices().items()}
    assert all(stands_for[code] in written[code] for code in written)


def test_support_in_a_smaller_school_makes_no_difference():
    matrix = rules.kansenkaart()
    with_lwoo = {"21": "20", "23": "22", "31": "30", "33": "32", "35": "34", "41": "40", "43": "42", "51": "50"}
    tests = {test for _, test in matrix}
    assert all(matrix[odd, t] == matrix[even, t] for odd, even in with_lwoo.items() for t in tests)


def test_each_of_the_23_codes_of_an_advice_and_the_11_of_a_test_is_one_of_our_scale():
    rows, columns = ({pair[i] for pair in rules.kansenkaart()} for i in (0, 1))
    written = {code for test in scale.test_advices().values() for code in test.rod}
    assert (len(rows), len(columns)) == (23, 11)
    assert rows <= set(scale.crosswalk("rod"))
    assert columns - written == {"20", "30", "42", "60"}, "single levels of before 2014: no test advice of today"


def test_the_codes_of_one_advice_agree_but_for_the_two_that_the_catalogue_names():
    matrix, category = rules.kansenkaart(), scale.crosswalk("rod")
    stands_for = load("rules/kansenkaart")["stands_for"]["school_advice"]
    tests = {test for _, test in matrix}
    differing = {
        row
        for row, test in matrix
        if category[row] in stands_for and matrix[row, test] != matrix[stands_for[category[row]], test]
    }
    assert (differing, len(tests)) == ({"40", "41", "44"}, 11)
