"""No published figure changes unnoticed: the catalogue of now beside the one that was recorded last (`make record`)."""

from pathlib import Path

import pytest

from gelijkop.indicators.changes import Edition, compare
from gelijkop.indicators.export import read_export
from gelijkop.pipeline.editions import THIS, edition

RECORDED = Path(__file__).parent / "recorded" / "catalogus.json"


@pytest.fixture(scope="module")
def recorded() -> Edition:
    return read_export(RECORDED.read_text("utf-8"), RECORDED.name)


def test_a_definition_that_changes_a_published_figure_has_a_higher_version(recorded):
    """New definitions are welcome; after a change that is meant, raise the version and run `make record`."""
    faults = [(c.code, c.fault, c.what) for c in compare(recorded, edition(THIS)) if c.fault]
    assert faults == []


def test_every_recorded_measure_has_outcomes_on_the_trial_pupils(recorded):
    codes = {f"{e['code']}/{v['name']}".removesuffix("/") for e in recorded.definitions.values() for v in e["variant"]}
    assert set(recorded.outcomes) == codes
