"""Tells the test advice that words stand for, however a system writes its capitals, blanks and punctuation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gelijkop.model.levels import test_advices


def advice_of(words: str) -> str | None:
    """Our code of a test advice; None where no test advice is written so."""
    return _by_words().get(plain(words))


def plain(words: str) -> str:
    """The letters and digits alone, in lower case."""
    return "".join(c for c in words.lower() if c.isalnum())


@cache
def _by_words() -> Mapping[str, str]:
    return {plain(word): code for code, advice in test_advices().items() for word in advice.words}
