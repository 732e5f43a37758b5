"""The pairs of advice and test in which two definitions differ are worked out by running the definitions."""

from dataclasses import replace

import pytest

from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.differing_cells import differing, of_catalogue

UNDER_BY_LAW_ONLY = {
    ("vmbo-bb", "vmbo-bb/kb"), ("vmbo-bb/kb", "vmbo-kb/gt"), ("vmbo-kb", "vmbo-kb/gt"), ("vmbo-gt", "vmbo-gt/havo"),
    ("havo", "havo/vwo"), ("havo/vwo", "vwo"),
}  # fmt: skip
OVER_BY_LAW_ONLY = {
    ("vmbo-kb", "vmbo-bb/kb"), ("vmbo-kb/gt", "vmbo-bb/kb"), ("vmbo-gt", "vmbo-kb/gt"), ("havo", "vmbo-gt/havo"),
    ("vwo", "havo/vwo"),
}  # fmt: skip
"""DOMAIN §2.2: the 11 of 60 cells in which the law and the KansenKaart differ."""


def two(code, first, second):
    pairs = {(d.first, d.second): d for d in of_catalogue(code)}
    return pairs.get((f"{code}/{first}", f"{code}/{second}")) or pairs[f"{code}/{second}", f"{code}/{first}"]


@pytest.mark.parametrize("moment", ["voorlopig", "definitief"])
@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("po.advies.passend", UNDER_BY_LAW_ONLY | OVER_BY_LAW_ONLY),
        ("po.advies.onder", UNDER_BY_LAW_ONLY),
        ("po.advies.over", OVER_BY_LAW_ONLY),
    ],
)
def test_law_and_kansenkaart_differ_in_the_known_cells(code, moment, cells):
    found = two(code, f"A-{moment}", f"B-{moment}")
    assert {(c.advice, c.test) for c in found.cells} == cells
    assert (found.pairs, found.adjusted) == (60, False)


def test_in_a_cell_that_differs_the_kansenkaart_finds_the_advice_matching():
    found = two("po.advies.passend", "A-voorlopig", "B-voorlopig")
    assert {
        (c.first, c.second) if found.first.endswith("A-voorlopig") else (c.second, c.first) for c in found.cells
    } == {(0, 1)}


def test_two_moments_of_one_rule_differ_in_adjusted_advices_only():
    found = two("po.advies.passend", "A-voorlopig", "A-definitief")
    assert (found.cells, found.adjusted) == ((), True)


def test_definitions_that_ask_for_more_than_advices_are_not_put_beside_each_other():
    assert of_catalogue("vo.positie.leerjaar3") == ()


def test_an_indicator_with_one_definition_has_nothing_to_differ_from():
    known = load_all()
    passend = known["po.advies.passend"]
    assert differing(replace(passend, variants=passend.variants[3:4]), known) == ()


def test_an_unknown_indicator_has_no_cells():
    assert of_catalogue("po.eigen") == ()


def test_a_definition_with_another_rule_has_other_cells():
    known = load_all()
    passend = known["po.advies.passend"]
    a = next(v for v in passend.variants if v.name == "A-voorlopig")
    b = replace(a, name="X", scores=(1, 1, 0))
    (found,) = differing(replace(passend, variants=(a, b)), known)
    # Scores 0, 1, 0 beside 1, 1, 0: all pairs below the test. By rank of the advice, from pro (lowest test excepted)
    # to vwo: 5 + 5 + 4 + 4 + 3 + 3 + 2 + 2 + 1 + 0.
    assert {(c.first, c.second) for c in found.cells} == {(0, 1)}
    assert len(found.cells) == 29
