"""The level scale and its crosswalk. Expected codes: DOMAIN §2.1, read from DUO, ROD, CBS and the test chain."""

import re

import pytest
from python_calamine import CalamineWorkbook

from gelijkop.model.levels import GRADES, advice_levels, by_number, crosswalk, levels, state
from gelijkop.model.levels import test_advices as advices_of_the_test


@pytest.mark.parametrize(
    ("scheme", "written", "code"),
    [
        ("duo", "VMBO_K_GT", "vmbo-kb/gt"),
        ("duo_old", "VMBO_BL_KL", "vmbo-bb/kb"),
        ("duo", "ADVIES_NIET_MOGELIJK", "geen"),
        ("rod", "01", "vso"),
        ("rod", "35", "vmbo-kb/gt"),
        ("rod", "53", "vmbo-gt/havo"),
        ("rod", "61", "havo/vwo"),
        ("chain", "VMBO_GL/TL_TM_HAVO", "vmbo-gt/havo"),
        ("chain", "PRAKTIJKONDERWIJS", "pro"),
        ("canonical", "vwo", "vwo"),
    ],
)
def test_a_level_is_known_by_each_of_its_spellings(scheme, written, code):
    assert crosswalk(scheme)[written] == code


@pytest.mark.parametrize(
    ("code", "rank"), [("pro", 1), ("vmbo-bb/kb", 2.5), ("vmbo-gt/havo", 4.5), ("vwo", 6), ("vso", None)]
)
def test_ranks_lie_on_a_half_step_scale(code, rank):
    assert levels()[code].rank == rank


@pytest.mark.parametrize("scheme", ["canonical", "duo", "duo_old", "rod", "chain"])
def test_no_spelling_means_two_levels(scheme):
    spellings = [w for v in levels().values() for s, w in v.written if s == scheme]
    assert len(spellings) == len(set(spellings))


def test_numbers_are_unique_and_every_state_fits_in_a_byte():
    assert sorted(by_number()) == list(range(1, len(levels()) + 1))
    assert max(by_number()) * GRADES + GRADES - 1 <= 255


def test_a_state_holds_level_and_grade():
    assert divmod(state("havo", 4), GRADES) == (levels()["havo"].number, 4)


def test_every_test_advice_but_vwo_is_double():
    ranked = [t for t in advices_of_the_test().values() if t.rank is not None]
    assert [t.code for t in ranked if t.low == t.high] == ["vwo"]
    assert len(ranked) == 6


@pytest.mark.real
def test_every_teacher_code_of_the_kansenkaart_is_in_the_crosswalk(shared):
    rows = CalamineWorkbook.from_path(shared / "cbs" / "vo_advisering.xlsx").get_sheet_by_name("table").to_python()
    codes = [str(r[0])[:2] for r in rows if re.match(r"\d\d ", str(r[0]))]
    assert len(codes) == 23
    assert set(codes) <= set(crosswalk("rod"))


@pytest.mark.real
def test_the_words_of_the_test_chain_are_all_there(shared):
    text = (shared / "leerling" / "doorstroomtoets" / "doorstroom-openapi-1.1.0.yaml").read_text("utf-8")
    listed = text.split("    Schooladviestype_enum:")[1].split("enum:")[1].split("Schooladviezenlijst:")[0]
    assert set(re.findall(r"- (\S+)", listed)) == set(crosswalk("chain"))


def test_the_advices_are_the_twelve_of_duo():
    assert len(advice_levels()) == len(crosswalk("duo")) == 12
