"""Search strings mean what the strategy says: each concept is there, by any of its terms, and nothing excluded is.

The meaning of a string is worked out by a reader of its own over small texts; the meaning of a strategy without any
string. A term with `*` has all words as forms that the texts can hold, so that every database means the same by it.
"""

import re
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.errors import Text
from gelijkop.evidence.strategy.databases import databases
from gelijkop.evidence.strategy.parsing import Leaf, tokens, tree
from gelijkop.evidence.strategy.plan import Concept, Strategy
from gelijkop.evidence.strategy.string_checks import check_string
from gelijkop.evidence.strategy.strings import search_strings
from gelijkop.evidence.strategy.terms import Term

WORDS = ("kans", "kansen", "school", "scholen", "klas", "taal")
ROOTS = ("kans", "schol")
SHORT = 40


def runs(words):
    """Every run of one or two words that stand together."""
    return {" ".join(words[i:j]) for i, j in combinations(range(len(words) + 1), 2) if j - i <= 2}


def has(leaf, words):
    """Whether a text holds the words of a leaf, `*` standing for any letters."""
    wanted = re.compile(re.escape(leaf.text).replace(r"\*", "[a-z]*"))
    return any(wanted.fullmatch(run) for run in runs(words))


def means(node, words):
    if isinstance(node, Leaf):
        return has(node, words)
    first, *rest = (means(part, words) for part in node.parts)
    if node.operator == "NEAR":  # PRE/0 only: the words stand together in this order
        return has(Leaf(" ".join(part.text for part in node.parts), "phrase", 0), words)
    return {"AND": first and all(rest), "OR": first or any(rest), "NOT": first and not any(rest)}[node.operator]


def wished(strategy, level, words):
    """The meaning of the strategy itself."""

    def there(term):
        return bool(runs(words) & set(term.forms or (term.text,)))

    wanted = all(any(there(t) for t in c.terms["nl"]) for c in strategy.concepts_of(level))
    return wanted and not any(there(t) for t in strategy.exclude["nl"])


plain = st.sampled_from(WORDS).map(Term)
phrases = st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).map(lambda pair: Term(" ".join(pair)))
cut = st.sampled_from(ROOTS).map(lambda r: Term(f"{r}*", tuple(w for w in WORDS if w.startswith(r))))
cut_phrases = st.tuples(st.sampled_from(WORDS), st.sampled_from(ROOTS)).map(
    lambda pair: Term(f"{pair[0]} {pair[1]}*", tuple(f"{pair[0]} {w}" for w in WORDS if w.startswith(pair[1])))
)
terms = st.lists(st.one_of(plain, phrases, cut, cut_phrases), min_size=1, max_size=4, unique_by=lambda t: t.text)
texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=8)
strategies = st.builds(
    lambda concepts, gone: Strategy(
        question=Text("?", "?"),
        levels={"school": Text("", ""), "klas": Text("", "")},
        concepts=tuple(
            Concept(f"c{n}", ("school",) if n == 1 else (), {"nl": tuple(some)}) for n, some in enumerate(concepts)
        ),
        databases=tuple(databases()),
        languages=("nl",),
        exclude={"nl": tuple(gone)},
    ),
    st.lists(terms, min_size=1, max_size=3),
    st.one_of(st.just([]), terms),
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(strategies, texts, st.sampled_from(sorted(databases())), st.sampled_from(["school", "klas"]))
def test_a_string_finds_what_the_strategy_means(strategy, some, code, level):
    database = databases()[code]
    made = search_strings(strategy, database, level=level, language="nl", year=2026)
    trees = [tree(tokens(s.text), database) for s in made]
    for words in some:
        assert any(means(root, words) for root in trees) == wished(strategy, level, words)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(strategies)
def test_a_made_string_has_no_fault_of_form(strategy):
    forms = {"bracket", "not_closed", "operator_place", "unknown_operator", "wildcard_phrase", "too_long", "mixed"}
    for database in databases().values():
        for s in search_strings(strategy, database, level="school", language="nl", year=2026):
            assert not forms & {f.rule for f in check_string(s.text, database)}


@settings(max_examples=60, derandomize=True, deadline=None)
@given(strategies, texts)
def test_pieces_of_a_long_string_find_what_the_whole_finds(strategy, some):
    whole, short = _of_length(0), _of_length(SHORT)
    pieces = search_strings(strategy, short, level="school", language="nl", year=2026)
    (one,) = search_strings(strategy, whole, level="school", language="nl", year=2026)
    trees = [tree(tokens(s.text), whole) for s in pieces]
    for words in some:
        assert any(means(root, words) for root in trees) == means(tree(tokens(one.text), whole), words)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(strategies)
def test_a_piece_is_too_long_only_where_it_cannot_be_divided(strategy):
    short = _of_length(SHORT)
    for piece in search_strings(strategy, short, level="school", language="nl", year=2026):
        assert len(piece.text) <= SHORT or " OR " not in piece.text


def _of_length(most):
    return replace(databases()["scholar"], characters_most=most)
