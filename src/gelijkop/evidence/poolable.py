"""Which effects of which records may be taken together, and every reason why not, at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gelijkop.errors import Finding, Text
from gelijkop.evidence.pool_refusals import Choices, Pick, faults_between
from gelijkop.evidence.pool_scale import POOL_MEASURES, Bar, Origin, PoolMeasure, Scaled, pupils, scaled
from gelijkop.evidence.record import Effect, Record


@dataclass(frozen=True)
class Study:
    """One estimate that takes part, with its value and standard error on the scale that is pooled.

    `record` is None for a number of one's own, which has its label for name.
    """

    name: str
    title: Text
    effect: Effect
    value: float
    se: float
    origin: Origin
    record: Record | None = None

    @property
    def pupils(self) -> int | None:
        """How many pupils there are behind it; None where the source does not say."""
        return pupils(self.effect)


@dataclass(frozen=True)
class Pool:
    """Studies that may be taken together, those left out with the reason, and what a reader must know besides."""

    outcome: str
    measure: PoolMeasure
    determinant: bool
    studies: tuple[Study, ...]
    left_out: tuple[Finding, ...]
    notes: tuple[Text, ...]


def poolable(
    records: Sequence[Record],
    *,
    outcome: str,
    measure: PoolMeasure | None = None,
    own: Sequence[Effect] = (),
    choices: Choices | None = None,
) -> Pool | tuple[Finding, ...]:
    """The studies that may be taken together, or every reason why they may not.

    Args:
        records: those chosen, in the order of the figure.
        outcome: what all of them are to have measured, in words; a record with other words must be confirmed.
        measure: the measure to pool in; None: the one that all have.
        own: numbers of one's own with their label as `estimate`; that they measure the outcome is their owner's word.
        choices: what was decided about the records.

    Returns:
        The pool. An effect of which nobody knows how sure it is, is left out and named; for anything else, findings
        with the name of a record where the file of a finding stands.
    """
    choices = choices or Choices()
    faults = [*_faults_of_choices(records, choices)]
    left: list[Finding] = []
    notes: list[Text] = []
    picks: list[Pick] = []
    for record in records:
        chosen = _pick(record, choices, notes)
        if isinstance(chosen, Pick):
            picks.append(chosen)
        elif chosen.rule == "no_effect":
            left.append(chosen)
        else:  # held against the others all the same, so that every reason is said at once
            faults.append(chosen)
            picks.append(Pick(record.id, record.effects[-1], record))
    picks += [Pick(effect.estimate, effect, None) for effect in own]
    faults += [*faults_between(picks, records, outcome, choices)]
    to = measure or _shared_measure(picks)
    if to is None:
        given = ", ".join(sorted({p.effect.measure for p in picks}))
        text = Text(
            f"de maten verschillen ({given}). Kies er één met --measure; omrekenen kan alleen met beide groepen",
            f"the measures differ ({given}). Choose one with --measure; converting takes both groups",
        )
        return *faults, Finding("measures", outcome, text), *left
    studies = []
    for pick in picks:
        found = scaled(pick.effect, to)
        if isinstance(found, Bar):
            (left if found.rule == "no_error" else faults).append(Finding(found.rule, pick.name, found.text))
        else:
            studies.append(_study(pick, found, flipped=pick.name in choices.flipped))
            notes += _notes(pick, found, flipped=pick.name in choices.flipped)
    if len(studies) < 2 and not faults:
        text = Text(
            f"er zijn minstens twee onderzoeken met een bekende zekerheid nodig; hier: {len(studies)}",
            f"at least two studies are needed of which it is known how sure they are; here: {len(studies)}",
        )
        faults.append(Finding("too_few", outcome, text))
    if faults:
        return *faults, *left
    if choices.reason:
        notes.append(Text(f"Reden die u gaf: {choices.reason}", f"The reason that you gave: {choices.reason}"))
    determinant = any(p.record is not None and p.record.type == "determinant" for p in picks)
    return Pool(outcome, to, determinant, tuple(studies), tuple(left), tuple(notes))


def _faults_of_choices(records: Sequence[Record], choices: Choices) -> Iterator[Finding]:
    """A record named twice, and choices about records that are not there."""
    names = [r.id for r in records]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Finding("twice", name, Text("deze kaart staat er twee keer", "this record stands here twice"))
    for name in dict.fromkeys([*choices.estimates, *choices.confirmed, *choices.flipped]):
        if name not in names:
            text = Text(
                "u kiest iets voor een kaart die u niet samenneemt", "you choose for a record that is not pooled"
            )
            yield Finding("no_such", name, text)


def _pick(record: Record, choices: Choices, notes: list[Text]) -> Pick | Finding:
    """The one effect of a record, or why there is none."""
    estimates = record.estimates
    wanted = choices.estimates.get(record.id)
    if not estimates:
        return Finding("no_effect", record.id, Text("de kaart heeft geen getal", "the record has no number"))
    known = ", ".join(estimates)
    if wanted is not None and wanted not in estimates:
        text = Text(f"de schatting “{wanted}” is er niet; mogelijk zijn: {known}", f"no estimate “{wanted}”: {known}")
        return Finding("estimate", record.id, text)
    if wanted is None and len(estimates) > 1:
        text = Text(
            f"er staan {len(estimates)} schattingen van één onderzoek in ({known}). Die hangen samen en tellen niet "
            f"als aparte onderzoeken. Kies er één: --estimate {record.id}=NAAM",
            f"it has {len(estimates)} estimates of one study ({known}). They depend on each other and are no separate "
            f"studies. Choose one: --estimate {record.id}=NAME",
        )
        return Finding("dependent", record.id, text)
    versions = estimates[wanted or next(iter(estimates))]
    if len(versions) == 1:
        return Pick(record.id, versions[0], record)
    newest = _newest(versions)
    if choices.newest and newest is not None:
        said = newest.version
        notes.append(Text(f"{record.id}: alleen de versie “{said}”", f"{record.id}: the version “{said}” only"))
        return Pick(record.id, newest, record)
    names = ", ".join(v.version or "–" for v in versions)
    text = Text(
        f"dit zijn versies van één schatting ({names}), geen aparte onderzoeken. Met --newest telt alleen de laatste, "
        "als de jaren dat zeggen",
        f"these are versions of one estimate ({names}), no separate studies. With --newest only the last one counts, "
        "where the years tell",
    )
    return Finding("versions", record.id, text)


def _newest(versions: Sequence[Effect]) -> Effect | None:
    """The version with the last year in its name; None where one has no year or two share the last."""
    years = [max((int(y) for y in re.findall(r"\b\d{4}\b", v.version)), default=0) for v in versions]
    last = max(years)
    return versions[years.index(last)] if min(years) and years.count(last) == 1 else None


def _shared_measure(picks: Sequence[Pick]) -> PoolMeasure | None:
    """The measure that all have; months go on as d, to be refused with their own sentence."""
    measures = {p.effect.measure for p in picks} - {"maanden"} or {"d"}
    return next((m for m in POOL_MEASURES if {m} == measures), None)


def _study(pick: Pick, found: Scaled, *, flipped: bool) -> Study:
    title = Text(pick.name, pick.name) if pick.record is None else pick.record.title
    return Study(
        pick.name, title, pick.effect, -found.value if flipped else found.value, found.se, found.origin, pick.record
    )


def _notes(pick: Pick, found: Scaled, *, flipped: bool) -> Iterator[Text]:
    if flipped:
        yield Text(
            f"{pick.name}: teken omgedraaid, minder is hier beter", f"{pick.name}: sign turned, less is better here"
        )
    if found.lopsided:
        yield Text(
            f"{pick.name}: het getal ligt niet in het midden van zijn interval; kijk het na in de bron",
            f"{pick.name}: the number is not in the middle of its interval; check it in the source",
        )
