"""Choosing from records, and counting what is there."""

import pytest

from gelijkop.evidence.library import FACETS, counts, library, select, values
from gelijkop.evidence.reading import read_record


@pytest.fixture
def records(file):
    file = file.replace('indicators = ["vo.opstroom"]', 'indicators = ["vo.opstroom"]\nresult = "gunstig"')
    other = file.replace('id = "maatje"', 'id = "ander"').replace('"interventie"', '"determinant"')
    return [read_record(file, file="maatje.md"), read_record(other.replace('["vo"]', '["vo", "mbo"]'), file="ander.md")]


def test_without_a_choice_all_are_there(records):
    assert select(records, {}) == tuple(records)


def test_every_choice_must_hold(records):
    assert [r.id for r in select(records, {"type": "determinant", "sector": "mbo"})] == ["ander"]
    assert select(records, {"type": "interventie", "sector": "mbo"}) == ()


def test_a_facet_counts_the_most_first(records):
    assert counts(records, "sector") == {"vo": 2, "mbo": 1}


def test_each_facet_has_values(records):
    assert {f: values(records[0], f) for f in FACETS} == {
        "theme": ("doorstromen",),
        "sector": ("vo",),
        "kind": ("artikel",),
        "type": ("interventie",),
        "result": ("gunstig",),
        "grade": ("2",),
        "level": ("leerling",),
        "step": ("leerjaar3",),
        "indicator": ("vo.opstroom",),
    }


@pytest.mark.parametrize(
    "record", [r for r in library().values() if r.effects and r.type != "determinant"], ids=lambda r: r.id
)
def test_the_result_goes_the_way_of_the_newest_effect(record):
    effect = list(record.estimates.values())[-1][-1]
    newest, unsure = effect.value, 1.96 * (effect.se or 0.0)
    none = abs(newest) <= unsure
    ways = {"gunstig": newest > 0, "gemengd": newest > 0, "geen-effect": none, "ongunstig": newest < 0}
    assert ways[record.result]
