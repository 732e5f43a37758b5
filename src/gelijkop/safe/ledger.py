"""The ledger of an organisation: every released cell of the inner cube, in a chain that shows loss and tampering.

Confidential: it holds true counts. Here is what it knows and how its pages are made; `pipeline.ledger_files`
reads and writes them.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import LedgerRefused, ReleaseRefused, Text
from gelijkop.safe.cells import Cells, after, part, require_same_cross, within

Kind = Literal["uitgave", "ingetrokken"]
START = "0" * 64
"""What the first line names as the hash of the line before it."""


@dataclass(frozen=True)
class Line:
    """One line of the ledger.

    `plan` is the hash of the plan that was used, `base` and `slack` its rules of rounding. A release has a `file` of
    columns, with its SHA-256; a withdrawal names the release `of` that it withdraws (0 where there is none).
    `previous` is the SHA-256 of the line before. `mac` is HMAC-SHA256 of all the rest under a key made from that of
    the organisation, so that nobody without that key can write a line.
    """

    number: int
    at: str
    kind: Kind
    policy: str
    plan: str
    base: int
    slack: int
    file: str
    sha256: str
    of: int
    previous: str
    mac: str = ""

    def written(self) -> bytes:
        """The line as it stands in the file."""
        return _json(asdict(self)) + b"\n"

    def hash(self) -> str:
        """What the next line, the store and the manifest of a release keep of this one."""
        return hashlib.sha256(self.written()).hexdigest()

    def sealed(self, secret: bytes) -> Line:
        """The same line with its `mac` under this secret."""
        rest = {name: value for name, value in asdict(self).items() if name != "mac"}
        return replace(self, mac=hmac.digest(secret, _json(rest), "sha256").hex())


@dataclass(frozen=True)
class Head:
    """Number and hash of the last line, to keep elsewhere: with it, a cut off end is noticed. Number 0: no line yet."""

    number: int
    sha256: str


@dataclass(frozen=True, repr=False)
class Page:
    """A line with its cells, and the bytes of its file of columns (empty for a withdrawal)."""

    line: Line
    cells: tuple[Cells, ...]
    columns: bytes


@dataclass(frozen=True, repr=False)
class Ledger:
    """All releases of one organisation so far. Adding to it gives a longer one; nothing is ever taken away."""

    secret: bytes
    pages: tuple[Page, ...] = ()

    def __repr__(self) -> str:
        """No key and no counts."""
        return f"Ledger({len(self.pages)} lines)"

    @property
    def head(self) -> Head:
        """What to keep elsewhere of the last line."""
        return Head(len(self.pages), self.pages[-1].line.hash() if self.pages else START)

    def standing(self, clock: str, distribution: str) -> Cells | None:
        """The last number of each cell over all releases, withdrawn ones too: outsiders have seen those.

        `true` is the count when that number was set. None where no release had this clock and distribution.
        """
        found: Cells | None = None
        for page in self.pages:
            for cells in page.cells:
                if (cells.clock, cells.distribution) == (clock, distribution):
                    found = after(found, cells)
        return found

    def places(self) -> frozenset[str]:
        """The locations that any release covered."""
        return frozenset(place for page in self.pages for cells in page.cells for place, _ in cells.covered)

    def most_groups(self) -> dict[str, int]:
        """The highest group number of each grouping in any release."""
        most: dict[str, int] = {}
        for page in self.pages:
            for cells in page.cells:
                for grouping, group in zip(cells.groupings, cells.groups.T, strict=True):
                    most[grouping] = max(most.get(grouping, 0), int(group.max(initial=0)))
        return most

    def appended(
        self, cells: Sequence[Cells], *, at: datetime, policy: str, plan: str, base: int, slack: int
    ) -> Ledger:
        """The ledger with one release more.

        Args:
            cells: those of every clock and every distribution in the release, each once. `true` is the count of
                now, also where the number stayed as it was.
            at: when.
            policy: its name and version.
            plan: hash of the plan.
            base, slack: of the plan.

        Raises:
            ReleaseRefused: a clock was crossed by other groupings before, or earlier releases were rounded otherwise.
        """
        if any((page.line.base, page.line.slack) != (base, slack) for page in self.pages):
            raise _otherwise(self.pages[0].line, base, slack)
        for one in cells:
            standing = self.standing(one.clock, one.distribution)
            if standing is not None:
                require_same_cross(one, standing)
        cells = [part(one, within(one, one.covered)) for one in cells]
        columns = written_cells(cells)
        line = replace(self._next(at, "uitgave"), policy=policy, plan=plan, base=base, slack=slack)
        line = replace(line, file=f"{line.number:04d}.npz", sha256=hashlib.sha256(columns).hexdigest())
        return self._with(line, tuple(cells), columns)

    def withdrawn(self, number: int, *, at: datetime) -> Ledger:
        """The ledger with a line that says that one release was withdrawn; its numbers stay as they are.

        Raises:
            LedgerRefused: that line is no release, or it was withdrawn already.
        """
        line = next((p.line for p in self.pages if p.line.number == number and p.line.kind == "uitgave"), None)
        if line is None or number in self.withdrawals():
            raise LedgerRefused(
                Text(
                    f"Er is geen uitgave met nummer {number} die kan worden ingetrokken. Alle uitgaven: "
                    "gelijkop ledger list",
                    f"There is no release with number {number} to withdraw. All releases: gelijkop ledger list",
                )
            )
        rules = {name: getattr(line, name) for name in ("policy", "plan", "base", "slack")}
        return self._with(replace(self._next(at, "ingetrokken"), of=number, **rules), (), b"")

    def withdrawals(self) -> frozenset[int]:
        """The numbers of the releases that were withdrawn."""
        return frozenset(p.line.of for p in self.pages if p.line.kind == "ingetrokken")

    def _next(self, at: datetime, kind: Kind) -> Line:
        number, previous = len(self.pages) + 1, self.head.sha256
        return Line(number, at.isoformat(), kind, "", "", 0, 0, "", "", 0, previous)

    def _with(self, line: Line, cells: tuple[Cells, ...], columns: bytes) -> Ledger:
        return replace(self, pages=(*self.pages, Page(line.sealed(self.secret), cells, columns)))


def _otherwise(before: Line, base: int, slack: int) -> ReleaseRefused:
    return ReleaseRefused(
        Text(
            f"Eerdere uitgaven zijn afgerond met basis {before.base} en speling {before.slack}, deze met {base} en "
            f"{slack}. De aantallen van toen staan vast; volgens andere regels zouden ze meer verraden. Geef uit met "
            "dezelfde bescherming als eerder (--protection).",
            f"Earlier releases were rounded with base {before.base} and slack {before.slack}, this one with {base} and "
            f"{slack}. The numbers of then stand, and under other rules they would tell more. Release with the same "
            "protection as before (--protection).",
        )
    )


def empty_ledger(key: bytes) -> Ledger:
    """A ledger without releases, to be sealed under a key made from that of the organisation."""
    return Ledger(hmac.digest(key, b"gelijkop ledger", "sha256"))


def written_cells(cells: Sequence[Cells]) -> bytes:
    """Cells as one compressed file of columns: whole numbers and text, nothing that runs code when it is read."""
    arrays: dict[str, NDArray[Any]] = {}  # Any: text or whole numbers
    heads: list[list[object]] = []
    for number, one in enumerate(cells):
        heads.append([one.clock, one.distribution, list(one.groupings)])
        arrays |= {f"{number}.{name}": getattr(one, name) for name in _COLUMNS}
        arrays[f"{number}.place"] = one.place.astype(np.str_)
        arrays[f"{number}.covered_place"] = np.array([p for p, _ in one.covered], dtype=np.str_)
        arrays[f"{number}.covered_year"] = np.array([y for _, y in one.covered], dtype=np.int64)
    file = io.BytesIO()
    np.savez_compressed(file, heads=np.array(json.dumps(heads)), **arrays)  # type: ignore[arg-type]  # names are ours
    return file.getvalue()


def read_cells(columns: bytes) -> tuple[Cells, ...]:
    """The cells in a file of columns."""
    with np.load(io.BytesIO(columns), allow_pickle=False) as arrays:
        heads = json.loads(str(arrays["heads"]))
        return tuple(
            Cells(
                clock,
                distribution,
                tuple(groupings),
                place=arrays[f"{number}.place"],
                **{name: arrays[f"{number}.{name}"] for name in _COLUMNS},
                covered=tuple(
                    zip(
                        arrays[f"{number}.covered_place"].tolist(),
                        arrays[f"{number}.covered_year"].tolist(),
                        strict=True,
                    )
                ),
            )
            for number, (clock, distribution, groupings) in enumerate(heads)
        )


_COLUMNS = ("school_year", "groups", "stratum", "outcome", "true", "released")


def _json(values: dict[str, object]) -> bytes:
    return json.dumps(values, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")
