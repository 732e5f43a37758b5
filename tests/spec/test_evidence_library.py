"""Every record of the library loads, is tied to what exists, says its limits, and is in our own words."""

import re

import pytest

from gelijkop.catalogue import documents
from gelijkop.evidence.fields import SECTIONS
from gelijkop.evidence.library import library
from gelijkop.evidence.links import chain_steps, indicators
from gelijkop.evidence.writing import write_record

FEWEST = 70  # records asked for
LONGEST_SENTENCE = 12  # words; a shorter one can be the same by chance
LONGEST_RUN = 8  # words in a row; names of works and places are shorter
PROSE = ("population", "context", "outcome", "cost", *(s.name for s in SECTIONS))


@pytest.fixture(scope="module")
def sources(shared):
    folder = shared.parent / "seeds"
    if not folder.is_dir():
        pytest.skip(f"the source documents are not at {folder}")
    return [words(p.read_text("utf-8")) for p in sorted(folder.glob("*.txt"))]


def words(text):
    return re.findall(r"[\w’']+", text.lower())


def runs(given, length):
    return {tuple(given[i : i + length]) for i in range(len(given) - length + 1)}


def test_there_are_enough_records_and_all_load():
    assert len(library()) == len(list(documents("evidence/records"))) >= FEWEST


def test_each_file_stands_as_it_would_be_written():
    written = {f"{r.id}.md": write_record(r) for r in library().values()}
    assert written == dict(documents("evidence/records"))


def test_steps_and_indicators_exist():
    for record in library().values():
        assert set(record.chain_steps) <= set(chain_steps())
        assert set(record.indicators) <= set(indicators())


def test_every_record_names_its_source_and_its_limits():
    assert all(r.source and r.critique and r.use for r in library().values())


def test_no_determinant_has_a_strength_as_if_it_were_an_approach():
    assert [r.id for r in library().values() if r.type == "determinant" and r.strength] == []


def test_the_table_of_hattie_is_whole_and_marked_as_a_summary():
    rows = [r for r in library().values() if r.id.startswith("hattie-")]
    assert len(rows) == 24
    assert {e.basis for r in rows for e in r.effects} == {"overzicht"}
    assert {r.id for r in rows if r.type == "determinant"} >= {"hattie-sociaaleconomische-status", "hattie-etniciteit"}


def test_the_values_of_the_menu_are_versions_of_one_estimate():
    feedback = library()["npo-feedback"].estimates
    assert {name: [e.value for e in versions] for name, versions in feedback.items()} == {"eef": [8, 6, 8]}


def test_what_was_not_verified_says_so():
    assert library()["hdt-nederlands-po-experiment"].unverified
    assert all(r.unverified for r in library().values() if r.id.startswith("hattie-"))


def test_no_file_speaks_of_our_own_notes():
    for name, text in documents("evidence/records"):
        assert not re.search(r"DOMAIN|[Bb]ron(document)? 00\d", text), name


@pytest.mark.real
def test_no_long_sentence_of_a_source_is_copied(sources):
    known = [" ".join(s) for s in sources]
    for record in library().values():
        sentences = re.split(r"(?<=[.!?:;])\s+", " ".join(getattr(record, f) for f in PROSE))
        for sentence in (words(s) for s in sentences):
            assert len(sentence) <= LONGEST_SENTENCE or not any(" ".join(sentence) in k for k in known), record.id


@pytest.mark.real
def test_no_run_of_words_is_that_of_a_source(sources):
    known = set().union(*(runs(s, LONGEST_RUN) for s in sources))
    for record in library().values():
        for name in PROSE:
            assert not runs(words(getattr(record, name)), LONGEST_RUN) & known, (record.id, name)
