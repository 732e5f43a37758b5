"""The form of one conversation as Markdown and as CSV: written empty from a guide, and read back filled in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from gelijkop.catalogue import load
from gelijkop.errors import Finding, InputRefused, Language, Text
from gelijkop.evidence.interviews.guide import Guide, Question
from gelijkop.evidence.interviews.roles import Kind, code_of, codes
from gelijkop.evidence.links import chain_steps, indicators

ABOUT = ("respondent", "role", "organisation", "month", "source", "consent")
LISTS: Mapping[str, Kind] = {"role": "role", "organisation": "organisation", "consent": "consent"}
FIGURES = "figures"
PEOPLE = ("respondent", "rol", "organisatie", "maand", "bron", "toestemming")
COLUMNS = ("code", "vraag", "antwoord")
_FIELD = re.compile(r"- `(\w[\w-]*)` .*?:(?:\s+(.*))?")
_HEADING = re.compile(r"### `([\w-]+)` .*")
_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Filled:
    """A form that was filled in: what it says of the respondent, with codes as codes, and the answers by question."""

    about: Mapping[str, str] = field(repr=False)
    answers: Mapping[str, str] = field(repr=False)


def words(language: Language) -> Mapping[str, str]:
    """The sentences of the form."""
    found: Mapping[str, str] = load("texts/quotes")[language]["form"]
    return found


def explains(question: Question, language: Language) -> str:
    """The steps and indicators that a question can help to explain, as one line; empty where there are none."""
    labels = [chain_steps()[c] for c in question.steps] + [indicators()[c] for c in question.indicators]
    return "; ".join(label.say(language) for label in labels)


def meant(question: Question, language: Language) -> str:
    """Whom a question is for, as one line; empty for everybody."""
    return "; ".join(codes("role")[r].say(language) for r in question.roles)


def markdown_form(guide: Guide, language: Language) -> str:
    """The empty form as Markdown: fields behind a colon, answers below their question."""
    return "\n".join([*_markdown(guide, language), ""])


def _markdown(guide: Guide, language: Language) -> Iterator[str]:
    w = words(language)
    yield from (f"# {guide.title.say(language)}", "", guide.intro.say(language), "", f"## {w['before']}", "")
    for name in ABOUT:
        choices = f" ({w['choose']} {', '.join(codes(LISTS[name]))})" if name in LISTS else ""
        yield f"- `{name}` {w[name].rstrip('?')}{choices}:"
    yield ""
    yield from (f"> {code}: {label.say(language)}" for code, label in codes("consent").items())
    yield from (">", f"> {w['withdraw']}", "")
    for part in guide.parts:
        yield from (f"## {part.title.say(language)}", "")
        if part.figures:
            yield from (f"### `{FIGURES}` {w['figures']}", "", f"> {w['figures_help']}", "", "", "")
        for question in part.questions:
            yield from (f"### `{question.code}` {question.text.say(language)}", "")
            yield from (f"> {m.say(language)}" for m in question.more)
            if line := meant(question, language):
                yield f"> {w['meant']}: {line}."
            if line := explains(question, language):
                yield f"> {w['explains']}: {line}."
            yield from ("", "", "")
    yield f"> {w['source_line']} {guide.source}. {guide.name(language)}."


def csv_form(guide: Guide, language: Language) -> str:
    """The empty form as CSV for a spreadsheet: code, question, answer."""
    w = words(language)
    rows = [COLUMNS]
    for name in ABOUT:
        choices = f" ({w['choose']} {', '.join(codes(LISTS[name]))})" if name in LISTS else ""
        rows.append((name, f"{w[name]}{choices}", ""))
    for part in guide.parts:
        if part.figures:
            rows.append((FIGURES, w["figures"], ""))
        rows += [(q.code, q.text.say(language), "") for q in part.questions]
    held = io.StringIO()
    csv.writer(held, delimiter=";", lineterminator="\r\n").writerows(rows)
    return held.getvalue()


def read_form(text: str, guide: Guide, *, file: str) -> Filled:
    """What was filled in on a form, Markdown or CSV.

    Raises:
        InputRefused: with all findings: a field that is empty or not in its list, a month that is none, an answer to a
            question that the guide does not have. Nothing that was filled in is repeated.
    """
    own = {line for language in get_args(Language) for line in _markdown(guide, language) if line.startswith(">")}
    given = _from_csv(text) if text.lstrip().startswith(COLUMNS[0]) else _from_markdown(text, own)
    known = {*ABOUT, FIGURES, *(q.code for q in guide.questions)}
    findings = [*_faults(given, file)]
    strange = len([code for code in given if code not in known])
    if strange:
        said = Text(
            "deze vraag staat niet in de leidraad. Geef met --own de leidraad waarmee het formulier is gemaakt",
            "this question is not in the guide. Give with --own the guide that the form was made with",
        )
        findings.append(Finding("question", file, said, times=strange))
    if findings:
        text_ = Text(f"{file}: dit formulier is niet goed ingevuld:", f"{file}: this form is not filled in well:")
        raise InputRefused(text_, findings)
    about = {name: (code_of(LISTS[name], given[name]) or "") if name in LISTS else given[name] for name in ABOUT}
    return Filled(about, {code: said for code, said in given.items() if code not in ABOUT and said})


def people_csv(forms: Sequence[Filled]) -> str:
    """A row for each form: the list of respondents that the commands about quotations read."""
    rows = [
        [f.about[name] for name in ("respondent", "role", "organisation", "month", "source", "consent")] for f in forms
    ]
    held = io.StringIO()
    csv.writer(held, delimiter=";", lineterminator="\r\n").writerows([PEOPLE, *rows])
    return held.getvalue()


def _faults(given: Mapping[str, str], file: str) -> Iterator[Finding]:
    checks: Mapping[str, Callable[[str], bool]] = {"month": lambda said: _MONTH.fullmatch(said) is not None}
    for name in ABOUT:
        said = given.get(name, "")
        if not said:
            yield Finding("empty", file, Text("dit veld is nog leeg", "this field is still empty"), column=name)
        elif name in LISTS and code_of(LISTS[name], said) is None:
            known = ", ".join(codes(LISTS[name]))
            yield Finding("code", file, Text(f"kies uit: {known}", f"choose from: {known}"), column=name)
        elif name in checks and not checks[name](said):
            yield Finding("month", file, Text("schrijf jaar-maand, zoals 2026-03", "write 2026-03"), column=name)


def _from_markdown(text: str, own: Collection[str]) -> dict[str, str]:
    """Fields and answers; the lines in `own` are of the form itself."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if (heading := _HEADING.fullmatch(line.rstrip())) is not None:
            current = found.setdefault(heading[1], [])
        elif (said := _FIELD.fullmatch(line.rstrip())) is not None and said[1] in ABOUT:
            found[said[1]] = [said[2] or ""]
        elif line.startswith("## "):
            current = []
        elif line.rstrip() not in own:
            current.append(line)
    return {code: "\n".join(lines).strip() for code, lines in found.items()}


def _from_csv(text: str) -> dict[str, str]:
    rows = [
        row
        for row in csv.reader(io.StringIO(text), delimiter=max(";,\t", key=text.partition("\n")[0].count))
        if len(row) >= len(COLUMNS)
    ]
    return {row[0].strip(): row[2].strip() for row in rows[1:]}
