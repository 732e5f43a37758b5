"""Sentences about a chain: what is seen in which step, what equal shares would bring, and what the chain forgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gelijkop.compare.chain import ChainSplit, WhatIf
from gelijkop.compare.chain_definitions import Outcome
from gelijkop.compare.findings import Interval
from gelijkop.errors import Language
from gelijkop.present.numerals import listed, percent, points, whole
from gelijkop.present.pupil_numbers import pupils_text
from gelijkop.present.sentences import Unit, carried, group_pupils
from gelijkop.present.texts import counted, say
from gelijkop.safe.plan import Plan

SHARE = Unit(share=True)


def step_names(outcome: Outcome, language: Language) -> Mapping[str, str]:
    """The name of each step, by its code."""
    return {step.code: step.name.say(language) for step in outcome.steps}


def signed(value: Interval, language: Language) -> dict[str, str]:
    """A difference and its limits in percentage points, with their signs."""
    return {
        "value": points(value.estimate, language),
        "low": points(value.lower, language),
        "high": points(value.upper, language),
    }


def headline(split: ChainSplit, outcome: Outcome, language: Language) -> str:
    """In which steps a difference is seen, and which way; a step without one is never named."""
    names = step_names(outcome, language)
    seen = [
        say(
            language,
            f"chain.{'lower' if s.value.estimate < 0 else 'higher'}",
            step=names[s.step],
            size=SHARE.size(s.value.estimate, language),
        )
        for s in split.steps
        if s.verdict == "difference" and carried(s.value)
    ]
    return say(language, "chain.seen", steps=listed(seen, language)) if seen else say(language, "chain.not_seen")


def told(split: ChainSplit, outcome: Outcome, plan: Plan, language: Language) -> Iterator[str]:
    """The sentences below a heading: the whole gap, what equal shares would bring, and the check on the chain."""
    who = {
        "who": group_pupils(split.grouping, split.group, language),
        "other": group_pupils(split.grouping, split.reference, language),
        "outcome": outcome.title.say(language),
    }
    yield " ".join(
        [
            say(language, "chain.whole", **who, **signed(split.raw, language)),
            say(language, "chain.start", **signed(split.start, language)),
            say(language, "chain.equal", **signed(split.equal, language)),
        ]
    )
    names = step_names(outcome, language)
    differs = {s.step for s in split.steps if s.verdict == "difference" and carried(s.value)}
    changes = [w for w in split.what_if if w.step in differs and carried(w.pupils_a_year)]
    yield " ".join(_what_if(w, names[w.step], who, language) for w in changes) or say(language, "chain.what_none")
    yield from _check(split, who["who"], plan, language)


def _what_if(change: WhatIf, step: str, who: Mapping[str, str], language: Language) -> str:
    """How many pupils a year more or fewer, with limits in the same direction."""
    low, high = sorted((abs(change.pupils_a_year.lower), abs(change.pupils_a_year.upper)))
    about = round(abs(change.pupils_a_year.estimate))
    return counted(
        language,
        "chain.what_if",
        about,
        step=step,
        about=whole(about, language),
        way=say(language, f"chain.{'more' if change.pupils_a_year.estimate > 0 else 'fewer'}"),
        low=whole(low, language),
        high=whole(high, language),
        **who,
    )


def _check(split: ChainSplit, who: str, plan: Plan, language: Language) -> Iterator[str]:
    memory = split.memory
    if memory is not None:
        yield " ".join(
            [
                say(language, "chain.memory"),
                say(language, "chain.memory_gap", **signed(memory.gap, language)),
                say(language, "chain.memory_first", **signed(memory.first_step, language)),
                say(
                    language,
                    "chain.memory_variation",
                    who=who,
                    share=percent(memory.variation, language),
                    chance=percent(memory.by_chance, language),
                ),
            ]
        )
    alone = sum(s.alone for s in split.steps)
    notes = [say(language, "chain.outside", who=who, pupils=pupils_text(split.outside, plan, language))]
    if alone:
        notes.append(counted(language, "chain.alone", alone, times=whole(alone, language)))
    if split.caution:
        notes.append(say(language, f"chain.{split.caution}"))
    yield " ".join(notes)
