"""What closing a part of the gap in one step would bring, in pupils a year and never surer than the step itself."""

from __future__ import annotations

from dataclasses import dataclass

from gelijkop.compare.chain import ChainSplit, WhatIf
from gelijkop.compare.findings import Interval
from gelijkop.errors import Language
from gelijkop.present.numerals import number, percent, whole
from gelijkop.present.sentences import carried
from gelijkop.present.texts import counted, say


@dataclass(frozen=True)
class Closed:
    """A step of a chain of which a share (0–1) of the gap is closed, and the pupils a year that this is about."""

    step: str
    share: float
    pupils_a_year: Interval


def closed(split: ChainSplit, step: str, share: float) -> Closed | None:
    """What closing this share of the gap in a step would bring; None where the step has no number.

    The effect of a step is taken in proportion to the share that is closed.
    """
    found: WhatIf | None = next((w for w in split.what_if if w.step == step), None)
    if found is None or split.state != "shown":
        return None
    v = found.pupils_a_year
    return Closed(step, share, Interval(v.estimate * share, v.lower * share, v.upper * share, v.method))


def closed_sentence(found: Closed, step: str, language: Language) -> str:
    """The same in a sentence; a direction only where the interval carries it. `step` is its name."""
    v, part = found.pupils_a_year, percent(found.share, language, 0)
    if not carried(v):
        ends = {"low": number(v.lower, 0, language), "high": number(v.upper, 0, language)}
        return say(language, "what_if.unclear", closed=part, step=step, **ends)
    low, high = sorted((abs(v.lower), abs(v.upper)))
    about = round(abs(v.estimate))
    return counted(
        language,
        "what_if.told",
        about,
        closed=part,
        step=step,
        about=whole(about, language),
        way=say(language, f"what_if.{'more' if v.estimate > 0 else 'fewer'}"),
        low=number(low, 0, language),
        high=number(high, 0, language),
    )
