"""The faults of the mapping file beside a table of one's own: what is unknown, missing or cannot be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gelijkop.errors import Finding, Text
from gelijkop.model.levels import levels
from gelijkop.model.tables import AREA_FIGURES
from gelijkop.sources.mapping_faults import Entry, fault, nearest
from gelijkop.sources.years import period_in

Kind = type | tuple[type, ...]
_TEXT, _FLAG, _NUMBER, _LIST, _TABLE = str, bool, (int, float), list, dict
_KEYS: Mapping[str, Mapping[str, Kind]] = {
    "table": {"code": _TEXT, "nl": _TEXT, "en": _TEXT, "publisher": _TEXT, "licence": _TEXT, "delimiter": _TEXT,
              "sheet": _TEXT, "open_end": _FLAG},
    "place": {"column": _TEXT, "kind": _TEXT, "names": _TABLE},
    "period": {"column": _TEXT, "value": _TEXT},
    "breakdown": {"level": _TEXT, "sex": _TEXT, "detail": _LIST},
    "codes": {"level": _TABLE, "sex": _TABLE},
    "numbers": {"decimal": _TEXT, "thousands": _TEXT, "percent": _FLAG, "missing": _LIST, "suppressed": _TABLE},
    "long": {"measure": _TEXT, "value": _TEXT, "skip": _LIST},
}  # fmt: skip
_MEASURE: Mapping[str, Kind] = {
    "code": _TEXT, "column": _TEXT, "nl": _TEXT, "en": _TEXT, "unit": _TEXT, "whole": _FLAG, "low": _NUMBER,
    "high": _NUMBER,
}  # fmt: skip
_NEEDED = {"table": ("code", "nl", "publisher", "licence"), "place": ("column", "kind"), "long": ("measure", "value")}
_MEASURE_NEEDED = ("code", "column", "nl", "unit")
_CODE = re.compile(r"^eigen(\.[a-z0-9][a-z0-9-]*)+$")
_PLACE_KINDS = ("region", "country", "municipality", "district", "neighbourhood", "postcode4", "location")
_UNITS = next(c.codes for c in AREA_FIGURES.columns if c.name == "unit")
_CODES = {"level": tuple(levels()), "sex": ("m", "v")}


def own_faults(entry: Entry, name: str) -> Iterator[Finding]:
    """Every fault; what cannot be judged before a shape is right waits until it is."""
    shape = list(_shape_faults(entry, name))
    yield from shape
    if not shape:
        yield from _head_faults(entry, name)
        yield from _period_faults(entry, name)
        yield from _number_faults(entry.get("numbers", {}), name)
        yield from _code_faults(entry, name)
        yield from _measure_faults(entry["measure"], name)


def _shape_faults(entry: Entry, name: str) -> Iterator[Finding]:
    """Unknown names, missing names and values of another kind than asked for."""
    for section in entry:
        if section not in (*_KEYS, "measure"):
            yield _unknown(name, section, [*_KEYS, "measure"])
    for section, keys in _KEYS.items():
        held = entry.get(section, {})
        if not isinstance(held, dict):
            yield fault(name, section, Text(f"verwacht: een kop [{section}].", f"expected: a heading [{section}]."))
        elif section in entry or section in ("table", "place"):
            yield from _key_faults(held, keys, _NEEDED.get(section, ()), section, name)
    measures = entry.get("measure")
    if not isinstance(measures, list) or not measures or not all(isinstance(m, dict) for m in measures):
        yield fault(
            name,
            "measure",
            Text(
                "verwacht: voor elk cijfer een kop [[measure]].", "expected: a heading [[measure]] for every measure."
            ),
        )
        return
    for number, measure in enumerate(measures, start=1):
        yield from _key_faults(measure, _MEASURE, _MEASURE_NEEDED, f"measure {number}", name)


def _key_faults(
    held: Entry, keys: Mapping[str, Kind], needed: Sequence[str], section: str, name: str
) -> Iterator[Finding]:
    for key, value in held.items():
        if key not in keys:
            yield _unknown(name, f"{section}.{key}", [f"{section}.{k}" for k in keys])
        elif not _is(value, keys[key]):
            yield fault(name, f"{section}.{key}", _wanted(keys[key]))
    for key in (k for k in needed if k not in held):
        yield fault(name, f"{section}.{key}", Text("dit is nodig.", "this is needed."), "missing_column")


def _is(value: object, kind: Kind) -> bool:
    if kind is _TEXT:
        return isinstance(value, str) and value != ""
    if kind is _LIST:
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    return isinstance(value, kind) and (kind is _FLAG or not isinstance(value, bool))


def _wanted(kind: Kind) -> Text:
    if kind is _TEXT:
        return Text("verwacht: tekst tussen aanhalingstekens.", "expected: quoted text.")
    if kind is _LIST:
        return Text('verwacht: een lijst, zoals ["-", "?"].', 'expected: a list, such as ["-", "?"].')
    if kind is _FLAG:
        return Text("verwacht: true of false.", "expected: true or false.")
    if kind is _TABLE:
        return Text("verwacht: een kop met regels.", "expected: a heading with lines.")
    return Text("verwacht: een getal.", "expected: a number.")


def _head_faults(entry: Entry, name: str) -> Iterator[Finding]:
    if not _CODE.match(entry["table"]["code"]):
        yield fault(name, "table.code", _own_code())
    if (kind := entry["place"]["kind"]) not in _PLACE_KINDS:
        yield fault(name, "place.kind", _one_of(_PLACE_KINDS, kind))
    if len(entry["table"].get("delimiter", ";")) != 1:
        yield fault(name, "table.delimiter", Text("verwacht: één teken, zoals ;", "expected: one character, such as ;"))
    for written, code in entry["place"].get("names", {}).items():
        if not isinstance(code, str):
            yield fault(name, f"place.names.{written}", _wanted(_TEXT))


def _period_faults(entry: Entry, name: str) -> Iterator[Finding]:
    """The period comes from exactly one of three ways, and the way is possible."""
    period = entry.get("period", {})
    among = ["{period}" in m["column"] for m in entry["measure"]]
    ways = ["column" in period, "value" in period, any(among)]
    if sum(ways) != 1 or (any(among) and not all(among)):
        yield fault(
            name,
            "period",
            Text(
                "noem de periode op één manier: period.column, period.value, of {period} in de kop van elk cijfer.",
                "tell the period in one way: period.column, period.value, or {period} in the heading of every measure.",
            ),
        )
    if any(among) and "long" in entry:
        yield fault(
            name,
            "long",
            Text(
                "in een lange tabel staat de periode niet in de kop van een cijfer.",
                "in a long table the period is not in the heading of a measure.",
            ),
        )
    if "value" in period and period_in(period["value"]) is None:
        yield fault(
            name,
            "period.value",
            Text(
                "verwacht: een jaar (2023) of schooljaar (2022/2023).",
                "expected: a year (2023) or school year (2022/2023).",
            ),
        )


def _number_faults(numbers: Entry, name: str) -> Iterator[Finding]:
    decimal, thousands = numbers.get("decimal", ","), numbers.get("thousands", "")
    if decimal not in (",", "."):
        yield fault(name, "numbers.decimal", _one_of((",", ".")))
    if thousands not in ("", ".", ",", " ", "\N{NO-BREAK SPACE}") or thousands == decimal:
        yield fault(
            name,
            "numbers.thousands",
            Text(
                "verwacht: . of , of een spatie, en iets anders dan het decimaalteken.",
                "expected: . or , or a blank, and not the decimal mark.",
            ),
        )
    for mark, known in numbers.get("suppressed", {}).items():
        right = isinstance(known, list) and all(_is(k, _NUMBER) for k in known)
        if not right or len(known) not in (0, 2) or (known and not known[0] < known[1]):
            yield fault(
                name,
                f"numbers.suppressed.{mark}",
                Text(
                    "verwacht: het laagste en hoogste getal dat het kan zijn, zoals [1, 4], of [] als u dat niet weet.",
                    "expected: the lowest and the highest number it can be, such as [1, 4], or [] where not known.",
                ),
            )


def _code_faults(entry: Entry, name: str) -> Iterator[Finding]:
    breakdown = entry.get("breakdown", {})
    for column, allowed in _CODES.items():
        for theirs, ours in entry.get("codes", {}).get(column, {}).items():
            if ours not in ("", *allowed):
                yield fault(name, f"codes.{column}.{theirs}", _one_of(allowed, str(ours)))
        if column in breakdown and column not in entry.get("codes", {}):
            yield fault(
                name,
                f"codes.{column}",
                Text(
                    'zeg wat elke waarde van deze kolom betekent; een totaal is "".',
                    'tell what each value of this column means; a total is "".',
                ),
            )


def _measure_faults(measures: Sequence[Entry], name: str) -> Iterator[Finding]:
    for key in ("code", "column"):
        for value, times in Counter(m[key] for m in measures).items():
            if times > 1:
                yield fault(
                    name,
                    f"measure.{key}",
                    Text(f"“{value}” staat er meer dan eens.", f"“{value}” is there more than once."),
                )
    for number, measure in enumerate(measures, start=1):
        if not _CODE.match(measure["code"]):
            yield fault(name, f"measure {number}.code", _own_code())
        if measure["unit"] not in _UNITS:
            yield fault(name, f"measure {number}.unit", _one_of(_UNITS, measure["unit"]))
        if measure.get("low", 0) > measure.get("high", measure.get("low", 0)):
            yield fault(name, f"measure {number}.low", Text("low is hoger dan high.", "low is above high."))


def _own_code() -> Text:
    return Text(
        "verwacht: eigen. en dan kleine letters, cijfers en streepjes, zoals eigen.verzuim.",
        "expected: eigen. and then small letters, digits and hyphens, such as eigen.verzuim.",
    )


def _one_of(allowed: Sequence[str], found: object = "") -> Text:
    hint = _hint(str(found), allowed)
    shown = ", ".join(allowed)
    return Text(f"verwacht: een van {shown}.{hint.nl}", f"expected: one of {shown}.{hint.en}")


def _unknown(name: str, key: str, known: Sequence[str]) -> Finding:
    hint = _hint(key, known)
    return fault(name, key, Text(f"deze naam is onbekend.{hint.nl}", f"this name is unknown.{hint.en}"), "unknown_key")


def _hint(found: str, known: Sequence[str]) -> Text:
    near = nearest(found, known)
    return Text("", "") if near is None else Text(f" Bedoelt u “{near}”?", f" Did you mean “{near}”?")
