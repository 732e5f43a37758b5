"""Search strings of a strategy in the syntax of a database: concepts joined by AND, their terms by OR."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from gelijkop.errors import Language
from gelijkop.evidence.strategy.databases import Database
from gelijkop.evidence.strategy.plan import Concept, Strategy
from gelijkop.evidence.strategy.terms import Term

BARE = re.compile(r"[\w*?$][\w*?$-]*")
OPERATORS = {"and", "or", "not", "near", "same"}
Group = tuple[str, ...]
"""What may be said for one concept, as the database takes it."""
FIRST = 1900


@dataclass(frozen=True)
class SearchString:
    """One string to paste: number `part` of `parts`, which together find what one long string would."""

    database: str
    level: str
    language: Language
    part: int
    parts: int
    text: str


def search_strings(
    strategy: Strategy, database: Database, *, level: str, language: Language, year: int
) -> tuple[SearchString, ...]:
    """The strings of one level in one language; several where a database takes no long ones.

    Where it has a limit, terms are divided over strings so that each combination of a term of every concept is in one
    of them; a string is longer than the limit only where it has one term of each concept left. `year` ends the
    period where the strategy does not.
    """
    groups = [_group(concept, database, language) for concept in strategy.concepts_of(level)]
    removed = tuple(a for term in strategy.exclude.get(language, ()) for a in written(term, database))
    limits = _limits(strategy, database, year)
    found = [_string(part, removed, limits, database) for part in _parts(groups, removed, limits, database)]
    return tuple(
        SearchString(database.code, level, language, number, len(found), text)
        for number, text in enumerate(found, start=1)
    )


def written(term: Term, database: Database) -> tuple[str, ...]:
    """The term as the database takes it: itself, or the forms that stand for it; none where it has none."""
    if term.near is not None:
        between, sides = term.near
        if not database.near:
            return _forms(term)
        return (f"({f' {database.near[0]}/{between} '.join(_quoted(side) for side in sides)})",)
    if not term.signs <= set(database.wildcards):
        return _forms(term)
    if " " in term.plain and not term.signs <= set(database.in_phrase):
        return (f"({' PRE/0 '.join(term.plain.split())})",) if "PRE" in database.near else _forms(term)
    if term.signs and "-" in term.text and not database.in_phrase and not database.near:
        return _forms(term)
    if term.exact and database.exact:
        return (term.text,)
    return (_quoted(term.plain),)


def _forms(term: Term) -> tuple[str, ...]:
    return tuple(_quoted(form) for form in term.forms)


def _quoted(text: str) -> str:
    """A word as it is; a phrase, an operator and a word with other signs between quotation marks."""
    return text if BARE.fullmatch(text) and text.casefold() not in OPERATORS else f'"{text}"'


def _group(concept: Concept, database: Database, language: Language) -> Group:
    terms = [a for term in concept.terms.get(language, ()) for a in written(term, database)]
    if language == "en" and "descriptor" in database.fields:
        terms += [f'descriptor:"{d}"' for d in concept.descriptors]
    return tuple(dict.fromkeys(terms))


def _limits(strategy: Strategy, database: Database, year: int) -> str:
    """What is added for years and kinds of document."""
    added = ""
    since, until = strategy.since, strategy.until
    if since is not None or until is not None:
        years = {"since": since or FIRST, "until": until or year, "before": (since or FIRST) - 1}
        added += database.years.format(**years)
        if until is not None:
            added += database.until.format(until=until, after=until + 1)
    if database.types and strategy.types:
        types = database.join["or"].join(database.type[t] for t in strategy.types)
        added += database.types.format(types=types)
    return added


def _parts(groups: Sequence[Group], removed: Group, limits: str, database: Database) -> list[Sequence[Group]]:
    """The groups, or where their string is too long, the parts of either half of the group that takes most room."""
    longest = max(groups, key=lambda group: (len(group) > 1, sum(map(len, group))))
    fits = len(_string(groups, removed, limits, database)) <= (database.characters_most or sys.maxsize)
    if fits or len(longest) == 1:
        return [groups]
    middle, place = len(longest) // 2, groups.index(longest)
    return [
        part
        for half in (longest[:middle], longest[middle:])
        for part in _parts([*groups[:place], half, *groups[place + 1 :]], removed, limits, database)
    ]


def _string(groups: Sequence[Group], removed: Group, limits: str, database: Database) -> str:
    query = database.join["and"].join(_either(group, database) for group in groups)
    if removed and "NOT" in "".join(database.operators):
        query += database.join["not"] + _either(removed, database)
    else:
        query += "".join(database.join["not"] + one for one in removed)
    return database.field.format(query=query) + limits


def _either(group: Group, database: Database) -> str:
    return group[0] if len(group) == 1 else f"({database.join['or'].join(group)})"
