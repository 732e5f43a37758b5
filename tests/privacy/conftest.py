from collections import Counter

import numpy as np
import pytest

from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe.plan import load_plan

LOCATIONS = ("01AA00", "01AA01", "02BB00", "03CC00")
MUNICIPALITY = {"01AA00": "GM0001", "01AA01": "GM0001", "02BB00": "GM0002", "03CC00": "GM0003"}
GROUPINGS = ("opleiding", "geslacht")


def measure(code, outcomes, *, clock="advies", distribution="", within=None, within_outcome=1):
    names = tuple(f"u{i}" for i in range(outcomes))
    return Measure(
        code, code, "", clock, names, tuple(float(i) for i in range(outcomes)), "share",
        within=within, within_outcome=within_outcome, distribution=distribution,
    )  # fmt: skip


HIGHER = measure("hoger", 2)
LEVEL = measure("niveau", 4)
MEAN_LEVEL = measure("niveau.gemiddeld", 4, distribution="niveau")
STAYED = measure("gebleven", 2, within="hoger", within_outcome=1)
MEASURES = (HIGHER, LEVEL, MEAN_LEVEL, STAYED)


def count_pupils(pupils, measures=MEASURES):
    """Figures of pupils (year, location, education, sex, stratum, higher, level, stayed); outcomes −1: outside."""
    column = {"hoger": 5, "niveau": 6, "gebleven": 7}
    rows = Counter()
    for number, m in enumerate(measures):
        if m.code == m.distribution:
            for p in pupils:
                rows[(number, p[0], p[1], p[2], p[3], p[4], p[column[m.code]])] += 1
    keys = np.array(list(rows), dtype=np.int64).reshape(-1, 7)
    groups = {"opleiding": keys[:, 3], "geslacht": keys[:, 4]}
    return Figures(
        measures, LOCATIONS, GROUPINGS, keys[:, 0], keys[:, 1], keys[:, 2], groups, keys[:, 5], keys[:, 6],
        np.array(list(rows.values()), dtype=np.int64),
    )  # fmt: skip


def random_pupils(seed, number):
    """Pupils whose stay depends on a higher advice, so that the chain is real."""
    rng = np.random.default_rng(seed)
    draw = {
        "year": rng.integers(2019, 2022, number), "location": rng.integers(0, 4, number),
        "education": rng.integers(0, 5, number), "sex": rng.integers(1, 3, number),
        "stratum": rng.integers(0, 4, number), "higher": rng.integers(-1, 2, number),
        "level": rng.integers(-1, 4, number), "stayed": rng.integers(0, 2, number),
    }  # fmt: skip
    draw["stayed"] = np.where(draw["higher"] == 1, draw["stayed"], -1)
    return [tuple(int(v) for v in row) for row in zip(*draw.values(), strict=True)]


@pytest.fixture(scope="session")
def plan():
    return load_plan("openbaar")


@pytest.fixture(scope="session")
def municipality():
    return MUNICIPALITY


@pytest.fixture(scope="session")
def figures_of():
    """Builder: pupils → Figures."""
    return count_pupils


@pytest.fixture(scope="session")
def pupils_at_random():
    """Builder: (seed, number) → pupils."""
    return random_pupils
