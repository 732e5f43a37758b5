"""The records that ship, and choosing from records by facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal, get_args

from gelijkop.catalogue import documents
from gelijkop.evidence.gaps import grade
from gelijkop.evidence.reading import read_records
from gelijkop.evidence.record import Record

Facet = Literal["theme", "sector", "kind", "type", "result", "grade", "level", "step", "indicator"]
FACETS: tuple[Facet, ...] = get_args(Facet)
NO_GRADE = "geen"
FOLDER = "evidence/records"


@cache
def library() -> Mapping[str, Record]:
    """The records of the catalogue by id, sorted."""
    return {record.id: record for record in read_records(documents(FOLDER))}


def with_own(own: Iterable[Record]) -> Mapping[str, Record]:
    """The records of the catalogue and others by id, sorted; of two with one id the other one stays."""
    return dict(sorted({**library(), **{r.id: r for r in own}}.items()))


def values(record: Record, facet: Facet) -> tuple[str, ...]:
    """The codes that a record has in a facet; a sector is one of the LOB or a kind of education.

    A grade is that of the evidence, `geen` where nobody judged it.
    """
    if facet == "sector":
        return tuple(dict.fromkeys((*record.sectors, *record.education)))
    given: Mapping[Facet, tuple[str, ...]] = {
        "theme": record.themes,
        "kind": (record.kind,),
        "type": (record.type,),
        "result": (record.result,) if record.result else (),
        "grade": (str(grade(record) or NO_GRADE),),
        "level": record.level,
        "step": record.chain_steps,
        "indicator": record.indicators,
    }
    return given[facet]


def select(records: Iterable[Record], chosen: Mapping[Facet, str]) -> tuple[Record, ...]:
    """The records that have every chosen code, in the order given."""
    return tuple(r for r in records if all(code in values(r, facet) for facet, code in chosen.items()))


def counts(records: Iterable[Record], facet: Facet) -> Mapping[str, int]:
    """How many records have each code of a facet, the most first; codes that none has are absent."""
    return dict(Counter(code for r in records for code in values(r, facet)).most_common())
