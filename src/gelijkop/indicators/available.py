"""Which indicators can be had with the columns at hand, and which columns the others miss."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from gelijkop.indicators.definitions import Definition, Variant, measure_code
from gelijkop.model.careers import Careers


@dataclass(frozen=True)
class Available:
    """The definitions with the variants that can be had; `missing` has the columns that every other measure misses."""

    definitions: Mapping[str, Definition]
    missing: Mapping[str, tuple[str, ...]]


def columns_of(careers: Careers) -> frozenset[str]:
    """The optional columns that these careers know anything of.

    A diploma is an odd number with an extra subject: where there is none, nobody recorded them.
    """
    extra = any((careers.columns[f"d{k}"] & 1).any() for k in range(careers.years))
    return frozenset(careers.known) | ({"diplomas.extra_subject"} if extra else set())


def available(definitions: Mapping[str, Definition], columns: Collection[str]) -> Available:
    """What of these definitions can be had with these optional columns (`advices.exemption`).

    A variant that shares the rows of another, or lies within one, goes where that one goes.
    """
    missing: dict[str, tuple[str, ...]] = {}
    variants = {measure_code(d.code, v.name): v for d in definitions.values() for v in d.variants}
    for code, variant in variants.items():
        needs = (*variant.needs, *_needs_of(variants, variant.uses), *_needs_of(variants, variant.within))
        lacking = tuple(dict.fromkeys(n for n in needs if n not in columns))
        if lacking:
            missing[code] = lacking
    kept = {
        code: replace(d, variants=tuple(v for v in d.variants if measure_code(code, v.name) not in missing))
        for code, d in definitions.items()
    }
    return Available({code: d for code, d in kept.items() if d.variants}, missing)


def _needs_of(variants: Mapping[str, Variant], code: str | None) -> tuple[str, ...]:
    return variants[code].needs if code is not None and code in variants else ()
