"""What differs between two catalogues, per definition, and whether a published figure would change.

A change is major where a figure would come out otherwise: other conditions, count, scores, clock, first school
year, or another outcome for any of the trial pupils. Words, sources and dates of review are minor. What this
cannot see is a change of the vocabulary in code that no trial pupil runs into.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gelijkop.catalogue import Entry

Kind = Literal["same", "minor", "major", "new", "gone", "withdrawn"]
Fault = Literal["not_raised", "not_withdrawn", "lowered"]
WORDS = ("id", "nl", "en", "question", "population", "breaks", "sources", "says_not", "owner", "reviewed", "review_by",
         "example", "verified", "needs")  # fmt: skip
"""Keys that change no figure, though `needs` can leave one out. Every other key does, also one not known yet."""
VARIANT_WORDS = ("nl", "en", "expect", "verified", "needs")


@dataclass(frozen=True)
class Edition:
    """A catalogue at one moment: each definition as TOML holds it, and what came out on the trial pupils.

    `outcomes` has a text for each measure, equal where every trial pupil is counted alike; they can be
    compared where `trial` is equal (empty: there are none).
    """

    definitions: Mapping[str, Entry]
    outcomes: Mapping[str, str] = field(default_factory=dict)
    trial: str = ""


@dataclass(frozen=True)
class Change:
    """What became of one definition; `what` names the keys that differ (`variant.halve-stap.counts`)."""

    code: str
    kind: Kind
    old: int | None
    new: int | None
    what: tuple[str, ...] = ()
    fault: Fault | None = None


OUTCOMES = "outcomes"
"""Stands in `what` for other outcomes on the trial pupils."""


def compare(old: Edition, new: Edition) -> tuple[Change, ...]:
    """What became of every definition, in order of code."""
    same_trial = bool(old.trial) and old.trial == new.trial
    codes = sorted({*old.definitions, *new.definitions})
    return tuple(_change(code, old, new, trial=same_trial) for code in codes)


def _change(code: str, old: Edition, new: Edition, *, trial: bool) -> Change:
    before, after = old.definitions.get(code), new.definitions.get(code)
    if after is None:
        return Change(code, "gone", before["version"] if before else None, None, fault="not_withdrawn")
    if before is None:
        return Change(code, "new", None, after["version"])
    minor, major = set(_words(before, after)), set(_figures(before, after))
    if trial and _outcomes(before, old) != _outcomes(after, new, only=_outcomes(before, old)):
        major.add(OUTCOMES)
    kind: Kind = "major" if major else "minor" if minor else "same"
    if "withdrawn" in after and "withdrawn" not in before:
        kind = "withdrawn"
    fault: Fault | None = None
    if after["version"] < before["version"]:
        fault = "lowered"
    elif major and kind == "major" and after["version"] == before["version"]:
        fault = "not_raised"
    return Change(code, kind, before["version"], after["version"], (*sorted(major), *sorted(minor)), fault)


def _words(old: Entry, new: Entry) -> Iterator[str]:
    """Everything that differs and changes no figure; a variant that was added changes none that was there."""
    yield from (key for key in WORDS if old.get(key) != new.get(key))
    before, after = _variants(old), _variants(new)
    yield from (f"variant.{name}" for name in after if name not in before)
    for name in before.keys() & after.keys():
        yield from (f"variant.{name}.{k}" for k in VARIANT_WORDS if before[name].get(k) != after[name].get(k))


def _figures(old: Entry, new: Entry) -> Iterator[str]:
    """Everything that differs and lets a figure come out otherwise."""
    apart = (*WORDS, "version", "variant", "withdrawn", "unit")
    yield from (key for key in {*old, *new} if key not in apart and old.get(key) != new.get(key))
    if "withdrawn" in old and "withdrawn" not in new:
        yield "withdrawn"
    before, after = _variants(old), _variants(new)
    yield from (f"variant.{name}" for name in before if name not in after)
    for name in before.keys() & after.keys():
        one, other = (_counted(e, v) for e, v in ((old, before[name]), (new, after[name])))
        keys = {*one, *other} - {*VARIANT_WORDS, "name"}
        yield from (f"variant.{name}.{key}" for key in keys if one.get(key) != other.get(key))


def _variants(entry: Entry) -> Mapping[str, Entry]:
    return {v["name"] or entry["code"]: v for v in entry["variant"]}


def _counted(entry: Entry, variant: Entry) -> Entry:
    """A variant in one form: conditions all hold, so their order is nothing, and the unit may stand above it."""
    return {**variant, "population": sorted(variant["population"]), "unit": variant.get("unit", entry["unit"])}


def _outcomes(entry: Entry, edition: Edition, *, only: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """The outcomes of the measures of one definition; of those in `only` where that is given."""
    names = [v["name"] for v in entry["variant"]]
    codes = [f"{entry['code']}/{name}" if name else entry["code"] for name in names]
    found = {code: edition.outcomes[code] for code in codes if code in edition.outcomes}
    return found if only is None else {code: text for code, text in found.items() if code in only}


def plain(entry: Entry) -> Entry:
    """The entry as JSON would give it back: dates as texts, so that both forms compare."""
    found: Entry = json.loads(json.dumps(entry, default=str))
    return found
