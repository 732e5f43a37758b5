"""Every definition and variant, run on its own worked example."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from gelijkop.indicators.definitions import Definition, Variant, load_all
from gelijkop.pipeline.worked import run_example, worked
from gelijkop.store import Store

CASES = [(d, v) for d in load_all().values() for v in d.variants]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("spec") / "store.duckdb") as opened:
        yield opened


@pytest.mark.parametrize(("definition", "variant"), CASES, ids=lambda x: getattr(x, "code", getattr(x, "name", "")))
def test_the_worked_example_gives_the_expected_pupils(store: Store, definition: Definition, variant: Variant) -> None:
    got = worked(run_example(store, definition, load_all()), definition, variant)
    assert (got.pupils, got.outside) == (variant.expect.pupils, variant.expect.outside)


@pytest.mark.parametrize(("definition", "variant"), CASES, ids=lambda x: getattr(x, "code", getattr(x, "name", "")))
def test_the_expected_value_is_the_mean_score_of_the_expected_pupils(definition: Definition, variant: Variant) -> None:
    if variant.unit == "distribution":
        assert variant.expect.value is None
        return
    scored = sum(n * Fraction(s) for n, s in zip(variant.expect.pupils, variant.scores, strict=True))
    assert variant.expect.value == scored / sum(variant.expect.pupils)
