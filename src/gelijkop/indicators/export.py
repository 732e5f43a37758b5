"""The catalogue as JSON, for other programs to adopt, with the JSON Schema that describes it; and read back."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gelijkop.errors import DefinitionRefused, Finding, Text
from gelijkop.indicators.changes import Edition, plain
from gelijkop.indicators.checks import KEYS, VARIANT_KEYS
from gelijkop.indicators.definitions import Definition, Variant, measure_code
from gelijkop.model.groupings import Grouping
from gelijkop.model.periods import school_year

FORMAT = "gelijkop-catalogue/1"
SCHEMA_FILE = "catalogus.schema.json"
LICENCE = "EUPL-1.2"
Json = dict[str, Any]  # Any: what JSON holds


def export(
    definitions: Iterable[Definition],
    groupings: Iterable[Grouping],
    *,
    outcomes: Mapping[str, str],
    trial: str,
    version: str,
    date: str,
) -> str:
    """The catalogue as JSON text.

    Each definition is there twice: taken apart for programs, and under `toml` word for word as gelijkop reads
    it. `outcomes` is by measure what came out on the trial pupils named `trial` (see `changes.Edition`).
    """
    catalogue = {
        "$schema": SCHEMA_FILE,
        "format": FORMAT,
        "title": {"nl": "Indicatoren van gelijkop", "en": "Indicators of gelijkop"},
        "version": version,
        "date": date,
        "licence": LICENCE,
        "trial": trial,
        "indicators": [_definition(d, outcomes) for d in definitions],
        "groupings": [_grouping(g) for g in groupings],
    }
    return json.dumps(catalogue, ensure_ascii=False, indent=1) + "\n"


def _definition(d: Definition, outcomes: Mapping[str, str]) -> Json:
    found: Json = {
        "code": d.code,
        "id": d.id,
        "version": d.version,
        "title": _text(d.title),
        "question": _text(d.question),
        "population": _text(d.population),
        "clock": d.clock,
        "since": d.since,
        "breaks": list(d.breaks),
        "sources": list(d.sources),
        "says_not": [_text(t) for t in d.says_not],
        "owner": d.owner,
        "reviewed": d.reviewed.isoformat(),
        "review_by": d.review_by.isoformat(),
        "example": {"columns": list(d.example.heading), "rows": [list(row) for row in d.example.rows]},
        "variants": [_variant(d, v, outcomes) for v in d.variants],
        "toml": d.written,
    }
    if d.withdrawn:
        gone = d.withdrawn
        found["withdrawn"] = {"date": gone.date.isoformat(), "reason": _text(gone.reason), "instead": gone.instead}
    return found


def _variant(d: Definition, v: Variant, outcomes: Mapping[str, str]) -> Json:
    code = measure_code(d.code, v.name)
    return {
        "measure": code,
        "name": v.name,
        "title": _text(v.title),
        "unit": v.unit,
        "conditions": list(v.population),
        "counts": v.counts,
        "needs": list(v.needs),
        "verified": v.verified,
        "outcomes": [{"code": o, "score": s} for o, s in zip(v.outcomes, v.scores, strict=True)],
        "uses": v.uses,
        "within": v.within,
        "within_outcome": v.within_outcome if v.within else None,
        "expect": {
            "pupils": dict(zip(v.outcomes, v.expect.pupils, strict=True)),
            "outside": v.expect.outside,
            "value": None if v.expect.value is None else str(v.expect.value),
        },
        "trial_outcomes": outcomes.get(code, ""),
    }


def _grouping(g: Grouping) -> Json:
    return {
        "code": g.code,
        "title": {"nl": g.nl, "en": g.en},
        "column": g.column,
        "reference": g.reference.code,
        "ordered": g.ordered,
        "breaks": [school_year(y) for y in g.breaks],
        "groups": [{"code": x.code, "number": x.number, "title": {"nl": x.nl, "en": x.en}} for x in g.groups],
    }


def _text(text: Text) -> Json:
    return {"nl": text.nl, "en": text.en}


def read_export(written: str, file: str) -> Edition:
    """The edition in an exported catalogue.

    Raises:
        DefinitionRefused: this is no catalogue of gelijkop, or not one that this version reads; all faults.
    """
    try:
        catalogue = json.loads(written)
    except (json.JSONDecodeError, RecursionError):
        raise _refused([Finding("json", file, Text("dit is geen JSON", "this is no JSON"))]) from None
    if not isinstance(catalogue, dict) or catalogue.get("format") != FORMAT:
        wrong = Text(
            f"dit is geen catalogus van gelijkop; verwacht: “format” is {FORMAT}",
            f"this is no catalogue of gelijkop; expected: “format” is {FORMAT}",
        )
        raise _refused([Finding("format", file, wrong)])
    listed = catalogue.get("indicators")
    entries: list[Any] = listed if isinstance(listed, list) else [None]  # Any: checked below
    findings = [f for number, entry in enumerate(entries, start=1) for f in _entry_faults(entry, number, file)]
    if findings:
        raise _refused(findings)
    outcomes = {v["measure"]: v["trial_outcomes"] for e in entries for v in e["variants"] if v["trial_outcomes"]}
    toml = {e["code"]: plain(tomllib.loads(e["toml"])) for e in entries}
    return Edition(toml, outcomes, str(catalogue.get("trial", "")))


def _entry_faults(entry: object, number: int, file: str) -> Iterator[Finding]:
    """What makes one definition of an export unreadable: at most one finding."""
    text = Text(f"indicator {number} is niet te lezen", f"indicator {number} cannot be read")
    try:
        if isinstance(entry, dict):
            toml, variants = tomllib.loads(entry["toml"]), entry["variants"]
            known = all(isinstance(toml[key], kind) for key, kind in KEYS.items() if kind in (str, int, list))
            inside = all(isinstance(v[key], kind) for v in toml["variant"] for key, kind in VARIANT_KEYS.items())
            told = all(isinstance(v[key], str) for v in variants for key in ("measure", "trial_outcomes"))
            if known and inside and told and toml["code"] == entry["code"]:
                return
    except (KeyError, TypeError, tomllib.TOMLDecodeError, RecursionError):
        pass  # told below, in one sentence
    yield Finding("entry", file, text)


def _refused(findings: Sequence[Finding]) -> DefinitionRefused:
    text = Text("Deze catalogus kan niet worden gelezen.", "This catalogue cannot be read.")
    return DefinitionRefused(text, findings)


def schema() -> str:
    """The JSON Schema of what `export` writes. Source: JSON Schema, draft 2020-12."""
    text = {"type": "string"}
    both = _object({"nl": text, "en": text})
    whole, flag = {"type": "integer", "minimum": 0}, {"type": "boolean"}
    maybe = {"type": ["string", "null"]}
    variant = {
        "measure": text, "name": text, "title": both, "unit": {"enum": ["share", "mean", "distribution"]},
        "conditions": _list(text), "counts": text, "needs": _list(text), "verified": flag,
        "outcomes": _list(_object({"code": text, "score": {"type": "number"}})),
        "uses": maybe, "within": maybe, "within_outcome": {"type": ["integer", "null"]},
        "expect": _object({"pupils": {"type": "object", "additionalProperties": whole}, "outside": whole,
                           "value": maybe}),
        "trial_outcomes": text,
    }  # fmt: skip
    definition = {
        "code": {"type": "string", "pattern": "^[a-z0-9]+([.\\-][a-z0-9]+)+$"}, "id": text,
        "version": {"type": "integer", "minimum": 1}, "title": both, "question": both, "population": both,
        "clock": text, "since": text, "breaks": _list(text), "sources": _list(text), "says_not": _list(both),
        "owner": text, "reviewed": {"type": "string", "format": "date"},
        "review_by": {"type": "string", "format": "date"},
        "example": _object({"columns": _list(text), "rows": _list(_list(text))}),
        "variants": _list(_object(variant)), "toml": text,
    }  # fmt: skip
    withdrawn = _object({"date": {"type": "string", "format": "date"}, "reason": both, "instead": text})
    group = _object({"code": text, "number": whole, "title": both})
    grouping = {
        "code": text, "title": both, "column": text, "reference": text, "ordered": flag, "breaks": _list(text),
        "groups": _list(group),
    }  # fmt: skip
    catalogue = {
        "$schema": text, "format": {"const": FORMAT}, "title": both, "version": text,
        "date": {"type": "string", "format": "date"}, "licence": text, "trial": text,
        "indicators": _list(_object(definition, {"withdrawn": withdrawn})), "groupings": _list(_object(grouping)),
    }  # fmt: skip
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Catalogue of gelijkop"}
    return json.dumps(head | _object(catalogue), ensure_ascii=False, indent=1) + "\n"


def _object(needed: Json, extra: Json | None = None) -> Json:
    return {
        "type": "object",
        "properties": needed | (extra or {}),
        "required": list(needed),
        "additionalProperties": False,
    }


def _list(item: Json) -> Json:
    return {"type": "array", "items": item}
