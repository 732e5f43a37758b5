"""One search term: its words, its signs for many letters, and what another term leaves for it to find."""

from __future__ import annotations

import re
from dataclasses import dataclass

SIGNS = "*?$"
NEARNESS = re.compile(r"\s+NEAR/(\d+)\s+")
_ONE = {"*": ".*", "?": "[^*]", "$": "[^*]?"}


@dataclass(frozen=True)
class Term:
    """What is looked for: a word, or words that stand together.

    `text` may hold `*` (any letters), `?` (one letter), `$` (one letter or none) and `NEAR/n` between two words;
    between `{` and `}` it is looked for to the letter. `forms` stand for it in a database without those signs.
    """

    text: str
    forms: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether it is to be found to the letter."""
        return self.text.startswith("{") and self.text.endswith("}")

    @property
    def plain(self) -> str:
        """The text without braces."""
        return self.text.strip("{}")

    @property
    def near(self) -> tuple[int, tuple[str, ...]] | None:
        """How many words may stand between, and the words or phrases; None where nothing is said of it."""
        found = NEARNESS.search(self.text)
        return (int(found[1]), tuple(NEARNESS.sub("\n", self.text).split("\n"))) if found else None

    @property
    def signs(self) -> frozenset[str]:
        """The signs for letters in it."""
        return frozenset() if self.exact else frozenset(SIGNS) & frozenset(self.text)


def words_of(text: str) -> list[str]:
    """The words of a term in small letters; a hyphen parts them too."""
    return text.casefold().replace("-", " ").split()


def pattern(word: str) -> re.Pattern[str]:
    """The words that a word with signs stands for; a `*` in what it is held against is a letter like any other."""
    return re.compile("".join(_ONE.get(letter) or re.escape(letter) for letter in word))


def covers(wide: str, narrow: str) -> bool:
    """Whether every text with `narrow` in it has `wide` in it too, so that `narrow` adds nothing beside it.

    >>> covers("kansen*", "gelijke kansengelijkheid"), covers("kansen", "kansen*")
    (True, False)
    """
    few, many = [pattern(w) for w in words_of(wide)], words_of(narrow)
    starts = range(len(many) - len(few) + 1)
    return bool(few) and any(all(p.fullmatch(w) for p, w in zip(few, many[i:], strict=False)) for i in starts)
