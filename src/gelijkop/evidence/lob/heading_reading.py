"""From the heading form of the Expertisepunt LOB (Markdown or plain text) to a draft of a record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gelijkop.evidence.draft import Draft
from gelijkop.evidence.lob.form import Line, Where
from gelijkop.evidence.lob.labels import groups, key, page_headings, parts
from gelijkop.evidence.lob.markdown import unmarked
from gelijkop.evidence.lob.placing import place
from gelijkop.evidence.lob.recognising import recognise
from gelijkop.evidence.lob.word_reading import no_form
from gelijkop.evidence.lob.word_text import clean

PAGE = re.compile(r"#\s+(\S.*)")
ENDED = re.compile(r".*[.!?:;…)”\"’*>]\s*", re.DOTALL)


def read_headings(text: str, *, file: str) -> Draft:
    """The draft that a text gives, with all that could not be placed.

    Raises:
        UnknownFile: there is nothing of the form in it.
    """
    lines = list(_lines(text.replace("\r\n", "\n").split("\n")))
    form = recognise(lines, file=file)
    if not form.boxes and not form.parts:
        raise no_form(file)
    return place(form, file=file)


def _lines(raw: Sequence[str]) -> Iterator[Line]:
    """The lines without page headings; a sentence that one cut in two is whole again."""
    blank = True
    for row, line in _whole(raw):
        plain = unmarked(line)
        text = clean(plain.text).strip()
        yield Line(
            text=text,
            raw=line,
            full=clean(plain.full).strip(),
            where=Where(row=row),
            heading=plain.heading,
            listed=plain.listed,
            goes_on=not blank,
            links=plain.links,
        )
        blank = not text or plain.heading > 0


def _whole(raw: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without page headings and what these broke."""
    pages = _pages(raw)
    kept: list[tuple[int, str]] = []
    cut = False
    for row, line in enumerate(raw, start=1):
        found = PAGE.fullmatch(line.strip())
        if found and key(found[1]) in pages:
            cut = True
            continue
        if cut and line.strip():
            cut = False
            last = next((n for n in range(len(kept) - 1, -1, -1) if kept[n][1].strip()), None)
            if last is not None and _broken(kept[last][1], line):
                kept[last:] = [(kept[last][0], f"{kept[last][1].rstrip()} {line.lstrip()}")]
                continue
        kept.append((row, line))
    yield from kept


def _pages(raw: Sequence[str]) -> set[str]:
    """The headings of the highest level that are printed on each page: those known, and any that comes back."""
    counted = Counter(key(m[1]) for line in raw if (m := PAGE.fullmatch(line.strip())))
    ours = {*parts(), *groups()}
    return {name for name, times in counted.items() if name in page_headings() or (times > 1 and name not in ours)}


def _broken(before: str, after: str) -> bool:
    """Whether two lines are one sentence: the first has no end, and the second no beginning."""
    return not ENDED.fullmatch(before) and not before.startswith("#") and after.lstrip()[:1].islower()
