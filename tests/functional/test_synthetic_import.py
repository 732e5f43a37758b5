"""Reading what was written gives it back: the files of the made-up region through the import of pupil files."""

from datetime import datetime

import numpy as np
import pytest

from gelijkop.model.tables import TABLES
from gelijkop.pipeline.imports import import_files
from gelijkop.sources.mapping import read_mapping
from gelijkop.sources.synthetic import generate, read_truth, write_files
from gelijkop.store import Store

NAMES = ("pupils", "enrolments", "advices", "diplomas", "participations", "places")


class Silent:
    def step(self, *_args, **_kwargs):
        pass

    def __getattr__(self, _name):
        return self.step


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivered")
    region = generate(read_truth(), rng=np.random.default_rng(4), pupils_per_cohort=30)
    write_files(region, folder)
    with Store(tmp_path_factory.mktemp("store") / "s.duckdb", inputs=[folder]) as store:
        for name in ("loopbanen", "deelnames", "vestigingen"):
            import_files(
                store, [folder / f"{name}.csv"], mapping=read_mapping(folder / f"{name}.toml"), key=b"k" * 32,
                now=datetime(2025, 11, 1), progress=Silent(),
            )  # fmt: skip
        read = {t: store.arrays(store.table(t)) for t in NAMES}
    return region.tables, read


def sorted_rows(table, columns):
    """The rows without the pupil, whose pseudonym has another order, as sorted text; what is not written is missing."""
    names = [c.name for c in TABLES[table].columns if c.name != "pupil"]
    nothing = [None] * len(columns[TABLES[table].key[0]])
    cells = [[None if v is None else str(v) for v in columns[n].tolist()] if n in columns else nothing for n in names]
    return sorted(map(str, zip(*cells, strict=True)))


@pytest.mark.parametrize("table", NAMES)
def test_every_row_that_was_written_is_read_back(both, table):
    written, read = both
    assert sorted_rows(table, written[table]) == sorted_rows(table, read[table])
