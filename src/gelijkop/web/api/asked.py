"""What a program asks for: the parameters of the API, each with its form, read from a query."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from gelijkop.errors import Text
from gelijkop.web.api.problems import Refused, malformed

MOST_ROWS, ROWS = 1000, 100
"""Rows on a page at most, and where nothing is asked."""
LONGEST_QUERY, MOST_PARAMETERS = 2000, 20
NOBODY = "none"
"""Stands in a question for no grouping: all pupils together."""

_CODE = "^[A-Za-z0-9._/×-]{1,100}$"
_WORDS = r"^[^\x00-\x1f\x7f]{1,120}$"
_CURSOR = "^[0-9]{1,7}-[0-9]{1,7}$"


@dataclass(frozen=True)
class Parameter:
    """A parameter in a query: what it is for, and its JSON Schema, which is also how it is checked."""

    name: str
    text: Text
    schema: Mapping[str, Any]  # Any: as JSON Schema has it


def _code(name: str, nl: str, en: str) -> Parameter:
    return Parameter(name, Text(nl, en), {"type": "string", "pattern": _CODE})


def _whole(name: str, nl: str, en: str, low: int, high: int) -> Parameter:
    return Parameter(name, Text(nl, en), {"type": "integer", "minimum": low, "maximum": high})


PARAMETERS: Mapping[str, Parameter] = {
    p.name: p
    for p in (
        _code("indicator", "alleen wat over deze indicator gaat", "only what is about this indicator"),
        _code("measure", "alleen deze maat", "only this measure"),
        _code("chain", "alleen deze keten", "only this chain"),
        _code("place", "alleen deze plaats; “alle” is de hele regio", "only this place; “alle” is the whole region"),
        _code("grouping", "alleen deze indeling; “none”: alle leerlingen", "only this grouping; “none”: all pupils"),
        _code("group", "alleen deze groep", "only this group"),
        Parameter("q", Text("woorden of een vraag; de best passende eerst", "words or a question; the best fit first"),
                  {"type": "string", "pattern": _WORDS}),
        _code("theme", "alleen dit thema", "only this theme"),
        _code("sector", "alleen deze sector of onderwijssoort", "only this sector or kind of education"),
        _code("kind", "alleen deze soort publicatie", "only this kind of publication"),
        _code("type", "alleen determinant, interventie, beleid of instrument", "only this type of record"),
        _code("result", "alleen met deze uitkomst van het onderzoek", "only with this result of the research"),
        _code("grade", "alleen met deze sterkte van bewijs (1–5, of geen)", "only with this grade (1–5, or geen)"),
        _code("level", "alleen wat speelt bij school, klas of leerling", "only what happens at this level"),
        _code("step", "alleen wat deze stap kan bewegen", "only what can move this step"),
        _whole("year", "alleen wat over dit schooljaar gaat (jaar van begin)", "only this school year (its start)",
               1980, 2100),
        _whole("limit", f"aantal rijen op een bladzijde, {ROWS} als u niets vraagt",
               f"rows on a page, {ROWS} where nothing is asked", 1, MOST_ROWS),
        Parameter("cursor", Text("waar de bladzijde begint: neem hem over uit “next”",
                                 "where the page starts: take it from “next”"),
                  {"type": "string", "pattern": _CURSOR}),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question: codes to select by, and the page of the answer; `block` and `row` tell where that starts."""

    codes: Mapping[str, str]
    year: int | None
    limit: int
    block: int
    row: int

    def of(self, name: str) -> str:
        """The code asked for under this name; empty where none is."""
        return self.codes.get(name, "")

    def written(self, block: int | None = None, row: int = 0) -> str:
        """The question as a query, in one order; with a block, of the page that starts there."""
        pairs = list(self.codes.items())
        if self.year is not None:
            pairs.append(("year", str(self.year)))
        if self.limit != ROWS:
            pairs.append(("limit", str(self.limit)))
        if block is not None:
            pairs.append(("cursor", f"{block}-{row}"))
        return f"?{urlencode(sorted(pairs))}" if pairs else ""


def read(query: str, names: Sequence[str]) -> Asked:
    """The question in a query that may have these parameters.

    Raises:
        Refused: it has another one, or one twice, or a value of the wrong form.
    """
    given: dict[str, str] = {}
    for name, value in _pairs(query):
        if name not in names:
            raise Refused(
                400,
                Text("Deze parameter is er hier niet.", "There is no such parameter here."),
                name,
                Text(", ".join(names) or "geen", ", ".join(names) or "none"),
                Text("Laat hem weg, of kijk hoe hij heet.", "Leave it out, or see what it is called."),
            )
        if name in given:
            raise malformed(name, value, Text("hoogstens één waarde", "at most one value"))
        given[name] = value
    found = {name: _checked(PARAMETERS[name], value) for name, value in given.items()}
    block, row = (int(n) for n in found.pop("cursor", "0-0").split("-"))
    limit, year = found.pop("limit", ""), found.pop("year", "")
    return Asked(found, int(year) if year else None, int(limit) if limit else ROWS, block, row)


def _pairs(query: str) -> Sequence[tuple[str, str]]:
    shorter = Text("een kortere vraag", "a shorter question")
    if len(query) > LONGEST_QUERY:
        raise malformed("?", "", shorter)
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise malformed("?", "", shorter) from None


def _checked(parameter: Parameter, value: str) -> str:
    """The value, if it has the form that the schema of the parameter tells."""
    schema = parameter.schema
    if schema["type"] == "integer":
        low, high = schema["minimum"], schema["maximum"]
        if not (re.fullmatch("[0-9]{1,9}", value) and low <= int(value) <= high):
            raise malformed(parameter.name, value, Text(f"een getal van {low} tot en met {high}",
                                                        f"a number from {low} to {high}"))  # fmt: skip
    elif not re.fullmatch(schema["pattern"].strip("^$"), value):
        raise malformed(parameter.name, value, Text(f"de vorm {schema['pattern']}", f"the form {schema['pattern']}"))
    return value
