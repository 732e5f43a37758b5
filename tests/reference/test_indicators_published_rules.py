"""Golden examples of the Inspectorate, Vensters and the mbo sector, as their pages give them (DOMAIN §2.3 to §2.6)."""

import pytest

from gelijkop.catalogue import load
from gelijkop.indicators import mbo_rules, rules
from gelijkop.model.levels import levels
from gelijkop.model.tables import PRIOR_EDUCATION

BELOW, AT, ABOVE = 0, 1, 2


@pytest.mark.parametrize(
    ("advice", "level", "place"),
    [
        ("vmbo-bb", "vmbo-kb", ABOVE),
        ("havo/vwo", "havo", AT),
        ("havo/vwo", "vwo", ABOVE),
        ("havo", "havo/vwo", ABOVE),
    ],
)
def test_the_four_examples_of_vensters(advice, level, place):
    assert rules.position_vensters(levels()[advice], levels()[level]) == place


@pytest.mark.parametrize(
    ("advice", "level", "score"),
    [
        # In a combined class havo/vwo of grade 3, as the page of the Inspectorate has it.
        ("havo/vwo", "havo/vwo", 0),
        ("vwo", "havo/vwo", 0),
        ("havo", "havo/vwo", 0.5),
        ("vmbo-gt/havo", "havo/vwo", 1),
        ("vmbo-gt", "havo/vwo", 1),
        # By the same steps, not on the page.
        ("vwo", "havo", -1),
        ("havo", "havo", 0),
        ("havo/vwo", "havo", 0),
        ("havo/vwo", "vwo", 0.5),
        ("pro", "vwo", 1),
    ],
)
def test_the_scores_of_the_inspectorate(advice, level, score):
    positions = load("rules/inspectie")["position"]
    assert positions[rules.position_inspectie(levels()[advice], levels()[level])]["score"] == score


@pytest.mark.parametrize(
    ("pupils", "apcg", "side_entrants", "norm"),
    [
        (1000, 0, 0, 95.5),
        (1000, 77, 0, 95.5 - 231 / 1000),  # 77 × −3.0 = −231
        (1000, 0, 28, 95.5 - 70 / 1000),  # 28 × −2.5 = −70
        (301, 77, 28, 95.5 - 1),  # −231 − 70 = −301
    ],
)
def test_the_norm_of_onderbouwsnelheid_is_lower_for_poverty_areas_and_side_entrants(pupils, apcg, side_entrants, norm):
    assert mbo_rules.lower_years_norm(pupils=pupils, apcg=apcg, side_entrants=side_entrants) == pytest.approx(norm)


EXPECTED = {
    "onbekend": 2, "pro": 1, "geen": 2, "havo-vwo-zonder": 4, "vmbo-bb": 2, "vmbo-kb": 3, "vmbo-gl": 4, "vmbo-tl": 4,
    "havo-vwo": 4, "mbo-1": 2, "mbo-2": 3, "mbo-3": 4, "mbo-4": 4, "vbo": 2,
}  # fmt: skip


@pytest.mark.parametrize(("prior", "level"), EXPECTED.items())
def test_the_level_expected_in_mbo_by_prior_education(prior, level):
    assert mbo_rules.expected_level(prior) == level


def test_every_prior_education_has_an_expected_level():
    assert set(PRIOR_EDUCATION) == set(EXPECTED)


def test_every_prior_education_and_one_that_is_missing_expect_one_level_only():
    numbers = [n for level in (1, 2, 3, 4) for n in mbo_rules.priors_expecting(level)]
    assert sorted(numbers) == list(range(len(PRIOR_EDUCATION) + 1))


def test_from_27_years_on_level_2_is_expected():
    assert load("rules/mbo")["older"] == {"age": 27, "expected": 2}
