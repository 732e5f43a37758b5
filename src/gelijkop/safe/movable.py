"""What numbers of the inner cube may become in a coming release, given those that stand (guarantee G5).

**Pupils.** A cell that no release covered is rounded as ever. One that was keeps its number, unless its true count
moved by `base` or more since that number was set. Then it gets a number that is allowed for its new true count
*and* so far from the old one that both leave all the true counts possible that each leaves on its own: for a and b
the smaller and larger number, the lowest and the highest possible true count of b are both at least `base` above
those of a. (Without that last rule a change gives away what rounding hid: with base 5 and slack 2, an 8 that becomes
a 6 can only be a 10 that became a 5.) Where no allowed number is that far, the old one stays. So a number moves by 0
or by `base` and more.

**Outcomes.** The number of pupils of one outcome in a cell likewise stays, unless its own true count moved by `base`
or more since it was set. Where the pupils of the cell stay, they must leave room for that: 2 × `base` − 1 or more
must be possible, or a change from one outcome to another would leave less than `base` − 1 values. Where they go up
from less than that, outcomes can only gain; where they go down, one of 0 cannot gain. An outcome that now truly has
no pupils can only give pupils away. Two numbers are not numbers about an outcome but follow from the pupils of the
cell, and need no such move: the zeros of a cell that is released without pupils, before or after.

**Together.** The pupils of a cell move only to numbers that in every earlier released distribution of that cell can
be taken up by outcomes that may change; else they stay as they were. The same holds for an outcome that other
measures lie within: it is their number of pupils.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gelijkop.errors import ReleaseRefused, Text
from gelijkop.safe.cells import Bools, Met, positions
from gelijkop.safe.rules import possible
from gelijkop.safe.sums import Ints, scattered

NEVER = np.iinfo(np.int64).max // 2


@dataclass(frozen=True, eq=False)
class Entries:
    """What the outcomes of one distribution may become, one row per row of its `Met`.

    `cell` is the row of the cell in the `Met` of the pupils. A cell that is released with pupils shows in each
    entry `least`, and where `free` besides that 0 or at least `base` more; these add up to the pupils of the cell
    (of a measure within an outcome: to the number of that outcome). A cell released without pupils shows zeros.
    """

    cell: Ints = field(repr=False)
    least: Ints = field(repr=False)
    free: Bools = field(repr=False)


@dataclass(frozen=True, eq=False)
class Movable:
    """What may be released: pupils from `low` to `high` by cell (and then only 0, or `base` and more), and `entries`.

    `low` = `high` is a number that stands. `entries` are by distribution.
    """

    low: Ints = field(repr=False)
    high: Ints = field(repr=False)
    entries: Mapping[str, Entries]


@dataclass(frozen=True, eq=False)
class _Course:
    """By cell: whether its standing pupils leave room for one outcome to move, and whether they go up or down."""

    room: Bools
    up: Bools
    down: Bools


def movable(
    pupils: Met, distributions: Sequence[Met], lies_within: Mapping[str, tuple[str, int]], *, base: int, slack: int
) -> Movable:
    """What each number of one clock may become, as told above.

    Args:
        pupils: the cells of the clock.
        distributions: those of every distribution on that clock.
        lies_within: for a distribution that lies within an outcome of another: the code of that one, and the outcome.
        base, slack: see `Plan`.

    Raises:
        ReleaseRefused: earlier releases had a lower base.
    """
    _require_base([pupils, *distributions], base)
    low, high = bounds(pupils, base=base, slack=slack)
    by_code = {d.cells.distribution: d for d in distributions}
    cell = {code: positions(d.cells, pupils.cells) for code, d in by_code.items()}
    inside = {code: parent for code, parent in lies_within.items() if code in by_code and parent[0] in by_code}
    for code, (parent, _) in inside.items():
        _require_parent(by_code[code], by_code[parent], cell[code], cell[parent], len(low))
    found = _all_entries(by_code, cell, inside, _course(pupils, low, high, base, slack), base)
    low, high = _taken_up(pupils, low, high, by_code, found, inside, base)
    # Where the pupils stay after all, so does more of their division.
    return Movable(low, high, _all_entries(by_code, cell, inside, _course(pupils, low, high, base, slack), base))


def _course(pupils: Met, low: Ints, high: Ints, base: int, slack: int) -> _Course:
    number = pupils.cells.released
    return _Course(number >= 2 * base - 1 - slack, low > number, high < number)


def bounds(pupils: Met, *, base: int, slack: int) -> tuple[Ints, Ints]:
    """The lowest and highest number that each cell may get; between them only 0, and `base` and more, are allowed."""
    true, number = pupils.cells.true, pupils.cells.released
    low = np.where(true < base, 0, np.maximum(base, true - slack))
    high = np.where(true == 0, 0, np.where(true < base, base, true + slack))
    moved = pupils.known & (np.abs(true - pupils.was) >= base)
    up, down = moved & (true > pupils.was), moved & (true < pupils.was)
    low = np.where(up, np.maximum(low, _far_above(number, base, slack)), low)
    high = np.where(down, np.minimum(high, _far_below(number, base, slack)), high)
    stays = pupils.known & (~moved | (low > high))
    return np.where(stays, number, low), np.where(stays, number, high)


def _far_above(number: Ints, base: int, slack: int) -> Ints:
    """The smallest number whose possible true counts, lowest and highest, are `base` above those of this one."""
    low, high = possible(number, base=base, slack=slack)
    # Above `base`, y leaves max(base, y − slack) to y + slack.
    by_lowest = np.where(low == 0, base + 1, low + base + slack)
    return np.maximum(by_lowest, high + base - slack)


def _far_below(number: Ints, base: int, slack: int) -> Ints:
    """The largest number that this one is `_far_above`; −1 where there is none."""
    far = number - base
    far = np.where(number >= 2 * base + slack, far, np.where(number >= 2 * base, base, 0))
    return np.where(number >= _far_above(np.zeros_like(number), base, slack), far, -1)


def _require_base(met: Sequence[Met], base: int) -> None:
    if any(((m.cells.released > 0) & (m.cells.released < base)).any() for m in met):
        raise ReleaseRefused(
            Text(
                f"Eerdere uitgaven zijn afgerond met een lagere basis dan {base}. Die aantallen staan vast en passen "
                "niet bij de nieuwe regels. Geef uit met dezelfde basis als eerder.",
                f"Earlier releases were rounded with a lower base than {base}. Those numbers stand and do not fit the "
                "new rules. Release with the same base as before.",
            )
        )


def _require_parent(child: Met, parent: Met, of_child: Ints, of_parent: Ints, cells: int) -> None:
    if (_any(of_child, child.known, cells) & ~_any(of_parent, parent.known, cells)).any():
        raise ReleaseRefused(
            Text(
                f"“{child.cells.distribution}” is eerder uitgegeven zonder “{parent.cells.distribution}”, waar het "
                "een deel van is. Beide samen kunnen nu niet meer. Laat de laatste weg.",
                f"“{child.cells.distribution}” was released before without “{parent.cells.distribution}”, which it is "
                "a part of. Both together are no longer possible. Leave the latter out.",
            )
        )


def _all_entries(
    by_code: Mapping[str, Met],
    cell: Mapping[str, Ints],
    inside: Mapping[str, tuple[str, int]],
    course: _Course,
    base: int,
) -> dict[str, Entries]:
    """The entries of each distribution, those within it before itself."""
    done: dict[str, Entries] = {}
    while len(done) < len(by_code):
        ready = [c for c in by_code if c not in done and all(k in done for k, (p, _) in inside.items() if p == c)]
        if not ready:
            raise ValueError("distributions lie within each other in a circle")
        for code in ready:
            met = by_code[code]
            own, least = _by_itself(met, cell[code], course, base, derived=code in inside)
            for child, (parent, outcome) in inside.items():
                if parent == code:
                    own, least = _with_child(met, cell[code], own, least, by_code[child], done[child], outcome, base)
            done[code] = _entries(met, cell[code], own, least, len(course.room), derived=code in inside)
    return done


def _by_itself(met: Met, cell: Ints, course: _Course, base: int, *, derived: bool) -> tuple[Bools, Ints]:
    """Which entries may change as far as they know themselves, and what they keep at least.

    Outcome −1 is `derived` for a measure within another.
    """
    counts = met.cells.outcome >= 0 if derived else np.ones(len(cell), dtype=bool)
    number, true = met.cells.released, met.cells.true
    shown = scattered(cell[counts], number[counts], len(course.room))[cell]
    set_free = ~met.known | (shown == 0)
    grows, shrinks = (course.up & ~course.room)[cell], course.down[cell]
    may = np.where(grows, true > 0, np.where(shrinks, number > 0, course.room[cell]))
    own: Bools = counts & (set_free | (may & (np.abs(true - met.was) >= base)))
    return own, np.where(own & ~set_free & grows, number, 0)


def _entries(met: Met, cell: Ints, own: Bools, least: Ints, cells: int, *, derived: bool) -> Entries:
    """`own`: may change; `least`: what an entry that changes must keep for measures within it."""
    free = own & (met.cells.true > 0)
    stays = met.known & (~own | ~_any(cell, free, cells)[cell])
    kept = np.where(stays, met.cells.released, np.where(free, least, 0))
    if derived:
        kept = np.where(met.cells.outcome < 0, 0, kept)
    return Entries(cell, kept, free & ~stays)


def _with_child(
    met: Met, cell: Ints, own: Bools, least: Ints, child: Met, entries: Entries, outcome: int, base: int
) -> tuple[Bools, Ints]:
    """`own` and `least` of a distribution once a measure within one of its outcomes is taken into account."""
    cells = int(max(cell.max(initial=-1), entries.cell.max(initial=-1))) + 1
    bound = (met.cells.outcome == outcome) & (met.cells.released > 0) & _any(entries.cell, child.known, cells)[cell]
    fixed = scattered(entries.cell, entries.least, cells)[cell]
    apart = np.abs(fixed - least)
    fits = _any(entries.cell, entries.free, cells)[cell] & ((apart == 0) | (apart >= base))
    return own & (~bound | fits), np.where(bound & fits, np.maximum(least, fixed), least)


def _taken_up(
    pupils: Met, low: Ints, high: Ints, by_code: Mapping[str, Met], found: Mapping[str, Entries],
    inside: Mapping[str, tuple[str, int]], base: int,
) -> tuple[Ints, Ints]:  # fmt: skip
    """The bounds of pupils, where they move, narrowed to what every earlier released distribution can take up."""
    cells = len(low)
    ray = np.zeros(cells, np.int64)  # from here up everything can be taken up
    fixed = [
        (_any(e.cell, by_code[code].known, cells), scattered(e.cell, e.least, cells), _any(e.cell, e.free, cells))
        for code, e in found.items()
        if code not in inside
    ]
    point = np.zeros(cells, np.int64)  # the highest sum of outcomes that stay: all others at 0
    for known, least, takes in fixed:
        ray = np.maximum(ray, np.where(known, np.where(takes, least + base, NEVER), 0))
        point = np.maximum(point, np.where(known, least, 0))
    good = point > 0
    for known, least, takes in fixed:
        good &= ~known | (point == least) | (takes & (point - least >= base))
    moves = pupils.known & (pupils.cells.released > 0) & ((low != pupils.cells.released) | (high != low))
    small = moves & (low == 0)
    at_base = (ray <= base) | (good & (point == base))
    high = np.where(small & (high > 0) & ~at_base, 0, high)
    large = moves & (low > 0) & (low < ray)
    on_ray, on_point = large & (ray <= high), large & (ray > high) & good & (low <= point) & (point <= high)
    stays = large & ~on_ray & ~on_point
    number = pupils.cells.released
    low = np.where(on_ray, ray, np.where(on_point, point, np.where(stays, number, low)))
    return low, np.where(on_point, point, np.where(stays, number, high))


def _any(cell: Ints, which: Bools, cells: int) -> Bools:
    """By cell, whether one of its entries is such."""
    found = np.zeros(cells, dtype=bool)
    found[cell[which]] = True
    return found
