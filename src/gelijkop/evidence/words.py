"""Text as words and terms: accents off, stop words out, stems, and the parts of Dutch compounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from gelijkop.catalogue import load
from gelijkop.evidence.stemming import dutch, english

FILE = "evidence/synonyms"
LINKS = ("", "s", "en", "e", "n")
PART = 4
"""Letters of the shortest part of a compound."""
SHORT = 5
WORD = re.compile(r"[a-z0-9]{2,}")
PLAIN = {
    code: base.lower()
    for code in range(0xC0, 0x180)
    if (base := unicodedata.normalize("NFD", chr(code))[0]).isascii() and base.isalpha()
}


def fold(text: str) -> str:
    """The text in small letters without accents; as long as its NFC form, so that places stay the same."""
    return unicodedata.normalize("NFC", text).translate(PLAIN).lower()


def words(text: str) -> list[str]:
    """The words of a text in order, folded, without single letters."""
    return WORD.findall(fold(text))


def stems(word: str) -> tuple[str, ...]:
    """The Dutch and the English stem of a word; one where they are the same.

    A short word on -s is a stem too: the algorithm makes “kans” of “kansen”, but “kan” of “kans”.
    """
    own = (word,) if word.endswith("s") and len(word) <= SHORT else ()
    return tuple(dict.fromkeys((dutch(word), english(word), *own)))


@cache
def stop_words() -> frozenset[str]:
    """Words that tell nothing about what is asked, in Dutch and English."""
    return frozenset(load(FILE)["stop"])


@cache
def synonyms() -> Mapping[tuple[str, ...], frozenset[tuple[str, ...]]]:
    """Of each word or phrase, as Dutch stems without stop words, those that mean nearly the same."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for group in load(FILE)["same"]:
        phrases = {phrase(entry) for entry in group}
        for one in phrases:
            found.setdefault(one, set()).update(phrases - {one})
    return {key: frozenset(same) for key, same in found.items()}


def phrase(text: str) -> tuple[str, ...]:
    """The Dutch stems of a text without stop words."""
    return tuple(dutch(word) for word in content(text))


def content(text: str) -> list[str]:
    """The words of a text that are no stop words; all words where there are no others."""
    found = words(text)
    return [word for word in found if word not in stop_words()] or found


def parts(word: str, known: Collection[str]) -> tuple[str, ...]:
    """The stems of the two or more words that a compound is made of; none where it is no compound of known stems.

    Of all cuts the most even one counts; a part that is a compound itself is cut further.
    """
    cuts = list(_cuts(word, known))
    if not cuts:
        return ()
    left, right = max(cuts, key=lambda cut: min(len(cut[0]), len(cut[1])))
    return tuple(stem for part in (left, right) for stem in (parts(part, known) or (dutch(part),)))


def _cuts(word: str, known: Collection[str]) -> Iterator[tuple[str, str]]:
    for place in range(PART, len(word) - PART + 1):
        right = word[place:]
        if dutch(right) not in known:
            continue
        for link in LINKS:
            left = word[:place].removesuffix(link) if word[:place].endswith(link) else ""
            if len(left) >= PART and (dutch(left) in known or parts(left, known)):
                yield left, right
                break
