"""The rule by which quotations may be shown: at least three people behind every theme and every role in it.

Source: k-anonymity (Sweeney 2002), with k = 3 for people instead of rows; docs/decisions/0015.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from gelijkop.errors import Finding, ReleaseRefused, Text
from gelijkop.evidence.interviews.quotations import Quotation
from gelijkop.evidence.interviews.released import LEAST, Quote, ReleasedQuotes, ReleasedTheme
from gelijkop.evidence.interviews.themes import Theme
from gelijkop.evidence.interviews.traces import LABELS

State = Literal["shown", "few"]


@dataclass(frozen=True)
class Judged:
    """What may be shown, the state of every theme in the order of the file, and who is behind each shown text."""

    released: ReleasedQuotes
    states: tuple[State, ...]
    behind: Mapping[str, frozenset[int]] = field(repr=False)


def judge(found: Sequence[Quotation], themes: Sequence[Theme], *, made: str) -> Judged:
    """The quotations that may be shown. `made` is the day (ISO).

    Themes with fewer than three people are left out, as are quotations by which such a theme could be told from a
    wider one. A role is told where at least three people in its theme have it, else a broader one.

    Raises:
        ReleaseRefused: in a quotation that would be shown something may give a person away, and nobody said that it
            may stay; every such quotation by its number, with what kind of thing was found.
    """
    by_theme = _shown([[q for q in found if i in q.themes] for i in range(len(themes))])
    waiting = {q.number: q for quotes in by_theme for q in quotes if not q.ready}
    if waiting:
        raise _waiting([q for q in found if q.number in waiting])
    levels = _levels(by_theme)
    released = tuple(
        ReleasedTheme(theme.name, theme.title, theme.indicators, theme.steps, _quotes(quotes, levels))
        for theme, quotes in zip(themes, by_theme, strict=True)
        if quotes
    )
    behind: dict[str, frozenset[int]] = {}
    for q in (q for quotes in by_theme for q in quotes):
        behind[q.text] = behind.get(q.text, frozenset()) | {q.voice.number}
    states: tuple[State, ...] = tuple("shown" if quotes else "few" for quotes in by_theme)
    return Judged(ReleasedQuotes(made, released), states, behind)


def _voices(quotes: Iterable[Quotation]) -> set[int]:
    return {q.voice.number for q in quotes}


def _shown(by_theme: Sequence[Sequence[Quotation]]) -> list[list[Quotation]]:
    """The quotations of each theme that may be shown; none where fewer than three people are behind it."""
    kept = [_enough(quotes) for quotes in by_theme]
    changed = True
    while changed:
        changed = False
        for i, wide in enumerate(kept):
            rest = {q.number for q in _beside(wide, kept)}
            if rest:
                kept[i] = [q for q in wide if q.number not in rest]
                changed = True
    return [_enough(_longest(quotes)) for quotes in kept]


def _enough(quotes: Sequence[Quotation]) -> list[Quotation]:
    return list(quotes) if len(_voices(quotes)) >= LEAST else []


def _beside(wide: Sequence[Quotation], kept: Sequence[Sequence[Quotation]]) -> list[Quotation]:
    """What a theme has beside the narrower themes that lie in it, where fewer than three people are behind that.

    Whoever knows the codes could read it as the theme that was left out.
    """
    mine = {q.number for q in wide}
    narrower = [numbers for quotes in kept if (numbers := {q.number for q in quotes}) and numbers < mine]
    inside = set[str]().union(*narrower)
    rest = [q for q in wide if q.number not in inside]
    return rest if narrower and len(_voices(rest)) < LEAST else []


def _longest(quotes: Sequence[Quotation]) -> list[Quotation]:
    """Without quotations that lie inside another one of the same source: side by side they show one person twice."""
    return [
        q
        for i, q in enumerate(quotes)
        if not any(
            q.source == other.source and (len(q.text), -i) < (len(other.text), -j) and q.text in other.text
            for j, other in enumerate(quotes)
        )
    ]


def _levels(by_theme: Sequence[Sequence[Quotation]]) -> dict[str, int]:
    """How many steps up its ladder the role of each quotation is told, the same in every theme.

    It only rises, until in each theme every role that is told has at least three people; then it has in the whole.
    """
    levels = {q.number: 0 for quotes in by_theme for q in quotes}
    while any(_raise_one(quotes, levels) for quotes in by_theme):
        pass
    return levels


def _raise_one(quotes: Sequence[Quotation], levels: dict[str, int]) -> bool:
    """Raise the quotations of one role a step; False where every role has enough people.

    Where finer roles are part of a role that too few people have, the smallest of those joins it: else the rest would
    be known by what it is not. Where there are none, the role itself goes up.
    """
    groups: dict[str, list[Quotation]] = {}
    for q in quotes:
        groups.setdefault(_role(q, levels), []).append(q)
    sizes = {role: len(_voices(group)) for role, group in groups.items()}
    few = min((role for role in groups if sizes[role] < LEAST), key=lambda r: (sizes[r], r), default=None)
    if few is None:
        return False
    joining = [r for r, group in groups.items() if few in group[0].voice.roles[levels[group[0].number] + 1 :]]
    for q in groups[min(joining, key=lambda r: (sizes[r], r), default=few)]:
        levels[q.number] += 1
    return True


def _role(quotation: Quotation, levels: Mapping[str, int]) -> str:
    return quotation.voice.roles[levels[quotation.number]]


def _quotes(quotes: Sequence[Quotation], levels: Mapping[str, int]) -> tuple[Quote, ...]:
    """In the order of the alphabet: that of the project would tell which come from one conversation."""
    made = [Quote(q.text, _role(q, levels)) for q in quotes]
    return tuple(sorted(made, key=lambda q: (q.text.casefold(), q.text, q.role)))


def _waiting(quotes: Sequence[Quotation]) -> ReleaseRefused:
    findings = []
    for q in quotes:
        kinds = [LABELS[k] for k in q.kinds]
        nl, en = ", ".join(k.nl for k in kinds), ", ".join(k.en for k in kinds)
        findings.append(Finding("trace", f"citaat {q.number}", Text(nl, en)))
    text = Text(
        "In deze citaten kan iets staan dat een persoon aanwijst. Er is niets geschreven. Maak een lijst met gelijkop "
        "evidence quotes review, pas de tekst aan of schrijf ja, en geef de lijst mee met --reviewed:",
        "Something in these quotations may give a person away. Nothing was written. Make a list with gelijkop evidence "
        "quotes review, change the text or write ja, and give the list with --reviewed:",
    )
    return ReleaseRefused(text, findings)
