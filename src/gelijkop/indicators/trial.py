"""Trial pupils: thousands of made-up careers, the same for ever, on which two versions of a definition are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b

from gelijkop.indicators.examples import ADVICE_YEAR, ADVICES, Example
from gelijkop.indicators.rules import vo_levels
from gelijkop.model.levels import advice_levels, levels, test_advices

PUPILS = 4000
YEARS = tuple(range(ADVICE_YEAR, ADVICE_YEAR + 5))
DIPLOMA_YEARS = YEARS[:3]
"""In the other years nobody knows who passed an exam, which is a case of its own."""
_HIGHEST_GRADE = 6
_WITH_DIPLOMA = ("vo", "pro", "mbo", "ho")


@cache
def trial_pupils() -> Example:
    """The trial pupils as a worked example; a row depends on its number and the code lists alone."""
    heading = ("pupil", *ADVICES, *map(str, YEARS), *(f"diploma {y}" for y in DIPLOMA_YEARS))
    return Example(heading, tuple(_pupil(number) for number in range(PUPILS)))


def trial_id() -> str:
    """A short name of the trial pupils: another one where a code list or the way they are made changed."""
    drawn = "\n".join("|".join(row) for row in (trial_pupils().heading, *trial_pupils().rows))
    return blake2b(drawn.encode(), digest_size=8).hexdigest()


def _pupil(number: int) -> tuple[str, ...]:
    chance = _chances(number)
    advices = [_one_of(codes, chance) for codes in (tuple(advice_levels()), tuple(test_advices()))]
    provisional, test = advices
    final = provisional if next(chance) < 0.4 else _one_of(tuple(advice_levels()), chance)
    seen: list[str] = []
    diplomas: list[str] = []
    before, passed = "", ""
    for year in YEARS:
        before = _next(before, passed, chance)
        passed = _diploma(before, chance) if year in DIPLOMA_YEARS else ""
        seen.append(before)
        diplomas.append(passed)
    return (str(number + 1), provisional, test, final, *seen, *diplomas[: len(DIPLOMA_YEARS)])


def _next(before: str, passed: str, chance: Iterator[float]) -> str:
    """Level and grade of the next school year: mostly what follows, at times anything, at times nothing."""
    turn = next(chance)
    level, _, grade = before.partition(" ")
    if turn < 0.12:
        return ""
    if passed and turn < 0.7:
        return _one_of(("havo 4", "havo 5", "havo", "vwo 5", "vwo 6", "mbo-2 1", "mbo-4 1"), chance)
    if level and turn < 0.75:
        step = int(next(chance) < 0.7)
        return f"{level} {min(int(grade or 0) + step, _HIGHEST_GRADE)}"
    anywhere = _one_of(tuple(vo_levels() if turn < 0.9 else (c for c in levels() if c != "geen")), chance)
    return f"{anywhere} {int(next(chance) * _HIGHEST_GRADE) + 1}" if anywhere and turn < 0.97 else anywhere


def _diploma(now: str, chance: Iterator[float]) -> str:
    level, _, grade = now.partition(" ")
    if (
        not level
        or "/" in level
        or levels()[level].sector not in _WITH_DIPLOMA
        or next(chance) > (0.5 if grade > "3" else 0.05)
    ):
        return ""
    return level + ("+" if next(chance) < 0.4 else "")


def _one_of(codes: Sequence[str], chance: Iterator[float]) -> str:
    """One of the codes, or now and then none."""
    at = int(next(chance) * (len(codes) * 1.05))
    return codes[at] if at < len(codes) else ""


def _chances(number: int) -> Iterator[float]:
    """Numbers from 0 up to 1 that follow from the number of the pupil, on every machine and for ever."""
    for block in range(100):
        digest = blake2b(f"{number} {block}".encode()).digest()
        for i in range(0, len(digest), 4):
            yield int.from_bytes(digest[i : i + 4], "big") / 2**32
