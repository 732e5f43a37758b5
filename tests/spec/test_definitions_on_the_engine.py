"""Every definition and variant, run on its own worked example."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from gelijkop.indicators.definitions import Definition, Variant, load_all, measure_code
from gelijkop.indicators.examples import careers
from gelijkop.indicators.query import counted, distributions
from gelijkop.indicators.tally import figures
from gelijkop.model.cubes import OUTSIDE
from gelijkop.model.figures import Figures
from gelijkop.store import Store

CASES = [(d, v) for d in load_all().values() for v in d.variants]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("spec") / "store.duckdb") as opened:
        yield opened


def run_example(store: Store, definition: Definition) -> Figures:
    known = load_all()
    table = careers(definition.example)
    rows = {m.distribution for m in definition.measures()}
    wanted = [d for d in distributions(known, definition.clock) if d.code in rows]
    query = counted(store.frame(table.columns), table, wanted, definition.clock)
    assert query is not None
    return figures(known, table, [(wanted, store.arrays(query))])


def pupils(found: Figures, code: str, outcome: int) -> int:
    measure = next(m for m in found.measures if m.code == code)
    owner = [m.code for m in found.measures].index(measure.distribution)
    return int(found.pupils[(found.measure == owner) & (found.outcome == outcome)].sum())


@pytest.mark.parametrize(("definition", "variant"), CASES, ids=lambda x: getattr(x, "code", getattr(x, "name", "")))
def test_the_worked_example_gives_the_expected_pupils(store: Store, definition: Definition, variant: Variant) -> None:
    found = run_example(store, definition)
    code = measure_code(definition.code, variant.name)
    got = tuple(pupils(found, code, outcome) for outcome in range(len(variant.outcomes)))
    assert (got, pupils(found, code, OUTSIDE)) == (variant.expect.pupils, variant.expect.outside)


@pytest.mark.parametrize(("definition", "variant"), CASES, ids=lambda x: getattr(x, "code", getattr(x, "name", "")))
def test_the_expected_value_is_the_mean_score_of_the_expected_pupils(definition: Definition, variant: Variant) -> None:
    if variant.unit == "distribution":
        assert variant.expect.value is None
        return
    scored = sum(n * Fraction(s) for n, s in zip(variant.expect.pupils, variant.scores, strict=True))
    assert variant.expect.value == scored / sum(variant.expect.pupils)
