"""pandas by someone who knows it: as the ordinary one, with every text read as a category."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from bench.careers.clock import compete
from bench.careers.impl.pandas_ordinary import run
from bench.careers.scale import GROUPINGS

CATEGORIES = {"location", "level", "provisional_advice", "test_advice", "final_advice", *GROUPINGS}


def read(folder: Path, columns: list[str]) -> pd.DataFrame:
    return pd.read_parquet(folder, columns=columns, read_dictionary=[c for c in columns if c in CATEGORIES])


if __name__ == "__main__":
    compete(lambda data, clock: run(data, clock, read))
