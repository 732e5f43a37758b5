"""The figures of flows: where the pupils of two groups go between two moments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from gelijkop.catalogue import load
from gelijkop.compare.findings import WHOLE, Flow
from gelijkop.errors import Language
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.chart_flows import Direction, Panel, Stream, sankey, steps, steps_in_turn
from gelijkop.present.content import FlowStep, RegionContent
from gelijkop.present.dates import long_date
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.numerals import listed, percent
from gelijkop.present.parts import made
from gelijkop.present.pupil_numbers import part_cell, part_text, pupils_cell, pupils_text
from gelijkop.present.sentences import group_name
from gelijkop.present.texts import say
from gelijkop.safe.plan import Plan, plan_of

_MIXED = "brugklas"
"""A mixed first class has the level of everybody in it."""


@cache
def _classes() -> tuple[str, ...]:
    """The ranked classes of `rules/classes`, lowest first."""
    return tuple(c["code"] for c in load("rules/classes")["class"] if c["levels"] and c["code"] != _MIXED)


def levels(language: Language) -> tuple[tuple[str, str], ...]:
    """The ranked classes as pictures write them with their names in words, lowest first."""
    known = {c["code"]: c for c in load("rules/classes")["class"]}
    return tuple((code, str(known[code][language])) for code in _classes())


def direction(origin: str, target: str) -> Direction:
    """Whether a class is above, at or below another; `out` where one of the two has no rank."""
    if origin == target or _MIXED in (origin, target):
        return "same"
    order = _classes()
    if origin not in order or target not in order:
        return "out"
    return "up" if order.index(target) > order.index(origin) else "down"


def _place(code: str) -> tuple[int, str]:
    """Where a class stands in a picture: highest level first, then the mixed class, then what has no rank."""
    order = _classes()
    if code in order:
        return -order.index(code) - 1, code
    return (0 if code == _MIXED else 1), code


def _label(code: str, language: Language) -> str:
    """The code itself for a level, which is how schools write it; words for what is no level."""
    if code in _classes():
        return code
    return say(language, f"node.{code if code in ('brugklas', 'elders', 'geen') else 'other'}")


def flow_figure(content: RegionContent, ident: str, step: FlowStep, grouping: str, language: Language) -> Figure | None:
    """The first group beside the reference group of a grouping; None where either has too few pupils.

    The table holds every group.
    """
    side = pick.side(grouping)
    mine = [f for f in step.flows if f.grouping == grouping and f.place == WHOLE and f.pupils > 0]
    shown = (side.groups[0], side.reference)
    plan = plan_of(content.released)
    if any(_pupils(mine, g) < max(plan.minimum_shown, 1) for g in shown):
        return None
    origins = sorted({f.origin for f in mine}, key=_place)
    targets = sorted({f.target for f in mine}, key=_place)
    panels = [_panel(mine, g, grouping, origins, targets, plan, language) for g in shown]
    names = {"origin": step.origin.say(language), "target": step.target.say(language)}
    question = say(language, "flow.question", **names)
    who = [group_name(grouping, g, language) for g in shown]
    (up_a, down_a), (up_b, down_b) = (_moved(mine, g, plan, language) for g in shown)
    headline = say(
        language,
        "flow.headline_two",
        a=who[0].capitalize(),
        b=who[1].capitalize(),
        up_a=up_a,
        down_a=down_a,
        up_b=up_b,
        down_b=down_b,
    )
    alt = f"{headline} {say(language, 'flow.alt', groups=listed(who, language), **names)}"
    keys, share = _keys(language), _share(plan, language)
    wide = sankey(ident, panels, (names["origin"], names["target"]), name=question, description=alt, share=share)
    least = plan.minimum_shown
    narrow = steps(ident, panels, keys, name=question, description=alt, share=share, least=least)
    public = content.released.policy == "openbaar"
    note = say(language, "figure.counts_note" if public else "figure.counts_note_exact")
    source = say(language, "figure.source", version=content.meta.version, date=long_date(content.meta.date, language))
    table = _table(mine, side, question, plan, language)
    return Figure(ident, question, headline, say(language, "flow.sub"), wide, narrow, table, source, alt, note)


def career_figure(content: RegionContent, ident: str, grouping: str, group: int, language: Language) -> Figure | None:
    """Every step of one group, beside each other; None with fewer than two steps that have enough pupils.

    Steps are not joined: pupils of one step need not be those of the next.
    """
    plan = plan_of(content.released)
    found = []
    for step in content.steps:
        mine = [f for f in step.flows if (f.grouping, f.group, f.place) == (grouping, group, WHOLE) and f.pupils > 0]
        if _pupils(mine, group) >= max(plan.minimum_shown, 1):
            found.append((step, mine))
    if len(found) < 2:
        return None
    who = group_name(grouping, group, language)
    panels, told, lines = [], [], []
    for step, mine in found:
        names = {"origin": step.origin.say(language), "target": step.target.say(language)}
        named = say(language, "career.step", **names)
        origins, targets = (sorted({getattr(f, end) for f in mine}, key=_place) for end in ("origin", "target"))
        panel = _panel(mine, group, grouping, origins, targets, plan, language)
        panels.append(replace(panel, title=named, moments=(names["origin"], names["target"])))
        up, down = _moved(mine, group, plan, language)
        told.append(say(language, "career.moved", step=named, up=up, down=down))
        lines += [(words(named), *line[1:]) for line in _lines(mine, grouping, (group,), plan, language)]
    question = say(language, "career.question", group=who)
    headline = " ".join(told)
    alt = f"{headline} {say(language, 'career.alt', group=who)}"

    share, least = _share(plan, language), plan.minimum_shown

    def draw(size: svg.Size) -> str:
        if size == "wide":
            return sankey(ident, panels, ("", ""), name=question, description=alt, share=share)
        return steps_in_turn(
            ident, panels, _keys(language), name=question, description=alt, share=share, least=least
        )  # fmt: skip

    header = ("step", "from", "to", "direction", "pupils", "share")
    heads = tuple(say(language, "career.table_step" if h == "step" else f"table.{h}") for h in header)
    return made(
        content, ident, question, headline, say(language, "career.sub"), draw, Grid(question, heads, tuple(lines), 4),
        alt, "", language,
    )  # fmt: skip


def _keys(language: Language) -> Mapping[Direction, str]:
    ways: tuple[Direction, ...] = ("up", "same", "down", "out")
    return {way: say(language, f"flow.{way}") for way in ways}


def _share(plan: Plan, language: Language) -> Callable[[int, int], str]:
    """Writes a share in a picture without decimals; of some pupils never as nobody."""

    def share(part: int, of: int) -> str:
        text = part_text(part, of, plan, language, 0)
        return f"<{percent(0.01, language, 0)}" if part and text == percent(0, language, 0) else text

    return share


def _panel(
    flows: list[Flow], group: int, grouping: str, origins: list[str], targets: list[str], plan: Plan, language: Language
) -> Panel:
    mine = [f for f in flows if f.group == group]
    total = _pupils(flows, group)
    streams = tuple(
        Stream(
            origins.index(f.origin),
            targets.index(f.target),
            f.pupils,
            direction(f.origin, f.target),
            _said(f, total, plan, language),
        )
        for f in mine
    )
    years = pick.period([y for f in mine for y in f.years], language)
    subtitle = say(language, "flow.subtitle", pupils=pupils_text(total, plan, language), years=years)
    labels = tuple(_label(c, language) for c in origins), tuple(_label(c, language) for c in targets)
    return Panel(group_name(grouping, group, language), subtitle, *labels, streams)


def _said(flow: Flow, total: int, plan: Plan, language: Language) -> str:
    return say(
        language,
        "flow.said",
        origin=_label(flow.origin, language),
        target=_label(flow.target, language),
        pupils=pupils_text(flow.pupils, plan, language),
        share=part_text(flow.pupils, total, plan, language),
    )


def _pupils(flows: list[Flow], group: int) -> int:
    return sum(f.pupils for f in flows if f.group == group)


def _moved(flows: list[Flow], group: int, plan: Plan, language: Language) -> tuple[str, str]:
    """The shares of a group that went up and down, as written."""
    mine, total = [f for f in flows if f.group == group], _pupils(flows, group)
    up, down = (sum(f.pupils for f in mine if direction(f.origin, f.target) == way) for way in ("up", "down"))
    return part_text(up, total, plan, language), part_text(down, total, plan, language)


def _table(flows: list[Flow], side: pick.Side, question: str, plan: Plan, language: Language) -> Grid:
    header = ("group", "from", "to", "direction", "pupils", "share")
    lines = _lines(flows, side.grouping, (*side.groups, 0), plan, language)
    return Grid(question, tuple(say(language, f"table.{h}") for h in header), tuple(lines), 4)


def _lines(
    flows: list[Flow], grouping: str, groups: Sequence[int], plan: Plan, language: Language
) -> list[tuple[Cell, ...]]:
    """One line a flow, by group, highest levels first."""
    lines: list[tuple[Cell, ...]] = []
    for group in groups:
        mine, total = [f for f in flows if f.group == group], _pupils(flows, group)
        lines += [
            (
                words(group_name(grouping, group, language)),
                words(_label(f.origin, language)),
                words(_label(f.target, language)),
                words(say(language, f"flow.{direction(f.origin, f.target)}")),
                pupils_cell(f.pupils, plan, language),
                part_cell(f.pupils, total, plan, language),
            )
            for f in sorted(mine, key=lambda f: (_place(f.origin), _place(f.target)))
        ]
    return lines
