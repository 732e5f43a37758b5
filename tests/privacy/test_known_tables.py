"""Exact tables of others stop a release where, beside it, they would tell too much (SDC §2.4, the knowledge table)."""

from collections import Counter

import numpy as np
import pytest

from gelijkop.errors import AuditFailed
from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe.audit.tree import KnownPupils
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect

SCHOOLS, GROUPS, ORIGINS, YEARS = 12, 4, 3, 5
PLACES = tuple(f"{n:02}AA00" for n in range(SCHOOLS))
TOWN = {p: f"GM{int(p[:2]) // 4:04}" for p in PLACES}


@pytest.fixture(scope="module")
def figures():
    """Twelve schools and five cohorts of some 24 pupils, in four groups of parents' education and three of origin."""
    rng = np.random.default_rng(5)
    place, group, origin, year = (a.ravel() for a in np.indices((SCHOOLS, GROUPS, ORIGINS, YEARS)))
    pupils = rng.poisson(rng.gamma(2, 1, len(place)))
    yes = rng.binomial(pupils, 1 / 3)
    counts, outcome = np.concatenate([pupils - yes, yes]), np.repeat([0, 1], len(place))
    here = np.flatnonzero(counts)
    place, group, origin, year = (np.tile(a, 2)[here] for a in (place, group, origin, year))
    none = np.zeros(len(here), np.int64)
    return Figures(
        (Measure("hoger", "hoger", "", "advies", ("nee", "ja"), (0.0, 1.0), "share"),), PLACES,
        ("herkomst", "opleiding"), none, 2018 + year, place, {"herkomst": 1 + origin, "opleiding": 1 + group}, none,
        outcome[here], counts[here],
    )  # fmt: skip


def released(figures, known):
    return protect(figures, load_plan("openbaar"), municipality=TOWN, names={}, seed=bytes(16), known=known)


def totals(figures, *, by_group):
    """What others publish: exactly how many pupils each school had in each year, of each group or of all."""
    found = Counter()
    for place, year, group, n in zip(
        figures.place.tolist(), figures.school_year.tolist(), figures.groups["opleiding"].tolist(),
        figures.pupils.tolist(), strict=True,
    ):  # fmt: skip
        found[PLACES[place], year, group if by_group else -1] += n
    return [KnownPupils("advies", y, p, n, "opleiding" if by_group else "", g) for (p, y, g), n in found.items()]


def test_without_tables_of_others_every_number_is_proven(figures):
    report = released(figures, ()).audit["advies"]
    assert report.passes
    assert report.proven == report.targets > 100


def test_the_attack_is_given_the_school_totals_of_others(figures):
    known = totals(figures, by_group=False)
    report = released(figures, known).audit["advies"]
    assert any(f"({len(known)} getallen)" in text.nl for text in report.assumed)
    assert report.passes


def test_exact_numbers_by_school_year_and_group_are_refused_with_the_derivation(figures):
    """The last row of the table of SDC §2.4: it must fail the gate."""
    with pytest.raises(AuditFailed) as refused:
        released(figures, totals(figures, by_group=True))
    rules = Counter(f.rule for f in refused.value.findings)
    assert rules["narrow"] + rules["exact"] > 0
    assert any("opleiding" in f.text.nl for f in refused.value.findings if f.rule == "because")


def test_one_harmless_total_stops_nothing(figures):
    most = max(totals(figures, by_group=False), key=lambda k: k.pupils)
    assert released(figures, [most]).audit["advies"].passes


def test_numbers_about_other_places_years_and_clocks_stop_nothing(figures):
    known = [KnownPupils("advies", 2018, "99ZZ99", 3), KnownPupils("advies", 1990, PLACES[0], 3),
             KnownPupils("anders", 2018, PLACES[0], 3)]  # fmt: skip
    assert released(figures, known).audit["advies"].passes


def test_a_school_that_knows_its_own_pupils_finds_a_neighbour_through_a_total_of_others():
    """Two schools of 3 and 1 pupils in a town; others publish that there are 4. The cube alone leaves 5 for each."""
    columns = np.array([(2018, 0, 1, 0, 3), (2018, 1, 1, 1, 1), (2018, 2, 1, 0, 30)], dtype=np.int64).T
    year, place, group, outcome, pupils = columns
    none = np.zeros(3, np.int64)
    tiny = Figures(
        (Measure("hoger", "hoger", "", "advies", ("nee", "ja"), (0.0, 1.0), "share"),), PLACES[:3], ("opleiding",),
        none, year, place, {"opleiding": group}, none, outcome, pupils,
    )  # fmt: skip
    town = {PLACES[0]: "GM0001", PLACES[1]: "GM0001", PLACES[2]: "GM0002"}
    known = [KnownPupils("advies", 2018, "GM0001", 4)]
    with pytest.raises(AuditFailed) as refused:
        protect(tiny, load_plan("openbaar"), municipality=town, names={}, seed=bytes(16), known=known)
    told = [f.text.nl for f in refused.value.findings]
    assert any("gezien door" in text for text in told)
    assert not any("3" in text.split("gezien door")[-1] for text in told if "gezien door" in text)
