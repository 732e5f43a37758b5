"""How numbers of pupils, and shares straight from Released counts, are written under the layer of a release."""

from __future__ import annotations

from typing import cast

import numpy as np

from gelijkop.errors import Language
from gelijkop.present.figure import Cell, CellState
from gelijkop.present.numerals import SHARE_DIGITS, percent, plain, whole
from gelijkop.present.texts import say
from gelijkop.safe.display import Display, counted, display
from gelijkop.safe.plan import Plan, plan_of
from gelijkop.safe.released import Released


def zero_below(released: Released) -> int:
    """What 0 pupils are fewer than, where the layer of the release writes them so; else 0."""
    plan = plan_of(released)
    return plan.base if plan.zero_below else 0


def pupils_text(pupils: int, plan: Plan, language: Language) -> str:
    """A number of pupils: `1.240`, `<5` for 0 under a layer that writes so, or the sign of what is not written."""
    if pupils < plan.least:
        return say(language, "sign.withheld")
    if plan.zero_below and not pupils:
        return f"<{plan.base}"
    return whole(float(counted(np.array(pupils), plan)), language)


def pupils_cell(pupils: int, plan: Plan, language: Language) -> Cell:
    """The same as a cell; a file has 0 where the page writes `<5`, so that programs can add."""
    text = pupils_text(pupils, plan, language)
    if pupils < plan.least:
        return Cell(text, "", "withheld")
    return Cell(text, str(int(counted(np.array(pupils), plan))))


def part_text(part: int, of: int, plan: Plan, language: Language, digits: int = SHARE_DIGITS) -> str:
    """The share that some pupils are of all: `74,2 %`, `<5 %`, `>95 %`, or the sign of why it is not written."""
    seen = display(np.array([part]), np.array([of]), plan)
    if seen.state[0] not in ("shown", "zero"):
        return say(language, f"sign.{seen.state[0]}")
    return _tail(seen, language) or percent(part / of, language, digits)


def part_cell(part: int, of: int, plan: Plan, language: Language) -> Cell:
    """The same as a cell."""
    seen = display(np.array([part]), np.array([of]), plan)
    text = part_text(part, of, plan, language)
    if seen.state[0] not in ("shown", "zero"):
        return Cell(text, "", cast(CellState, str(seen.state[0])))
    return Cell(text, text, "tail") if seen.tail[0] else Cell(text, plain(100 * part / of, SHARE_DIGITS))


def _tail(seen: Display, language: Language) -> str:
    """`<5 %` or `>95 %`; empty outside the tails."""
    if not seen.tail[0]:
        return ""
    return f"{'<' if seen.tail[0] == 'low' else '>'}{percent(float(seen.share[0]), language, 0)}"
