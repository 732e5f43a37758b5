from dataclasses import replace

import pytest

from gelijkop.errors import DefinitionRefused
from gelijkop.safe.plan import load_plan


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
        ("intern", {"base": 5}),
    ],
)
def test_a_policy_that_protects_nothing_is_refused(policy, change):
    with pytest.raises(DefinitionRefused):
        replace(load_plan(policy), **change)
