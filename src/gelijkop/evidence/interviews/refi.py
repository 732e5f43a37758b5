"""What a REFI-QDA project or codebook holds: codes, sources with their text, coded passages, cases and users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from gelijkop.errors import Finding
from gelijkop.evidence.interviews.refi_package import Package


@dataclass(frozen=True)
class Code:
    """A code with those inside it. `colour` is `#rrggbb` or empty; one that is not `codable` only holds others."""

    guid: str
    name: str
    colour: str = ""
    description: str = ""
    codable: bool = True
    inside: tuple[Code, ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Code]]:
        """The code itself and all inside it, each with how deep it lies."""
        yield depth, self
        for code in self.inside:
            yield from code.walk(depth + 1)


@dataclass(frozen=True)
class CodeSet:
    """A named set of codes or sources, by their GUIDs."""

    guid: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Codebook:
    """The codes of a codebook, the outermost first, and its sets; `origin` is the program that wrote it."""

    codes: tuple[Code, ...]
    sets: tuple[CodeSet, ...] = ()
    origin: str = ""

    def walk(self) -> Iterator[tuple[int, Code]]:
        """Every code with how deep it lies, in the order of the file."""
        for code in self.codes:
            yield from code.walk()


@dataclass(frozen=True)
class Passage:
    """A coded passage: its text, the GUIDs of its codes and of the source that it is from."""

    guid: str
    source: str
    text: str = field(repr=False)
    codes: tuple[str, ...]
    user: str = ""


@dataclass(frozen=True)
class Source:
    """A source by GUID and name, with its text; None where that is not in the file."""

    guid: str
    name: str = field(repr=False)
    text: str | None = field(repr=False)


@dataclass(frozen=True)
class Case:
    """A case, such as a respondent: its variables by name, and the sources and passages that belong to it."""

    guid: str
    name: str = field(repr=False)
    variables: Mapping[str, str] = field(repr=False)
    sources: tuple[str, ...]
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    """A project as it was read; `root` and `package` keep everything, also what has no place here."""

    codebook: Codebook
    sources: tuple[Source, ...]
    passages: tuple[Passage, ...]
    cases: tuple[Case, ...]
    users: Mapping[str, str]
    findings: tuple[Finding, ...]
    root: etree._Element = field(repr=False, compare=False)
    package: Package = field(repr=False, compare=False)


def same(guid: str) -> str:
    """A GUID in one spelling: programs differ in capitals and braces."""
    return guid.strip().strip("{}").lower()
