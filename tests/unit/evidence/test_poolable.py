"""Which effects may go together: every reason against it at once, and what somebody may decide."""

from dataclasses import replace

import pytest

from gelijkop.evidence.library import library
from gelijkop.evidence.pool_refusals import Choices
from gelijkop.evidence.poolable import Pool, poolable
from gelijkop.evidence.reading import read_record
from gelijkop.evidence.record import Effect

OUTCOME = "Opstroom"


@pytest.fixture
def study(file):
    """Makes records alike, but for what a test changes of the record or of its effect."""
    record = read_record(file, file="maatje.md")
    (effect,) = record.effects

    def make(name, *, changes=None, **of_effect):
        changed = replace(effect, **of_effect)
        return replace(record, id=name, source=f"Rapport {name}", effects=(changed,), **(changes or {}))

    return make


def rules(found):
    assert not isinstance(found, Pool), "this was to be refused"
    return [(f.rule, f.file) for f in found]


def test_alike_records_go_together_in_their_order(study):
    found = poolable([study("b"), study("a", value=0.4, lower=0.2, upper=0.6)], outcome="opstroom.")
    assert [s.name for s in found.studies] == ["b", "a"]
    assert (found.measure, found.determinant, found.left_out, found.notes) == ("d", False, (), ())
    assert found.studies[1].value == 0.4
    assert found.studies[0].pupils == 120


def test_a_determinant_never_goes_with_what_one_does(study):
    records = [study("a"), study("b", changes={"type": "determinant"})]
    assert ("types", "b") in rules(poolable(records, outcome=OUTCOME))
    assert ("types", "b") in rules(poolable(records, outcome=OUTCOME, choices=Choices(reason="mag")))


def test_a_determinant_without_a_number_is_told_as_well(study):
    bare = replace(study("b", changes={"type": "determinant"}), effects=())
    found = poolable([study("a"), study("c"), bare], outcome=OUTCOME)
    assert rules(found) == [("types", "b"), ("no_effect", "b")]


def test_determinants_go_together_and_are_called_so(study):
    kind = {"type": "determinant"}
    assert poolable([study("a", changes=kind), study("b", changes=kind)], outcome=OUTCOME).determinant


@pytest.mark.parametrize("kind", ["beleid", "instrument"])
def test_policy_and_instruments_go_with_interventions_for_a_reason_only(study, kind):
    records = [study("a"), study("b", changes={"type": kind})]
    assert rules(poolable(records, outcome=OUTCOME)) == [("types", "b")]
    assert "zelfde opzet" in poolable(records, outcome=OUTCOME, choices=Choices(reason="zelfde opzet")).notes[0].nl


def test_another_outcome_must_be_confirmed(study):
    records = [study("a"), study("b", changes={"outcome": "Doorstroom omhoog"})]
    assert rules(poolable(records, outcome=OUTCOME)) == [("outcome", "b")]
    assert isinstance(poolable(records, outcome=OUTCOME, choices=Choices(confirmed=["b"])), Pool)


def test_another_comparison_must_be_confirmed(study):
    records = [study("a"), study("b", comparison="een andere mentor")]
    assert rules(poolable(records, outcome=OUTCOME)) == [("comparison", "a"), ("comparison", "b")]
    assert isinstance(poolable(records, outcome=OUTCOME, choices=Choices(confirmed=["b"])), Pool)


def test_a_meta_analysis_does_not_go_with_single_studies(study):
    records = [study("a"), study("b", basis="meta-analyse")]
    assert rules(poolable(records, outcome=OUTCOME, choices=Choices(reason="mag"))) == [("basis", "b")]


def test_meta_analyses_go_together_when_somebody_says_that_they_share_nothing(study):
    records = [study("a", basis="meta-analyse"), study("b", basis="meta-analyse")]
    assert rules(poolable(records, outcome=OUTCOME)) == [("basis", "a"), ("basis", "b")]
    assert isinstance(poolable(records, outcome=OUTCOME, choices=Choices(reason="andere jaren")), Pool)


def test_an_overview_goes_with_nothing_not_even_with_own_numbers(study):
    one = study("a", basis="overzicht")
    assert ("basis", "a") in rules(poolable([one, study("b", basis="overzicht")], outcome=OUTCOME))
    own = Effect("d", 0.2, "", "", "csv", "studie", "eigen", se=0.1)
    assert rules(poolable([one], own=[own], outcome=OUTCOME)) == [("basis", "a")]


def test_versions_of_one_estimate_are_not_studies(study):
    record = study("a")
    (effect,) = record.effects
    old, new = replace(effect, version="rapport 2018"), replace(effect, value=0.2, version="rapport 2021")
    records = [replace(record, effects=(new, old)), study("b")]
    assert rules(poolable(records, outcome=OUTCOME)) == [("versions", "a")]
    found = poolable(records, outcome=OUTCOME, choices=Choices(newest=True))
    assert found.studies[0].value == 0.2
    assert "rapport 2021" in found.notes[0].nl


@pytest.mark.parametrize("names", [("eerste", "tweede"), ("toen 2018", "later 2018"), ("eerste", "2021")])
def test_versions_without_a_last_year_stay_refused(study, names):
    record = study("a")
    versions = tuple(replace(record.effects[0], version=name) for name in names)
    records = [replace(record, effects=versions), study("b")]
    assert rules(poolable(records, outcome=OUTCOME, choices=Choices(newest=True))) == [("versions", "a")]


def test_of_several_estimates_of_a_study_one_is_chosen_by_name(study):
    record = study("a")
    taal = replace(record.effects[0], estimate="taal", value=0.25)
    records = [replace(record, effects=(*record.effects, taal)), study("b")]
    assert rules(poolable(records, outcome=OUTCOME)) == [("dependent", "a")]
    assert rules(poolable(records, outcome=OUTCOME, choices=Choices({"a": "rekenen"}))) == [("estimate", "a")]
    assert poolable(records, outcome=OUTCOME, choices=Choices({"a": "taal"})).studies[0].value == 0.25


def test_two_records_of_one_publication_depend_on_each_other(study):
    link = {"link": "https://example.org/x"}
    found = poolable([study("a", changes=link), study("b", changes=link)], outcome=OUTCOME)
    assert rules(found) == [("publication", "b")]


def test_a_d_divided_by_the_spread_of_the_country_is_no_plain_d(study):
    records = [study("a"), study("b", standardiser="landelijk")]
    assert rules(poolable(records, outcome=OUTCOME)) == [("standardiser", "b")]
    both = [study("a", standardiser="landelijk"), study("b", standardiser="landelijk")]
    assert isinstance(poolable(both, outcome=OUTCOME), Pool)
    assert isinstance(poolable([study("a"), study("b", standardiser="groepen")], outcome=OUTCOME), Pool)
    unsure = [study("a"), study("b", standardiser="onbekend")]
    assert rules(poolable(unsure, outcome=OUTCOME)) == [("standardiser", "b")]


def test_an_effect_of_unknown_certainty_is_left_out_and_named(study):
    none = {"lower": None, "upper": None, "n": None}
    found = poolable([study("a"), study("b"), study("c", **none)], outcome=OUTCOME)
    assert [s.name for s in found.studies] == ["a", "b"]
    assert [f.file for f in found.left_out] == ["c"]
    assert rules(poolable([study("a"), study("c", **none)], outcome=OUTCOME)) == [
        ("too_few", OUTCOME),
        ("no_error", "c"),
    ]


def test_a_record_without_a_number_is_left_out(study):
    bare = replace(study("c"), effects=())
    assert [f.rule for f in poolable([study("a"), study("b"), bare], outcome=OUTCOME).left_out] == ["no_effect"]


def test_different_measures_need_a_choice_and_both_groups(study):
    records = [study("a", n1=60, n2=60), study("b", measure="g")]
    assert rules(poolable(records, outcome=OUTCOME)) == [("measures", OUTCOME)]
    assert poolable(records, outcome=OUTCOME, measure="g").measure == "g"
    assert rules(poolable(records, outcome=OUTCOME, measure="d")) == [("bridge", "b")]


def test_months_are_refused_with_their_reason(study):
    records = [study(name, measure="maanden", value=4.0, lower=2.0, upper=6.0) for name in ("a", "b")]
    found = poolable(records, outcome=OUTCOME)
    assert rules(found) == [("months", "a"), ("months", "b")]


def test_the_sign_is_turned_where_less_is_better(study):
    found = poolable([study("a"), study("b")], outcome=OUTCOME, choices=Choices(flipped=["b"]))
    assert [s.value for s in found.studies] == [0.3, -0.3]
    assert "omgedraaid" in found.notes[0].nl


def test_a_value_outside_the_middle_of_its_interval_is_noted(study):
    assert "kijk het na" in poolable([study("a", value=0.49), study("b")], outcome=OUTCOME).notes[0].nl


def test_a_record_named_twice_or_chosen_for_but_absent_is_refused(study):
    one = study("a")
    assert ("twice", "a") in rules(poolable([one, one], outcome=OUTCOME))
    choices = Choices(confirmed=["c"])
    assert rules(poolable([one, study("b")], outcome=OUTCOME, choices=choices)) == [("no_such", "c")]


def test_all_reasons_are_given_at_once(study):
    records = [
        study("a"),
        study("b", changes={"type": "determinant", "outcome": "Cijfers"}, measure="maanden"),
        study("c", basis="overzicht", comparison="niets", standardiser="landelijk"),
    ]
    found = poolable(records, outcome=OUTCOME)
    assert {r for r, _ in rules(found)} == {"types", "outcome", "comparison", "basis", "standardiser", "months"}
    assert all(f.text.nl and f.text.en for f in found)


def test_own_numbers_need_no_record():
    own = [Effect("r", 0.2, "", "", "csv", "studie", name, n=50) for name in ("een", "twee")]
    found = poolable([], own=own, outcome="Cijfers")
    assert ([s.name for s in found.studies], found.measure) == (["een", "twee"], "r")


def test_of_the_library_only_the_experiments_on_expectation_can_be_pooled():
    able = [
        r.id
        for r in library().values()
        if r.effects and isinstance(poolable([r, r], outcome=r.outcome), tuple)
        and not {f.rule for f in poolable([r], outcome=r.outcome)} & {"no_error", "months", "no_effect"}
    ]  # fmt: skip
    assert able == sorted(r for r in library() if r.startswith("verwachtingen-"))
