"""Publishing what hardly is a region: few pupils, one year, no background. No exception and no wrong sentence."""

import csv
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from gelijkop.errors import ReleaseRefused
from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.imports import import_files
from gelijkop.pipeline.measure import measure
from gelijkop.pipeline.publish import publish
from gelijkop.sources.mapping import read_mapping
from gelijkop.sources.synthetic import generate, read_truth, write_files
from gelijkop.store import Store

KEY = bytes(range(64))
NOW = datetime(2026, 1, 1)

BACKGROUND = ("Opleiding ouders", "Inkomensgroep", "Herkomst", "Thuistaal", "Armoede buurt", "Geslacht")
ADVICE = ("Voorlopig advies", "Toetsadvies", "Definitief advies")


def emptied(rows, columns):
    return [row | dict.fromkeys(columns, "") for row in rows]


CASES = {
    "no background": lambda rows: emptied(rows, BACKGROUND),
    "one school year without a test": lambda rows: emptied(
        [r for r in rows if r["Schooljaar"] == "2019/2020" and r["Leerjaar"] == "8"], ["Toetsadvies"]
    ),
    "one school year": lambda rows: [r for r in rows if r["Schooljaar"] == "2018/2019"],
}


class Silent:
    def step(self, *_args, **_kwargs):
        pass

    def __getattr__(self, _name):
        return self.step


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delivered")
    write_files(generate(read_truth(), rng=np.random.default_rng(5), pupils_per_cohort=40), folder)
    return folder


@pytest.fixture
def published(tmp_path, delivered):
    """Makes the page of a public release of the rows that are left, and gives its text."""

    def make(change) -> str:
        with (delivered / "loopbanen.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        with (tmp_path / "loopbanen.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
            writer.writeheader()
            writer.writerows(change(rows))
        store_path = tmp_path / "s.duckdb"
        with Store(store_path, inputs=[delivered, tmp_path]) as store:
            for file in (delivered / "vestigingen.csv", tmp_path / "loopbanen.csv"):
                mapping = read_mapping((delivered / file.name).with_suffix(".toml"))
                import_files(store, [file], mapping=mapping, key=KEY, now=NOW, progress=Silent())
            measure(store, load_all())
        page = publish(
            store_path, tmp_path / "uitgave", policy="openbaar", key=KEY, region="", grouping="", margin=0.05,
            language="nl", now=NOW, progress=Silent(),
        )  # fmt: skip
        return page.read_text("utf-8")

    return make


@pytest.mark.parametrize("case", CASES)
def test_a_page_is_made(published, case):
    assert "Gelijke kansen in" in published(CASES[case])


def test_pupil_years_of_secondary_schools_are_not_called_pupils_with_an_advice(published):
    page = published(lambda rows: emptied([r for r in rows if r["Onderwijssoort"] != "BO"], ADVICE))
    assert "Leerlingen met een advies," not in page


def test_a_release_of_which_nothing_is_left_is_refused_in_words(published):
    with pytest.raises(ReleaseRefused, match="nothing to release"):
        published(lambda rows: rows[:1])
