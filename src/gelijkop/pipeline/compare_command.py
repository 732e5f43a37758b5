"""The command that says what a release says: its sentences and numbers, for one question."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from gelijkop.catalogue import load
from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Text, UserError
from gelijkop.indicators.definitions import Definition
from gelijkop.model.groupings import groupings, own_groupings
from gelijkop.model.measures import Measure
from gelijkop.model.periods import school_year, start_year
from gelijkop.pipeline.compare_question import Lines, Question
from gelijkop.pipeline.compare_sections import SECTIONS
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.key_path import key_path
from gelijkop.pipeline.own import INDICATORS, definitions_with, own_folder
from gelijkop.pipeline.own_groupings import GROUPINGS, own_groupings_in
from gelijkop.pipeline.read_release import Read, policy_of, read_release
from gelijkop.present.selection import period
from gelijkop.safe.plan import load_plan
from gelijkop.safe.released import Released
from gelijkop.sources.key import load_key

FORMAT = "gelijkop.compare/1"
_HERE = Path("gelijkop.duckdb")
"""Own definitions and groupings are looked for beside the store of this folder, as everywhere."""


def compare(call: Call, a: argparse.Namespace) -> None:
    """Print what a release says."""
    definitions = definitions_with(own_folder(a.indicators, _HERE, INDICATORS))
    with own_groupings(own_groupings_in(own_folder(a.groupings, _HERE, GROUPINGS))):
        # Only an internal release asks for a key; without one it says so itself.
        secret = load_key(key_path(a), Path.cwd()) if policy_of(a.folder) == "intern" else None
        read = read_release(a.folder, key=secret)
        question = _question(call, a, read, _same(definitions, read.definitions))
        parts = [part for section in SECTIONS for part in section(read.released, question)]
        if a.json:
            call.print(_json(read.released, question, parts))
        else:
            for line in _lines(read, question, parts):
                call.print(line)


def _question(call: Call, a: argparse.Namespace, read: Read, definitions: Mapping[str, Definition]) -> Question:
    released = read.released
    return Question(
        _measures(released, a.measure),
        _grouping(released, a.grouping),
        _place(released, a.place),
        _years(released, a.years),
        _margin(a.margin),
        call.language,
        definitions,
        bool(a.measure),
    )


def _margin(points: float) -> float:
    if not 0 < points <= 100:
        raise UserError(
            Text(
                "--margin: verwacht een verschil dat ertoe doet, tussen 0 en 100 procentpunt.",
                "--margin: expected a difference that matters, between 0 and 100 percentage points.",
            )
        )
    return points / 100


def _same(known: Mapping[str, Definition], versions: Mapping[str, int]) -> Mapping[str, Definition]:
    """The definitions of the release, of which this version has the same."""
    return {code: d for code, d in known.items() if versions.get(code) == d.version}


def _measures(released: Released, code: str) -> tuple[Measure, ...]:
    """The measures of this code or indicator; all where no code is given."""
    found = tuple(m for m in released.measures if not code or code in (m.code, m.indicator))
    if not found:
        raise _unknown(Text("maat", "measure"), code, [m.code for m in released.measures])
    return found


def _grouping(released: Released, code: str) -> str:
    """The grouping asked for; else the first that a region is told by."""
    present = [g for g in released.groupings if g in groupings()]
    if code in released.groupings and code not in present:
        raise UserError(
            Text(
                f"De indeling {code} is uw eigen indeling. Zeg met --groupings in welke map die staat.",
                f"The grouping {code} is your own. Tell with --groupings in which folder it is.",
            )
        )
    if code and code not in present:
        raise _unknown(Text("indeling", "grouping"), code, present)
    order = [g for g in load_plan("openbaar").groupings if g in present] or present
    if not order:
        raise UserError(
            Text(
                "Van geen leerling in deze uitgave is een achtergrond bekend: er valt niets te vergelijken.",
                "Of no pupil in this release a background is known: there is nothing to compare.",
            )
        )
    return code or order[0]


def _place(released: Released, code: str) -> str:
    if code and code not in (WHOLE, *released.places):
        raise _unknown(Text("plaats", "place"), code, [WHOLE, *released.places])
    return code or WHOLE


def _years(released: Released, written: str) -> tuple[int, ...]:
    """The school years of `2019-2023` (the years in which they start), `2019/2020`, or nothing for all."""
    if not written:
        return released.school_years
    one = start_year(written)
    first, _, last = written.partition("-")
    bounds = (one, one) if one is not None else (start_year(first), start_year(last))
    low, high = (b if b is not None else -1 for b in bounds)
    found = tuple(y for y in released.school_years if low >= 0 and low <= y <= high)
    if not found:
        there = period(released.school_years, "nl"), period(released.school_years, "en")
        raise UserError(
            Text(
                f"--years {written}: geen schooljaren van deze uitgave. Verwacht: beginjaren, zoals 2019-2023. "
                f"De uitgave gaat over {there[0]}.",
                f"--years {written}: no school years of this release. Expected: the years in which they start, such as "
                f"2019-2023. The release is about {there[1]}.",
            )
        )
    return found


def _unknown(kind: Text, code: str, known: Sequence[str]) -> UserError:
    near = get_close_matches(code, known, 1)
    nl = f" Bedoelt u “{near[0]}”?" if near else ""
    en = f" Did you mean “{near[0]}”?" if near else ""
    return UserError(
        Text(
            f"Deze {kind.nl} is niet in deze uitgave: {code}.{nl} Wel: {', '.join(known)}",
            f"This {kind.en} is not in this release: {code}.{en} It has: {', '.join(known)}",
        )
    )


def _lines(read: Read, question: Question, parts: Sequence[Lines]) -> Sequence[str]:
    words = load("texts/compare")[question.language]
    released = read.released
    about = groupings()[question.grouping]
    found = [
        words["heading"].format(
            place=words["whole"]
            if question.place == WHOLE
            else released.place_names.get(question.place, question.place),
            years=period(question.years, question.language),
            grouping=about.nl if question.language == "nl" else about.en,
        ),
        words["confidential" if released.policy == "intern" else "protected"],
        words["by_year" if released.policy == "intern" else "pooled"],
    ]
    others = sorted({m.indicator for m in question.measures} - set(question.definitions))
    if others:
        found.append(words["other_definitions"].format(codes=", ".join(others)))
    if not parts:
        found += ["", words["nothing"]]
    for part in parts:
        found += ["", part.heading, "-" * len(part.heading), *part.lines]
    return found


def _json(released: Released, question: Question, parts: Sequence[Lines]) -> str:
    """The rows of all parts, each name once."""
    names = dict.fromkeys(p.name for p in parts)
    answer = {
        "format": FORMAT,
        "policy": released.policy,
        "place": question.place,
        "grouping": question.grouping,
        "years": [school_year(y) for y in question.years],
        "margin": question.margin,
        **{name: [row for p in parts if p.name == name for row in p.rows] for name in names},
    }
    return json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False)
