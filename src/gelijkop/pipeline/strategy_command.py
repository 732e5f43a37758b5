"""The command `evidence strategy`: search strings of a strategy, and a check of strings that somebody else wrote."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gelijkop.catalogue import load
from gelijkop.catalogue import text as catalogue_text
from gelijkop.errors import DefinitionRefused, Finding, Language, Text, UserError
from gelijkop.evidence.strategy.checks import check_strategy
from gelijkop.evidence.strategy.databases import databases
from gelijkop.evidence.strategy.plan import Strategy
from gelijkop.evidence.strategy.reading import finding, read_strategy
from gelijkop.evidence.strategy.string_checks import check_string
from gelijkop.evidence.strategy.strings import SearchString, search_strings
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.csv_table import csv_of
from gelijkop.pipeline.folders import MARK, fresh_folder

EXAMPLE = "evidence/strategy/example"
FILE, STRINGS, TABLE = "strategie.toml", "zoekstrings.txt", "zoekstrings.csv"


def strategy(call: Call, a: argparse.Namespace) -> None:
    """Show the strings of a strategy, or write them to a folder with the strategy beside them.

    Raises:
        UserError: no file is given, nor `--example`.
        DefinitionRefused: the strategy, or a string given with `--check`, has faults.
    """
    if a.check:
        _check(call, a)
        return
    file, text = _source(a)
    plan = _chosen(read_strategy(text, file=file), a, file)
    made = list(_strings(plan, call.now.year))
    for fault in check_strategy(plan):
        call.print(lines_of(call.language)["advice_key"].format(key=fault.key, text=fault.text.say(call.language)))
    lines = list(_lines(plan, made, call.language))
    if a.out is None:
        for line in lines:
            call.print(line)
        return
    with fresh_folder(a.out, force=a.force) as folder:
        (folder / FILE).write_text(text, "utf-8")
        (folder / STRINGS).write_text("\n".join([*lines, ""]), "utf-8")
        (folder / TABLE).write_text(csv_of([_row(s, call) for s in made]), "utf-8")
        (folder / MARK).touch()
    call.print(lines_of(call.language)["written"].format(count=len(made), out=a.out))


def lines_of(language: Language) -> Mapping[str, str]:
    """The lines of these commands in a language."""
    found: Mapping[str, str] = load("texts/screening")[language]
    return found


def _check(call: Call, a: argparse.Namespace) -> None:
    """Say of each string what is wrong with it, and advice.

    Raises:
        UserError: no database is chosen, or more than one.
        DefinitionRefused: there is a fault.
    """
    if len(a.database) != 1:
        text = Text(
            "Voor welke database is deze zoekstring? Kies er één met --database.",
            "For which database is this string? Choose one with --database.",
        )
        raise UserError(text)
    database, words = databases()[a.database[0]], lines_of(call.language)
    wrong = []
    for text_ in a.check:
        faults = check_string(text_, database)
        for fault in faults:
            if fault.wrong:
                where = f"--check, {words['place']} {fault.at}"
                wrong.append(Finding(fault.rule, where, fault.text))
            else:
                call.print(words["advice"].format(at=fault.at, text=fault.text.say(call.language)))
        if not faults:
            call.print(words["good"].format(database=database.name))
    if wrong:
        said = Text(f"Fouten voor {database.name}:", f"Faults for {database.name}:")
        raise DefinitionRefused(said, wrong)


def _source(a: argparse.Namespace) -> tuple[str, str]:
    """The name and the text of the strategy."""
    if a.example == (a.file is not None):
        text = Text(
            "Geef één bestand met een zoekstrategie, of --example voor het voorbeeld.",
            "Give one file with a search strategy, or --example for the example.",
        )
        raise UserError(text)
    return ("example.toml", catalogue_text(EXAMPLE)) if a.example else (str(a.file), read_text(a.file))


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        UserError: there is no such file, or it is not text in UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise UserError(Text(f"{path}: dit bestand is er niet.", f"{path}: there is no such file.")) from None
    except (UnicodeDecodeError, IsADirectoryError):
        text = Text(f"{path}: dit is geen tekst in UTF-8.", f"{path}: this is no text in UTF-8.")
        raise UserError(text) from None


def _chosen(plan: Strategy, a: argparse.Namespace, file: str) -> Strategy:
    """The strategy for the databases, languages and level that were asked for.

    Raises:
        DefinitionRefused: it cannot be said in one of these.
        UserError: there is no such level.
    """
    if a.level and a.level not in plan.levels:
        known = ", ".join(plan.levels)
        text = Text(f"Dit niveau is er niet: {a.level}. Wel: {known}", f"There is no level {a.level}, but: {known}")
        raise UserError(text)
    plan = replace(
        plan,
        databases=tuple(a.database) or plan.databases,
        languages=tuple(a.language) or plan.languages,
        levels={a.level: plan.levels[a.level]} if a.level else plan.levels,
    )
    wrong = [finding(f, file) for f in check_strategy(plan) if f.wrong]
    if wrong:
        raise DefinitionRefused(Text("Zo kan deze strategie niet:", "This strategy is not possible like this:"), wrong)
    return plan


def _strings(plan: Strategy, year: int) -> Iterator[SearchString]:
    for database in plan.databases:
        for level in plan.levels:
            for language in plan.languages:
                yield from search_strings(plan, databases()[database], level=level, language=language, year=year)


def _lines(plan: Strategy, made: Sequence[SearchString], language: Language) -> Iterator[str]:
    words = lines_of(language)
    yield words["question"].format(question=plan.question.say(language))
    if plan.since is not None:
        yield words["since"].format(since=plan.since)
    if plan.until is not None:
        yield words["until"].format(until=plan.until)
    for note in plan.notes:
        yield f"- {note.say(language)}"
    last = ""
    for s in made:
        database = databases()[s.database]
        if database.code != last:
            yield f"\n{database.name}: {database.beside.say(language)}"
        last = database.code
        if s.part == 1:
            level = plan.levels[s.level].say(language)
            spoken = words[f"language_{s.language}"]
            yield f"\n{words['string_head'].format(database=database.name, level=level, language=spoken)}"
        if s.parts > 1:
            yield words["part"].format(part=s.part, parts=s.parts, length=len(s.text))
        yield s.text
        for fault in check_string(s.text, database):
            yield words["advice"].format(at=fault.at, text=fault.text.say(language))


def _row(s: SearchString, call: Call) -> dict[str, object]:
    return {
        "database": s.database,
        "level": s.level,
        "language": s.language,
        "part": s.part,
        "parts": s.parts,
        "made": call.now.date().isoformat(),
        "string": s.text,
    }
