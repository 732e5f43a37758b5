"""What may be wrong with a decision on a publication, given how the review stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from gelijkop.errors import Text
from gelijkop.evidence.screening.decisions import Decision
from gelijkop.evidence.screening.review import Review


@dataclass(frozen=True)
class Fault:
    """One fault of a decision at a column of it."""

    rule: str
    column: str
    text: Text


def check_decision(decision: Decision, review: Review) -> list[Fault]:
    """Everything that is wrong with a decision."""
    publication = review.merged.find(decision.id)
    if publication is None:
        return [Fault("unknown_publication", "id", _no_publication(decision.id, review))]
    return [*_verdict(decision), *_criterion(decision, review), *_moment(decision, publication.id, review)]


def _verdict(decision: Decision) -> Iterator[Fault]:
    if not decision.reviewer.strip():
        yield Fault("no_reviewer", "reviewer", Text("zeg wie besliste", "say who decided"))
    if decision.verdict == "not-retrieved" and decision.phase == "title":
        said = Text("niet verkregen kan pas bij de volledige tekst", "not retrieved belongs to the full text only")
        yield Fault("phase", "verdict", said)
    if decision.study and (decision.verdict, decision.phase) != ("include", "fulltext"):
        said = Text(
            "een onderzoek noemt u bij opnemen na lezen", "a study is named when a report is included by full text"
        )
        yield Fault("study", "study", said)


def _criterion(decision: Decision, review: Review) -> Iterator[Fault]:
    allowed = [c.code for c in review.strategy.criteria if decision.phase in c.phases]
    listed = ", ".join(allowed)
    if decision.verdict == "exclude":
        if decision.criterion and decision.criterion not in allowed:
            said = Text(
                f"dit criterium is er in deze fase niet; wel: {listed}",
                f"there is no such criterion in this phase, but: {listed}",
            )
            yield Fault("unknown_criterion", "criterion", said)
        if not decision.criterion and decision.phase == "fulltext" and allowed:
            said = Text(f"geef na lezen een reden: {listed}", f"give a reason after reading: {listed}")
            yield Fault("no_criterion", "criterion", said)
    elif decision.criterion:
        said = Text("een criterium hoort bij uitsluiten", "a criterion belongs to an exclusion")
        yield Fault("criterion", "criterion", said)


def _moment(decision: Decision, name: str, review: Review) -> Iterator[Fault]:
    """Whether the review is where this decision belongs."""
    if decision.phase == "fulltext" and review.outcome(name, "title") != "include":
        said = Text(
            "deze publicatie is op titel nog niet door allen gekozen",
            "this publication was not yet chosen by title by all",
        )
        yield Fault("too_early", "phase", said)
    if not decision.resolves:
        return
    people = set(review.verdicts.get((name, decision.phase), {}))
    if review.outcome(name, decision.phase) != "conflict" and (name, decision.phase) not in review.resolutions:
        said = Text("hierover verschillen de beoordelaars niet", "the reviewers do not differ on this")
        yield Fault("no_conflict", "resolves", said)
    elif decision.reviewer in people:
        said = Text(
            "een verschil beslist een derde, of beiden samen: noem die bijvoorbeeld A+B",
            "a difference is settled by a third, or by both together: name these A+B, for example",
        )
        yield Fault("own_conflict", "reviewer", said)
    if decision.verdict == "unsure":
        said = Text("wie een verschil beslist, kiest", "who settles a difference chooses")
        yield Fault("unsure", "verdict", said)


def _no_publication(name: str, review: Review) -> Text:
    near = get_close_matches(name, [p.id for p in review.merged.publications], n=1)
    nl, en = (f" Bedoelt u {near[0]}?", f" Did you mean {near[0]}?") if near else ("", "")
    return Text(
        f"{name}: deze publicatie is er niet.{nl} Alle: gelijkop evidence screen list",
        f"{name}: there is no such publication.{en} All: gelijkop evidence screen list",
    )
