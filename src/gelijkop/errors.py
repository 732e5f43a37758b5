"""Every exception of gelijkop as one tree, each user error with an exit code of its own.

An error of the user ends in a sentence in the user's language: where, what was found, what was
expected, what to do. It never repeats a value from a record about a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Language = Literal["nl", "en"]


@dataclass(frozen=True)
class Text:
    """One sentence in Dutch and in English."""

    nl: str
    en: str

    def say(self, language: Language) -> str:
        """The sentence in `language`."""
        return self.nl if language == "nl" else self.en


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with an input: where it stands and a sentence about it.

    `row` counts as a person counts lines in the file (the heading is row 1); None where the
    finding is about the whole file. `rule` is a short stable name, such as `unknown_code`.
    `times` is how often the same rule broke in this column.
    """

    rule: str
    file: str
    text: Text
    row: int | None = None
    column: str | None = None
    times: int = 1

    def say(self, language: Language) -> str:
        """One line: file, row, column and the sentence."""
        row, column = ("rij", "kolom") if language == "nl" else ("row", "column")
        where = self.file
        if self.row is not None:
            where += f", {row} {self.row}"
        if self.column is not None:
            where += f", {column} “{self.column}”"
        more = ""
        if self.times > 1:
            more = f" ({self.times}×)"
        return f"{where}: {self.text.say(language)}{more}"


class GelijkopError(Exception):
    """The root. Raised as itself it is an error of ours and keeps its traceback."""

    exit_code: ClassVar[int] = 1


class UserError(GelijkopError):
    """Something the user can mend: one text, and any number of findings."""

    exit_code: ClassVar[int] = 2

    def __init__(self, text: Text, findings: Sequence[Finding] = ()) -> None:
        super().__init__(text.en)
        self.text = text
        self.findings = tuple(findings)

    def say(self, language: Language) -> str:
        """The text and under it every finding, a line each."""
        return "\n".join([self.text.say(language), *(f"  {f.say(language)}" for f in self.findings)])


class InputRefused(UserError):
    """A file was refused for several reasons at once; the store is as it was before."""

    exit_code = 10


class WrongDelimiter(InputRefused):
    """The columns are parted by another character than expected."""

    exit_code = 11


class DamagedEncoding(InputRefused):
    """The bytes are no text in the encoding of the file, or text was decoded twice."""

    exit_code = 12


class SpreadsheetDamage(InputRefused):
    """A spreadsheet changed values: 20-Oct for 10-20, a lost leading zero, a decimal comma as two columns."""

    exit_code = 13


class UnknownCode(InputRefused):
    """A code that is not in the code list of its column."""

    exit_code = 14


class DuplicateRow(InputRefused):
    """Two rows with the same key."""

    exit_code = 15


class ImpossiblePeriod(InputRefused):
    """A school year or date that cannot be."""

    exit_code = 16


class EmptyFile(InputRefused):
    """A file without rows."""

    exit_code = 17


class ArchiveBomb(InputRefused):
    """An archive that unpacks to more than is allowed."""

    exit_code = 18


class XmlBomb(InputRefused):
    """XML with entities or a document type, which could read files or exhaust memory."""

    exit_code = 19


class TruncatedFile(InputRefused):
    """A file that ends too soon or is not of the format that its content begins with."""

    exit_code = 20


class PersonalNumber(InputRefused):
    """A column holds a citizen service number (BSN) or education number (PGN)."""

    exit_code = 21


class UnknownFile(InputRefused):
    """No reader knows this file."""

    exit_code = 22


class MissingColumn(InputRefused):
    """A column that is needed is not in the file."""

    exit_code = 23


class MappingRefused(UserError):
    """The mapping file has faults."""

    exit_code = 24


class DefinitionRefused(UserError):
    """An indicator definition or other catalogue file has faults."""

    exit_code = 30


class StoreRefused(UserError):
    """The store cannot be opened or has no such table."""

    exit_code = 40


class StoreFull(StoreRefused):
    """The disk is full; the store is as it was before."""

    exit_code = 41


class StoreBusy(StoreRefused):
    """Another process has the store open."""

    exit_code = 42


class KeyRefused(UserError):
    """The key for pseudonyms is missing, too short, or lies inside the project folder."""

    exit_code = 43


class CombineRefused(UserError):
    """Counts of several organisations cannot be added up."""

    exit_code = 44


class EngineMissing(UserError):
    """The engine that was asked for is not installed, or does not start."""

    exit_code = 45


class ReleaseRefused(UserError):
    """A release would show what it must not show."""

    exit_code = 50


class LedgerRefused(UserError):
    """The ledger of releases is missing, damaged or in use, or does not belong to this key."""

    exit_code = 51


class AuditFailed(UserError):
    """Published tables tell what must not be known; how it follows stands under it."""

    exit_code = 52


class FetchFailed(UserError):
    """A publisher gave no whole answer; what was fetched is kept for the next try."""

    exit_code = 60


class SnapshotRefused(UserError):
    """A fetched table changed while it was fetched, is not complete, or was changed on disk."""

    exit_code = 61


class NoRelease(UserError):
    """The folder of a site has no release in place."""

    exit_code = 70


class AccountRefused(UserError):
    """An account cannot be made or changed as asked."""

    exit_code = 71
