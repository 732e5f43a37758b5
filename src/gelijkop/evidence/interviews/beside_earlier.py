"""What a new release of quotations tells about people when it is laid beside an earlier one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from gelijkop.errors import Finding, Text
from gelijkop.evidence.interviews.quotations import Quotation
from gelijkop.evidence.interviews.released import LEAST, ReleasedQuotes
from gelijkop.evidence.interviews.releasing import Judged

SAID = {
    "added": Text(
        "naast de vorige uitgave is te zien welke citaten van één of twee nieuwe mensen zijn. Wacht tot er meer zijn",
        "beside the earlier release one sees which quotations are of one or two new people. Wait until there are more",
    ),
    "removed": Text(
        "naast de vorige uitgave is te zien welke citaten van één of twee mensen zijn verdwenen. Een ingetrokken "
        "toestemming gaat voor; haal ook de vorige uitgave van de site, en maak de nieuwe samen met andere wijzigingen",
        "beside the earlier release one sees which quotations of one or two people have gone. A withdrawal goes first; "
        "take the earlier release off the site too, and make the new one together with other changes",
    ),
    "role": Text(
        "bij dezelfde tekst stond eerder een andere rol; samen wijzen die één of twee mensen aan",
        "the same text had another role before; together they point at one or two people",
    ),
}


def beside_earlier(
    earlier: ReleasedQuotes, now: Judged, everyone: Sequence[Quotation], *, file: str
) -> tuple[Finding, ...]:
    """A warning for each way in which the difference between two releases is about fewer than three people.

    `everyone` are all quotations of the project of people who agree now; texts of the earlier release that are no
    longer there are of one person at least.
    """
    return tuple(_warnings(earlier, now, everyone, file))


def _warnings(earlier: ReleasedQuotes, now: Judged, everyone: Sequence[Quotation], file: str) -> Iterator[Finding]:
    before, after = _roles(earlier), _roles(now.released)
    known = {q.text: frozenset({q.voice.number}) for q in everyone} | dict(now.behind)
    changed = [text for text in set(before) & set(after) if before[text] != after[text]]
    for rule, texts in (
        ("added", set(after) - set(before)),
        ("removed", set(before) - set(after)),
        ("role", changed),
    ):
        if texts and _people(texts, known) < LEAST:
            yield Finding(rule, file, SAID[rule])


def _people(texts: Collection[str], known: Mapping[str, frozenset[int]]) -> int:
    """How many people are surely behind texts; those that are not known count as one together."""
    found = frozenset[int]().union(*(known.get(t, frozenset({-1})) for t in texts))
    return len(found)


def _roles(released: ReleasedQuotes) -> Mapping[str, frozenset[str]]:
    made: dict[str, frozenset[str]] = {}
    for quote in (q for t in released.themes for q in t.quotes):
        made[quote.text] = made.get(quote.text, frozenset()) | {quote.role}
    return made
