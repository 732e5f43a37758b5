"""Engines that run the same queries: what the pipeline asks of each, and how one is opened when it is there."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import narwhals as nw
from numpy.typing import NDArray

from gelijkop.errors import EngineMissing, Text
from gelijkop.store import Store

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation
Arrays = Mapping[str, NDArray[Any]]  # Any: a column of any numpy type
EngineName = Literal["duckdb", "polars", "spark"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)
_LOCAL = "local[*]"


class Engine(Protocol):
    """What reads tables, runs queries and hands over what they add up to."""

    def scan(self, folder: str, table: str) -> Frame | None:
        """`<folder>/<table>.parquet`, or all Parquet files in the folder `<folder>/<table>`; None: there is neither."""

    def frame(self, columns: Arrays) -> Frame:
        """A small table from arrays of one length."""

    def arrays(self, frame: Frame) -> Arrays:
        """Run a query and collect what comes out."""

    def kept(self, frame: Frame) -> AbstractContextManager[Frame]:
        """The same frame, worked out once and kept where the engine keeps things, until the end of the block."""

    def write(self, frame: Frame, folder: str, name: str) -> None:
        """Write a frame as Parquet: `<folder>/<name>.parquet`, a folder of files where the engine writes in parts."""


class OnDuckDB:
    """A store as an engine; it reads the folders that were named when it was opened."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def scan(self, folder: str, table: str) -> Frame | None:
        """The Parquet files of a table, read by the store."""
        files = parquet_files(Path(folder), table)
        if not files:
            return None
        path = files[0] if len(files) == 1 else files[0].with_name("*.parquet")
        return self._store.scan_parquet(path).drop("row")

    def frame(self, columns: Arrays) -> Frame:
        """Arrays that the store reads where they are."""
        return self._store.frame(columns)

    def arrays(self, frame: Frame) -> Arrays:
        """The columns as the store gives them."""
        return self._store.arrays(frame)

    @contextmanager
    def kept(self, frame: Frame) -> Iterator[Frame]:
        """A temporary table."""
        found = self._store.cached(frame)
        try:
            yield found
        finally:
            self._store.forget(found)

    def write(self, frame: Frame, folder: str, name: str) -> None:
        """One file."""
        self._store.write_parquet(frame, Path(folder) / f"{name}.parquet")


def parquet_files(folder: Path, table: str) -> list[Path]:
    """The files of a table, in order of name; none where there is no such table."""
    single = folder / f"{table}.parquet"
    return [single] if single.is_file() else sorted((folder / table).glob("*.parquet"))


@contextmanager
def polars_engine() -> Iterator[Engine]:
    """Polars.

    Raises:
        EngineMissing: Polars is not installed.
    """
    with _needs("polars", "polars"):
        module = importlib.import_module("gelijkop.store.on_polars")
    yield module.OnPolars()


@contextmanager
def spark_engine(master: str | None = None) -> Iterator[Engine]:
    """Spark: the cluster at `master`, or this machine.

    Raises:
        EngineMissing: Spark or Java 17 is not installed, or the cluster does not answer.
    """
    with _needs("spark", "pyspark", "pyarrow"):
        module = importlib.import_module("gelijkop.store.on_spark")
    engine = module.OnSpark(master or _LOCAL)
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def _needs(engine: str, *packages: str) -> Iterator[None]:
    """Say what to install; an engine is imported when it is asked for: that takes a second, and it may not be there."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in packages:
            raise
        raise EngineMissing(
            Text(
                f"Het rekenprogramma {engine} is niet geïnstalleerd. Installeer het met: "
                f"pip install 'gelijkop[{engine}]'",
                f"The engine {engine} is not installed. Install it with: pip install 'gelijkop[{engine}]'",
            )
        ) from None
