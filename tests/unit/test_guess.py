import tomllib
from pathlib import Path

import numpy as np
import pytest

from gelijkop.errors import MappingRefused
from gelijkop.sources.guess import SURE, guess, proposal
from gelijkop.sources.mapping import parse_mapping
from gelijkop.sources.pupil_file import Raw
from gelijkop.store import Store

MARK = "ZZMERKZZ"


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "s.duckdb") as opened:
        yield opened


def file(store: Store, columns: dict[str, list[str]]) -> Raw:
    arrays = {f"c{i}": np.array(v, dtype=object) for i, v in enumerate(columns.values())}
    rows = np.arange(len(next(iter(columns.values()))), dtype=np.int32)
    return Raw("f.csv", "", tuple(columns), store.frame(arrays | {"row": rows}))


def secondary(store: Store, **more: list[str]) -> Raw:
    """As a school for secondary education exports it."""
    return file(
        store,
        {
            "Leerlingnummer": [str(1000 + i) for i in range(20)],
            "Schooljaar": ["2019-2020"] * 20,
            "Leerfase (afk)": ["h4", "t3"] * 10,
            "BRIN": ["01AB"] * 20,
            "Geslacht": ["Man", "Vrouw"] * 10,
            **more,
        },
    )


def test_known_headings_are_recognised(store: Store):
    found = {g.column: (g.heading, g.take) for g in guess(secondary(store), store.arrays)}
    assert found["pupil"] == ("Leerlingnummer", "")
    assert found["school_year"] == ("Schooljaar", "")
    assert (found["level"], found["grade"]) == (("Leerfase (afk)", "letters"), ("Leerfase (afk)", "digits"))


def test_content_that_does_not_fit_lowers_the_confidence(store: Store):
    raw = secondary(store, Postcode=["geen postcode"] * 20)
    (found,) = (g for g in guess(raw, store.arrays) if g.column == "postcode4")
    assert (found.confidence < SURE, "past niet" in found.reason) == (True, True)


def test_content_alone_can_tell_a_school_year(store: Store):
    raw = file(store, {"Periode": ["2019/2020"] * 5})
    assert [(g.column, g.heading) for g in guess(raw, store.arrays)] == [("school_year", "Periode")]


def test_a_column_of_personal_numbers_is_never_proposed(store: Store):
    raw = file(store, {"Leerlingnummer BSN": ["1"] * 5, "Leerlingnummer_BSN": ["1"] * 5})
    assert guess(raw, store.arrays) == ()


def test_uncertain_lines_stand_behind_a_mark(store: Store):
    lines = proposal(secondary(store, Advies=["havo"] * 20), store.arrays).splitlines()
    (line,) = (line for line in lines if '"Advies"' in line)
    assert line.startswith("# final_advice = ")


def test_codes_are_proposed_with_their_meaning(store: Store):
    lines = proposal(secondary(store), store.arrays).splitlines()
    assert '"h" = "havo"' in lines
    assert '"t" = "vmbo-gt"' in lines
    assert '"Man" = "m"' in lines


def test_rare_texts_are_not_shown_since_they_may_be_about_one_pupil(store: Store):
    levels = ["havo"] * 10 + ["basis"] * 10 + [MARK] * 9
    raw = file(store, {"Niveau": levels})
    text = proposal(raw, store.arrays)
    assert ('# "basis" = "…"' in text, MARK in text) == (True, False)


def test_a_column_with_many_different_texts_shows_none(store: Store):
    raw = file(store, {"Niveau": [f"{MARK}{i // 10}" for i in range(1000)]})
    assert MARK not in proposal(raw, store.arrays)


def test_the_proposal_is_a_mapping_once_the_ground_is_filled_in(store: Store):
    text = proposal(secondary(store), store.arrays)
    with pytest.raises(MappingRefused) as error:
        parse_mapping(text, "k.toml")
    assert {f.rule for f in error.value.findings} == {"legal_ground"}
    assert parse_mapping(text.replace('legal_ground = ""', 'legal_ground = "g"'), "k.toml").columns["sex"] == "Geslacht"


def test_a_heading_with_quotes_and_backslashes_is_written_safely(store: Store):
    raw = file(store, {'Schooljaar "oud" \\ \t': ["2019/2020"] * 5})
    text = proposal(raw, store.arrays).split("[derive]")[0]
    heading = next(line for line in text.splitlines() if "school_year" in line).removeprefix("# ")
    assert tomllib.loads(heading)["school_year"] == 'Schooljaar "oud" \\ \t'
