"""Checks of one definition as TOML holds it: small functions that each yield what is wrong, all of it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from fractions import Fraction

from gelijkop.catalogue import Entry
from gelijkop.errors import Finding, Text
from gelijkop.indicators import examples
from gelijkop.indicators.blocks import Answer
from gelijkop.indicators.vocabulary import CLOCKS, answers, conditions
from gelijkop.model.optional import OPTIONAL
from gelijkop.model.periods import start_year

UNITS = ("share", "mean", "distribution")
KEYS: dict[str, type] = {
    "code": str, "id": str, "version": int, "nl": str, "en": str, "question": dict, "population": dict, "clock": str,
    "unit": str, "since": str, "breaks": list, "sources": list, "says_not": list, "owner": str, "reviewed": date,
    "review_by": date, "example": str, "variant": list,
}  # fmt: skip
VARIANT_KEYS: dict[str, type] = {
    "name": str, "nl": str, "en": str, "population": list, "counts": str, "expect": dict,
}  # fmt: skip
EXTRAS: dict[str, type] = {"withdrawn": dict, "needs": list, "verified": bool}
WITHDRAWN_KEYS: dict[str, type] = {"date": date, "nl": str, "en": str}
VARIANT_EXTRAS: dict[str, type] = {
    "scores": list, "unit": str, "within": str, "within_outcome": int, "uses": str, "needs": list, "verified": bool,
}  # fmt: skip
_HUGE = 1e9  # beyond any score; NaN and infinity are not below it either
NO_NAME = ("", "n/a", "nvt", "n.v.t.", "tbd", "todo", "?", "-")
_CODE = re.compile(r"[a-z0-9]+([.\-][a-z0-9]+)+")
_VALUE = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?")
KEY, MEASURE, CONDITION = Text("sleutel", "key"), Text("maat", "measure"), Text("voorwaarde", "condition")
COUNT, OUTCOME = Text("telling", "count"), Text("uitkomst", "outcome")
NEED = Text("kolom", "column")
NEEDS = ("diplomas.extra_subject", *(o.need for o in OPTIONAL))
"""Columns without which an indicator is not available; the others are there, or nobody is counted."""
CHOICE, INDICATOR = Text("keuze", "choice"), Text("indicator", "indicator")
_CHOICE = {"clock": CLOCKS, "unit": UNITS}
_ITEMS: dict[str, type] = {
    "breaks": str, "sources": str, "says_not": dict, "variant": dict, "population": str, "scores": float, "needs": str,
}  # fmt: skip
_KINDS: dict[type, Text] = {
    bool: Text("waar of onwaar", "true or false"),
    str: Text("tekst tussen aanhalingstekens", "text between quotes"),
    int: Text("een geheel getal", "a whole number"),
    float: Text("een getal", "a number"),
    list: Text("een lijst [ … ]", "a list [ … ]"),
    dict: Text("een tabel met sleutels", "a table with keys"),
    datetime: Text("een datum met een tijd", "a date with a time"),
    date: Text("een datum zoals 2026-11-22", "a date such as 2026-11-22"),
}


@dataclass(frozen=True)
class Fault:
    """Something wrong at a key; `variant` is the position of the variant it stands in, None for the definition."""

    rule: str
    key: str
    text: Text
    variant: int | None = None


def finding(fault: Fault, file: str, written: str) -> Finding:
    """The fault as a finding, with the line of its key, or of the variant that it is missing in."""
    return Finding(fault.rule, file, fault.text, row=_line(written, fault), column=fault.key)


def no_toml(error: Exception, file: str) -> Finding:
    """That a text is no TOML, with line and character where the parser tells them."""
    if isinstance(error, RecursionError):
        text = Text("dit zijn te veel haken in elkaar", "these are too many brackets inside each other")
        return Finding("toml", file, text)
    at = re.search(r"line (\d+), column (\d+)", str(error))
    said = re.sub(r" \(at .*\)$", "", str(error))
    where = Text(f", bij teken {at[2]}", f", at character {at[2]}") if at else Text(" aan het eind", " at the end")
    nl, en = f"dit is geen TOML{where.nl} ({said})", f"this is no TOML{where.en} ({said})"
    return Finding("toml", file, Text(nl, en), row=int(at[1]) if at else None)


def _line(written: str, fault: Fault) -> int | None:
    variants, heading = -1, None
    for number, line in enumerate(written.splitlines(), start=1):
        variants += line.strip() == "[[variant]]"
        inside = variants == (-1 if fault.variant is None else fault.variant)
        if inside and re.match(rf"\s*\[*{re.escape(fault.key)}\s*(=|\.|\])", line):
            return number
        if inside and fault.variant is not None and heading is None:
            heading = number
    return heading


def unknown(what: Text, found: str, allowed: Sequence[str]) -> Text:
    """“provisonal_ranked” is not known; did you mean …? And all that is allowed, where that is few."""
    near = get_close_matches(found, allowed, n=1)
    nl, en = f"“{found}” is geen bekende {what.nl}", f"“{found}” is no known {what.en}"
    if near:
        return Text(f"{nl}. Bedoelt u “{near[0]}”?", f"{en}. Did you mean “{near[0]}”?")
    return Text(f"{nl}; mogelijk zijn: {', '.join(allowed)}", f"{en}; allowed are: {', '.join(allowed)}")


def faults(entry: Entry) -> Iterator[Fault]:
    """Everything that is wrong with one definition. Deeper checks wait until all keys are there."""
    shape = list(_keys(entry, KEYS, EXTRAS, None))
    variants = entry.get("variant")
    for position, variant in enumerate(variants if isinstance(variants, list) else ()):
        if isinstance(variant, dict):
            shape += _keys(variant, VARIANT_KEYS, VARIANT_EXTRAS, position)
    if isinstance(entry.get("withdrawn"), dict):
        shape += _keys(entry["withdrawn"], WITHDRAWN_KEYS, {"instead": str}, None)
    if shape:
        yield from shape
        return
    yield from _texts(entry)
    yield from _choices(entry)
    yield from _needs(entry, None)
    yield from _review(entry)
    yield from _years(entry)
    yield from (Fault("example", "example", text) for text in examples.faults(examples.parse(entry["example"])))
    yield from _variant_names(entry)
    if entry["clock"] in CLOCKS:
        for position, variant in enumerate(entry["variant"]):
            yield from _variant(entry, variant, position)


def _keys(entry: Entry, needed: dict[str, type], extra: dict[str, type], variant: int | None) -> Iterator[Fault]:
    allowed = needed | extra
    for key in entry:
        if key not in allowed:
            yield Fault("unknown_key", key, unknown(KEY, key, tuple(allowed)), variant)
    for key, kind in allowed.items():
        if key not in entry and key in needed:
            text = Text(f"“{key}” ontbreekt", f"“{key}” is missing")
            yield Fault("missing_key", key, text, variant)
        elif key in entry:
            yield from (Fault("wrong_type", key, text, variant) for text in _wrong_types(key, entry[key], kind))


def _wrong_types(key: str, value: object, kind: type) -> Iterator[Text]:
    """That a value is of another kind, or the first of its items that is."""
    if not _is(value, kind):
        found, asked = _kind(value), _KINDS[kind]
        yield Text(f"“{key}” is {found.nl}; verwacht: {asked.nl}", f"“{key}” is {found.en}; expected: {asked.en}")
    elif isinstance(value, list) and key in _ITEMS:
        wrong = next((item for item in value if not _is(item, _ITEMS[key])), None)
        if wrong is not None:
            found, asked = _kind(wrong), _KINDS[_ITEMS[key]]
            yield Text(
                f"in “{key}” staat {found.nl}; verwacht: {asked.nl}", f"“{key}” holds {found.en}; expected: {asked.en}"
            )


def _is(value: object, kind: type) -> bool:
    """Whether a value is of a kind: true is no number here, and a date with a time is no date."""
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _HUGE
    return isinstance(value, kind) and not isinstance(value, bool if kind is int else datetime)


def _kind(value: object) -> Text:
    return next((text for kind, text in _KINDS.items() if isinstance(value, kind)), Text("iets anders", "other"))


def _texts(entry: Entry) -> Iterator[Fault]:
    for key in ("question", "population", "says_not"):
        for text in entry[key] if key == "says_not" else (entry[key],):
            if set(text) != {"nl", "en"} or not all(isinstance(t, str) and t.strip() for t in text.values()):
                yield Fault("text", key, Text(f"“{key}” moet nl en en hebben", f"“{key}” must have nl and en"))
    if not entry["says_not"]:
        yield Fault(
            "says_not",
            "says_not",
            Text("vertel wat dit cijfer niet zegt", "tell what this figure does not say"),
        )
    if not _CODE.fullmatch(entry["code"]):
        text = Text("een code is als vo.afstroom: kleine letters, cijfers, punten, streepjes",
                    "a code is like vo.afstroom: lower case, digits, dots, hyphens")  # fmt: skip
        yield Fault("code", "code", text)


def _choices(entry: Entry) -> Iterator[Fault]:
    for key, allowed in _CHOICE.items():
        if entry[key] not in allowed:
            yield Fault(f"unknown_{key}", key, unknown(CHOICE, entry[key], allowed))


def _needs(entry: Entry, variant: int | None) -> Iterator[Fault]:
    for need in entry.get("needs", ()):
        if need not in NEEDS:
            yield Fault("unknown_need", "needs", unknown(NEED, need, NEEDS), variant)


def _review(entry: Entry) -> Iterator[Fault]:
    if entry["version"] < 1:
        text = Text("“version” begint bij 1", "“version” starts at 1")
        yield Fault("version", "version", text)
    if not entry["sources"]:
        yield Fault("sources", "sources", Text("noem ten minste één bron", "name at least one source"))
    if entry["owner"].strip().lower() in NO_NAME:
        yield Fault("owner", "owner", Text("noem wie deze definitie beheert", "name who looks after this definition"))
    if entry["review_by"] <= entry["reviewed"]:
        text = Text("“review_by” ligt niet na “reviewed”", "“review_by” is not after “reviewed”")
        yield Fault("review_by", "review_by", text)


def _years(entry: Entry) -> Iterator[Fault]:
    for key, years in (("since", [entry["since"]]), ("breaks", entry["breaks"])):
        for year in years:
            if not isinstance(year, str) or start_year(year) is None:
                text = Text(
                    f"“{year}” is geen schooljaar zoals 2014/2015", f"“{year}” is no school year like 2014/2015"
                )
                yield Fault("school_year", key, text)


def _variant_names(entry: Entry) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, variant in enumerate(entry["variant"]):
        if variant["name"] in seen:
            text = Text(f"er is al een variant “{variant['name']}”", f"there is a variant “{variant['name']}” already")
            yield Fault("variant_twice", "name", text, position)
        seen.add(variant["name"])
    if not seen:
        yield Fault("no_variant", "variant", Text("geef ten minste één variant", "give at least one variant"))


def _variant(entry: Entry, variant: Entry, position: int) -> Iterator[Fault]:
    yield from _needs(variant, position)
    known = conditions(entry["clock"])
    for name in variant["population"]:
        if str(name) not in known:
            yield Fault("unknown_condition", "population", unknown(CONDITION, str(name), tuple(known)), position)
    if variant.get("unit", UNITS[0]) not in UNITS:
        yield Fault("unknown_unit", "unit", unknown(CHOICE, variant["unit"], UNITS), position)
    answer = answers(entry["clock"]).get(variant["counts"])
    if answer is None:
        text = unknown(COUNT, variant["counts"], tuple(answers(entry["clock"])))
        yield Fault("unknown_count", "counts", text, position)
        return
    scores = variant.get("scores", answer.scores)
    if len(scores) != len(answer.outcomes):
        text = Text(f"er zijn {len(scores)} scores en {len(answer.outcomes)} uitkomsten",
                    f"there are {len(scores)} scores and {len(answer.outcomes)} outcomes")  # fmt: skip
        yield Fault("scores", "scores", text, position)
        return
    yield from (Fault("expect", "expect", text, position) for text in _expectation(variant["expect"], answer, scores))


def _expectation(expect: Entry, answer: Answer, scores: Sequence[float]) -> Iterator[Text]:
    for key in expect:
        if key not in (*answer.outcomes, "outside", "value"):
            yield unknown(OUTCOME, key, (*answer.outcomes, "outside", "value"))
        elif key != "value" and not (_is(expect[key], int) and expect[key] >= 0):
            yield Text(f"bij “{key}” hoort een aantal leerlingen", f"“{key}” takes a number of pupils")
            return
    pupils = [expect.get(outcome, 0) for outcome in answer.outcomes]
    if not sum(pupils):
        yield Text("niemand uit het voorbeeld wordt geteld", "nobody in the example is counted")
    elif any(scores):
        value = sum((n * Fraction(s) for n, s in zip(pupils, scores, strict=True)), Fraction(0)) / sum(pupils)
        written = str(expect.get("value", ""))
        if not _VALUE.fullmatch(written) or Fraction(written) != value:
            yield Text(f"“value” moet de gemiddelde score zijn: {value}", f"“value” must be the mean score: {value}")
