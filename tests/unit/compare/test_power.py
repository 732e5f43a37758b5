import numpy as np
import pytest

from gelijkop.compare.power import detectable_mean, detectable_share, times_for_mean, times_for_share


def test_a_high_share_is_as_hard_as_its_mirror():
    assert detectable_share(np.array(0.85), np.array(50), np.array(70)) == pytest.approx(
        float(detectable_share(np.array(0.15), np.array(50), np.array(70)))
    )


def test_rounding_makes_only_larger_differences_visible():
    arguments = (np.array(0.2), np.array(50), np.array(50))
    assert detectable_share(*arguments, rounding_variance=0.002) > detectable_share(*arguments)


def test_two_pupils_show_no_difference_whatever():
    assert np.isinf(detectable_share(np.array(0.5), np.array(2), np.array(2)))


def test_an_empty_group_has_no_detectable_difference():
    assert np.isnan(detectable_share(np.array(0.5), np.array(0), np.array(20)))


def test_a_mean_needs_two_quantiles_of_its_standard_error():
    assert float(detectable_mean(np.array(0.04))) == pytest.approx((1.959964 + 0.841621) * 0.2, abs=1e-5)


def test_half_the_margin_takes_four_times_the_pupils():
    # 2.801585 × 0.2 is 0.560317; half of it needs (1/0.5)² = 4 times.
    assert float(times_for_mean(np.array(0.04), 0.5603170 / 2 + 1e-6)) == 4


def test_numbers_that_show_enough_need_no_more():
    assert float(times_for_share(np.array(0.2), np.array(5000), np.array(5000), 0.05)) == 1


def test_an_empty_group_is_not_helped_by_pooling():
    assert not np.isfinite(times_for_share(np.array(0.2), np.array(0), np.array(50), 0.05))


@pytest.mark.parametrize("n", [(20, 20), (9, 4000), (4000, 9), (50_000, 60_000)])
@pytest.mark.parametrize("p0", [0.0, 1e-4, 0.03, 0.5, 0.97, 1.0])
@pytest.mark.parametrize("v", [0.0, 0.002])
def test_what_is_detectable_is_exactly_enough(p0, n, v):
    n1, n0 = (np.array(float(x)) for x in n)
    found = float(detectable_share(np.array(p0), n1, n0, rounding_variance=v))
    if not np.isfinite(found):
        return

    def needed(d):
        p, other = min(p0, 1 - p0), min(p0, 1 - p0) + d
        pooled = (n0 * p + n1 * other) / (n0 + n1)
        null = pooled * (1 - pooled) * (1 / n1 + 1 / n0) + v
        alternative = p * (1 - p) / n0 + other * (1 - other) / n1 + v
        return 1.959963984540054 * null**0.5 + 0.8416212335729143 * alternative**0.5

    assert needed(found * (1 + 1e-9)) <= found * (1 + 1e-9)
    assert needed(found * (1 - 1e-9)) > found * (1 - 1e-9)
