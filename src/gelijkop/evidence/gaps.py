"""What can move a step of the chain or an indicator: what one can do, apart from what only goes together with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gelijkop.catalogue import load
from gelijkop.evidence.record import Record
from gelijkop.evidence.words import fold, phrase

FILE, GROUPS = "evidence/grades", "evidence/groups"
WITH_EFFECT, WITHOUT_EFFECT = ("gunstig", "gemengd"), ("geen-effect", "ongunstig")
UNKNOWN_COST = 6  # behind the highest cost that a source names


@dataclass(frozen=True)
class Lead:
    """A record that can move what was asked, and why it stands where it does.

    `about_group` is 2 where the record tells of the group asked for, 1 where of pupils with fewer chances in general,
    0 where of neither. `grade` is the strength of the evidence (1–5), None where nobody judged it; `cost` goes from
    1 (very low) to 5, None where the source gives none.
    """

    record: Record
    about_group: int
    grade: int | None
    cost: int | None


@dataclass(frozen=True)
class Leads:
    """What one can do; apart from it what was measured and did not help, and the determinants; each in order."""

    act: tuple[Lead, ...]
    without_effect: tuple[Lead, ...]
    determinants: tuple[Lead, ...]


def leads(records: Iterable[Record], *, step: str = "", indicator: str = "", group: str = "") -> Leads:
    """The records that can move a step and an indicator, ordered by what is known of them for a group.

    Args:
        records: to choose from.
        step: code of a step of a chain; empty for any.
        indicator: code of an indicator; empty for any.
        group: words for the pupils, such as “migratieachtergrond, herkomst”; empty for those with fewer chances.

    Returns:
        What was measured to help goes before what is only expected to. Then evidence about the group first, then the
        higher grade, then Dutch evidence, then the lower cost, then by id. Sizes of effects play no part: they belong
        to different outcomes and cannot be compared.
    """
    found = [
        Lead(r, about_group(r, group), grade(r), cost(r))
        for r in records
        if (not step or step in r.chain_steps) and (not indicator or indicator in r.indicators)
    ]
    found.sort(key=_place)
    done = [lead for lead in found if lead.record.type != "determinant"]
    return Leads(
        tuple(lead for lead in done if lead.record.result not in WITHOUT_EFFECT),
        tuple(lead for lead in done if lead.record.result in WITHOUT_EFFECT),
        tuple(lead for lead in found if lead.record.type == "determinant"),
    )


def about_group(record: Record, group: str) -> int:
    """2 where the evidence is about the group asked for, 1 where about pupils with fewer chances, 0 where neither.

    Between commas stand other words for the same group.
    """
    if not record.group_evidence:
        return 0
    said = phrase(f"{record.title_nl} {record.population} {record.for_whom}")
    asked = [phrase(words) for words in group.split(",")]
    return 2 if any(words and all(stem in said for stem in words) for words in asked) else 1


def words_of_group(grouping: str) -> str:
    """The words by which records name the pupils whom a grouping sets apart; empty where it has none."""
    words: str = load(GROUPS).get(grouping, "")
    return words


def grade(record: Record) -> int | None:
    """The strength of the evidence from 1 to 5 by its newest version; None where nobody judged it."""
    if record.strength is None:
        return None
    newest = re.sub(r"\s*\([^)]*\)", "", record.strength.value.split(";")[-1]).strip()
    return int(newest) if re.fullmatch("[1-5]", newest) else load(FILE)["strength"].get(fold(newest))


def cost(record: Record) -> int | None:
    """The cost from 1 (very low) to 5 (very high) by its newest version; None where the source gives no degree."""
    newest = fold(record.cost.split(";")[-1])
    if signs := re.search("€{1,5}", newest):
        return len(signs[0])
    if number := re.search("([1-5]) eurotekens", newest):
        return int(number[1])
    degrees = load(FILE)["cost"]
    return next((degrees[words] for words in degrees if re.search(rf"\b{words}\b", newest)), None)


def _place(lead: Lead) -> tuple[bool, int, int, bool, int, str]:
    costs = UNKNOWN_COST if lead.cost is None else lead.cost
    expected = lead.record.result not in WITH_EFFECT
    return expected, -lead.about_group, -(lead.grade or 0), not lead.record.dutch_evidence, costs, lead.record.id
