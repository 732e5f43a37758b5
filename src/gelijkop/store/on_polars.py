"""Polars as an engine; imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
from numpy.typing import NDArray

from gelijkop.errors import GelijkopError
from gelijkop.store.engines import Arrays, Frame, parquet_files


class OnPolars:
    """Lazy frames of Polars, in this process."""

    def scan(self, folder: str, table: str) -> Frame | None:
        """The Parquet files of a table."""
        files = parquet_files(Path(folder), table)
        return nw.from_native(pl.scan_parquet(files)) if files else None

    def frame(self, columns: Arrays) -> Frame:
        """A lazy frame of arrays; texts as texts."""
        return nw.from_native(pl.LazyFrame({n: c.tolist() if c.dtype == object else c for n, c in columns.items()}))

    def arrays(self, frame: Frame) -> Mapping[str, NDArray[Any]]:
        """The columns as numpy arrays."""
        found = _collected(frame)
        return {name: found[name].to_numpy() for name in found.columns}

    @contextmanager
    def kept(self, frame: Frame) -> Iterator[Frame]:
        """In memory."""
        yield nw.from_native(_collected(frame).lazy())

    def write(self, frame: Frame, folder: str, name: str) -> None:
        """One file."""
        _collected(frame).write_parquet(Path(folder) / f"{name}.parquet")


def _collected(frame: Frame) -> pl.DataFrame:
    """What a query comes to; the engine's message is not passed on, since it may quote a value."""
    lazy: pl.LazyFrame = frame.to_native()
    try:
        return lazy.collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise GelijkopError(f"Polars stopped with {type(error).__name__}; its message may quote values") from None
