"""A review as it stands: its publications, who decided what, and where each publication is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Literal

from gelijkop.evidence.bibliography.sets import Merged, Publication
from gelijkop.evidence.screening.decisions import Decision, Verdict, latest, resolved
from gelijkop.evidence.screening.kappa import Agreement, agreement
from gelijkop.evidence.strategy.plan import Phase, Strategy

State = Literal[
    "title_open",
    "title_conflict",
    "title_excluded",
    "fulltext_open",
    "not_retrieved",
    "fulltext_conflict",
    "fulltext_excluded",
    "included",
]
Outcome = Verdict | Literal["open", "conflict"]


@dataclass(frozen=True)
class Review:
    """A strategy with its criteria, the publications found, and every decision in order; so many `reviewers` decide."""

    strategy: Strategy
    merged: Merged
    decisions: tuple[Decision, ...]
    reviewers: int = 2

    @cached_property
    def known(self) -> tuple[Decision, ...]:
        """The decisions on publications of this review, by the id that these have now."""
        found = ((d, self.merged.find(d.id)) for d in self.decisions)
        return tuple(replace(d, id=publication.id) for d, publication in found if publication is not None)

    @cached_property
    def verdicts(self) -> Mapping[tuple[str, Phase], Mapping[str, Decision]]:
        """By publication and phase the last verdict of each reviewer."""
        return latest(self.known)

    @cached_property
    def resolutions(self) -> Mapping[tuple[str, Phase], Decision]:
        """By publication and phase what settled a difference."""
        return resolved(self.known)

    @cached_property
    def lost(self) -> tuple[Decision, ...]:
        """Decisions on ids that no publication has."""
        return tuple(d for d in self.decisions if self.merged.find(d.id) is None)

    def outcome(self, name: str, phase: Phase) -> Outcome:
        """What the reviewers came to: their common verdict, `open` while one must still decide, or `conflict`.

        A verdict `unsure` is a conflict too, once all have decided: somebody must settle it.
        """
        if (settled := self.resolutions.get((name, phase))) is not None:
            return settled.verdict
        given = self.verdicts.get((name, phase), {})
        found = {d.verdict for d in given.values()}
        if len(given) < self.reviewers:
            return "open"
        return next(iter(found)) if len(found) == 1 and "unsure" not in found else "conflict"

    def state(self, name: str) -> State:
        """Where a publication is: each is in exactly one place."""
        title = self.outcome(name, "title")
        if title == "open":
            return "title_open"
        if title != "include":
            return "title_excluded" if title == "exclude" else "title_conflict"
        match self.outcome(name, "fulltext"):
            case "open":
                return "fulltext_open"
            case "include":
                return "included"
            case "exclude":
                return "fulltext_excluded"
            case "not-retrieved":
                return "not_retrieved"
            case _:
                return "fulltext_conflict"

    def reason(self, name: str, phase: Phase) -> str:
        """The criterion of an exclusion: that of the resolution, else the first in the order of the strategy."""
        settled = self.resolutions.get((name, phase))
        given = [settled] if settled is not None else list(self.verdicts.get((name, phase), {}).values())
        codes = [c.code for c in self.strategy.criteria]
        named = [d.criterion for d in given if d.verdict == "exclude" and d.criterion]
        return min(named, key=lambda c: codes.index(c) if c in codes else len(codes), default="")

    def study(self, name: str) -> str:
        """The study that a report is of: as last named by anybody, else the report itself."""
        named = [d.study for d in self.known if d.id == name and d.study]
        return named[-1] if named else name

    def undecided(self, reviewer: str, phase: Phase) -> list[Publication]:
        """What a reviewer has still to decide on, in order; settled and left out ones are not among them."""
        before = {"title": "title_open", "fulltext": "fulltext_open"}[phase]
        return [
            p
            for p in self.merged.publications
            if reviewer not in self.verdicts.get((p.id, phase), {}) and self.state(p.id) == before
        ]

    def conflicts(self, phase: Phase) -> list[Publication]:
        """Publications on which the reviewers differ and that nobody settled."""
        state = f"{phase}_conflict"
        return [p for p in self.merged.publications if self.state(p.id) == state]


@dataclass(frozen=True)
class Compared:
    """Two reviewers in one phase: how they agree, on what they differ, and how many pairs hold no yes or no."""

    first: str
    second: str
    phase: Phase
    agreement: Agreement
    differ: tuple[str, ...]
    left_out: int


def compare_reviewers(review: Review, phase: Phase) -> list[Compared]:
    """Each pair of reviewers on the publications that both decided on, by their verdicts when the second decided.

    Later changes of mind do not count: by then each could know what the other said. What was not retrieved and
    `unsure` are left out.
    """
    people = sorted({d.reviewer for d in review.known if d.phase == phase and not d.resolves})
    return [_compared(review, one, two, phase) for one, two in combinations(people, 2)]


def _compared(review: Review, one: str, two: str, phase: Phase) -> Compared:
    both = _when_both_decided(review, one, two, phase)
    clear = {name: pair for name, pair in both.items() if set(pair) <= {"include", "exclude"}}
    differ = tuple(name for name, (a, b) in clear.items() if a != b)
    table = agreement((a == "include", b == "include") for a, b in clear.values())
    return Compared(one, two, phase, table, differ, len(both) - len(clear))


def _when_both_decided(review: Review, one: str, two: str, phase: Phase) -> dict[str, tuple[Verdict, Verdict]]:
    given: dict[str, dict[str, Verdict]] = {}
    found: dict[str, tuple[Verdict, Verdict]] = {}
    for decision in review.known:
        if decision.phase == phase and decision.reviewer in (one, two) and not decision.resolves:
            mine = given.setdefault(decision.id, {})
            mine[decision.reviewer] = decision.verdict
            if len(mine) == 2:
                found.setdefault(decision.id, (mine[one], mine[two]))
    return found


def may_see(review: Review, reviewer: str, name: str, phase: Phase) -> Sequence[Decision]:
    """The verdicts on a publication that a reviewer may see: their own, and all once everybody decided."""
    given = review.verdicts.get((name, phase), {})
    if review.outcome(name, phase) == "open":
        return [d for person, d in given.items() if person == reviewer]
    return list(given.values())
