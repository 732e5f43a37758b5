"""What may be wrong with the fields of a record file, as small checks that each yield faults."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from gelijkop.errors import Text
from gelijkop.evidence.fields import Field, Shape, allowed

Table = Mapping[str, object]
YEARS = (1900, 2100)
LARGEST = 10  # of d and g; above it a point was lost
FEW = 20  # as many codes are listed in a message


@dataclass(frozen=True)
class Fault:
    """Something wrong at a key; `place` is the position of the effect it stands in, `line` where it is known."""

    rule: str
    key: str
    text: Text
    table: str = ""
    place: int = 0
    line: int | None = None


def line_of(fault: Fault, front: Sequence[str]) -> int | None:
    """The line in the file of a fault in the front matter, or of the effect that a key is missing in."""
    if fault.line is not None:
        return fault.line
    heading, table, place = None, "", {"effect": -1}
    for number, line in enumerate(front, start=2):
        if start := re.match(r"\s*\[+\s*(\w+)\s*\]+", line):
            table = start[1]
            place[table] = place.get(table, -1) + 1
        inside = table == fault.table and (table != "effect" or place[table] == fault.place)
        if inside and heading is None and table:
            heading = number
        if inside and re.match(rf"\s*{re.escape(fault.key)}\s*=", line):
            return number
        if not table and fault.table and re.match(rf"\s*{re.escape(fault.table)}\s*=", line):
            heading = number
    return heading


def check_table(table: Table, fields: Sequence[Field], *, table_name: str = "", place: int = 0) -> Iterator[Fault]:
    """Unknown keys, missing keys, and values of another shape than declared."""
    known = {f.name: f for f in fields}
    for key in table:
        if key not in known:
            yield Fault("unknown_key", key, unknown(Text("veld", "field"), key, list(known)), table_name, place)
    for f in fields:
        value = table.get(f.name)
        if value is None or (f.needed and value in ("", [])):
            if f.needed:
                text = Text(f"dit veld is nog leeg ({f.text.nl})", f"this field is still empty ({f.text.en})")
                yield Fault("missing", f.name, text, table_name, place)
            continue
        yield from (Fault("value", f.name, text, table_name, place) for text in _wrong(value, f))


def faults_of_tables(entry: Table) -> Iterator[Fault]:
    """Where `effect` is no list of tables, or `strength` no table."""
    effects = entry.get("effect", [])
    if not isinstance(effects, list) or not all(isinstance(e, dict) for e in effects):
        text = Text("schrijf elk effect onder een eigen regel [[effect]]", "write each effect below a line [[effect]]")
        yield Fault("value", "effect", text)
    if not isinstance(entry.get("strength", {}), dict):
        text = Text("schrijf: strength = {scheme, value, judge}", "write: strength = {scheme, value, judge}")
        yield Fault("value", "strength", text)


def check_effects(effects: Sequence[Table]) -> Iterator[Fault]:
    """Limits that do not hold their value, values that a measure cannot have, versions without a name."""
    versions: dict[object, list[object]] = {}
    for place, effect in enumerate(effects):
        value, lower, upper = (_number(effect.get(k)) for k in ("value", "lower", "upper"))
        if value is None:
            continue
        if (lower is None) != (upper is None):
            text = Text("geef beide grenzen, of geen van beide", "give both limits, or none")
            yield Fault("interval", "lower" if upper is None else "upper", text, "effect", place)
        elif lower is not None and upper is not None and not lower <= value <= upper:
            text = Text("de waarde ligt niet tussen de grenzen", "the value is not between the limits")
            yield Fault("interval", "value", text, "effect", place)
        given = [v for v in (value, lower, upper) if v is not None]
        if (text_ := _out_of_range(str(effect.get("measure")), given)) is not None:
            yield Fault("range", "value", text_, "effect", place)
        yield from _groups(effect, place)
        name = effect.get("estimate")
        versions.setdefault(name, [])
        if effect.get("version", "") in versions[name]:
            text = Text(
                "een schatting die er vaker staat, heeft per keer een eigen version nodig",
                "an estimate that stands here more than once needs a version of its own each time",
            )
            yield Fault("version", "version", text, "effect", place)
        versions[name].append(effect.get("version", ""))


def _groups(effect: Table, place: int) -> Iterator[Fault]:
    """One group without the other, groups that are not the number of pupils, and an error that is none."""
    first, second, pupils = (_number(effect.get(k)) for k in ("n1", "n2", "n"))
    if (first is None) != (second is None):
        text = Text("geef beide groepen, of geen van beide", "give both groups, or none")
        yield Fault("groups", "n1" if first is None else "n2", text, "effect", place)
    elif first is not None and second is not None and pupils not in (None, first + second):
        yield Fault("groups", "n", Text("n is niet n1 en n2 samen", "n is not n1 and n2 together"), "effect", place)
    error = _number(effect.get("se"))
    if error is not None and error <= 0:
        yield Fault(
            "range", "se", Text("een standaardfout is groter dan 0", "a standard error is above 0"), "effect", place
        )
    if effect.get("standardiser") and effect.get("measure") not in ("d", "g"):
        text = Text("dit veld hoort alleen bij d en g", "this field belongs to d and g only")
        yield Fault("standardiser", "standardiser", text, "effect", place)


def unknown(what: Text, found: str, known: Sequence[str]) -> Text:
    """That something is not known, with the nearest that is, or all where that are few."""
    nl, en = f"“{found}” is geen bekend {what.nl}", f"“{found}” is no known {what.en}"
    if near := get_close_matches(found, known, n=1):
        return Text(f"{nl}. Bedoelt u “{near[0]}”?", f"{en}. Did you mean “{near[0]}”?")
    if len(known) > FEW:
        return Text(f"{nl}. De hele lijst: gelijkop indicators", f"{en}. The whole list: gelijkop indicators")
    return Text(f"{nl}; mogelijk zijn: {', '.join(known)}", f"{en}; allowed are: {', '.join(known)}")


def _wrong(value: object, field: Field) -> Iterator[Text]:
    right, text = SHAPES[field.shape]
    if not right(value):
        yield text
    elif field.list:
        codes = list(allowed(field.list))
        given: list[str] = value if isinstance(value, list) else [str(value)]
        yield from (unknown(Text("woord", "code"), code, codes) for code in given if code not in codes)


def _out_of_range(measure: str, values: Sequence[float]) -> Text | None:
    if measure == "r" and any(abs(v) > 1 for v in values):
        return Text("een correlatie ligt tussen −1 en 1", "a correlation lies between −1 and 1")
    if measure == "or" and any(v <= 0 for v in values):
        return Text("een odds ratio is groter dan 0", "an odds ratio is above 0")
    if measure in ("d", "g") and any(abs(v) > LARGEST for v in values):
        return Text("boven de 10 kan niet: is er een punt weggevallen?", "above 10 cannot be: was a point lost?")
    if measure == "pp" and any(abs(v) > 100 for v in values):
        return Text("meer dan 100 procentpunten kan niet", "more than 100 percentage points cannot be")
    return None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _line(value: object) -> bool:
    return isinstance(value, str) and value == value.strip() and "\n" not in value


def _lines(value: object) -> bool:
    return isinstance(value, list) and all(_line(v) and v for v in value) and len(set(value)) == len(value)


def _whole(value: object, low: int, high: float) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


SHAPES: Mapping[Shape, tuple[Callable[[object], bool], Text]] = {
    "line": (_line, Text("schrijf één regel tekst tussen aanhalingstekens", "write one line of text in quotes")),
    "code": (_line, Text("schrijf één woord uit de lijst", "write one code of the list")),
    "lines": (
        _lines,
        Text("schrijf een lijst van verschillende teksten tussen [ ]", "write a list of different texts in [ ]"),
    ),
    "codes": (
        _lines,
        Text("schrijf een lijst van verschillende woorden tussen [ ]", "write a list of different codes in [ ]"),
    ),
    "year": (
        lambda v: _whole(v, *YEARS),
        Text("schrijf een jaartal, zoals 2021, zonder aanhalingstekens", "write a year, such as 2021, without quotes"),
    ),
    "number": (
        lambda v: (n := _number(v)) is not None and math.isfinite(n),
        Text("schrijf een getal met een punt, zoals 0.28", "write a number with a point, such as 0.28"),
    ),
    "count": (lambda v: _whole(v, 1, math.inf), Text("schrijf een heel getal vanaf 1", "write a whole number from 1")),
    "yes_no": (lambda v: isinstance(v, bool), Text("schrijf true of false", "write true or false")),
}
