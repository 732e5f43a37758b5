"""From the file of a search strategy (TOML) to a strategy, with everything that is wrong at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from gelijkop.errors import DefinitionRefused, Finding, Language, Text
from gelijkop.evidence.checks import unknown
from gelijkop.evidence.strategy.checks import Fault, check_strategy
from gelijkop.evidence.strategy.databases import databases
from gelijkop.evidence.strategy.plan import PHASES, Concept, Criterion, Strategy
from gelijkop.evidence.strategy.terms import Term

Table = Mapping[str, Any]  # what TOML holds; every value is looked at before it is used
LANGUAGES: tuple[Language, ...] = ("nl", "en")
CODE = re.compile(r"[a-z0-9][a-z0-9-]*")
YEARS = (1900, 2100)
KEYS = {
    "": (
        "question",
        "from",
        "until",
        "databases",
        "languages",
        "document_types",
        "level",
        "concept",
        "exclude",
        "criterion",
        "note",
    ),
    "level": ("code", "nl", "en"),
    "concept": ("code", "levels", "nl", "en", "descriptors"),
    "exclude": ("nl", "en"),
    "criterion": ("code", "nl", "en", "phases"),
    "note": ("nl", "en"),
}


def read_strategy(text: str, *, file: str) -> Strategy:
    """The strategy in a text; `file` is its name, for the messages.

    Raises:
        DefinitionRefused: with all findings that make it wrong; advice is not among them.
    """
    strategy, faults = examine_strategy(text)
    wrong = [f for f in faults if f.wrong]
    if strategy is None or wrong:
        said = Text("Deze zoekstrategie heeft fouten. Verbeter ze:", "This search strategy has faults. Mend them:")
        raise DefinitionRefused(said, [finding(f, file) for f in wrong])
    return strategy


def finding(fault: Fault, file: str) -> Finding:
    """A fault of a strategy as a finding: `column` is the key it stands at."""
    return Finding(fault.rule, file, fault.text, column=fault.key or None)


def examine_strategy(text: str) -> tuple[Strategy | None, list[Fault]]:
    """The strategy, or None where its form is wrong, with faults and advice."""
    try:
        entry = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = Text(f"dit is geen geldig TOML: {error}", f"this is no valid TOML: {error}")
        return None, [Fault("toml", "", said)]
    faults = [*_form(entry)]
    if faults:
        return None, faults
    strategy = _strategy(entry)
    return strategy, check_strategy(strategy)


def _form(entry: Table) -> Iterator[Fault]:
    """Unknown and missing keys, values of another shape, codes that are not known."""
    yield from _keys(entry, "")
    for name in ("level", "concept", "criterion", "note"):
        tables = entry.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            yield Fault("value", name, Text(f"schrijf elk onder [[{name}]]", f"write each below [[{name}]]"))
            return
        for table in tables:
            yield from _keys(table, name)
            if name != "note" and not (isinstance(table.get("code"), str) and CODE.fullmatch(table["code"])):
                said = Text("code: kleine letters, cijfers en streepjes", "code: small letters, digits and hyphens")
                yield Fault("value", f"{name}.code", said)
            if name != "concept":
                yield from _texts(table, f"{name} {table.get('code', '')}".strip())
    if not isinstance(entry.get("exclude", {}), dict):
        yield Fault("value", "exclude", Text("schrijf het onder [exclude]", "write it below [exclude]"))
        return
    for name in ("level", "concept"):
        if not entry.get(name):
            yield Fault("missing", name, Text(f"geef ten minste één [[{name}]]", f"give at least one [[{name}]]"))
    question = entry.get("question")
    if isinstance(question, dict):
        yield from _texts(question, "question")
    elif not (isinstance(question, str) and question.strip()):
        yield Fault("missing", "question", Text("schrijf hier uw vraag", "write your question here"))
    yield from _codes(entry)
    yield from _lists_of_terms(entry)
    for key in ("from", "until"):
        year = entry.get(key)
        if year is not None and not (type(year) is int and YEARS[0] <= year <= YEARS[1]):
            yield Fault("value", key, Text("dit is geen jaartal", "this is no year"))


def _keys(table: Table, name: str) -> Iterator[Fault]:
    for key in table:
        if key not in KEYS[name]:
            where = f"{name}.{key}".lstrip(".")
            yield Fault("unknown_key", where, unknown(Text("veld", "field"), key, KEYS[name]))


def _texts(table: Table, where: str) -> Iterator[Fault]:
    if not any(isinstance(table.get(lang), str) and table[lang].strip() for lang in LANGUAGES):
        yield Fault(
            "missing", where, Text("geef een tekst bij nl, bij en of bij beide", "give a text at nl, en or both")
        )


def _codes(entry: Table) -> Iterator[Fault]:
    """Lists of codes, of which each code must be known."""
    types = list(dict.fromkeys(t for d in databases().values() for t in d.type))
    levels = [level.get("code") for level in entry.get("level", [])]
    lists: list[tuple[str, object, Sequence[Any]]] = [
        ("databases", entry.get("databases", []), list(databases())),
        ("languages", entry.get("languages", []), LANGUAGES),
        ("document_types", entry.get("document_types", []), types),
        *((f"concept {c.get('code', '')}.levels", c.get("levels", []), levels) for c in entry.get("concept", [])),
        *((f"criterion {c.get('code', '')}.phases", c.get("phases", []), PHASES) for c in entry.get("criterion", [])),
    ]
    for where, value, allowed in lists:
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            yield Fault("value", where, Text('schrijf een lijst: ["…", "…"]', 'write a list: ["…", "…"]'))
            continue
        for code in value:
            if code not in allowed:
                yield Fault("unknown_code", where, unknown(Text("code", "code"), code, [str(a) for a in allowed]))
    for name in ("level", "concept", "criterion"):
        codes = [t["code"] for t in entry.get(name, []) if isinstance(t.get("code"), str)]
        for code in dict.fromkeys(c for c in codes if codes.count(c) > 1):
            said = Text("deze code staat er meer dan eens", "this code is there more than once")
            yield Fault("duplicate", f"{name} {code}", said)


def _lists_of_terms(entry: Table) -> Iterator[Fault]:
    places = [(f"concept {c.get('code', '')}", c) for c in entry.get("concept", [])]
    for where, table in [*places, ("exclude", entry.get("exclude", {}))]:
        for key in (*LANGUAGES, "descriptors"):
            value = table.get(key, [])
            if not isinstance(value, list) or not all(_is_term(v, tables=key != "descriptors") for v in value):
                said = Text(
                    'schrijf een lijst van woorden: ["…", {term = "…*", forms = ["…", "…"]}]',
                    'write a list of words: ["…", {term = "…*", forms = ["…", "…"]}]',
                )
                yield Fault("value", f"{where}.{key}", said)


def _is_term(value: object, *, tables: bool) -> bool:
    if isinstance(value, dict) and tables:
        forms = value.get("forms", [])
        good = isinstance(forms, list) and all(_is_term(f, tables=False) for f in forms)
        return set(value) <= {"term", "forms"} and _is_term(value.get("term"), tables=False) and good
    return isinstance(value, str) and bool(value.strip())


def _strategy(entry: Table) -> Strategy:
    return Strategy(
        question=_text(entry["question"]),
        levels={t["code"]: _text(t) for t in entry["level"]},
        concepts=tuple(_concept(t) for t in entry["concept"]),
        databases=tuple(entry.get("databases") or databases()),
        languages=cast(tuple[Language, ...], tuple(entry.get("languages") or LANGUAGES)),
        exclude=_terms(entry.get("exclude", {})),
        since=entry.get("from"),
        until=entry.get("until"),
        types=tuple(entry.get("document_types", [])),
        criteria=tuple(
            Criterion(t["code"], _text(t), tuple(p for p in PHASES if p in t.get("phases", PHASES)))
            for t in entry.get("criterion", [])
        ),
        notes=tuple(_text(t) for t in entry.get("note", [])),
    )


def _concept(table: Table) -> Concept:
    return Concept(table["code"], tuple(table.get("levels", [])), _terms(table), tuple(table.get("descriptors", [])))


def _terms(table: Table) -> dict[Language, tuple[Term, ...]]:
    return {lang: tuple(_term(value) for value in table[lang]) for lang in LANGUAGES if lang in table}


def _term(value: str | Table) -> Term:
    if isinstance(value, str):
        return Term(_neat(value))
    return Term(_neat(value["term"]), tuple(_neat(f) for f in value.get("forms", [])))


def _neat(text: str) -> str:
    return " ".join(text.split())


def _text(value: str | Table) -> Text:
    if isinstance(value, str):
        return Text(value, value)
    nl, en = (value.get(lang, "").strip() for lang in LANGUAGES)
    return Text(nl or en, en or nl)
