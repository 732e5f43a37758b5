"""Which code a municipality has in which year, followed over mergers, splits and new numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Municipalities:
    """For each former municipality, the code (GM and four digits) of the one it lies in, by year.

    `codes[n]` are those of year `first` + n; the same position is the same land in every year. A land
    is counted whole, where the most inhabitants went: small border changes are not in it.
    """

    first: int
    codes: tuple[tuple[str, ...], ...]

    @property
    def last(self) -> int:
        """The last year that is known."""
        return self.first + len(self.codes) - 1

    def year(self, year: int) -> tuple[str, ...]:
        """The codes of one year, by land.

        Raises:
            ValueError: the year is outside the table.
        """
        if not self.first <= year <= self.last:
            raise ValueError(f"municipalities are known from {self.first} to {self.last}, not in {year}")
        return self.codes[year - self.first]


def codes_in(table: Municipalities, code: str, *, known: int, asked: int) -> tuple[str, ...]:
    """All codes in year `asked` of the land that has this code in year `known`, sorted; empty for a code that is none.

    Forward in time it is one code, or more where the municipality was split; backward all that were
    merged into it.

    Raises:
        ValueError: a year is outside the table.
    """
    pairs = zip(table.year(known), table.year(asked), strict=True)
    return tuple(sorted({then for now, then in pairs if now == code}))


def recode(table: Municipalities, codes: Sequence[str | None], *, known: int, asked: int) -> NDArray[Any]:
    """The code in year `asked` for each code of year `known`; None where it is no code, or more than one.

    Shape (codes,), object. So a series of years can be added up in the municipalities of one year.

    Raises:
        ValueError: a year is outside the table.
    """
    found = {code: codes_in(table, code, known=known, asked=asked) for code in set(codes) if code is not None}
    result = np.empty(len(codes), dtype=object)
    result[:] = [found[c][0] if c is not None and len(found[c]) == 1 else None for c in codes]
    return result


def splits(table: Municipalities) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Every municipality that ended in more than one other: its last year, its code and the codes of the next year."""
    found = []
    for year in range(table.first, table.last):
        for code in sorted(set(table.year(year))):
            after = codes_in(table, code, known=year, asked=year + 1)
            if len(after) > 1:
                found.append((year, code, after))
    return tuple(found)
