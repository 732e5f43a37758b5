"""Which codes make a theme, and which steps and indicators a theme explains: a small TOML file of the region."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gelijkop.errors import DefinitionRefused, Finding, Text
from gelijkop.evidence.checks import Fault, check_table
from gelijkop.evidence.fields import Field
from gelijkop.evidence.interviews.refi import Code, Codebook, same
from gelijkop.evidence.interviews.traces import traces

FIELDS = (
    Field("name", "line", Text("korte naam", "short name")),
    Field("nl", "line", Text("titel", "title in Dutch")),
    Field("en", "line", Text("titel in het Engels", "title in English")),
    Field("codes", "lines", Text("codes, bij naam of GUID", "codes, by name or GUID")),
    Field("inside", "yes_no", Text("ook de codes daarbinnen", "also the codes inside"), needed=False),
    Field("indicators", "codes", Text("indicatoren", "indicators"), needed=False, list="indicator"),
    Field("steps", "codes", Text("stappen van de keten", "steps of the chain"), needed=False, list="chain_step"),
)
BETWEEN = " / "
"""Between a code and the one inside it, where a name alone is not enough."""


@dataclass(frozen=True)
class Theme:
    """A theme: its title, the GUIDs of its codes, and what it explains."""

    name: str
    title: Text
    codes: frozenset[str]
    indicators: tuple[str, ...]
    steps: tuple[str, ...]


def read_themes(text: str, codebook: Codebook, *, file: str) -> tuple[Theme, ...]:
    """The themes of a file.

    Raises:
        DefinitionRefused: with all findings: no TOML, fields that are missing or unknown, codes that are not in the
            codebook or more than one, indicators and steps that are not in the catalogue, titles that name somebody.
    """
    try:
        entry = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise _refused(file, [Finding("toml", file, Text("dit is geen TOML", "this is no TOML"))]) from None
    tables = entry.get("theme", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        said = Text("schrijf elk thema onder een regel [[theme]]", "write each theme below a line [[theme]]")
        raise _refused(file, [Finding("theme", file, said)])
    known = _by_name(codebook)
    findings = []
    for number, table in enumerate(tables, start=1):
        for fault in (*check_table(table, FIELDS), *_faults(table, tables[: number - 1], known)):
            said = Text(f"thema {number}: {fault.text.nl}", f"theme {number}: {fault.text.en}")
            findings.append(Finding(fault.rule, file, said, column=fault.key or None))
    if findings:
        raise _refused(file, findings)
    return tuple(_theme(t, known) for t in tables)


def _faults(table: Mapping[str, object], before: Sequence[Mapping[str, object]], known: _Names) -> Iterator[Fault]:
    given = table.get("codes")
    for code in given if isinstance(given, list) else []:
        found = known.get(_spelled(str(code)), ())
        if not found:
            text = Text(
                f"de code “{code}” staat niet in het codeboek. Alle codes: gelijkop evidence quotes codebook",
                f"the code “{code}” is not in the codebook. All codes: gelijkop evidence quotes codebook",
            )
            yield Fault("code", "codes", text)
        elif len(found) > 1:
            text = Text(
                f"meer dan één code heet “{code}”. Schrijf wat erboven staat: boven{BETWEEN}onder, of de GUID",
                f"more than one code is named “{code}”. Write what is above it: above{BETWEEN}below, or the GUID",
            )
            yield Fault("code", "codes", text)
    if table.get("name") in [other.get("name") for other in before]:
        yield Fault("twice", "name", Text("deze naam is er al", "this name is there already"))
    for key in ("nl", "en"):
        title = table.get(key)
        if isinstance(title, str) and traces(title[:1].lower() + title[1:]):
            text = Text(
                "in deze titel staat misschien een naam, school of plaats. Kies een andere titel",
                "this title may hold a name, school or place. Choose another title",
            )
            yield Fault("trace", key, text)


_Names = Mapping[str, tuple[Code, ...]]


def _by_name(codebook: Codebook) -> _Names:
    """The codes that a name, a path of names or a GUID stands for."""
    found: dict[str, dict[str, Code]] = {}
    above: list[str] = []
    for depth, code in codebook.walk():
        above = [*above[:depth], code.name]
        for name in {code.name, BETWEEN.join(above), code.guid}:
            found.setdefault(_spelled(name), {})[code.guid] = code
    return {name: tuple(codes.values()) for name, codes in found.items()}


def _theme(table: Mapping[str, object], known: _Names) -> Theme:
    chosen = [known[_spelled(code)][0] for code in _list(table, "codes")]
    inside = [c for code in chosen for _, c in code.walk()] if table.get("inside", True) else chosen
    return Theme(
        str(table["name"]),
        Text(str(table["nl"]), str(table["en"])),
        frozenset(c.guid for c in inside),
        tuple(_list(table, "indicators")),
        tuple(_list(table, "steps")),
    )


def _list(table: Mapping[str, object], key: str) -> list[str]:
    given = table.get(key, [])
    assert isinstance(given, list)  # checked before
    return given


def _spelled(name: str) -> str:
    return same(" ".join(name.split()).casefold())


def _refused(file: str, findings: Sequence[Finding]) -> DefinitionRefused:
    text = Text(f"{file}: dit bestand met thema's klopt niet:", f"{file}: this file with themes is not right:")
    return DefinitionRefused(text, findings)
