from dataclasses import replace

import pytest

from gelijkop.catalogue import load
from gelijkop.errors import DefinitionRefused, UserError
from gelijkop.safe.plan import LAYERS, MODES, load_plan, said_of


def test_the_public_policy_is_base_five_with_slack_two():
    plan = load_plan("openbaar")
    assert (plan.base, plan.slack, plan.minimum_shown) == (5, 2, 10)


def test_the_intern_policy_is_exact():
    plan = load_plan("intern")
    assert (plan.base, plan.slack) == (0, 0)


@pytest.mark.parametrize(
    ("policy", "change"),
    [
        ("openbaar", {"base": 2, "slack": 1}),
        ("openbaar", {"slack": 5}),
        ("openbaar", {"slack": -1}),
        ("openbaar", {"minimum_shown": 4}),
        ("openbaar", {"tail_low": 0.95, "tail_high": 0.05}),
        ("openbaar", {"tail_low": 0.0}),
        ("openbaar", {"nearest": 0}),
        ("openbaar", {"dominance": 0.4}),
        ("intern", {"base": 5}),
    ],
)
def test_a_policy_that_protects_nothing_is_refused(policy, change):
    with pytest.raises(DefinitionRefused):
        replace(load_plan(policy), **change)


@pytest.mark.parametrize(("mode", "numbers"), [("cube3", (3, 1, 10)), ("cube5", (5, 2, 10)), ("cube10", (10, 3, 20))])
def test_a_mode_sets_base_slack_and_the_fewest_pupils_of_a_rate(mode, numbers):
    plan = load_plan("openbaar", mode=mode)
    assert (plan.base, plan.slack, plan.minimum_shown) == numbers


def test_without_a_choice_the_plan_names_version_mode_and_layer_of_the_policy():
    plan = load_plan("openbaar")
    assert (plan.version, plan.mode, plan.layer) == (load("policies/openbaar")["version"], "cube5", "nco")


@pytest.mark.parametrize("choice", [{"mode": "cube4"}, {"layer": "dp"}])
def test_an_unknown_mode_or_layer_is_refused_with_the_list(choice):
    with pytest.raises(UserError, match=r"cube5|lt5"):
        load_plan("openbaar", **choice)


@pytest.mark.parametrize("choice", [{"mode": "cube5"}, {"layer": "lt5"}])
def test_exact_figures_have_no_mode_and_no_layer(choice):
    with pytest.raises(UserError):
        load_plan("intern", **choice)


@pytest.mark.parametrize("mode", load(MODES))
@pytest.mark.parametrize("layer", load(LAYERS))
def test_every_mode_and_layer_says_in_both_languages_what_it_guarantees(mode, layer):
    said = said_of(load_plan("openbaar", mode=mode, layer=layer))
    assert len(said) >= 3
    assert all(t.nl and t.en and "{" not in t.nl + t.en for t in said)


@pytest.mark.parametrize("layer", load(LAYERS))
def test_every_layer_says_that_the_cube_protects_and_not_the_layer(layer):
    assert any("kubus" in t.nl and "cube" in t.en for t in said_of(load_plan("openbaar", layer=layer)))


def test_exact_figures_say_nothing_about_modes():
    assert said_of(load_plan("intern")) == ()
