"""The one place that opens an engine, reads tables and runs queries: a DuckDB file, opened safely."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import duckdb
import narwhals as nw
from numpy.typing import NDArray

from gelijkop.errors import StoreRefused, Text
from gelijkop.model.worked_out import by_key
from gelijkop.store.different import joined, last_known, pads, pseudonyms, quoted, tally
from gelijkop.store.loads import TABLE, insert, written
from gelijkop.store.loads import Load as Load
from gelijkop.store.translated import no_store, opening, translated
from gelijkop.store.workplace import Workplace

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation
Arrays = Mapping[str, NDArray[Any]]  # Any: a column of any numpy type

_STAGING = "staging"


@dataclass(frozen=True)
class Part:
    """The rows of a table that have one of these whole numbers in a column, and what comes in their place."""

    column: str
    values: Sequence[int]
    frame: Frame | None


class Store:
    """A DuckDB file that reads nothing but the inputs named at opening, and loads nothing from a network.

    A spill directory of its own is wiped at closing. Every write is one transaction: a table is
    replaced whole or stays as it was.
    """

    def __init__(
        self,
        path: Path,
        *,
        inputs: Sequence[Path] = (),
        outputs: Sequence[Path] = (),
        mode: Literal["write", "update", "read"] = "write",
        memory: str = "2GB",
        threads: int = 2,
    ) -> None:
        """Open the store at `path`; `inputs` and `outputs` (files or folders) are all it may touch besides.

        Only mode `write` makes a store that is not there yet.

        Raises:
            StoreBusy: another process has it open.
            StoreRefused: it is not there or is no store.
        """
        self._place = Workplace()
        self.workdir = self._place.folder
        self._names = 0
        self._staging = False
        if mode != "write" and not path.is_file():
            self._place.leave()
            raise StoreRefused(
                Text(
                    f"{path}: hier is geen gegevensbestand. Laad eerst gegevens met: gelijkop import",
                    f"{path}: there is no store here. Load data first with: gelijkop import",
                )
            )
        new = not path.exists()
        try:
            with opening(path):
                self._con = duckdb.connect(
                    str(path),
                    read_only=mode == "read",
                    config={
                        "autoinstall_known_extensions": "false",
                        "autoload_known_extensions": "false",
                        "allow_community_extensions": "false",
                        "temp_directory": str(self.workdir / "spill"),
                        "memory_limit": memory,
                        "threads": str(threads),
                    },
                )
                allowed = [self.workdir, *inputs, *outputs]
                folders = [str(p.resolve()) for p in allowed if p.is_dir()]
                plain = [str(p.resolve()) for p in allowed if not p.is_dir()]
                self._con.execute("set allowed_directories = $1", [folders])
                self._con.execute("set allowed_paths = $1", [plain])
                self._con.execute("set enable_external_access = false")
                self._con.execute("set lock_configuration = true")
                self._check_ours(path)
                if new:
                    path.chmod(0o600)  # exact counts and records: for their owner alone, whatever the umask
                if mode != "read":
                    self._con.execute(TABLE)
        except BaseException:
            self._place.leave()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and wipe the spill directory."""
        self._con.close()
        self._place.leave()

    def _check_ours(self, path: Path) -> None:
        """Refuse a database of another program, so that nothing of it is replaced."""
        columns = self._con.execute(
            "select column_name from information_schema.columns where table_name = 'loads' order by ordinal_position"
        ).fetchall()
        if self.tables() and [name for (name,) in columns] != [field.name for field in fields(Load)]:
            raise no_store(path)

    def tables(self) -> tuple[str, ...]:
        """The names of the tables that are there."""
        rows = self._con.execute(
            "select table_name from information_schema.tables "
            "where table_type = 'BASE TABLE' and table_catalog = current_database()"
        )
        return tuple(sorted(name for (name,) in rows.fetchall()))

    def table(self, name: str) -> Frame:
        """One table, lazily.

        Raises:
            StoreRefused: there is no such table.
        """
        if name not in self.tables():
            raise StoreRefused(
                Text(
                    f"Er is nog geen tabel “{name}” in het gegevensbestand. Laad eerst: gelijkop import",
                    f"There is no table “{name}” in the store yet. Load it first: gelijkop import",
                )
            )
        return nw.from_native(self._con.table(name))

    def scan_csv(self, path: Path, *, delimiter: str, row: str = "row", names: Sequence[str] = ()) -> Frame:
        """A UTF-8 CSV with a heading, lazily: every column text, empty is missing, and `row` as a person counts.

        `names` replace the heading. Nothing is guessed: a reader that guesses may take a later row for
        the heading and drop the rows above it in silence.
        """
        name = self._name()  # parameters of two scans that are joined must differ in name
        with translated(path.name):
            relation = self._con.sql(
                f"select *, (row_number() over () + 1)::integer as {quoted(row)} from read_csv($path_{name}, "
                f"delim = $delim_{name}, columns = $columns_{name}, header = true, auto_detect = false, "
                "quote = '\"', escape = '\"', null_padding = false, strict_mode = true, parallel = false)",
                params={
                    f"path_{name}": str(path),
                    f"delim_{name}": delimiter,
                    f"columns_{name}": dict.fromkeys(names or _heading(path, delimiter), "varchar"),
                },
            )
        return nw.from_native(relation)

    def scan_parquet(self, path: Path, *, row: str = "row") -> Frame:
        """A Parquet file, lazily, with a `row` number from 1."""
        name = self._name()
        with translated(path.name):
            relation = self._con.sql(
                f"select * exclude (file_row_number), (file_row_number + 1)::integer as {quoted(row)} "
                f"from (select * from read_parquet($path_{name}, file_row_number = true))",
                params={f"path_{name}": str(path)},
            )
        return nw.from_native(relation)

    def frame(self, columns: Arrays) -> Frame:
        """Arrays as a lazy frame; all of one length."""
        name = self._name()
        self._con.register(name, dict(columns))
        return nw.from_native(self._con.table(name))

    def spooled(self, columns: Arrays) -> Frame:
        """Arrays as a lazy frame that waits on disk, until the store is closed."""
        name = self._name()
        path = self.workdir / f"{name}.parquet"
        self._con.register(name, dict(columns))
        self.write_parquet(nw.from_native(self._con.table(name)), path)
        self._con.unregister(name)  # which would keep the arrays
        return nw.from_native(self._con.sql(f"from read_parquet($path_{name})", params={f"path_{name}": str(path)}))

    def cached(self, frame: Frame) -> Frame:
        """The same frame, computed once into a temporary table."""
        name = self._name()
        with translated(name):
            self._con.register(name + "_in", frame.to_native())
            self._con.execute(f"create temp table {name} as from {name}_in")
            self._con.unregister(name + "_in")
        return nw.from_native(self._con.table(name))

    def forget(self, cached: Frame) -> None:
        """Drop the temporary table behind a frame of `cached`."""
        self._con.execute(f"drop table if exists {quoted(cached.to_native().alias)}")

    def staged(self, frame: Frame) -> Frame:
        """The same frame, computed once into a table on disk that is gone when the store is closed.

        For large frames of text: the table keeps each value once, and what is asked of it later is worked out for
        each different value.
        """
        name = self._name()
        with translated(name):
            if not self._staging:
                self._con.execute(f"attach {_text(str(self.workdir / 'staging.duckdb'))} as {_STAGING}")
                self._staging = True
            self._con.register(name + "_in", frame.to_native())
            self._con.execute(f"create table {_STAGING}.{name} as from {name}_in")
            self._con.unregister(name + "_in")
        return nw.from_native(self._con.sql(f"from {_STAGING}.{name}"))

    def by_value(self, frame: Frame, added: Sequence[tuple[Sequence[str], Sequence[nw.Expr]]]) -> Frame:
        """The same frame, lazily, with columns that are worked out once for each different value of a few others.

        Args:
            added: the columns of text that are needed, and what is made of them; in these, empty counts as missing.
        """
        # Different ones first, before anything is done to them: the engine keeps values once.
        return self.looked_up(
            frame, [(by, self.cached(by_key(by, frame.select(*by).unique(), made))) for by, made in added]
        )

    def looked_up(self, frame: Frame, tables: Sequence[tuple[Sequence[str], Frame]]) -> Frame:
        """The same frame, lazily, with the columns of tables of one row for each value of a few columns of text."""
        with translated("query"):
            return joined(self._con, self._name(), frame, tables)

    def tallied(self, frame: Frame, columns: Sequence[str], *, by: Sequence[str] = ()) -> Frame:
        """How often each value of each of these columns of text stands there, and in which `row` first; one scan.

        One row per column, value and `by`: `at` (place in `columns`), `value`, `times` and `row`.
        """
        name = self._name()
        self._con.register(name, frame.to_native())
        return self.cached(nw.from_native(self._con.sql(tally(name, columns, by))))

    def last_known(self, frame: Frame, key: str, *, order: str, columns: Sequence[str]) -> Frame:
        """One row for each `key` with, in each column, the value of the row that is last by `order` and has one."""
        name = self._name()
        self._con.register(name, frame.to_native())
        return nw.from_native(self._con.sql(last_known(name, key, order, columns)))

    def numbered(self, frames: Sequence[Frame], key: str) -> Frame:
        """Every value of one column once, with a `number` from 0 in no particular order, computed once."""
        name = self._name()
        with translated(key):
            self._con.register(name + "_in", nw.concat(frames).to_native())
            self._con.execute(
                f"create temp table {name} as select {quoted(key)}, (row_number() over () - 1)::integer as number "
                f"from (select distinct {quoted(key)} from {name}_in)"
            )
            self._con.unregister(name + "_in")
        return nw.from_native(self._con.table(name))

    def fingerprints(self, frame: Frame, by: str) -> Mapping[int, str]:
        """For each value of a column of whole numbers a text that differs when its rows do, whatever their order."""
        name = self._name()
        with translated(by):
            self._con.register(name, frame.to_native())
            columns = ", ".join(quoted(c) for c in frame.collect_schema().names())
            rows = self._con.execute(
                f"select {quoted(by)}, count(*), bit_xor(hash({columns})), sum(hash({columns}) % 1000003) from {name} "
                f"group by 1 order by 1"
            ).fetchall()
            self._con.unregister(name)
        return {int(value): f"{n} {mixed} {added}" for value, n, mixed, added in rows}

    def arrays(self, frame: Frame) -> dict[str, NDArray[Any]]:
        """Run a query; masked arrays where a column has missing values."""
        with translated("query"):
            return dict(frame.to_native().fetchnumpy())

    def pseudonymise(self, frame: Frame, column: str, *, key: bytes) -> Frame:
        """The same frame, lazily, with `column` replaced by the first 32 hex digits of HMAC-SHA256 under `key`.

        Worked out once for each different value; empty becomes missing. Source: RFC 2104. The key is a
        bound parameter, so it stands in no query text.
        """
        name, names = self._name(), frame.collect_schema().names()
        different = frame.select(column).unique().filter(nw.col(column) != "")
        with translated(column):
            self._con.register(name + "_in", different.to_native())
            self._con.execute(f"create temp table {name} as {pseudonyms(column, name + '_in')}", dict(pads(key)))
            self._con.unregister(name + "_in")
        known = joined(self._con, self._name(), frame, [([column], nw.from_native(self._con.table(name)))])
        return known.select(*(nw.col("pseudonym").alias(n) if n == column else nw.col(n) for n in names))

    def replace(
        self,
        frames: Mapping[str, Frame],
        *,
        parts: Mapping[str, Part] | None = None,
        load: Load | Sequence[Load] | None = None,
    ) -> None:
        """Replace whole tables, and `parts` of others, in one transaction; after an error the store is as it was.

        A frame may read the tables that are replaced.
        """
        parts = parts or {}
        loads = [load] if isinstance(load, Load) else load or []
        with self._transaction():
            fresh = {name: self._name() for name in [*frames, *parts]}
            for name, frame in [*frames.items(), *((n, p.frame) for n, p in parts.items() if p.frame is not None)]:
                frame.to_native().to_table(fresh[name])
            for name, part in parts.items():
                self._con.execute(f"delete from {quoted(name)} where {quoted(part.column)} in $1", [list(part.values)])
                if part.frame is not None:
                    self._con.execute(f"insert into {quoted(name)} by name from {fresh[name]}")
                    self._con.execute(f"drop table {fresh[name]}")
            for name in frames:
                self._con.execute(f"drop table if exists {quoted(name)}")
                self._con.execute(f"alter table {fresh[name]} rename to {quoted(name)}")
            for one in loads:
                insert(self._con, one)

    def loads(self) -> list[Load]:
        """What was loaded from which file, oldest first."""
        if "loads" not in self.tables():
            return []
        with translated("loads"):
            return written(self._con)

    def write_parquet(self, frame: Frame, path: Path) -> None:
        """Write a frame to a Parquet file (a declared output)."""
        with translated(path.name):
            frame.to_native().write_parquet(str(path), compression="zstd")

    def write_csv(self, frame: Frame, path: Path) -> None:
        """Write a frame to a UTF-8 CSV with commas (a declared output)."""
        with translated(path.name):
            frame.to_native().write_csv(str(path), header=True)

    def _name(self) -> str:
        self._names += 1
        return f"t{self._names}"

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._con.execute("begin transaction")
        try:
            with translated("store"):
                yield
                self._con.execute("commit")
        except BaseException:
            with suppress(duckdb.Error):  # a full disk may have closed the transaction already
                self._con.execute("rollback")
            raise


def _heading(path: Path, delimiter: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file, delimiter=delimiter), [])


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
