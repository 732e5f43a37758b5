"""Spark as an engine; imported only when it is asked for. Nothing about a pupil leaves the cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import narwhals as nw
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gelijkop.errors import EngineMissing, GelijkopError, Text
from gelijkop.store.engines import Arrays, Frame

_LOCAL = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4"}
"""For this machine alone: a cluster has settings of its own."""


class OnSpark:
    """A session on a cluster, or on this machine when the master is `local[…]`."""

    def __init__(self, master: str) -> None:
        builder = SparkSession.builder.appName("gelijkop").master(master)
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        if master.startswith("local"):
            for name, value in _LOCAL.items():
                builder = builder.config(name, value)
        try:
            self._session = builder.getOrCreate()
            self._session.sparkContext.setLogLevel("ERROR")
        except Exception:  # Java that is missing, too old, or a cluster that does not answer: each another error
            raise _no_session(master) from None

    def close(self) -> None:
        """End the session."""
        self._session.stop()

    def scan(self, folder: str, table: str) -> Frame | None:
        """The Parquet files of a table, wherever the cluster can read them."""
        for path in (f"{folder.rstrip('/')}/{table}.parquet", f"{folder.rstrip('/')}/{table}"):
            try:
                return nw.from_native(self._session.read.parquet(path))
            except AnalysisException as error:
                if error.getCondition() not in ("PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA"):
                    raise _ours(error) from None
        return None

    def frame(self, columns: Arrays) -> Frame:
        """A small table, sent to every machine."""
        table = pa.table({name: column.tolist() for name, column in columns.items()})
        return nw.from_native(F.broadcast(self._session.createDataFrame(table)))

    def arrays(self, frame: Frame) -> Mapping[str, NDArray[Any]]:
        """The columns as numpy arrays."""
        native: DataFrame = frame.to_native()
        try:
            found = native.toArrow()
        except PySparkException as error:
            raise _ours(error) from None
        return {name: found[name].to_numpy() for name in found.column_names}

    @contextmanager
    def kept(self, frame: Frame) -> Iterator[Frame]:
        """In the memory of the cluster, and on its disks where that is too little; gone when nothing asks for it.

        A checkpoint and no cache: with a cache the planner goes through all that led to it at every next step.
        """
        native: DataFrame = frame.to_native()
        try:
            yield nw.from_native(native.localCheckpoint(eager=True))
        except PySparkException as error:
            raise _ours(error) from None

    def write(self, frame: Frame, folder: str, name: str) -> None:
        """A folder of files, wherever the cluster can write."""
        try:
            frame.to_native().write.mode("overwrite").parquet(f"{folder.rstrip('/')}/{name}.parquet")
        except PySparkException as error:
            raise _ours(error) from None


def _ours(error: PySparkException) -> GelijkopError:
    """The engine's message is not passed on, since it may quote a value."""
    return GelijkopError(f"Spark stopped with {error.getCondition()}; its message may quote values")


def _no_session(master: str) -> EngineMissing:
    return EngineMissing(
        Text(
            f"Spark start niet op {master}. Nodig zijn Java 17 of later (Debian: apt-get install "
            "openjdk-17-jre-headless) en een cluster dat antwoordt. Controleer: java -version",
            f"Spark does not start on {master}. It needs Java 17 or later (Debian: apt-get install "
            "openjdk-17-jre-headless) and a cluster that answers. Check: java -version",
        )
    )
