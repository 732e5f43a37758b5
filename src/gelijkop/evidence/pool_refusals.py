"""What keeps chosen effects from being taken together: each reason as a finding with the name of a record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gelijkop.errors import Finding, Text
from gelijkop.evidence.record import Effect, Record


@dataclass(frozen=True)
class Choices:
    """What somebody decides about the records; names are those of records.

    `estimates` names the estimate of a record that has several. `confirmed` records are said to measure the outcome
    in the same comparison, whatever their own words. Of `flipped` ones less is better, so their sign is turned.
    `newest` takes the last version of an estimate. `reason` says why a policy or instrument may go with an
    intervention, or why meta-analyses share no study.
    """

    estimates: Mapping[str, str] = field(default_factory=dict)
    confirmed: Collection[str] = ()
    flipped: Collection[str] = ()
    newest: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Pick:
    """The effect that was chosen of a record, or a number of one's own."""

    name: str
    effect: Effect
    record: Record | None


def faults_between(
    picks: Sequence[Pick], records: Sequence[Record], outcome: str, choices: Choices
) -> Iterator[Finding]:
    """Everything in which the chosen effects do not fit together, and the types of all records, numbered or not."""
    from_records = [(p, p.record) for p in picks if p.record is not None]
    yield from _types(records, choices)
    for pick, record in from_records:
        if pick.name not in choices.confirmed and _bare(record.outcome) != _bare(outcome):
            text = Text(
                f"de uitkomst heet hier “{record.outcome}” en u vroeg “{outcome}”. Is dat hetzelfde, bevestig het dan: "
                f"--confirm {pick.name}",
                f"the outcome is “{record.outcome}” here and you asked for “{outcome}”. If these are the same, confirm "
                f"it: --confirm {pick.name}",
            )
            yield Finding("outcome", pick.name, text)
    unsure = [p for p, _ in from_records if p.name not in choices.confirmed]
    if len({_bare(p.effect.comparison) for p in unsure}) > 1:
        for pick in unsure:
            text = Text(
                f"vergeleken met “{pick.effect.comparison}”, en de andere kaarten niet. Is dat hetzelfde: "
                f"--confirm {pick.name}",
                f"compared with “{pick.effect.comparison}”, and the other records are not. If that is the same: "
                f"--confirm {pick.name}",
            )
            yield Finding("comparison", pick.name, text)
    yield from _bases(picks, choices)
    yield from _publications(from_records)
    yield from _standardisers(picks)


def _types(records: Sequence[Record], choices: Choices) -> Iterator[Finding]:
    """Determinants beside something one does; policies and instruments beside interventions without a reason."""
    types = {r.type for r in records}
    if "determinant" in types and len(types) > 1:
        for record in records:
            if record.type == "determinant":
                text = Text(
                    "dit is een determinant: iets wat ermee samenhangt. Met een aanpak is die niet samen te nemen",
                    "this is a determinant: it goes together with the outcome. It cannot be pooled with what one does",
                )
                yield Finding("types", record.id, text)
    others = types - {"determinant"}
    if len(others) > 1 and not choices.reason:
        for record in records:
            if record.type in ("beleid", "instrument"):
                text = Text(
                    f"dit is {record.type}, en niet elke kaart is dat. Hoort het toch samen, zeg dan waarom: --reason",
                    f"this is of type {record.type}, and not each record is. If they do belong, say why: --reason",
                )
                yield Finding("types", record.id, text)


def _bases(picks: Sequence[Pick], choices: Choices) -> Iterator[Finding]:
    """Summaries, which hold studies that may be here as well, or be in each other."""
    for pick in picks:
        others = {p.effect.basis for p in picks if p is not pick}
        if pick.effect.basis == "overzicht" and others:
            text = Text(
                "dit getal vat meta-analyses samen die elkaar kunnen overlappen. Dat is nergens mee samen te nemen",
                "this number sums up meta-analyses that may overlap. It cannot be pooled with anything",
            )
            yield Finding("basis", pick.name, text)
        if pick.effect.basis == "meta-analyse" and "studie" in others:
            text = Text(
                "dit is een meta-analyse, en de losse onderzoeken kunnen er al in zitten",
                "this is a meta-analysis, and the single studies may be in it already",
            )
            yield Finding("basis", pick.name, text)
        elif pick.effect.basis == "meta-analyse" and "meta-analyse" in others and not choices.reason:
            text = Text(
                "twee meta-analyses kunnen dezelfde onderzoeken bevatten. Is dat hier niet zo, zeg dat dan: --reason",
                "two meta-analyses may hold the same studies. If you know that they do not, say so: --reason",
            )
            yield Finding("basis", pick.name, text)


def _publications(picks: Iterable[tuple[Pick, Record]]) -> Iterator[Finding]:
    """Records about one publication, whose estimates depend on each other."""
    seen: dict[object, str] = {}
    for pick, record in picks:
        key = record.link or (record.authors, record.year, record.source)
        if key in seen:
            text = Text(
                f"dit is dezelfde publicatie als {seen[key]}. Die hangen samen: kies er één",
                f"this is the same publication as {seen[key]}. They depend on each other: choose one",
            )
            yield Finding("publication", pick.name, text)
        seen.setdefault(key, pick.name)


def _standardisers(picks: Sequence[Pick]) -> Iterator[Finding]:
    """A d that was divided by something else than the others were."""
    sizes = [p for p in picks if p.effect.measure in ("d", "g")]
    by = {p.effect.standardiser or "groepen" for p in sizes}
    for pick in sizes:
        own = pick.effect.standardiser
        if own == "onbekend" and len(picks) > 1:
            text = Text(
                "het is niet bekend waardoor dit effect is gedeeld. Zoek dat eerst op",
                "it is not known what this effect was divided by. Look that up first",
            )
            yield Finding("standardiser", pick.name, text)
        elif own == "landelijk" and len(by) > 1:
            text = Text(
                "dit effect is gedeeld door de landelijke spreiding en de andere niet. Het is dus geen gewone d",
                "this effect was divided by the spread of the country and the others were not. So it is no plain d",
            )
            yield Finding("standardiser", pick.name, text)


def _bare(words: str) -> str:
    """Words without capitals and without what stands at their ends."""
    return " ".join(words.casefold().split()).rstrip(".")
