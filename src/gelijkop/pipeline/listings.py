"""What the product knows, as lines of text: indicators, tables and code lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gelijkop.errors import Language
from gelijkop.indicators.definitions import Definition, load_all
from gelijkop.model.groupings import groupings
from gelijkop.model.levels import advice_levels, levels, test_advices
from gelijkop.model.tables import TABLES


def indicator_lines(code: str | None, language: Language) -> Sequence[str] | None:
    """All indicators, a line each, or all about one (by code or number); None where there is no such one."""
    known = load_all()
    if code is None:
        return _aligned([(d.code, d.id, d.title.say(language)) for d in known.values()])
    found = next((d for d in known.values() if code in (d.code, d.id)), None)
    return None if found is None else _indicator(found, language)


def column_lines(table: str | None, language: Language) -> Sequence[str] | None:
    """All tables, or the columns of one; None where there is no such table."""
    if table is None:
        return _aligned([(t.name, t.nl if language == "nl" else t.en) for t in TABLES.values()])
    if table not in TABLES:
        return None
    may = {"nl": ("verplicht", "mag ontbreken"), "en": ("required", "may be missing")}[language]
    rows = [(c.name, c.type, may[c.missing], c.nl if language == "nl" else c.en) for c in TABLES[table].columns]
    return _aligned(rows)


def code_lines(name: str | None, language: Language) -> Sequence[str] | None:
    """All code lists, or the codes of one; None where there is no such list."""
    lists: Mapping[str, Sequence[tuple[str, str, str]]] = {
        "levels": [(v.code, v.nl, v.en) for v in levels().values()],
        "advice_levels": [(v.code, v.nl, v.en) for v in advice_levels().values()],
        "test_advices": [(t.code, t.nl, t.en) for t in test_advices().values()],
        **{g.code: [(x.code, x.nl, x.en) for x in g.groups] for g in groupings().values()},
    }
    if name is None:
        return list(lists)
    if name not in lists:
        return None
    return _aligned([(code, nl if language == "nl" else en) for code, nl, en in lists[name]])


def _indicator(d: Definition, language: Language) -> Sequence[str]:
    words = {
        "nl": ("versie", "vraag", "wie", "varianten", "zegt niet", "voorbeeld"),
        "en": ("version", "question", "who", "variants", "does not say", "example"),
    }[language]
    return [
        f"{d.code} ({d.id}): {d.title.say(language)}",
        f"{words[0]}: {d.version}",
        f"{words[1]}: {d.question.say(language)}",
        f"{words[2]}: {d.population.say(language)}",
        f"{words[3]}:",
        *(f"  {line}" for line in _aligned([(v.name or "-", v.title.say(language)) for v in d.variants])),
        f"{words[4]}:",
        *(f"  {t.say(language)}" for t in d.says_not),
        f"{words[5]}:",
        *(f"  {line}" for line in d.example.drawn().splitlines()),
    ]


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
