"""Sentences made from Findings. A direction, trend or superlative is said only where the interval carries it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gelijkop.compare.findings import Gap, Interval, Rate, Verdict
from gelijkop.errors import Language
from gelijkop.model.groupings import groupings
from gelijkop.present.numerals import listed, number, percent, points, whole
from gelijkop.present.texts import closest, counted, known, say

MEAN_DIGITS = 2
"""Decimals of a mean on the level scale."""
TAIL = 0.05
"""Below this share, or above its complement, only the bound is shown."""


@dataclass(frozen=True)
class Unit:
    """How numbers of one measure are written: as a share in percent or as a mean with two decimals."""

    share: bool

    def value(self, x: float, language: Language) -> str:
        """A rate."""
        return percent(x, language) if self.share else number(x, MEAN_DIGITS, language)

    def gap(self, x: float, language: Language) -> str:
        """A difference with its sign."""
        if self.share:
            return points(x, language)
        text = number(x, MEAN_DIGITS, language)
        return f"+{text}" if x > 0 and text != number(0, MEAN_DIGITS, language) else text

    def size(self, x: float, language: Language) -> str:
        """A difference without sign and with its unit in words."""
        if self.share:
            return say(language, "unit.points", gap=number(abs(x) * 100, 1, language))
        return say(language, "unit.levels", gap=number(abs(x), MEAN_DIGITS, language))

    def bounds(self, low: float, high: float, language: Language) -> str:
        """Two distances from zero, in the unit that was just named: `1,2 tot 7,8`."""
        first, last = sorted((abs(low), abs(high)))
        factor, digits = (100, 1) if self.share else (1, MEAN_DIGITS)
        return say(
            language,
            "unit.between",
            low=number(first * factor, digits, language),
            high=number(last * factor, digits, language),
        )


def unit_of(unit: str) -> Unit:
    """The way of writing for the unit of a measure."""
    return Unit(unit == "share")


def group_name(grouping: str, group: int, language: Language) -> str:
    """The name of a group by itself: `zeer arme buurten`; `niet bekend` for pupils without known background."""
    if group == 0:
        return say(language, "group.unknown")
    found = groupings()[grouping].group(group)
    return found.nl if language == "nl" else found.en


def grouping_name(grouping: str, language: Language) -> str:
    """The name of a grouping: `armoede in de buurt`."""
    found = groupings()[grouping]
    return found.nl if language == "nl" else found.en


def group_pupils(grouping: str, group: int, language: Language) -> str:
    """The pupils of a group: `leerlingen uit zeer arme buurten`."""
    if group == 0:
        return say(language, "group.unknown_pupils")
    return _said_of_group("pupils", grouping, group, language)


def _said_of_group(how: str, grouping: str, group: int, language: Language) -> str:
    """A group in the words of its grouping; one of the user has none, and gets its name between quotes."""
    key = f"{how}.{grouping}"
    return say(
        language, key if known(language, key) else f"own_group.{how}", group=group_name(grouping, group, language)
    )


def shown_interval(gap: Gap) -> tuple[Interval, bool]:
    """The interval that the verdict stands on, and whether it is at equal ability."""
    return gap.told, math.isfinite(gap.equal_ability.estimate)


def carried(interval: Interval) -> int:
    """−1 or +1 where the whole interval lies on one side of zero, else 0. NaN carries nothing."""
    return (interval.lower > 0) - (interval.upper < 0)


def verdict_of(gap: Gap) -> Verdict:
    """The verdict that may be said: a difference whose interval includes zero is none that can be seen."""
    if gap.verdict == "difference" and carried(shown_interval(gap)[0]) == 0:
        return "not_visible"
    return gap.verdict


def rate_text(rate: Rate, unit: Unit, language: Language) -> str:
    """The rate as written everywhere: a number, `<5 %`, `>95 %`, or the sign of its state."""
    if rate.state not in ("shown", "zero"):
        return say(language, f"sign.{rate.state}")
    if rate.tail:
        bound = percent(TAIL if rate.tail == "low" else 1 - TAIL, language, 0)
        return f"{'<' if rate.tail == 'low' else '>'}{bound}"
    return unit.value(rate.value.estimate, language)


def shares_sentence(rates: Sequence[Rate], measure: str, unit: Unit, language: Language) -> str:
    """What each group's rate is, most favoured group first; empty where fewer than two are shown.

    Args:
        rates: of one measure, place, period and grouping, one a group, in order of group.
        measure: code of the indicator, which has its own wording.
        unit: how its numbers are written.
        language: nl or en.
    """
    shown = [r for r in rates[::-1] if r.state in ("shown", "zero") and r.grouping and r.group]
    if len(shown) < 2:
        return ""
    first, *others = shown
    wording = closest(language, "measure", measure)
    rest = listed(
        [say(language, "short.other", who=_short(r, language), share=rate_text(r, unit, language)) for r in others],
        language,
    )
    main = wording.get("says", say(language, "measure.other" if unit.share else "measure.other_mean"))
    return say(
        language,
        "shares",
        who=group_pupils(first.grouping or "", first.group, language),
        main=main.format(share=rate_text(first, unit, language)),
        rest=rest,
    )


def _short(rate: Rate, language: Language) -> str:
    grouping = rate.grouping or ""
    return _said_of_group("short", grouping, rate.group, language)


def verdict_sentence(gap: Gap, unit: Unit, language: Language) -> str:
    """The verdict in plain words, with the interval or with what these numbers could have shown."""
    if gap.state != "shown":
        return say(language, f"verdict.{gap.state}", who=group_pupils(gap.grouping, gap.group, language))
    interval, equal = shown_interval(gap)
    who = group_pupils(gap.grouping, gap.group, language)
    other = group_pupils(gap.grouping, gap.reference, language)
    same = say(language, "verdict.equal" if equal else "verdict.raw")
    verdict = verdict_of(gap)
    if verdict == "difference":
        way = say(language, "verdict.higher" if carried(interval) > 0 else "verdict.lower")
        return say(
            language,
            "verdict.difference",
            who=who,
            other=other,
            what=say(language, "unit.this_share" if unit.share else "unit.this_mean"),
            way=way,
            same=same,
            size=unit.size(interval.estimate, language),
            interval=unit.bounds(interval.lower, interval.upper, language),
        ) + (say(language, "verdict.small", size=unit.size(gap.margin, language)) if gap.small else "")
    if verdict == "no_difference":
        most = max(abs(interval.lower), abs(interval.upper))
        return say(language, "verdict.no_difference", who=who, other=other, same=same, size=unit.size(most, language))
    return say(
        language,
        "verdict.not_visible",
        who=who,
        other=other,
        n=whole(gap.pupils, language),
        m=whole(gap.reference_pupils, language),
        size=_detectable(gap, unit, language),
    )


def _detectable(gap: Gap, unit: Unit, language: Language) -> str:
    if not math.isfinite(gap.detectable):
        return say(language, "verdict.any_difference")
    text = say(language, "verdict.from_size", size=unit.size(gap.detectable, language))
    if gap.pool_years is not None and gap.pool_years > len(gap.years):
        text += say(language, "verdict.pool", years=gap.pool_years, size=unit.size(gap.margin, language))
    return text


def pupils_sentence(gap: Gap, language: Language) -> str:
    """How many pupils a year the difference is about; only where a difference is seen."""
    a = gap.pupils_a_year
    if verdict_of(gap) != "difference" or not math.isfinite(a.estimate) or carried(a) == 0:
        return ""
    low, high = sorted((abs(a.lower), abs(a.upper)))
    about = round(abs(a.estimate))
    if about < 1:
        return ""
    way = say(language, "verdict.more" if a.estimate > 0 else "verdict.less")
    return counted(
        language,
        "pupils_a_year",
        about,
        about=whole(about, language),
        way=way,
        low=whole(low, language),
        high=whole(high, language),
    )


def seen_headline(gaps: Sequence[Gap], where: str, noun: str, language: Language) -> str:
    """In how many places or comparisons a difference is seen. None is called first or last: numbers seldom carry that.

    Args:
        gaps: one a place or comparison; those that are not shown are left out of the count.
        where: `places` or `comparisons`.
        noun: key of what is counted, see `place_noun`.
        language: nl or en.
    """
    judged = [g for g in gaps if g.state == "shown"]
    total = len(judged)
    if not total:
        return say(language, "seen.nothing")
    seen = sum(verdict_of(g) == "difference" for g in judged)
    number_of = "one" if total == 1 else "many"
    form = "some" if 0 < seen < total else f"{'all' if seen else 'none'}_{number_of}"
    things = say(language, f"noun.{noun}.{number_of}")
    place = say(language, f"where.{where}.{form}", count=seen, total=total, noun=things)
    same = say(language, "seen.equal") if all(shown_interval(g)[1] for g in judged) else ""
    return say(language, "seen.some" if seen else "seen.none", where=place, same=same)


def place_noun(places: Sequence[str]) -> str:
    """What these places are, by their codes: `GM` municipalities, `BRIN` locations, else `place`."""
    if places and all(p.startswith("GM") for p in places):
        return "GM"
    return "BRIN" if places and all(re.fullmatch(r"\d\d[A-Z]{2}(\d\d)?", p) for p in places) else "place"


@dataclass(frozen=True)
class Change:
    """What a series carries since its last break: +1 higher, −1 lower, 0 not to be said; and between which years."""

    way: int
    first: int
    last: int


def change(rates: Sequence[Rate], breaks: Sequence[int]) -> Change | None:
    """The change since the last break; a direction only where first and last interval do not touch.

    Args:
        rates: of one group, one a school year.
        breaks: start years of rules that end a series.

    Returns:
        None where fewer than two years are left.
    """
    shown = sorted((r for r in rates if r.state in ("shown", "zero") and not r.tail), key=lambda r: r.years)
    since = max((b for b in breaks if shown and b <= shown[-1].years[0]), default=0)
    part = [r for r in shown if r.years[0] >= since]
    if len(part) < 2:
        return None
    first, last = part[0], part[-1]
    way = (last.told.lower > first.told.upper) - (last.told.upper < first.told.lower)
    return Change(way, first.years[0], last.years[0])


def trend_sentence(changed: Change, who: str, language: Language) -> str:
    """Whether the rate of a group rose or fell between two school years, or that this cannot be said."""
    key = {1: "up", -1: "down", 0: "unclear"}[changed.way]
    return say(language, f"trend.{key}", who=who, first=_year(changed.first), last=_year(changed.last))


def _year(start: int) -> str:
    return f"{start}/{start + 1}"
