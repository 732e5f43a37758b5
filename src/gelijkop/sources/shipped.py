"""The mapping files that come with gelijkop, by name: exports of school administrations and CBS microdata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from gelijkop.catalogue import load, names, text
from gelijkop.errors import Text, UserError
from gelijkop.sources.mapping import FileMapping, parse_mapping, read_mapping
from gelijkop.sources.mapping_faults import nearest
from gelijkop.sources.resolved import missing_columns


@cache
def shipped() -> Mapping[str, Text]:
    """Every mapping file that comes with gelijkop, and what it is for."""
    found = {name.partition("/")[2]: load(name)["about"] for name in names("mappings")}
    return {name: Text(about["nl"], about["en"]) for name, about in found.items()}


def shipped_text(name: str) -> str | None:
    """One of them as it was written, to save and adapt; None where there is no such one."""
    return text(f"mappings/{name}") if name in shipped() else None


def find_mapping(written: str) -> FileMapping:
    """The mapping in the file of this name or, where there is no such file, the shipped one.

    Raises:
        UserError: there is neither.
        MappingRefused: the file has faults.
    """
    path = Path(written)
    if path.exists():
        return read_mapping(path)
    own = shipped_text(written)
    if own is not None:
        return parse_mapping(own, written)
    near = nearest(written, shipped())
    hint = Text("", "") if near is None else Text(f" Bedoelt u “{near}”?", f" Did you mean “{near}”?")
    listed = ", ".join(shipped())
    raise UserError(
        Text(
            f"{written}: dit bestand is er niet, en er is geen meegeleverd koppelbestand met die naam.{hint.nl} "
            f"Meegeleverd: {listed}.",
            f"{written}: there is no such file, and no mapping file of that name comes with gelijkop.{hint.en} "
            f"There are: {listed}.",
        )
    )


def fitting(header: Sequence[str]) -> tuple[str, ...]:
    """The shipped mapping files that a file with these headings fits: each heading asked for is there, once."""
    known = {name: parse_mapping(shipped_text(name) or "", name) for name in shipped()}
    return tuple(name for name, mapping in known.items() if not missing_columns(mapping, header, ""))


def fitting_lines(header: Sequence[str]) -> Iterator[str]:
    """For each of those a line of comment with the command that reads the file by it, in Dutch as a proposal is."""
    for name in fitting(header):
        given = "".join(f" --set {column}=…" for column in parse_mapping(shipped_text(name) or "", name).given)
        yield f"# De koppen passen bij een meegeleverd koppelbestand: gelijkop import BESTAND --mapping {name}{given}"
