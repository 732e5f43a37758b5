"""Agreement beyond chance, where it exists and where it does not."""

import pytest

from gelijkop.evidence.screening.kappa import agreement

IN, OUT = True, False


def test_kappa_of_a_table_by_hand():
    # 20 + 15 of 50 alike: 0.7; by chance (25·30 + 25·20) / 50² = 0.5; (0.7 − 0.5) / (1 − 0.5) = 0.4
    found = agreement([(IN, IN)] * 20 + [(IN, OUT)] * 5 + [(OUT, IN)] * 10 + [(OUT, OUT)] * 15)
    assert (found.agreement, found.kappa) == (0.7, 0.4)
    assert found.prevalence == pytest.approx(5 / 50)
    assert found.bias == pytest.approx(5 / 50)


@pytest.mark.parametrize("pairs", [[], [(IN, IN)] * 5, [(OUT, OUT)]])
def test_there_is_no_kappa_without_two_verdicts(pairs):
    assert agreement(pairs).kappa is None


def test_all_alike_with_both_verdicts_is_one_without_an_interval():
    found = agreement([(IN, IN), (OUT, OUT)])
    assert (found.kappa, found.lower) == (1.0, None)


def test_rare_inclusion_is_said():
    assert agreement([(IN, IN)] + [(OUT, OUT)] * 19).skewed
    assert not agreement([(IN, IN)] * 5 + [(OUT, OUT)] * 15).skewed


def test_the_order_of_reviewers_does_not_matter():
    pairs = [(IN, IN)] * 3 + [(IN, OUT)] * 4 + [(OUT, IN)] + [(OUT, OUT)] * 9
    one, two = agreement(pairs), agreement([(b, a) for a, b in pairs])
    assert (one.kappa, one.lower) == pytest.approx((two.kappa, two.lower))
