"""Whoever has only the counts of a public release can make all the rest of it: nothing else of the records is in it."""

import csv
import json
from datetime import datetime

import numpy as np
import pytest

from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.compared import compare_release
from gelijkop.pipeline.demo import SOURCES
from gelijkop.pipeline.findings_tables import findings_tables
from gelijkop.pipeline.region_content import region_content
from gelijkop.pipeline.tables_definitions import definition_tables
from gelijkop.present.region_page import region_page
from gelijkop.safe.release_rows import load

MARGIN = 0.05
"""The margin that the demo is published with."""


@pytest.fixture(scope="module")
def again(demo):
    """The release of the demo, read from its counts and its manifest."""
    manifest = json.loads((demo / "uitgave" / "manifest.json").read_text("utf-8"))
    schools = load(columns(demo / "uitgave" / "scholen.csv"), manifest["schools"], policy="openbaar")
    return load(columns(demo / "uitgave" / "cijfers.csv"), manifest["released"], policy="openbaar", schools=schools)


def columns(path):
    with path.open(encoding="utf-8") as file:
        rows = csv.reader(file)
        heading = next(rows)
        return {name: np.array(cells) for name, cells in zip(heading, zip(*rows, strict=True), strict=True)}


@pytest.fixture(scope="module")
def found(again):
    return compare_release(again, groupings=sorted(again.groupings, key=lambda g: g != "armoede"), margin=MARGIN)


def test_the_findings_follow_from_the_released_counts_alone(demo, again, found):
    for name, text in findings_tables(again, found).items():
        assert (demo / "uitgave" / name).read_text("utf-8") == text, name


def test_definitions_changes_and_parts_follow_from_the_released_counts_and_what_is_declared(demo, again, found):
    made = definition_tables(again, found, definitions=load_all(), grouping="armoede", margin=MARGIN)
    assert len(made) == 3
    for name, text in made.items():
        assert (demo / "uitgave" / name).read_text("utf-8") == text, name


def test_the_page_follows_from_the_released_counts_and_what_is_declared(demo, again, found):
    manifest = json.loads((demo / "uitgave" / "manifest.json").read_text("utf-8"))
    content = region_content(
        again,
        found,
        definitions={code: d for code, d in load_all().items() if code in {m.indicator for m in again.measures}},
        groupings=tuple(sorted(again.groupings, key=lambda g: g != "armoede")),
        region=manifest["region"],
        sources=SOURCES,
        published=None,
        now=datetime.fromisoformat(manifest["made_at"]),
    )
    for name, made in region_page(content, language="nl").items():
        assert (demo / "uitgave" / name).read_bytes() == (made.encode() if isinstance(made, str) else made), name
