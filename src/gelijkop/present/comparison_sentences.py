"""Sentences about gaps side by side, their parts and their change. Every direction is carried by an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gelijkop.compare.changes import Change, Slope
from gelijkop.compare.definitions_beside import Beside
from gelijkop.compare.findings import Gap, Interval, Verdict
from gelijkop.compare.kitagawa import Split
from gelijkop.compare.verdicts import verdict
from gelijkop.errors import Language
from gelijkop.model.groupings import groupings
from gelijkop.model.periods import school_year
from gelijkop.present.numerals import listed
from gelijkop.present.sentences import Unit, carried, group_pupils
from gelijkop.present.texts import counted, say


def these_sentence(gaps: Sequence[Gap], unit: Unit, language: Language) -> str:
    """Which of the differences between the shares just told are seen, without correction; empty without any shown.

    Args:
        gaps: of one measure, place, period and grouping, one a group.
        unit: how its numbers are written.
        language: nl or en.
    """
    shown = [g for g in gaps if g.state == "shown"]
    if not shown:
        return ""
    said = [verdict(g.sides[0].lower, g.sides[0].upper, g.margin) for g in shown]
    alike = said[0] if len(set(said)) == 1 else "not_visible" if "difference" not in said else ""
    if alike:
        size = unit.size(max(_most(g.sides[0]) for g in shown), language)
        return say(language, f"compare.these.{'one' if len(shown) == 1 else 'all'}_{alike}", size=size)
    seen, unseen = (
        [_who(g.grouping, g.group, language) for g, v in zip(shown, said, strict=True) if (v == "difference") is wanted]
        for wanted in (True, False)
    )
    words = {"seen": listed(seen, language), "unseen": listed(unseen, language)}
    return say(language, "compare.these.some", other=_other(shown[0], language), **words)


def raw_sentence(gap: Gap, unit: Unit, language: Language) -> str:
    """The gap without correction; empty where it is not shown."""
    return _gap_sentence("raw", gap.sides[0], gap, unit, language) if gap.state == "shown" else ""


def equal_sentence(gap: Gap, unit: Unit, language: Language) -> str:
    """The gap at equal ability, to stand behind `raw_sentence`; empty where it is not shown."""
    if gap.state != "shown":
        return ""
    if math.isnan(gap.equal_ability.estimate):
        return say(language, "compare.not_estimable_equal")
    return _gap_sentence("equal", gap.sides[1], gap, unit, language)


def split_sentence(split: Split, unit: Unit, language: Language) -> str:
    """The two parts of a raw gap; empty where there are none."""
    if math.isnan(split.rate.estimate):
        return ""
    (c_low, c_high), (r_low, r_high) = (
        (unit.gap(i.lower, language), unit.gap(i.upper, language)) for i in (split.composition, split.rate)
    )
    return say(
        language,
        "compare.split",
        raw=_signed(split.raw.estimate, unit, language),
        composition=_signed(split.composition.estimate, unit, language),
        rate=_signed(split.rate.estimate, unit, language),
        c_low=c_low,
        c_high=c_high,
        r_low=r_low,
        r_high=r_high,
    )


def beside_sentence(beside: Beside, language: Language) -> str:
    """In how many definitions a difference holds, points the other way, or cannot be judged; empty where none can."""
    if not beside.judged:
        return ""
    text = say(
        language,
        f"compare.beside.{_form(beside)}",
        holds=beside.holds,
        judged=beside.judged,
        other=beside.lower + beside.higher,
    )
    for name, count in (("against", beside.against), ("unjudged", len(beside.gaps) - beside.judged)):
        text += counted(language, f"compare.{name}", count, number=count) if count else ""
    return text


def _form(beside: Beside) -> str:
    """Which sentence: the first definition sees a difference, others do, or none does; or there is one only."""
    seen = beside.lower + beside.higher
    if beside.judged == 1:
        return "only_holds" if seen else "only_none"
    if beside.way:
        return "holds"
    return "others" if seen else "none"


def change_sentence(change: Change, unit: Unit, language: Language) -> str:
    """Whether a rate or a gap changed between two school years, or why that is not told."""
    first, last = school_year(change.first), school_year(change.last)
    who = _who(change.grouping, change.group, language)
    years = {"first": first, "last": last}
    if change.state == "break":
        breaks = [say(language, "compare.change.break_from", year=school_year(b)) for b in change.breaks]
        return say(language, "compare.change.break", **years, breaks=listed(breaks, language))
    if change.state != "shown":
        why = say(language, f"state.{change.state}")
        return say(language, "compare.change.hidden", **years, who=who, why=why)
    if change.of == "rate":
        return _rate_change(change.change, change.verdict, "compare.change", who, years, unit, language)
    other, same = _reference(change.grouping, language), say(language, "verdict.equal") if change.of == "equal" else ""
    return say(
        language,
        f"compare.gap_change.{_carried(change.verdict, change.change)}",
        **years,
        who=who,
        other=other,
        same=same,
        before=unit.gap(change.before.estimate, language),
        after=_signed(change.after.estimate, unit, language),
        change=_signed(change.change.estimate, unit, language),
        low=unit.gap(change.change.lower, language),
        high=unit.gap(change.change.upper, language),
        size=unit.size(_most(change.change), language),
    )


def changes_sentences(changes: Sequence[Change], unit: Unit, language: Language) -> list[str]:
    """What is seen of several changes between two school years; what is not seen is told of all of them at once.

    Args:
        changes: of one measure, between the same two school years.
        unit: how its numbers are written.
        language: nl or en.
    """
    broken = [c for c in changes if c.state == "break"]
    if broken:
        return [change_sentence(broken[0], unit, language)]
    known = [c for c in changes if c.group]
    seen = [c for c in known if c.state == "shown" and _carried(c.verdict, c.change) != "not_visible"]
    told = [change_sentence(c, unit, language) for c in seen]
    if len(seen) < len(known):
        years = {"first": school_year(known[0].first), "last": school_year(known[0].last)}
        told.append(say(language, f"compare.changes.{'rest' if seen else 'none'}", **years))
    return told


def slope_sentence(slope: Slope, unit: Unit, language: Language) -> str:
    """Whether a rate had a direction over several school years; empty for a gap and where it is not shown."""
    if slope.state != "shown" or slope.of != "rate":
        return ""
    span = slope.years[-1] - slope.years[0]
    years = {"first": school_year(slope.years[0]), "last": school_year(slope.years[-1])}
    told = _carried(slope.verdict, slope.a_year)
    # What is said of the whole stretch is its size; what is said of a direction is the change a year.
    value = _times(slope.a_year, span) if told == "no_difference" else slope.a_year
    who = _who(slope.grouping, slope.group, language)
    return _rate_change(value, slope.verdict, "compare.slope", who, years, unit, language)


def schools_sentence(gap: Gap, schools: int | None, unit: Unit, language: Language) -> str:
    """How many schools together would show a difference that matters; empty where there is no such number."""
    if schools is None or gap.verdict != "not_visible":
        return ""
    return say(language, "compare.schools", count=schools, size=unit.size(gap.margin, language))


def cells_sentence(
    first: str, second: str, cells: Sequence[tuple[str, str]], pairs: int, *, adjusted: bool, language: Language
) -> str:
    """In which pairs of school advice and test advice two definitions differ.

    Args:
        first: name of one definition.
        second: name of the other.
        cells: school advice and test advice of each pair in which they differ.
        pairs: how many pairs there are.
        adjusted: whether they differ in adjusted advices besides.
        language: nl or en.
    """
    if not cells:
        return say(language, "compare.cells.none", first=first, second=second) if adjusted else ""
    told = [say(language, "compare.cells.cell", advice=a, test=t) for a, t in cells]
    text = counted(
        language,
        "compare.cells",
        len(cells),
        first=first,
        second=second,
        number=len(cells),
        pairs=pairs,
        cells=listed(told, language),
    )
    return text + (say(language, "compare.cells.adjusted") if adjusted else "")


def _gap_sentence(key: str, interval: Interval, gap: Gap, unit: Unit, language: Language) -> str:
    told = verdict(interval.lower, interval.upper, gap.margin)
    return say(
        language,
        f"compare.{key}.{told}",
        what=_what(unit, language),
        who=_who(gap.grouping, gap.group, language),
        other=_other(gap, language),
        way=_way(interval, language),
        size=unit.size(_most(interval) if told == "no_difference" else interval.estimate, language),
        interval=unit.bounds(interval.lower, interval.upper, language),
        low=unit.gap(interval.lower, language),
        high=unit.gap(interval.upper, language),
    )


def _rate_change(
    interval: Interval, said: Verdict, key: str, who: str, years: dict[str, str], unit: Unit, language: Language
) -> str:
    told = _carried(said, interval)
    return say(
        language,
        f"{key}.{told}",
        **years,
        who=who,
        what=_what(unit, language),
        way=_way(interval, language),
        size=unit.size(_most(interval) if told == "no_difference" else interval.estimate, language),
        interval=unit.bounds(interval.lower, interval.upper, language),
    )


def _carried(said: Verdict, interval: Interval) -> Verdict:
    """The verdict that may be said: a difference whose interval includes zero is none that can be seen."""
    return "not_visible" if said == "difference" and not carried(interval) else said


def _way(interval: Interval, language: Language) -> str:
    return say(language, "verdict.higher" if carried(interval) > 0 else "verdict.lower")


def _what(unit: Unit, language: Language) -> str:
    return say(language, "unit.this_share" if unit.share else "unit.this_mean")


def _most(interval: Interval) -> float:
    return max(abs(interval.lower), abs(interval.upper))


def _times(interval: Interval, factor: float) -> Interval:
    return Interval(interval.estimate * factor, interval.lower * factor, interval.upper * factor, interval.method)


def _signed(x: float, unit: Unit, language: Language) -> str:
    return say(language, "compare.unit_points" if unit.share else "compare.unit_levels", gap=unit.gap(x, language))


def _who(grouping: str | None, group: int, language: Language) -> str:
    return say(language, "compare.everybody") if grouping is None else group_pupils(grouping, group, language)


def _other(gap: Gap, language: Language) -> str:
    return group_pupils(gap.grouping, gap.reference, language)


def _reference(grouping: str | None, language: Language) -> str:
    return "" if grouping is None else group_pupils(grouping, groupings()[grouping].reference.number, language)
