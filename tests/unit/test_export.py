"""The catalogue as JSON: what is written fits its schema, and reading gives back what was written."""

import json
import re
import tomllib

import pytest

from gelijkop.errors import DefinitionRefused
from gelijkop.indicators.changes import plain
from gelijkop.indicators.definitions import load_catalogue, read
from gelijkop.indicators.export import export, read_export, schema
from gelijkop.model.groupings import groupings

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
         "null": type(None)}  # fmt: skip
WITHDRAWN = """
[withdrawn]
date = 2027-01-01
nl = "te grof"
en = "too coarse"
instead = "vo.zittenblijven"
"""


def misfits(rule, value, where="$"):
    """Where a value does not fit a JSON Schema, for the few words that ours uses."""
    kinds = rule.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, TYPES[k]) for k in kinds):
        yield where
    if value != rule.get("const", value) or value not in rule.get("enum", [value]):
        yield where
    if "pattern" in rule and not re.search(rule["pattern"], value):
        yield where
    if isinstance(value, dict) and "properties" in rule:
        yield from (f"{where}.{k}" for k in rule["required"] if k not in value)
        yield from (f"{where}.{k}" for k in value if k not in rule["properties"])
        for key, inner in value.items():
            yield from misfits(rule["properties"].get(key, {}), inner, f"{where}.{key}")
    if isinstance(value, list):
        for i, inner in enumerate(value):
            yield from misfits(rule.get("items", {}), inner, f"{where}[{i}]")


@pytest.fixture(scope="module")
def known():
    withdrawn = load_catalogue()["vo.opstroom"].written + WITHDRAWN
    return {
        **load_catalogue(),
        **read({"x.toml": withdrawn}, {"vo.zittenblijven": load_catalogue()["vo.zittenblijven"]}),
    }


@pytest.fixture(scope="module")
def written(known):
    found = {"vo.zittenblijven": "abc"}
    return export(known.values(), groupings().values(), outcomes=found, trial="t1", version="1", date="2026-11-22")


def test_the_catalogue_fits_its_schema(written):
    assert list(misfits(json.loads(schema()), json.loads(written))) == []


def test_the_schema_refuses_a_key_that_is_missing_or_too_many(written):
    catalogue = json.loads(written)
    del catalogue["indicators"][0]["title"]
    catalogue["extra"] = 1
    assert list(misfits(json.loads(schema()), catalogue)) == ["$.extra", "$.indicators[0].title"]


def test_reading_gives_back_what_was_written(known, written):
    edition = read_export(written, "catalogus.json")
    assert edition.definitions == {code: plain(tomllib.loads(d.written)) for code, d in known.items()}
    assert (edition.outcomes, edition.trial) == ({"vo.zittenblijven": "abc"}, "t1")


def test_a_withdrawn_definition_tells_since_when_why_and_what_instead(written):
    (entry,) = [d for d in json.loads(written)["indicators"] if d["code"] == "vo.opstroom"]
    reason = {"nl": "te grof", "en": "too coarse"}
    assert entry["withdrawn"] == {"date": "2027-01-01", "reason": reason, "instead": "vo.zittenblijven"}


@pytest.mark.parametrize("damage", ["", "[]", "{}", "[" * 100_000, '{"format": "gelijkop-catalogue/1"}'])
def test_what_is_no_catalogue_is_refused(damage):
    with pytest.raises(DefinitionRefused):
        read_export(damage, "x.json")


@pytest.mark.parametrize("key", ["toml", "code", "variants"])
def test_an_entry_that_lacks_something_is_named_by_its_number(written, key):
    catalogue = json.loads(written)
    del catalogue["indicators"][1][key]
    with pytest.raises(DefinitionRefused) as refused:
        read_export(json.dumps(catalogue), "x.json")
    assert [f.text.en for f in refused.value.findings] == ["indicator 2 cannot be read"]
