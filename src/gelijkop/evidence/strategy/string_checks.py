"""What may be wrong with a search string for one database: small checks that each yield faults, gathered at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from gelijkop.errors import Text
from gelijkop.evidence.strategy.databases import NEAR, Database
from gelijkop.evidence.strategy.parsing import Leaf, Node, Token, tokens, tree
from gelijkop.evidence.strategy.terms import SIGNS, covers

CURLY = "“”„‟«»‘’‚"


@dataclass(frozen=True)
class StringFault:
    """One fault of a string and where it stands, counted from 1; `wrong` is False where it is advice."""

    rule: str
    at: int
    text: Text
    wrong: bool = True


def check_string(text: str, database: Database) -> list[StringFault]:
    """Everything that is wrong with a string, and advice, in the order of their places."""
    found = tokens(text)
    broken = [*_quotes(text, found), *_brackets(found), *_places(found), *_operators(found, database)]
    faults = [*broken, *_limits(text, found, database), *_fields(found, database), *_wildcards(found, database)]
    if found and not [f for f in broken if f.wrong]:
        root = tree(found, database)
        faults += [*_of_tree(root, database), *_removed(root)]
    elif not found:
        faults.append(StringFault("empty", 1, Text("er staat niets in de zoekstring", "the search string is empty")))
    return sorted(faults, key=lambda f: f.at)


def _quotes(text: str, found: Sequence[Token]) -> Iterator[StringFault]:
    for match in re.finditer(f"[{CURLY}]", text):
        inside = match.start() and text[match.start() - 1].isalpha() and text[match.end() : match.end() + 1].isalpha()
        if match[0] in "‘’" and inside:
            said = Text("schrijf een rechte apostrof: '", "write a straight apostrophe: '")
            yield StringFault("apostrophe", match.start() + 1, said, wrong=False)
        else:
            said = Text(
                f'krom aanhalingsteken {match[0]}: databases herkennen alleen rechte ("). Vervang het.',
                f'curly quotation mark {match[0]}: databases know straight ones (") only. Replace it.',
            )
            yield StringFault("curly_quotes", match.start() + 1, said)
    for token in found:
        close = {"phrase": '"', "exact": "}"}.get(token.kind, "")
        if close and (len(token.text) < 2 or not token.text.endswith(close)):
            said = Text(f"wat hier begint, is niet gesloten met {close}", f"what begins here is not closed by {close}")
            yield StringFault("not_closed", token.at, said)
        elif close and not token.text[1:-1].strip():
            yield StringFault(
                "empty_phrase", token.at, Text("hier staat niets tussen", "there is nothing between these")
            )
    outside = re.sub(r'"[^"]*"?|\{[^{}]*\}', lambda match: "_" * len(match[0]), text)
    for match in re.finditer(r"\}", outside):
        yield StringFault("not_opened", match.start() + 1, Text("deze } sluit niets", "this } closes nothing"))


def _brackets(found: Sequence[Token]) -> Iterator[StringFault]:
    open_: list[Token] = []
    for token in found:
        if token.kind == "open":
            open_.append(token)
        elif token.kind == "close" and open_:
            open_.pop()
        elif token.kind == "close":
            yield StringFault("bracket", token.at, Text("dit haakje sluit niets", "this bracket closes nothing"))
    for token in open_:
        yield StringFault("bracket", token.at, Text("dit haakje wordt niet gesloten", "this bracket is not closed"))
    for one, two in pairwise(found):
        if one.kind == "open" and two.kind == "close":
            yield StringFault(
                "empty_brackets", one.at, Text("niets tussen deze haakjes", "nothing between these brackets")
            )


def _places(found: Sequence[Token]) -> Iterator[StringFault]:
    """Operators without something on both sides, and fields without anything after them."""
    edge = Token("open", "", 0)
    for before, token, after in zip([edge, *found], found, [*found[1:], Token("close", "", 0)], strict=False):
        alone = before.kind in ("open", "operator", "field") or after.kind in ("close", "operator")
        if token.kind == "operator" and alone:
            said = Text(
                f"{token.text} heeft aan beide kanten iets nodig om te verbinden",
                f"{token.text} needs something to join on both sides",
            )
            yield StringFault("operator_place", token.at, said)
        if token.kind == "field" and after.kind not in ("open", "phrase", "exact", "word"):
            said = Text(f"na het veld {token.text} staat niets", f"nothing stands after the field {token.text}")
            yield StringFault("field_place", token.at, said)


def _operators(found: Sequence[Token], database: Database) -> Iterator[StringFault]:
    known = {*database.operators, *database.near}
    if database.code == "scholar":
        known |= {"|", "-"}
    for token in found:
        if token.kind != "operator":
            continue
        if token.name not in known:
            said = _instead(token, database)
            yield StringFault("unknown_operator", token.at, said)
        elif token.meaning == NEAR and not re.search(r"/\d+$", token.text):
            said = Text(f"schrijf een getal: {token.name}/3", f"write a number: {token.name}/3")
            yield StringFault("near_number", token.at, said)
        elif token.text != token.text.upper():
            said = Text(
                f"schrijf {token.text.upper()} in hoofdletters; anders is het voor ERIC en Google Scholar een woord",
                f"write {token.text.upper()} in capitals; else ERIC and Google Scholar take it as a word",
            )
            yield StringFault("small_operator", token.at, said, wrong=not database.any_case)


def _instead(token: Token, database: Database) -> Text:
    """That a database lacks an operator, and what it has for it."""
    own = {"AND": database.join["and"], "OR": database.join["or"], "NOT": database.join["not"]}
    nl, en = (f"{database.name} kent {token.text} niet", f"{database.name} does not know {token.text}")
    if token.meaning == NEAR:
        if database.near:
            number = re.search(r"\d+$", token.text)
            instead = f"{database.near[0]}/{number[0] if number else 3}"
            return Text(f"{nl}. Schrijf {instead}.", f"{en}. Write {instead}.")
        return Text(f"{nl}, en heeft niets voor woorden dicht bij elkaar.", f"{en}, and has nothing for nearness.")
    instead = own.get(token.meaning, "").strip()
    if not instead:
        return Text(f"{nl}. Zet de woorden naast elkaar.", f"{en}. Put the words side by side.")
    return Text(f"{nl}. Schrijf {instead}.", f"{en}. Write {instead}.")


def _limits(text: str, found: Sequence[Token], database: Database) -> Iterator[StringFault]:
    most = database.characters_most
    if most and len(text) > most:
        said = Text(
            f"{len(text)} tekens; {database.name} leest er {most}. Verdeel hem over meer zoekstrings.",
            f"{len(text)} characters; {database.name} reads {most}. Divide it over more strings.",
        )
        yield StringFault("too_long", most + 1, said)
    count = sum(t.kind == "operator" for t in found)
    if database.operators_most and count > database.operators_most:
        most, name = database.operators_most, database.name
        said = Text(
            f"{count} operatoren; de hulp van {name} noemt ergens {most} als grens. Wordt hij geweigerd, verdeel hem.",
            f"{count} operators; the help of {name} somewhere names {most} as the limit. Divide it if it is refused.",
        )
        yield StringFault("many_operators", 1, said, wrong=False)


def _fields(found: Sequence[Token], database: Database) -> Iterator[StringFault]:
    for token in found:
        name = token.text.rstrip(" =:")
        foreign = token.kind == "limit" and "PUBYEAR" not in database.fields
        if foreign or (token.kind == "field" and (name not in database.fields or not _marked(token, database))):
            said = Text(
                f"{database.name} kent het veld {name} niet; wel: {', '.join(database.fields)}",
                f"{database.name} does not know the field {name}; it knows: {', '.join(database.fields)}",
            )
            yield StringFault("unknown_field", token.at, said)


def _marked(token: Token, database: Database) -> bool:
    return (token.text[-1] if token.text[-1] in "=:" else "(") == database.mark


def _wildcards(found: Sequence[Token], database: Database) -> Iterator[StringFault]:
    for token in found:
        signs = [s for s in SIGNS if s in token.text]
        if not token.operand or not signs:
            continue
        if token.kind == "exact":
            said = Text("tussen { en } is * een gewoon teken", "between { and } a * is a sign like any other")
            yield StringFault("wildcard_exact", token.at, said)
            continue
        for sign in signs:
            if sign not in database.wildcards:
                said = Text(
                    f"{database.name} kent {sign} niet: schrijf de vormen uit",
                    f"{database.name} does not know {sign}: write the forms",
                )
                yield StringFault("wildcard_unknown", token.at, said)
            elif token.kind == "phrase" and sign not in database.in_phrase:
                said = Text(
                    f"{sign} werkt in {database.name} niet tussen aanhalingstekens",
                    f"{sign} does not work between quotation marks in {database.name}",
                )
                yield StringFault("wildcard_phrase", token.at, said)
        if "-" in token.text and token.kind == "word" and not database.near and "*" in database.wildcards:
            said = Text(
                "* werkt hier niet in een woord met een streepje", "* does not work here in a word with a hyphen"
            )
            yield StringFault("wildcard_hyphen", token.at, said)
        if any(
            re.match(rf"[^*?$]{{0,{database.stem - 1}}}\*", word) for word in re.split(r"[\s\"-]+", token.text) if word
        ):
            said = Text(
                f"minder dan {database.stem} letters voor *: dat vindt te veel, of niets",
                f"fewer than {database.stem} letters before *: that finds too much, or nothing",
            )
            yield StringFault("short_stem", token.at, said)


def _of_tree(node: Node, database: Database) -> Iterator[StringFault]:
    if isinstance(node, Leaf):
        return
    if node.mixed:
        said = Text(
            "AND en OR staan naast elkaar zonder haakjes: zet haakjes, want elke database leest dit anders",
            "AND and OR stand side by side without brackets: add them, since databases read this differently",
        )
        yield StringFault("mixed", node.at, said, wrong=database.code == "eric")
    if node.operator == "OR":
        yield from _redundant([p for p in node.parts if isinstance(p, Leaf)])
    if node.operator == "AND":
        yield from _twice(node.parts)
    for part in node.parts:
        yield from _of_tree(part, database)
        if node.operator == "OR":
            yield from _removed(part)


def _redundant(parts: Sequence[Leaf]) -> Iterator[StringFault]:
    for one, two in combinations(parts, 2):
        wide, narrow = (one, two) if covers(one.text, two.text) else (two, one)
        if one.field == two.field and covers(wide.text, narrow.text):
            said = Text(
                f"“{narrow.text}” is overbodig: “{wide.text}” vindt dat ook",
                f"“{narrow.text}” is not needed: “{wide.text}” finds it too",
            )
            yield StringFault("redundant", narrow.at, said, wrong=False)


def _twice(parts: Sequence[Node]) -> Iterator[StringFault]:
    """A term on both sides of AND: a text with it meets both."""
    for one, two in combinations(parts, 2):
        first = {(leaf.text.casefold(), leaf.field) for leaf in _offered(one)}
        for leaf in _offered(two):
            if (leaf.text.casefold(), leaf.field) in first:
                said = Text(
                    f"“{leaf.text}” staat aan beide kanten van AND: een tekst met dat woord voldoet al aan beide",
                    f"“{leaf.text}” stands on both sides of AND: a text with that word meets both",
                )
                yield StringFault("same_term", leaf.at, said)


def _removed(node: Node) -> Iterator[StringFault]:
    """What is looked for and taken away by a NOT that holds for the same texts."""
    wanted, gone = _signed(node)
    for without in gone:
        for leaf in wanted:
            if covers(without.text, leaf.text) and without.field == leaf.field:
                said = Text(
                    f"NOT “{without.text}” haalt ook “{leaf.text}” weg, dat u zoekt",
                    f"NOT “{without.text}” takes away “{leaf.text}” too, which you look for",
                )
                yield StringFault("removed", without.at, said)


def _signed(node: Node) -> tuple[list[Leaf], list[Leaf]]:
    """The words that are looked for, and those of which one is enough to leave a text out."""
    if isinstance(node, Leaf):
        return [node], []
    if node.operator == "OR":
        return [leaf for part in node.parts for leaf in _signed(part)[0]], []
    positive = node.parts[:1] if node.operator == "NOT" else node.parts
    wanted, gone = zip(*(_signed(part) for part in positive), strict=True)
    away = [leaf for part in node.parts[len(positive) :] for leaf in _offered(part)]
    return [leaf for some in wanted for leaf in some], [*(leaf for some in gone for leaf in some), *away]


def _offered(node: Node) -> list[Leaf]:
    """The words of which any one is enough."""
    if isinstance(node, Leaf):
        return [node]
    return [leaf for part in node.parts for leaf in _offered(part)] if node.operator == "OR" else []
