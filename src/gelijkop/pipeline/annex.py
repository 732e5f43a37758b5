"""The annex for a data protection impact assessment: one page from what was really read and what was promised."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from gelijkop import __version__
from gelijkop.catalogue import load
from gelijkop.model.tables import TABLES, Column
from gelijkop.safe.plan import plan_of
from gelijkop.safe.released import Released
from gelijkop.store import Store

FILE = "dpia-bijlage.md"
ATTACK = "aanval"
"""The name in `bewijs/` of what the attack on the release found."""
WIDTH = 100
"""Characters on a line."""


@dataclass(frozen=True)
class Personal:
    """Which data about pupils were read: by table the names of the columns that hold anything, and on what ground.

    `organisations` is how many added up their counts; 1 where pupils were counted here.
    """

    columns: Mapping[str, tuple[str, ...]]
    grounds: tuple[str, ...] = ()
    organisations: int = 1


def personal_data(store: Store) -> Personal:
    """The columns of the tables about pupils in which something stands, and the grounds that were told at loading."""
    names = [name for name in store.tables() if name in TABLES and TABLES[name].columns[0].name == "pupil"]
    grounds = dict.fromkeys(one.legal_ground for one in store.loads() if one.legal_ground)
    return Personal({name: _filled(store, name) for name in names}, tuple(grounds))


def _filled(store: Store, name: str) -> tuple[str, ...]:
    frame = store.table(name)
    there = set(frame.collect_schema().names())
    wanted = [c.name for c in TABLES[name].columns if c.name in there]
    known = store.arrays(frame.select(*(nw.col(c).count().alias(c) for c in wanted)))
    return tuple(c for c in wanted if int(known[c][0]))


def annex(released: Released, personal: Personal, *, region: str, proof: Sequence[str]) -> str:
    """The page as Markdown, in Dutch, with lines of 100 characters; no count of pupils is in it.

    Args:
        proof: the names of what lies in `bewijs/`.
    """
    words = load("texts/dpia")
    policy = load(f"policies/{released.policy}")
    public, joined = released.policy == "openbaar", personal.organisations > 1
    numbers = {
        "base": released.base, "small": released.base - 1, "slack": released.slack,
        "minimum": plan_of(released).minimum_shown, "groupings": ", ".join(released.groupings) or "geen",
    }  # fmt: skip
    parts = [
        words["title"].format(region=region or "deze uitgave"),
        words["about"].format(version=__version__),
        words["purpose"],
        words["purpose_text"],
        words["people"],
        *_people(personal, words),
        words["kept"],
        words["pseudonyms_joined" if joined else "pseudonyms"],
        words["policy"].format(name=released.policy, version=policy["version"]),
        words["numbers" if public else "numbers_intern"].format(**numbers),
        *_promises(policy, numbers, words),
        words["audit"],
        _audit(proof, joined, public, words),
        words["who"],
        words["everybody" if public else "staff"],
    ]
    return "\n".join(line for part in parts for line in _lines(part)).lstrip("\n") + "\n"


def _people(personal: Personal, words: Mapping[str, str]) -> Iterator[str]:
    if personal.organisations > 1:
        yield words["none"].format(organisations=personal.organisations)
        return
    if not personal.columns:
        yield words["only_counts"]
        return
    titles = load("texts/dpia")["tables"]
    background = False
    for name, columns in personal.columns.items():
        known = [c for c in TABLES[name].columns if c.name in columns and c.name != "pupil"]
        background |= any(c.background for c in known)
        yield f"- {titles.get(name, name)}: {', '.join(_named(c) for c in known)}."
    if background:
        yield words["background"]
        grounds = "; ".join(personal.grounds)
        yield words["ground"].format(grounds=grounds) if grounds else words["no_ground"]


def _named(column: Column) -> str:
    """The column in a few words: what stands before an explanation."""
    return re.split(r"[:(,]", column.nl)[0].strip() + ("*" if column.background else "")


def _promises(
    policy: Mapping[str, Sequence[Mapping[str, str]]], numbers: Mapping[str, object], words: Mapping[str, str]
) -> Iterator[str]:
    if "guarantee" not in policy:
        yield words["not_promised_intern"]
        return
    for heading, entries in (("promised", "guarantee"), ("not_promised", "not_promised")):
        yield words[heading]
        for entry in policy[entries]:
            yield "- " + entry["nl"].format(**numbers)


def _audit(proof: Sequence[str], joined: bool, public: bool, words: Mapping[str, str]) -> str:
    if not public:
        return words["audit_intern"]
    if ATTACK in proof:
        return words["audit_done"].format(names=", ".join(f"{name}.json" for name in proof))
    return words["audit_joined" if joined else "audit_none"]


def _lines(part: str) -> Sequence[str]:
    """A heading after an empty line, or a sentence or item over as many lines as it takes."""
    if part.startswith("#"):
        return "", part
    return textwrap.wrap(part, WIDTH, subsequent_indent="  " if part.startswith("- ") else "", break_long_words=False)
