"""What stands after several releases, and what is noticed of a ledger that was changed."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from gelijkop.errors import LedgerRefused, ReleaseRefused
from gelijkop.safe.cells import Cells, meet
from gelijkop.safe.ledger import Head, empty_ledger, read_cells, written_cells
from gelijkop.safe.ledger_checks import verified
from gelijkop.safe.movable import movable

KEY = b"k" * 64
AT = datetime(2026, 11, 22, 12)


def cells(*rows, covered, groupings=("herkomst",), distribution=""):
    """Rows of (place, school year, group, outcome, true, released)."""
    columns = np.array([row[1:] for row in rows], dtype=np.int64).reshape(-1, 5)
    return Cells(
        "k",
        distribution,
        groupings,
        place=np.array([row[0] for row in rows], dtype=np.str_),
        school_year=columns[:, 0],
        groups=np.repeat(columns[:, 1:2], len(groupings), axis=1),
        stratum=np.zeros(len(rows), np.int64),
        outcome=columns[:, 2],
        true=columns[:, 3],
        released=columns[:, 4],
        covered=covered,
    )


def ledger_of(*releases):
    ledger = empty_ledger(KEY)
    for one in releases:
        ledger = ledger.appended([one], at=AT, policy="openbaar/2", plan="p", base=5, slack=2)
    return ledger


def standing(*releases):
    """(place, true, released) of all that stands."""
    found = ledger_of(*releases).standing("k", "")
    return list(zip(found.place.tolist(), found.true.tolist(), found.released.tolist(), strict=True))


ALL = (("a", 2020), ("b", 2020))
FIRST = cells(("a", 2020, 1, 0, 3, 5), ("b", 2020, 1, 0, 2, 0), covered=ALL)


def test_before_any_release_nothing_stands():
    assert empty_ledger(KEY).standing("k", "") is None


def test_a_number_that_stays_keeps_the_true_count_of_when_it_was_set():
    assert standing(FIRST, cells(("a", 2020, 1, 0, 6, 5), ("b", 2020, 1, 0, 4, 0), covered=ALL)) == [
        ("a", 3, 5),
        ("b", 2, 0),
    ]


def test_a_number_that_changes_takes_its_true_count_along():
    assert standing(FIRST, cells(("a", 2020, 1, 0, 12, 11), ("b", 2020, 1, 0, 2, 0), covered=ALL))[0] == ("a", 12, 11)


def test_a_cell_that_is_gone_from_a_covered_place_became_zero():
    assert standing(FIRST, cells(("b", 2020, 1, 0, 2, 0), covered=ALL))[0] == ("a", 0, 0)


def test_a_cell_of_a_place_that_a_release_leaves_out_stands_as_it_was():
    assert standing(FIRST, cells(("b", 2020, 1, 0, 9, 8), covered=(("b", 2020),))) == [("a", 3, 5), ("b", 9, 8)]


def test_a_cell_that_was_not_there_in_a_covered_place_was_zero():
    met = meet(cells(("a", 2020, 2, 0, 3, 0), covered=ALL), FIRST)
    new = met.cells.groups[:, 0] == 2
    assert (met.known[new], met.was[new], met.cells.released[new]) == (True, 0, 0)


def test_a_place_that_no_release_covered_is_not_known():
    met = meet(cells(("c", 2020, 1, 0, 3, 0), covered=(("c", 2020),)), FIRST)
    assert met.known.tolist() == [False]


def test_cells_that_meet_keep_the_truth_of_now_and_the_number_that_stands():
    met = meet(cells(("a", 2020, 1, 0, 7, 0), covered=ALL), FIRST)
    assert met.cells.true.tolist() == [7, 0]
    assert met.cells.released.tolist() == [5, 0]
    assert met.was.tolist() == [3, 2]


def test_cells_of_a_place_that_the_coming_release_leaves_out_do_not_meet():
    assert meet(cells(("b", 2020, 1, 0, 3, 0), covered=(("b", 2020),)), FIRST).cells.place.tolist() == ["b"]


def test_what_was_divided_before_stays_so_where_nobody_is_in_the_population_any_more():
    before = cells(("a", 2020, 1, 1, 9, 9), covered=ALL, distribution="d")
    met = meet(cells(covered=(), distribution="d"), before, ALL)
    assert (met.cells.covered, met.known.tolist(), met.cells.released.tolist()) == (ALL, [True], [9])


def test_rows_of_what_is_not_covered_are_not_kept():
    assert standing(cells(("a", 2020, 1, 0, 3, 5), covered=())) == []


def test_another_cross_of_groupings_is_refused_with_what_to_do():
    other = cells(("a", 2020, 1, 0, 3, 5), covered=ALL, groupings=("herkomst", "armoede"))
    with pytest.raises(ReleaseRefused) as refused:
        ledger_of(FIRST, other)
    assert "herkomst, armoede" in refused.value.text.nl
    assert "dezelfde indelingen" in refused.value.text.nl
    with pytest.raises(ReleaseRefused):
        meet(other, FIRST)


def test_a_lower_base_of_earlier_releases_is_refused():
    small = cells(("a", 2020, 1, 0, 3, 3), covered=ALL)
    with pytest.raises(ReleaseRefused, match="lower base than 5"):
        movable(meet(FIRST, small), [], {}, base=5, slack=2)


@pytest.mark.parametrize(("base", "slack"), [(3, 1), (10, 3), (5, 1)])
def test_other_rules_of_rounding_than_before_are_refused_with_what_to_do(base, slack):
    with pytest.raises(ReleaseRefused) as refused:
        ledger_of(FIRST).appended([FIRST], at=AT, policy="openbaar/2", plan="p", base=base, slack=slack)
    assert "--protection" in refused.value.text.nl


def test_a_measure_that_was_released_without_the_one_it_lies_within_does_not_come_under_it_later():
    pupils = cells(("a", 2020, 1, 0, 9, 9), covered=ALL)
    child = cells(("a", 2020, 1, 0, 9, 9), covered=ALL, distribution="e")
    parent = cells(("a", 2020, 1, 1, 9, 0), covered=ALL, distribution="d")
    with pytest.raises(ReleaseRefused, match="“e” was released before without “d”"):
        movable(
            meet(pupils, pupils), [meet(parent, None), meet(child, child)], {"e": ("d", 1)}, base=5, slack=2
        )  # fmt: skip


def test_a_cell_may_not_stand_twice():
    twice = cells(("a", 2020, 1, 0, 3, 5), ("a", 2020, 1, 0, 3, 5), covered=ALL)
    with pytest.raises(ValueError, match="twice"):
        meet(twice, None)


def test_columns_differ_in_length():
    with pytest.raises(ValueError, match="length"):
        replace(FIRST, true=FIRST.true[:1])


def test_what_was_written_is_what_is_read():
    read = read_cells(written_cells([FIRST]))[0]
    assert (read.clock, read.groupings, read.covered) == (FIRST.clock, FIRST.groupings, FIRST.covered)
    assert read.place.tolist() == FIRST.place.tolist()
    assert read.groups.tolist() == FIRST.groups.tolist()
    assert [c.tolist() for c in (read.true, read.released)] == [[3, 2], [5, 0]]


def test_nothing_of_it_is_in_a_repr():
    ledger = ledger_of(FIRST)
    for shown in (repr(FIRST), repr(ledger), repr(meet(FIRST, None)), repr(ledger.pages[0])):
        assert "array" not in shown
        assert "kkk" not in shown


# Tampering. A ledger of three lines: two releases, and the first withdrawn.
THREE = ledger_of(FIRST, FIRST).withdrawn(1, at=AT)
LINES = [page.line.written() for page in THREE.pages]
COLUMNS = {page.line.file: page.columns for page in THREE.pages if page.line.file}


def rules(lines, columns=COLUMNS, key=KEY, head=None):
    with pytest.raises(LedgerRefused) as refused:
        verified(empty_ledger(key), b"".join(lines), columns, head)
    return [(f.rule, f.row) for f in refused.value.findings]


def test_a_ledger_as_it_was_written_is_read_with_all_its_pages():
    again = verified(empty_ledger(KEY), b"".join(LINES), COLUMNS, THREE.head)
    assert [p.line for p in again.pages] == [p.line for p in THREE.pages]
    assert again.standing("k", "").released.tolist() == [5, 0]
    assert again.withdrawals() == {1}


def test_a_ledger_may_be_longer_than_what_was_kept_elsewhere():
    head = Head(1, THREE.pages[0].line.hash())
    assert len(verified(empty_ledger(KEY), b"".join(LINES), COLUMNS, head).pages) == 3


def test_a_changed_line_is_noticed():
    assert ("changed", 2) in rules([LINES[0], LINES[1].replace(b"openbaar/2", b"openbaar/3"), LINES[2]])


def test_a_line_that_was_changed_and_hashed_anew_without_the_key_is_noticed():
    forged = replace(THREE.pages[1].line, policy="openbaar/3").sealed(b"another secret")
    third = replace(THREE.pages[2].line, previous=forged.hash()).sealed(b"another secret")
    assert rules([LINES[0], forged.written(), third.written()]) == [("changed", 2), ("changed", 3)]


@pytest.mark.parametrize(
    ("order", "row"), [((1, 2), 1), ((0, 2), 2), ((1, 0, 2), 1), ((0, 2, 1), 2), ((0, 0, 1, 2), 2)]
)
def test_a_removed_moved_or_repeated_line_is_noticed(order, row):
    assert rules([LINES[i] for i in order])[0] == ("order", row)


def test_a_cut_off_end_is_noticed_by_what_was_kept_elsewhere():
    assert rules(LINES[:2], head=THREE.head) == [("cut_off", None)]


def test_another_ledger_of_the_same_length_is_noticed():
    other = ledger_of(FIRST, cells(("b", 2020, 1, 0, 9, 8), covered=(("b", 2020),))).withdrawn(1, at=AT)
    with pytest.raises(LedgerRefused) as refused:
        verified(
            empty_ledger(KEY), b"".join(p.line.written() for p in other.pages),
            {p.line.file: p.columns for p in other.pages}, THREE.head,
        )  # fmt: skip
    assert [f.rule for f in refused.value.findings] == ["other_ledger"]


def test_a_line_that_is_none_is_noticed():
    assert rules([LINES[0], b"{}\n", LINES[2]]) == [("unreadable", 2), ("order", 3)]


def test_half_a_line_is_noticed():
    assert ("unreadable", 3) in rules([*LINES[:2], LINES[2][:-1]])


def test_a_changed_file_of_columns_is_noticed():
    assert rules(LINES, COLUMNS | {"0002.npz": COLUMNS["0002.npz"] + b"x"}) == [("changed", None)]


def test_a_missing_file_of_columns_is_noticed():
    assert rules(LINES, {"0001.npz": COLUMNS["0001.npz"]}) == [("missing", None)]


def test_another_key_is_said_to_be_another_key():
    assert rules(LINES, key=b"x" * 64) == [("other_key", None)]


@pytest.mark.parametrize("number", [0, 1, 3, 4])
def test_only_a_release_that_was_not_withdrawn_can_be_withdrawn(number):
    with pytest.raises(LedgerRefused, match=f"number {number}"):
        THREE.withdrawn(number, at=AT)
