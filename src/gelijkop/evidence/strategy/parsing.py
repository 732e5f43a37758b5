"""A search string as tokens and as a tree, by the order in which a database joins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, cast

from gelijkop.evidence.strategy.databases import NEAR, Database

Kind = Literal["open", "close", "operator", "field", "phrase", "exact", "word", "limit"]
TOKEN = re.compile(
    r"""(?P<limit>PUBYEAR\s*(?:[<>=]|AFT|BEF|IS)\s*\d{4})
    |(?P<open>\() | (?P<close>\))
    |(?P<phrase>"[^"]*"?) | (?P<exact>\{[^{}]*\}?)
    |(?P<field>[A-Z]{2,}\s*=(?=\s*(?:[\w("*)]|$)) | [A-Z]+(?:-[A-Z]+)*(?=\() | [a-z]{3,}:(?=[\w"(]))
    |(?P<operator>[|]{1,2} | && | -(?=["\w(]))
    |(?P<word>[^\s()"{}]+)""",
    re.VERBOSE,
)
NAMED = re.compile(r"(?i:and|or|not)|SAME|(?i:near|onear|w|pre|adj|n)/\d+|(?:NEAR|ONEAR|W|PRE|ADJ|N)\d+|NEAR|ONEAR|ADJ")
PLAIN = {"|": "OR", "||": "OR", "&&": "AND", "-": "NOT", "AND NOT": "NOT"}


@dataclass(frozen=True)
class Token:
    """One piece of a string and where it begins, counted from 1."""

    kind: Kind
    text: str
    at: int

    @property
    def operand(self) -> bool:
        """Whether it is something to be found."""
        return self.kind in ("phrase", "exact", "word", "limit")

    @property
    def name(self) -> str:
        """The text in capitals with single spaces, without the number of an operator of nearness."""
        return re.sub(r"/?\d+$", "", " ".join(self.text.upper().split()))

    @property
    def meaning(self) -> str:
        """What an operator means: AND, OR, NOT, SAME or NEAR."""
        return PLAIN.get(self.name, self.name if self.name in ("AND", "OR", "NOT", "SAME") else NEAR)


@dataclass(frozen=True)
class Leaf:
    """Words to be found; `kind` says whether to the letter, as a phrase or as one word; `field` where, if said."""

    text: str
    kind: Kind
    at: int
    field: str = ""


@dataclass(frozen=True)
class Joined:
    """Parts joined by AND, OR, SAME, NOT (the first without the others) or NEAR (`between` words at most).

    `mixed`: AND and OR stand beside each other here without brackets.
    """

    operator: str
    parts: tuple[Node, ...]
    at: int
    between: int = 0
    mixed: bool = False


Node = Leaf | Joined


def tokens(text: str) -> list[Token]:
    """The pieces of a string in order; `AND NOT` is one."""
    found: list[Token] = []
    for match in TOKEN.finditer(text):
        kind, piece = cast(Kind, match.lastgroup), match[0]
        if kind in ("word", "field") and NAMED.fullmatch(piece):
            kind = "operator"
        last = found[-1] if found else None
        if kind == "operator" and piece.upper() == "NOT" and last is not None and last.name == "AND":
            found[-1] = replace(last, text=f"{last.text} {piece}")
        else:
            found.append(Token(kind, piece, match.start() + 1))
    return found


def tree(found: Sequence[Token], database: Database) -> Node:
    """The tree of a string whose brackets, quotation marks and operators are in order.

    Words without an operator between them are joined by AND, as each of the databases does.
    """
    return _nested(list(found), database)[0]


def _nested(rest: list[Token], database: Database) -> tuple[Node, list[Token]]:
    """The tree up to the bracket that closes, and what comes after that."""
    items: list[Node | Token] = []
    field = ""
    while rest:
        token, rest = rest[0], rest[1:]
        if token.kind == "close":
            break
        if token.kind == "field":
            field = token.text.rstrip(" =:")
        elif token.kind == "operator":
            items.append(token)
        else:
            node: Node
            if token.kind == "open":
                node, rest = _nested(rest, database)
            else:
                node = Leaf(token.text.strip('"{}'), token.kind, token.at)
            items.append(_within(node, field) if field else node)
            field = ""
    return _joined(_spoken(items), database.loosest_first), rest


def _spoken(items: Sequence[Node | Token]) -> list[Node | Token]:
    """The items with an AND where two stand side by side."""
    found = list(items[:1])
    for before, after in pairwise(items):
        if not isinstance(before, Token) and not isinstance(after, Token):
            found.append(Token("operator", "AND", after.at))
        found.append(after)
    return found


def _joined(items: Sequence[Node | Token], order: Sequence[str]) -> Node:
    if len(items) == 1:
        return cast(Node, items[0])
    operators = [item for item in items if isinstance(item, Token)]
    mixed = {"AND", "OR"} <= {o.meaning for o in operators}
    place, name = next((i, name) for i, name in enumerate(order) if any(o.meaning == name for o in operators))
    at = [i for i, item in enumerate(items) if isinstance(item, Token) and item.meaning == name]
    parts = tuple(_joined(items[a + 1 : b], order[place + 1 :]) for a, b in pairwise([-1, *at, len(items)]))
    first = cast(Token, items[at[0]])
    number = re.search(r"\d+$", first.text)
    return Joined(name, parts, first.at, int(number[0]) if number and name == NEAR else 0, mixed)


def _within(node: Node, field: str) -> Node:
    if isinstance(node, Leaf):
        return replace(node, field=node.field or field)
    return replace(node, parts=tuple(_within(part, field) for part in node.parts))
