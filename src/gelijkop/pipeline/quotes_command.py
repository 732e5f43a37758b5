"""The commands about interviews: guide, respondents, codebook and project, and quotations up to their release."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gelijkop import __version__
from gelijkop.errors import Finding, InputRefused, Language, Text, UserError
from gelijkop.evidence.interviews.beside_earlier import beside_earlier
from gelijkop.evidence.interviews.form import csv_form, markdown_form, people_csv, read_form
from gelijkop.evidence.interviews.guide import Guide, read_guide, shipped_guide, shipped_text
from gelijkop.evidence.interviews.people import People, people_of_cases, person_named, read_people, voices
from gelijkop.evidence.interviews.quotations import Reviewed, quotations, read_review, review, write_review
from gelijkop.evidence.interviews.refi import Codebook, Project
from gelijkop.evidence.interviews.refi_codes import ReadCodebook, read_codebook
from gelijkop.evidence.interviews.refi_package import UNPACKED
from gelijkop.evidence.interviews.refi_read import read_project, without_sources
from gelijkop.evidence.interviews.refi_xml import decode
from gelijkop.evidence.interviews.released import FILE, ReleasedQuotes, from_json, to_json
from gelijkop.evidence.interviews.releasing import judge
from gelijkop.evidence.interviews.themes import Theme, read_themes
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.folders import fresh_folder, write_all
from gelijkop.present.interview_form import form_page, form_word
from gelijkop.present.quotes_page import quotes_page

PROJECT = ".qdpx"


def guide(call: Call, a: argparse.Namespace) -> None:
    """Show the form of one conversation, or write it in the form that the name of the file asks for.

    Raises:
        UserError: the file has another suffix, or is there already.
    """
    own, language = _guide(a), call.language
    if a.out is None:
        call.print(markdown_form(own, language))
        return
    made: Mapping[str, Callable[[], str | bytes]] = {
        ".md": lambda: markdown_form(own, language),
        ".csv": lambda: "\ufeff" + csv_form(own, language),
        ".html": lambda: form_page(own, version=__version__, date=call.now.date().isoformat(), language=language),
        ".docx": lambda: form_word(own, language),
        ".toml": lambda: _text(a.own) if a.own else shipped_text(),
    }
    if a.out.suffix not in made:
        known = ", ".join(made)
        raise UserError(
            Text(f"{a.out}: kies een naam die eindigt op {known}.", f"{a.out}: choose a name that ends in {known}.")
        )
    content = made[a.out.suffix]()
    _write_new(a.out, content.encode("utf-8") if isinstance(content, str) else content)
    call.say("evidence_quotes_made", path=a.out)


def people(call: Call, a: argparse.Namespace) -> None:
    """Make the list of respondents from forms that were filled in.

    Raises:
        InputRefused: with the findings of all forms together.
    """
    own, forms = _guide(a), []
    findings: list[Finding] = []
    for path in a.forms:
        try:
            forms.append(read_form(_text(path), own, file=str(path)))
        except InputRefused as refused:
            findings += refused.findings
    if findings:
        text = Text("Deze formulieren zijn niet goed ingevuld:", "These forms are not filled in well:")
        raise InputRefused(text, findings)
    _write_new(a.out, ("\ufeff" + people_csv(forms)).encode("utf-8"))
    call.say("evidence_quotes_people_made", count=len(forms), path=a.out)


def codebook(call: Call, a: argparse.Namespace) -> None:
    """Show the codes of a codebook or project, those inside others further to the right."""
    found = _codebook(a.file)
    for depth, code in found.codebook.walk():
        call.print(f"{'  ' * depth}{code.name}  {code.guid}")
    for some in found.codebook.sets:
        call.say("evidence_quotes_set", name=some.name, count=len(some.members))
    _findings(call, found.findings)


def check(call: Call, a: argparse.Namespace) -> None:
    """Show what is in a project, as numbers, and all that is odd in it."""
    project = _project(a)
    known = _people(a, project)
    of = voices(known.persons, project)
    call.say(
        "evidence_quotes_counts",
        codes=sum(1 for _ in project.codebook.walk()),
        sources=len(project.sources),
        passages=len(project.passages),
        unknown=sum(p.guid not in of for p in project.passages),
    )
    _findings(call, [*project.findings, *known.findings])


def review_(call: Call, a: argparse.Namespace) -> None:
    """Write a list of all quotations to decide about.

    Raises:
        UserError: the file is there already.
    """
    _, reviewed, _ = _reviewed(call, a)
    _write_new(a.out, ("\ufeff" + write_review(reviewed.quotations, call.language)).encode("utf-8"))
    call.say("evidence_quotes_listed", count=len(reviewed.quotations), path=a.out)


def release(call: Call, a: argparse.Namespace) -> None:
    """Show which themes may be shown, and write their quotations where a folder is given."""
    themes, reviewed, everyone = _reviewed(call, a)
    made = call.now.date().isoformat()
    judged = judge(reviewed.quotations, themes, made=made)
    for theme, state in zip(themes, judged.states, strict=True):
        call.print(f"{theme.title.say(call.language)}: {call.words[f'evidence_quotes_{state}']}")
    replaced = a.out / FILE if a.out is not None and (a.out / FILE).is_file() else None
    if (before := a.earlier or replaced) is not None:
        _findings(call, beside_earlier(released_quotes(before), judged, everyone.quotations, file=str(before)))
    if a.out is not None:
        language: Language = call.language
        with fresh_folder(a.out, force=a.force) as fresh:
            page = quotes_page(judged.released, version=__version__, language=language)
            write_all(fresh, {**page, FILE: to_json(judged.released)})
        call.say("evidence_quotes_written", path=a.out)


def withdraw(call: Call, a: argparse.Namespace) -> None:
    """Write the project again without the conversations of one respondent.

    Raises:
        UserError: nobody has this number, or others speak in the same conversation, or the file is there already.
    """
    project = _project(a)
    known = _people(a, project).persons
    gone = person_named(known, a.respondent)
    if gone is None or not gone.sources:
        raise UserError(
            Text(
                "Met dit nummer is er geen geïnterviewde met een bron in het project. Kijk in uw lijst.",
                "There is no respondent of this number with a source in the project. Look in your list.",
            )
        )
    if any(set(p.sources) & set(gone.sources) for p in known if p != gone):
        raise UserError(
            Text(
                "In hetzelfde gesprek spreken ook anderen. Haal de woorden van deze persoon zelf uit het verslag.",
                "Others speak in the same conversation. Take the words of this person out of the report yourself.",
            )
        )
    _write_new(a.out, without_sources(project, gone.sources))
    call.say("evidence_quotes_gone", count=len(gone.sources), path=a.out)


def released_quotes(path: Path) -> ReleasedQuotes:
    """The quotations in a file `citaten.json`.

    Raises:
        InputRefused: it is none.
        UserError: it cannot be read.
    """
    return from_json(_text(path), file=str(path))


def _reviewed(call: Call, a: argparse.Namespace) -> tuple[Sequence[Theme], Reviewed, Reviewed]:
    """The themes, the quotations after the decisions, and with those that went."""
    project = _project(a)
    themes = read_themes(_text(a.map), project.codebook, file=str(a.map))
    known = _people(a, project)
    found = quotations(project, themes, voices(known.persons, project))
    decisions = read_review(_text(a.reviewed), file=str(a.reviewed)) if a.reviewed is not None else {}
    made = review(found, decisions, confirmed=a.confirm, file=str(a.reviewed or "--confirm"))
    _findings(call, [*project.findings, *known.findings, *made.findings])
    return themes, made, Reviewed((*found, *made.quotations), ())


def _project(a: argparse.Namespace) -> Project:
    return read_project(_bytes(a.project), file=a.project.name, way=a.positions or None)


def _codebook(path: Path) -> ReadCodebook:
    if path.suffix.lower() == PROJECT:
        project = read_project(_bytes(path), file=path.name)
        return ReadCodebook(Codebook(project.codebook.codes, project.codebook.sets), project.findings)
    return read_codebook(_bytes(path), file=path.name)


def _people(a: argparse.Namespace, project: Project) -> People:
    if a.people is None:
        return people_of_cases(project, file=a.project.name)
    return read_people(_text(a.people), project, file=str(a.people))


def _findings(call: Call, findings: Sequence[Finding]) -> None:
    for finding in dict.fromkeys(findings):
        call.say("evidence_quotes_odd", finding=finding.say(call.language))


def _guide(a: argparse.Namespace) -> Guide:
    return shipped_guide() if a.own is None else read_guide(_text(a.own), file=str(a.own))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size <= UNPACKED:
            return path.read_bytes()
    except OSError:
        pass
    text = Text(
        f"{path}: dit bestand is niet te lezen, of groter dan 1 GB.",
        f"{path}: this file cannot be read, or is over 1 GB.",
    )
    raise UserError(text)


def _text(path: Path) -> str:
    return decode(_bytes(path), file=str(path)).text


def _write_new(path: Path, content: bytes) -> None:
    """Write a new file, whole, that only its owner can read.

    Raises:
        UserError: it is there already, or cannot be made.
    """
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(content)
    except OSError:
        text = Text(
            f"{path}: dit bestand is er al, of kan hier niet worden gemaakt. Kies een andere naam.",
            f"{path}: this file is there already, or cannot be made here. Choose another name.",
        )
        raise UserError(text) from None
