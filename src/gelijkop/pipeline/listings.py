"""What the product knows, as lines of text: indicators, tables and code lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gelijkop.errors import Language
from gelijkop.indicators.definitions import Definition
from gelijkop.indicators.examples import Example
from gelijkop.model.groupings import groupings
from gelijkop.model.levels import advice_levels, levels, test_advices
from gelijkop.model.tables import TABLES
from gelijkop.present.definition_card import DefinitionCard, Fact, facts, notes, variant_facts, words
from gelijkop.sources.schemes import PHASE, phases
from gelijkop.sources.shipped import shipped


def indicator_lines(definitions: Mapping[str, Definition], own: Iterable[str], language: Language) -> Sequence[str]:
    """All indicators, a line each: those that hold, then those of the user, then what was withdrawn."""
    mine, w = frozenset(own), words(language)
    order = sorted(definitions.values(), key=lambda d: (d.withdrawn is not None, d.code in mine))

    def note(d: Definition) -> str:
        return w["change"]["withdrawn"] if d.withdrawn else w["own"] if d.code in mine else ""

    return aligned([(d.code, d.id, d.title.say(language), note(d)) for d in order])


def card_lines(card: DefinitionCard, language: Language) -> Sequence[str]:
    """Everything of one definition, its example worked out."""
    w = words(language)
    variants = [
        line
        for v in card.variants
        for line in (f"  {v.measure}: {v.title.say(language)}", *_fact_lines(variant_facts(v, language), "    "))
    ]
    return [
        f"{card.code} ({card.id}), {w['version']} {card.version}: {card.title.say(language)}",
        *notes(card, language),
        *_fact_lines(facts(card, language), ""),
        f"{w['says_not']}:",
        *(f"  - {t.say(language)}" for t in card.says_not),
        f"{w['variants']}:",
        *variants,
        f"{w['example']}:",
        *(f"  {line}" for line in Example(card.example[0], card.example[1:]).drawn().splitlines()),
    ]


def _fact_lines(told: Sequence[Fact], indent: str) -> Sequence[str]:
    return [f"{indent}{f.label}: {f.text}" for f in told]


def column_lines(table: str | None, language: Language) -> Sequence[str] | None:
    """All tables, or the columns of one; None where there is no such table."""
    if table is None:
        return aligned([(t.name, t.nl if language == "nl" else t.en) for t in TABLES.values()])
    if table not in TABLES:
        return None
    may = {"nl": ("verplicht", "mag ontbreken"), "en": ("required", "may be missing")}[language]
    rows = [(c.name, c.type, may[c.missing], c.nl if language == "nl" else c.en) for c in TABLES[table].columns]
    return aligned(rows)


def mapping_lines(language: Language) -> Sequence[str]:
    """The mapping files that come with gelijkop, a line each."""
    return aligned([(name, about.say(language)) for name, about in shipped().items()])


def code_lines(name: str | None, language: Language) -> Sequence[str] | None:
    """All code lists, or the codes of one; None where there is no such list."""
    lists: Mapping[str, Sequence[tuple[str, str, str]]] = {
        "levels": [(v.code, v.nl, v.en) for v in levels().values()],
        "advice_levels": [(v.code, v.nl, v.en) for v in advice_levels().values()],
        "test_advices": [(t.code, t.nl, t.en) for t in test_advices().values()],
        PHASE: [(letters, level, level) for letters, level in phases().items()],
        **{g.code: [(x.code, x.nl, x.en) for x in g.groups] for g in groupings().values()},
    }
    if name is None:
        return list(lists)
    if name not in lists:
        return None
    return aligned([(code, nl if language == "nl" else en) for code, nl, en in lists[name]])


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as lines, their columns lined up."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
