"""A mapping made fit for one file: which of the possible headings it has, and what was given with the import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gelijkop.errors import Finding, Text
from gelijkop.sources.mapping import FileMapping, refused_mapping
from gelijkop.sources.mapping_faults import constant_faults, fault, nearest


def with_given(mapping: FileMapping, given: Mapping[str, str]) -> FileMapping:
    """The mapping with a value for each column that has to be given.

    Raises:
        MappingRefused: one is not given, is not asked for, or has a value that cannot be.
    """
    faults = [fault(mapping.name, name, _wanted(mapping, name)) for name in mapping.given if name not in given]
    for name in (n for n in given if n not in mapping.given):
        text = Text(
            "deze waarde wordt door het koppelbestand niet gevraagd.", "the mapping file does not ask for this value."
        )
        faults.append(fault(mapping.name, name, text))
    faults += constant_faults(given, mapping.table, mapping.name)
    if faults:
        raise refused_mapping(mapping.name, faults)
    return replace(mapping, constants={**mapping.constants, **given}, given=())


def _wanted(mapping: FileMapping, name: str) -> Text:
    column = mapping.table.column(name)
    return Text(
        f"dit staat niet in het bestand: {column.nl}. Geef het op met: --set {name}=…",
        f"this is not in the file: {column.en}. Give it with: --set {name}=…",
    )


def resolved(mapping: FileMapping, header: Sequence[str]) -> FileMapping:
    """The mapping with of every choice the heading that this file has; what the file lacks and may lack goes."""
    found = {name: [h for h in options if h in header] for name, options in mapping.choices.items()}
    chosen = {name: headings[0] for name, headings in found.items() if headings}
    return replace(mapping, columns={**mapping.columns, **chosen}, choices={})


def missing_columns(mapping: FileMapping, header: Sequence[str], file: str) -> tuple[Finding, ...]:
    """The headings that the mapping names and the file does not have, each with the nearest that it has.

    Of headings of which it may have one, that it has none (where it must), or more than one.
    """
    wanted = dict.fromkeys(h for headings in mapping.headings.values() for h in headings)
    wanted |= dict.fromkeys(mapping.keep)
    faults = [
        Finding("missing_column", file, _not_in_file(nearest(heading, header)), None, heading)
        for heading in wanted
        if heading not in header
    ]
    for name, options in mapping.choices.items():
        found = [h for h in options if h in header]
        if not found and name not in mapping.optional:
            faults.append(Finding("missing_column", file, _none_of(options), None, name))
        elif len(found) > 1:
            faults.append(Finding("ambiguous_column", file, _several(found), None, name))
    return tuple(faults)


def _not_in_file(near: str | None) -> Text:
    hint = Text("", "") if near is None else Text(f" Bedoelt u “{near}”?", f" Did you mean “{near}”?")
    return Text(
        f"deze kolom staat in het koppelbestand, maar niet in dit bestand.{hint.nl}",
        f"this column is in the mapping file, but not in this file.{hint.en}",
    )


def _none_of(options: Sequence[str]) -> Text:
    shown = ", ".join(options)
    return Text(
        f"geen van deze koppen staat in dit bestand: {shown}. Bewaar het koppelbestand bij u "
        "(gelijkop mappings NAAM > koppeling.toml) en schrijf er de kop van uw bestand in.",
        f"none of these headings is in this file: {shown}. Save the mapping file "
        "(gelijkop mappings NAME > mapping.toml) and write the heading of your file in it.",
    )


def _several(found: Sequence[str]) -> Text:
    shown = ", ".join(found)
    return Text(
        f"er zijn twee koppen die dit kunnen zijn: {shown}. Schrijf in het koppelbestand welke u bedoelt.",
        f"there are two headings that this can be: {shown}. Write in the mapping file which one you mean.",
    )
