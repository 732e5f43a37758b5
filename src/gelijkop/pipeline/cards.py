"""Definitions as cards for a reader, their worked examples carried out on the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gelijkop.errors import Text
from gelijkop.indicators.definitions import Definition, Variant, measure_code
from gelijkop.pipeline.worked import Worked, counts, outcomes_by_pupil
from gelijkop.present.definition_card import DefinitionCard, VariantCard
from gelijkop.store import Store
from gelijkop.store.workplace import workplace

NONE = "–"
"""Stands for a pupil who is outside a count."""


def cards(
    definitions: Iterable[Definition], known: Mapping[str, Definition], *, own: Iterable[str] = ()
) -> Sequence[DefinitionCard]:
    """A card for each definition; `own` are the codes that are not of the catalogue."""
    mine = frozenset(own)
    with workplace() as folder, Store(folder / "voorbeeld") as store:
        return [_card(store, d, known, own=d.code in mine) for d in definitions]


def _card(store: Store, d: Definition, known: Mapping[str, Definition], *, own: bool) -> DefinitionCard:
    return DefinitionCard(
        code=d.code,
        id=d.id,
        version=d.version,
        title=d.title,
        question=d.question,
        population=d.population,
        unit=d.variants[0].unit,
        clock=d.clock,
        since=d.since,
        breaks=d.breaks,
        sources=d.sources,
        says_not=d.says_not,
        owner=d.owner,
        reviewed=d.reviewed.isoformat(),
        review_by=d.review_by.isoformat(),
        variants=tuple(_variant(d, v) for v in d.variants),
        example=_worked_out(store, d, known),
        own=own,
        withdrawn=d.withdrawn.date.isoformat() if d.withdrawn else "",
        reason=d.withdrawn.reason if d.withdrawn else Text("", ""),
        instead=d.withdrawn.instead if d.withdrawn else "",
    )


def _variant(d: Definition, v: Variant) -> VariantCard:
    expect = counts(v, Worked(v.expect.pupils, v.expect.outside))
    return VariantCard(
        measure_code(d.code, v.name),
        v.title,
        v.unit,
        v.population,
        v.counts,
        tuple(zip(v.outcomes, v.scores, strict=True)),
        expect if v.expect.value is None else f"{expect}, value = {v.expect.value}",
        v.needs,
        v.verified,
    )


def _worked_out(store: Store, d: Definition, known: Mapping[str, Definition]) -> tuple[tuple[str, ...], ...]:
    """The example with a column behind it for each variant: how the pupil is counted."""
    by_variant = outcomes_by_pupil(store, d, known)
    heading = (*d.example.heading, *(f"→ {v.name or d.code}" for v in d.variants))
    told = [[", ".join(outcomes) or NONE for outcomes in column] for column in by_variant]
    rows = [(*row, *(column[i] for column in told)) for i, row in enumerate(d.example.rows)]
    return heading, *rows
