"""Definitions of indicators: read from the catalogue, checked as a whole, turned into measures."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from gelijkop.catalogue import Entry, names, text
from gelijkop.errors import DefinitionRefused, Finding, Text
from gelijkop.indicators import checks
from gelijkop.indicators.examples import Example, parse
from gelijkop.indicators.vocabulary import Clock, answers
from gelijkop.model.measures import Measure


@dataclass(frozen=True)
class Expect:
    """What a variant makes of the example: pupils per outcome, pupils outside the population, and the value."""

    pupils: tuple[int, ...]
    outside: int
    value: Fraction | None


@dataclass(frozen=True)
class Variant:
    """One way to count an indicator: conditions that all hold, and an answer of the vocabulary.

    `uses` is the measure whose rows this variant shares, with other scores; None: rows of its own.
    `needs` are the columns without which it is not available, such as `advices.exemption`. Not
    `verified`: part of it rests on what we could not check in the source, as the definition tells.
    """

    name: str
    title: Text
    population: tuple[str, ...]
    counts: str
    outcomes: tuple[str, ...]
    scores: tuple[float, ...]
    unit: str
    within: str | None
    within_outcome: int
    uses: str | None
    needs: tuple[str, ...]
    verified: bool
    expect: Expect


@dataclass(frozen=True)
class Withdrawn:
    """That a definition holds no longer: since when, why, and the code that took its place (empty: none)."""

    date: date
    reason: Text
    instead: str


@dataclass(frozen=True)
class Definition:
    """One indicator as the catalogue tells it; `written` is the text of its `file`, word for word."""

    code: str
    id: str
    version: int
    title: Text
    question: Text
    population: Text
    clock: Clock
    since: str
    breaks: tuple[str, ...]
    sources: tuple[str, ...]
    says_not: tuple[Text, ...]
    owner: str
    reviewed: date
    review_by: date
    example: Example
    variants: tuple[Variant, ...]
    withdrawn: Withdrawn | None
    file: str
    written: str

    def measures(self) -> tuple[Measure, ...]:
        """One measure for each variant. The variant without a name has the code of the indicator."""
        return tuple(
            Measure(
                measure_code(self.code, v.name),
                self.code,
                v.name,
                self.clock,
                v.outcomes,
                v.scores,
                v.unit,
                v.within,
                v.within_outcome,
                v.uses or "",
            )
            for v in self.variants
        )


def measure_code(code: str, variant: str) -> str:
    """`po.advies.passend/B-definitief`, or the bare code for the variant without a name."""
    return f"{code}/{variant}" if variant else code


@cache
def load_all() -> Mapping[str, Definition]:
    """All indicators of the catalogue that hold, by code.

    Raises:
        DefinitionRefused: with every fault of every definition.
    """
    return in_force(load_catalogue())


@cache
def load_catalogue() -> Mapping[str, Definition]:
    """The same and those that were withdrawn: their codes stay taken.

    Raises:
        DefinitionRefused: with every fault of every definition.
    """
    return read({f"{name}.toml": text(name) for name in names("indicators")})


def in_force(definitions: Mapping[str, Definition]) -> Mapping[str, Definition]:
    """Those that were not withdrawn; only these are measured."""
    return {code: d for code, d in definitions.items() if d.withdrawn is None}


def measures(definitions: Mapping[str, Definition]) -> tuple[Measure, ...]:
    """The measures of these definitions, in order of definition and variant."""
    return tuple(m for d in definitions.values() for m in d.measures())


def read(files: Mapping[str, str], known: Mapping[str, Definition] | None = None) -> Mapping[str, Definition]:
    """Definitions by code, from the texts of TOML files by file name.

    They may point at measures of the `known` definitions, and may not have a code of theirs.

    Raises:
        DefinitionRefused: with every fault of every definition.
    """
    found, findings = collect(files, known or {})
    if findings:
        raise refused(findings)
    return found


def refused(findings: Sequence[Finding]) -> DefinitionRefused:
    """The error of definitions with these faults."""
    return DefinitionRefused(
        Text("De definities van de indicatoren kloppen niet.", "The definitions of the indicators have faults."),
        findings,
    )


def collect(
    files: Mapping[str, str], known: Mapping[str, Definition]
) -> tuple[Mapping[str, Definition], Sequence[Finding]]:
    """The definitions without faults of their own, and every fault there is; see `read`."""
    findings: list[Finding] = []
    found: dict[str, Definition] = {}
    faulty: set[str] = set()
    for file, written in files.items():
        try:
            entry = tomllib.loads(written)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            findings.append(checks.no_toml(error, file))
            continue
        faults = list(checks.faults(entry))
        if not faults and (entry["code"] in found or entry["code"] in known):
            faults.append(checks.Fault("code_twice", "code", _taken(entry["code"], known)))
        findings += [checks.finding(fault, file, written) for fault in faults]
        if faults:
            faulty.add(str(entry.get("code", "")))
        else:
            found[entry["code"]] = _definition(entry, file, written)
    between = _between({**known, **found}, faulty)
    findings += [Finding(rule, found[code].file, text) for rule, code, text in between if code in found]
    return found, findings


def _taken(code: str, known: Mapping[str, Definition]) -> Text:
    if code in known and known[code].withdrawn:
        return Text("deze code is van een ingetrokken indicator", "this code is that of a withdrawn indicator")
    return Text("deze code bestaat al", "this code exists already")


def _between(definitions: Mapping[str, Definition], faulty: Collection[str]) -> Iterator[tuple[str, str, Text]]:
    """Rule, code and sentence of everything wrong between a variant and the measures it points at.

    Of what points at one of the `faulty` codes nothing can be said yet.
    """
    known = {measure_code(d.code, v.name): (d, v) for d in definitions.values() for v in d.variants}
    for d in definitions.values():
        if d.withdrawn and d.withdrawn.instead and d.withdrawn.instead not in definitions:
            yield "unknown_instead", d.code, checks.unknown(checks.INDICATOR, d.withdrawn.instead, tuple(definitions))
    for code, (definition, v) in known.items():
        for target in filter(None, (v.uses, v.within)):
            if target.split("/")[0] in faulty and target not in known:
                continue
            if target not in known:
                yield "unknown_measure", definition.code, checks.unknown(checks.MEASURE, target, tuple(known))
            elif known[target][0].withdrawn and not definition.withdrawn:
                nl, en = f"{target} is ingetrokken", f"{target} was withdrawn"
                yield "withdrawn_measure", definition.code, Text(nl, en)
            elif known[target][0].clock != definition.clock:
                nl, en = f"{code} en {target} tellen op verschillende momenten", f"{code} and {target} differ in clock"
                yield "other_clock", definition.code, Text(nl, en)
        if v.uses in known:
            other = known[v.uses][1]
            if (other.population, other.counts, other.uses) != (v.population, v.counts, None):
                nl = f"{code} gebruikt de rijen van {v.uses}, maar telt iets anders"
                en = f"{code} uses the rows of {v.uses}, but counts something else"
                yield "other_rows", definition.code, Text(nl, en)
        if v.within in known and v.within_outcome not in range(len(known[v.within][1].outcomes)):
            nl, en = f"{v.within} heeft geen uitkomst {v.within_outcome}", f"{v.within} has no such outcome"
            yield "unknown_outcome", definition.code, Text(nl, en)


def _definition(e: Entry, file: str, written: str) -> Definition:
    return Definition(
        code=e["code"],
        id=e["id"],
        version=e["version"],
        title=Text(e["nl"], e["en"]),
        question=Text(**e["question"]),
        population=Text(**e["population"]),
        clock=e["clock"],
        since=e["since"],
        breaks=tuple(e["breaks"]),
        sources=tuple(e["sources"]),
        says_not=tuple(Text(**t) for t in e["says_not"]),
        owner=e["owner"],
        reviewed=e["reviewed"],
        review_by=e["review_by"],
        example=parse(e["example"]),
        variants=tuple(_variant(e, v) for v in e["variant"]),
        withdrawn=_withdrawn(e["withdrawn"]) if "withdrawn" in e else None,
        file=file,
        written=written,
    )


def _withdrawn(e: Entry) -> Withdrawn:
    return Withdrawn(e["date"], Text(e["nl"], e["en"]), e.get("instead", ""))


def _variant(definition: Entry, e: Entry) -> Variant:
    answer = answers(definition["clock"])[e["counts"]]
    expect = e["expect"]
    return Variant(
        name=e["name"],
        title=Text(e["nl"], e["en"]),
        population=tuple(e["population"]),
        counts=e["counts"],
        outcomes=answer.outcomes,
        scores=tuple(float(s) for s in e.get("scores", answer.scores)),
        unit=e["unit"] if "unit" in e else definition["unit"],
        within=e.get("within"),
        within_outcome=e.get("within_outcome", 1),
        uses=e.get("uses"),
        needs=tuple(dict.fromkeys((*definition.get("needs", ()), *e.get("needs", ())))),
        verified=bool(e.get("verified", definition.get("verified", True))),
        expect=Expect(
            tuple(expect.get(outcome, 0) for outcome in answer.outcomes),
            expect.get("outside", 0),
            Fraction(expect["value"]) if "value" in expect else None,
        ),
    )
