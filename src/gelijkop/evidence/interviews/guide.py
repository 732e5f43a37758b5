"""The interview guide: parts with questions, what each can explain and whom it is for; a region may have its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from gelijkop.catalogue import text as catalogue_text
from gelijkop.errors import DefinitionRefused, Finding, Language, Text
from gelijkop.evidence.checks import Fault, check_table, unknown
from gelijkop.evidence.fields import Field
from gelijkop.evidence.interviews.roles import codes

NAME = "evidence/interviews/guide"
Table = Mapping[str, object]
GUIDE = (
    Field("code", "line", Text("naam van de leidraad", "name of the guide")),
    Field("version", "count", Text("versie", "version")),
    Field("nl", "line", Text("titel", "title in Dutch")),
    Field("en", "line", Text("titel in het Engels", "title in English")),
    Field("source", "line", Text("bron", "source")),
    Field("intro_nl", "line", Text("inleiding", "introduction in Dutch"), needed=False),
    Field("intro_en", "line", Text("inleiding in het Engels", "introduction in English"), needed=False),
)
PART = (
    Field("code", "line", Text("korte naam", "short name")),
    Field("nl", "line", Text("titel", "title in Dutch")),
    Field("en", "line", Text("titel in het Engels", "title in English")),
    Field("figures", "yes_no", Text("hier staan de eigen cijfers", "the own figures stand here"), needed=False),
)
QUESTION = (
    Field("code", "line", Text("korte naam", "short name")),
    Field("nl", "line", Text("vraag", "question in Dutch")),
    Field("en", "line", Text("vraag in het Engels", "question in English")),
    Field("more_nl", "lines", Text("doorvragen", "follow-ups in Dutch"), needed=False),
    Field("more_en", "lines", Text("doorvragen in het Engels", "follow-ups in English"), needed=False),
    Field("for", "lines", Text("rollen", "roles"), needed=False),
    Field("steps", "codes", Text("stappen van de keten", "steps of the chain"), needed=False, list="chain_step"),
    Field("indicators", "codes", Text("indicatoren", "indicators"), needed=False, list="indicator"),
)


@dataclass(frozen=True)
class Question:
    """One question with what to ask on; `roles` are whom it is for, empty for everybody."""

    code: str
    text: Text
    more: tuple[Text, ...] = ()
    roles: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Questions about one subject; in a part with `figures` those of the region are put before the respondent."""

    code: str
    title: Text
    questions: tuple[Question, ...]
    figures: bool = False


@dataclass(frozen=True)
class Guide:
    """A guide with its source."""

    code: str
    version: int
    title: Text
    source: str
    intro: Text
    parts: tuple[Part, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in order."""
        return tuple(q for part in self.parts for q in part.questions)

    def name(self, language: Language) -> str:
        """Title and version in one line."""
        return f"{self.title.say(language)} ({self.code}, {self.version})"


@cache
def shipped_guide() -> Guide:
    """The guide of the catalogue."""
    return read_guide(shipped_text(), file=f"{NAME}.toml")


def shipped_text() -> str:
    """Its file as it was written, to begin a guide of one's own with."""
    return catalogue_text(NAME)


def read_guide(text: str, *, file: str) -> Guide:
    """The guide in a TOML file.

    Raises:
        DefinitionRefused: with all findings.
    """
    try:
        entry = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise _refused(file, [Finding("toml", file, Text("dit is geen TOML", "this is no TOML"))]) from None
    findings = [Finding(f.rule, file, f.text, column=f.key or None) for f in _faults(entry)]
    if findings:
        raise _refused(file, findings)
    intro = Text(str(entry.get("intro_nl", "")), str(entry.get("intro_en", "")))
    parts = tuple(_part(p) for p in _tables(entry, "part"))
    return Guide(entry["code"], entry["version"], Text(entry["nl"], entry["en"]), entry["source"], intro, parts)


def _faults(entry: Table) -> Iterator[Fault]:
    """Everything that is wrong with a guide."""
    yield from check_table({k: v for k, v in entry.items() if k != "part"}, GUIDE)
    parts = _tables(entry, "part")
    if not parts:
        text = Text(
            "er zijn geen onderdelen; schrijf ze onder [[part]]", "there are no parts; write them below [[part]]"
        )
        yield Fault("part", "part", text)
    for part in parts:
        yield from _named(part, check_table({k: v for k, v in part.items() if k != "question"}, PART))
        questions = _tables(part, "question")
        if not questions:
            text = Text("er zijn geen vragen; schrijf ze onder [[part.question]]", "there are no questions")
            yield from _named(part, [Fault("question", "question", text)])
        for question in questions:
            yield from _named(question, [*check_table(question, QUESTION), *_question_faults(question)])
    names = [str(t.get("code")) for p in parts for t in (p, *_tables(p, "question"))]
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        yield Fault("twice", "code", Text(f"de naam “{name}” staat er twee keer", f"the name “{name}” is there twice"))


def _question_faults(question: Table) -> Iterator[Fault]:
    dutch, english, roles = (question.get(k, []) for k in ("more_nl", "more_en", "for"))
    if isinstance(dutch, list) and isinstance(english, list) and len(dutch) != len(english):
        text = Text(
            "in het Engels zijn er meer of minder dan in het Nederlands", "there are other numbers in Dutch and English"
        )
        yield Fault("more", "more_en", text)
    for role in roles if isinstance(roles, list) else []:
        if role not in codes("role"):
            yield Fault("role", "for", unknown(Text("woord", "code"), str(role), list(codes("role"))))


def _named(table: Table, faults: Iterator[Fault] | list[Fault]) -> Iterator[Fault]:
    name = str(table.get("code", "?"))
    for f in faults:
        yield Fault(f.rule, f.key, Text(f"“{name}”: {f.text.nl}", f"“{name}”: {f.text.en}"))


def _part(part: Table) -> Part:
    questions = tuple(_question(q) for q in _tables(part, "question"))
    return Part(str(part["code"]), _text(part), questions, bool(part.get("figures", False)))


def _question(question: Table) -> Question:
    dutch, english, roles, steps, indicators = (
        tuple(str(v) for v in _list(question, k)) for k in ("more_nl", "more_en", "for", "steps", "indicators")
    )
    more = tuple(Text(nl, en) for nl, en in zip(dutch, english, strict=True))
    return Question(str(question["code"]), _text(question), more, roles, steps, indicators)


def _text(table: Table) -> Text:
    return Text(str(table["nl"]), str(table["en"]))


def _list(table: Table, key: str) -> list[object]:
    value = table.get(key, [])
    return value if isinstance(value, list) else []


def _tables(entry: Table, key: str) -> list[dict[str, object]]:
    return [t for t in _list(entry, key) if isinstance(t, dict)]


def _refused(file: str, findings: list[Finding]) -> DefinitionRefused:
    text = Text(f"{file}: deze leidraad heeft fouten. Verbeter ze:", f"{file}: this guide has faults. Mend them:")
    return DefinitionRefused(text, findings)
