"""The stem of a Dutch word and of an English one, so that “kansen” and “kans” are one term."""

from __future__ import annotations

import re

VOWELS = "aeiouyè"
SHORTEST = 3  # letters that stay when an English ending goes


def dutch(word: str) -> str:
    """The stem of a Dutch word in small letters without accents; the stem itself need not be a word.

    Source: Porter, the Dutch stemming algorithm of Snowball (snowballstem.org/algorithms/dutch_porter), its steps 1–4.
    """
    # Capitals mark the y and the i that are consonants.
    w = re.sub(rf"^y|(?<=[{VOWELS}])y", "Y", word)
    w = re.sub(rf"(?<=[{VOWELS}])i(?=[{VOWELS}])", "I", w)
    region = _region(w, 0)
    r1, r2 = max(region, 3), _region(w, region)
    w = _plural(w, r1)
    short = _final_e(w, r1)
    without_e, w = short != w, short
    if w.endswith("heid") and len(w) - 4 >= r2 and not w.endswith("cheid"):
        w = w[:-4]
        if w.endswith("en"):
            w = _en(w, 2, r1)
    w = _derived(w, r1, r2, without_e)
    if re.search(rf"[^{VOWELS}](aa|ee|oo|uu)[^{VOWELS}I]$", w):
        w = w[:-2] + w[-1]
    return w.lower()


def english(word: str) -> str:
    """The stem of an English word in small letters: without the ending of a plural, and without -ing or -ed.

    Source: Harman (1991), the S stemmer; then step 1b of Porter (1980), which removes -ing and -ed.
    """
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("us", "ss")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST and re.search("[aeiouy]", stem):
            return stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in "lsz" else stem
    return word


def _region(word: str, start: int) -> int:
    """Where the part behind the first consonant that follows a vowel begins."""
    found = re.search(rf"[{VOWELS}][^{VOWELS}]", word[start:])
    return len(word) if found is None else start + found.end()


def _undouble(word: str) -> str:
    return word[:-1] if word.endswith(("kk", "dd", "tt")) else word


def _en(word: str, length: int, r1: int) -> str:
    """Without an ending -en or -ene of this length, where that may go."""
    stem = word[:-length]
    if len(stem) >= r1 and stem and stem[-1] not in VOWELS and not stem.endswith("gem"):
        return _undouble(stem)
    return word


def _plural(word: str, r1: int) -> str:
    if word.endswith("heden"):
        return word[:-5] + "heid" if len(word) - 5 >= r1 else word
    for ending in ("ene", "en"):
        if word.endswith(ending):
            return _en(word, len(ending), r1)
    for ending in ("se", "s"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return stem if len(stem) >= r1 and stem and stem[-1] not in VOWELS + "j" else word
    return word


def _final_e(word: str, r1: int) -> str:
    if word.endswith("e") and len(word) - 1 >= r1 and word[-2:-1] not in VOWELS:
        return _undouble(word[:-1])
    return word


def _derived(word: str, r1: int, r2: int, without_e: bool) -> str:
    """Without -end, -ing, -ig, -lijk, -baar or -bar."""

    def without(ending: str) -> str:
        return word[: -len(ending)] if len(word) - len(ending) >= r2 else word

    if word.endswith(("end", "ing")):
        stem = without("end")
        if stem == word:
            return word
        if stem.endswith("ig") and len(stem) - 2 >= r2 and not stem.endswith("eig"):
            return stem[:-2]
        return _undouble(stem)
    if word.endswith("ig"):
        return word if word.endswith("eig") else without("ig")
    if word.endswith("lijk"):
        stem = without("lijk")
        return word if stem == word else _final_e(stem, r1)
    if word.endswith("baar"):
        return without("baar")
    return without("bar") if word.endswith("bar") and without_e else word
