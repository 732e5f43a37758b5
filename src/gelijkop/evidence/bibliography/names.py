"""Names of authors in one form: “Last, First”, or as it stands for an institute."""

from __future__ import annotations

import re
from typing import NamedTuple

from gelijkop.evidence.bibliography.values import line

OTHERS = "others"
BEHIND = re.compile(r"(?P<last>\S.*?) (?P<first>(?:[^\W\d_]\.[ -]?)+|[A-Z]{1,2})")
BEFORE = re.compile(
    r"(?P<first>(?:[^\W\d_]\.[ -]?)+|(?!(?:EU|UK|UN|US|VN|VS) )[A-Z]{1,2}(?= )) ?(?P<last>[^\W\d_].*[a-zà-ÿ].*)"
)
MORE = re.compile(r"(?:\.\.\.|…|,? ?\bet al\.?|\bothers|,? ?\be\.a\.)$", re.I)


class Names(NamedTuple):
    """The names, and whether the text says that there are more."""

    names: tuple[str, ...]
    more: bool = False


def name(text: str) -> str:
    """One name in one form: initials without a comma, before or behind, go behind one."""
    plain = line(text).strip(",; ")
    if "," in plain or " " not in plain:
        return plain
    for form in (BEHIND, BEFORE):
        if (found := form.fullmatch(plain)) is not None:
            return f"{found['last']}, {found['first'].strip()}"
    return plain


def names(text: str, *, commas: bool) -> Names:
    """The names in one text, parted by `;`; with `commas` also by “ and ”, or by commas if each part has initials."""
    plain = MORE.sub("", line(text))
    parts = [part for part in _parts(plain, commas=commas) if part.strip(" ,.")]
    return Names(tuple(n for part in parts if (n := name(part))), more=plain != line(text))


def _parts(text: str, *, commas: bool) -> list[str]:
    if ";" in text or not commas:
        return text.split(";")
    if " and " in text:
        return text.replace(", and ", " and ").split(" and ")
    parts = [part.strip() for part in text.split(",")]
    alone = all(BEHIND.fullmatch(p) or BEFORE.fullmatch(p) for p in parts if p)
    return parts if alone else [text]
