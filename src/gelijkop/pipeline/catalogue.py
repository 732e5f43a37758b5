"""The commands about indicators themselves: list, show, check, compare two catalogues, and write the catalogue out."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from gelijkop import __version__
from gelijkop.errors import Text, UserError
from gelijkop.indicators.changes import compare
from gelijkop.indicators.definitions import Definition, load_catalogue
from gelijkop.indicators.export import SCHEMA_FILE, schema
from gelijkop.indicators.export import export as exported
from gelijkop.model.groupings import groupings
from gelijkop.pipeline.cards import cards
from gelijkop.pipeline.change_lines import change_findings, change_lines, refused_changes
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.editions import edition, edition_of
from gelijkop.pipeline.folders import fresh_folder, write_all
from gelijkop.pipeline.listings import card_lines, indicator_lines
from gelijkop.pipeline.own import INDICATORS, check_definitions, own_definitions, own_folder, toml_files
from gelijkop.pipeline.own_groupings import GROUPINGS, own_groupings_in
from gelijkop.present.catalogue_page import PAGES, catalogue_pages

DATA = "catalogus.json"
_HERE = Path("gelijkop.duckdb")


def list_(call: Call, a: argparse.Namespace) -> None:
    """Show all indicators, a line each."""
    own = _own(a)
    for line in indicator_lines({**load_catalogue(), **own}, own, call.language):
        call.print(line)


def show(call: Call, a: argparse.Namespace) -> None:
    """Show everything of one indicator."""
    own = _own(a)
    known = {**load_catalogue(), **own}
    (card,) = cards([_find(a.code, known)], known, own=own)
    for line in card_lines(card, call.language):
        call.print(line)


def check(call: Call, a: argparse.Namespace) -> None:
    """Check definitions and run their examples."""
    paths = [p for given in a.files for p in _expanded(given)] or toml_files(
        own_folder(a.indicators, _HERE, INDICATORS)
    )
    found = check_definitions(paths)
    for d in found.values():
        call.say("indicators_good", code=d.code, file=d.file, variants=len(d.variants))
    if not found:
        call.say("indicators_none", folder=INDICATORS)


def diff(call: Call, a: argparse.Namespace) -> None:
    """Compare two editions of the catalogue, and refuse what is missing a higher version.

    Raises:
        DefinitionRefused: a published figure changes and the version did not rise, or a code disappears.
    """
    old, new = edition(a.old), edition(a.new)
    changes = compare(old, new)
    for line in change_lines(changes, old, new, call.language):
        call.print(line)
    findings = change_findings(changes, a.new)
    if findings:
        raise refused_changes(findings)


def export(call: Call, a: argparse.Namespace) -> None:
    """Write the catalogue as JSON, with its schema, and as a page in two languages."""
    own = _own(a)
    known = {**load_catalogue(), **own}
    call.progress.step(Text("definities narekenen op proefleerlingen", "running definitions on trial pupils"))
    found, date = edition_of(known, {}), call.now.date().isoformat()
    more = own_groupings_in(own_folder(a.groupings, _HERE, GROUPINGS))
    with fresh_folder(a.out, force=a.force) as folder:
        shown = (*groupings().values(), *more)
        written = exported(
            known.values(), shown, outcomes=found.outcomes, trial=found.trial, version=__version__, date=date
        )
        call.progress.step(Text("pagina maken", "making the page"))
        pages = catalogue_pages(
            cards(known.values(), known, own=own), shown, date=date, version=__version__, data=DATA, schema=SCHEMA_FILE
        )
        write_all(folder, {**pages, DATA: written, SCHEMA_FILE: schema()})
    call.say("done", page=(a.out / PAGES[call.language]).resolve())


def _own(a: argparse.Namespace) -> Mapping[str, Definition]:
    return own_definitions(own_folder(a.indicators, _HERE, INDICATORS))


def _expanded(given: Path) -> list[Path]:
    """A file as it is, and a folder as its TOML files.

    Raises:
        UserError: there is no such file or folder.
    """
    if not given.exists():
        text = Text(f"{given}: dit bestand of deze map is er niet.", f"{given}: there is no such file or folder.")
        raise UserError(text)
    return list(toml_files(given)) if given.is_dir() else [given]


def _find(name: str, known: Mapping[str, Definition]) -> Definition:
    """The definition of this code or number.

    Raises:
        UserError: there is none; with the nearest that there is.
    """
    found = next((d for d in known.values() if name in (d.code, d.id)), None)
    if found is not None:
        return found
    near = get_close_matches(name, known, n=1)
    hint = Text(f" Bedoelt u “{near[0]}”?", f" Did you mean “{near[0]}”?") if near else Text("", "")
    raise UserError(
        Text(
            f"Deze indicator is er niet: {name}.{hint.nl} Alle indicatoren: gelijkop indicators",
            f"There is no indicator {name}.{hint.en} All indicators: gelijkop indicators",
        )
    )
