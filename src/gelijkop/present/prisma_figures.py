"""The flow of references through a review as a figure, as text and as a table, in the steps of PRISMA 2020."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gelijkop.catalogue import load
from gelijkop.errors import Language, Text
from gelijkop.evidence.screening.flow import Flow, Path
from gelijkop.present.chart_prisma import Box, Column, Step, flow_narrow, flow_wide
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.numerals import whole

IDENT = "prisma"
Words = Mapping[str, str]
Line = tuple[str, int]


def prisma_figure(flow: Flow, criteria: Mapping[str, Text], language: Language) -> Figure:
    """The flow chart, wide and narrow, with the table of all its counts.

    Args:
        flow: the counts.
        criteria: the reasons to leave a publication out, by code.
        language: that of the words.

    Source: Page and others (2021), BMJ 372, n71, doi 10.1136/bmj.n71; the words are our own.
    """
    said = _words(language)
    columns, end = _columns(flow, criteria, language), _box(_end(flow, said), said, language)
    question, alt = said["question"], said["alt"]
    return Figure(
        ident=IDENT,
        question=question,
        headline=_headline(flow, said, language),
        subtitle=said["subtitle" if len(columns) > 1 else "subtitle_one"],
        wide=flow_wide(IDENT, columns, end, name=question, description=alt),
        narrow=flow_narrow(IDENT, columns, end, name=question, description=alt),
        table=_table(flow, criteria, language),
        source=said["source"],
        alt=alt,
        uncertainty=said["uncertainty"],
    )


def prisma_lines(flow: Flow, criteria: Mapping[str, Text], language: Language) -> Iterator[str]:
    """The flow as lines of text: steps at the edge, what belongs to them or drops out set in."""
    said = _words(language)
    yield _headline(flow, said, language)
    for title, path in _ways(flow, said):
        yield f"\n{title}"
        for main, side in _steps(path, flow, criteria, language):
            yield from _text(main, "  ", said, language)
            yield from _text(side, "    – ", said, language)
    yield ""
    yield from _text(_end(flow, said), "", said, language)
    yield f"\n{said['source']}\n{said['uncertainty']}"


def _ways(flow: Flow, said: Words) -> list[tuple[str, Path]]:
    """The columns that hold anything; the databases are always there."""
    ways = [(said["databases"], flow.databases)]
    return [*ways, (said["other"], flow.other)] if flow.other.identified else ways


def _steps(
    path: Path, flow: Flow, criteria: Mapping[str, Text], language: Language
) -> Iterator[tuple[list[Line], list[Line]]]:
    """Of each step the lines of its box and of the box beside it, each heading first."""
    said = _words(language)
    names = {
        name: said["register"].format(name=name) if name in flow.registers else said.get(name, name)
        for name in path.identified
    }
    found = [(names[name], count) for name, count in path.identified.items()]
    removed = (said["removed"], path.duplicates)
    yield (
        [(said["identified"], sum(path.identified.values())), *found],
        [removed, (said["duplicates"], path.duplicates)],
    )
    out = [(said["title_excluded"], path.title_excluded)]
    yield [(said["screened"], path.screened)], out + _waiting(path.title_waiting, said)
    yield [(said["sought"], path.sought)], [(said["not_retrieved"], path.not_retrieved)]
    reasons = [
        (criteria[code].say(language) if code in criteria else code or said["no_reason"], count)
        for code, count in path.excluded.items()
    ]
    dropped = [(said["excluded"], sum(path.excluded.values())), *reasons]
    yield [(said["assessed"], path.assessed)], dropped + _waiting(path.fulltext_waiting, said)


def _waiting(count: int, said: Words) -> list[Line]:
    return [(said["waiting"], count)] if count else []


def _end(flow: Flow, said: Words) -> list[Line]:
    return [(said["included"], flow.reports), (said["studies"], flow.studies), (said["reports"], flow.reports)]


def _columns(flow: Flow, criteria: Mapping[str, Text], language: Language) -> list[Column]:
    said = _words(language)
    return [
        Column(
            title,
            tuple(
                Step(_box(main, said, language), _box(side, said, language))
                for main, side in _steps(path, flow, criteria, language)
            ),
        )
        for title, path in _ways(flow, said)
    ]


def _box(lines: list[Line], said: Words, language: Language) -> Box:
    """The lines with counts that never break over two lines."""
    return Box(tuple(_counted(line, said, language).replace("(n = ", "(n\u00a0=\u00a0") for line in lines))


def _counted(line: Line, said: Words, language: Language) -> str:
    text, count = line
    return said["n"].format(text=text, count=whole(count, language))


def _text(lines: list[Line], edge: str, said: Words, language: Language) -> Iterator[str]:
    for place, line in enumerate(lines):
        yield f"{edge if not place else ' ' * (len(edge) + 2)}{_counted(line, said, language)}"


def _table(flow: Flow, criteria: Mapping[str, Text], language: Language) -> Grid:
    said = _words(language)
    rows = [
        (words(title), words(head[0]), words(text if place else head[0]), _cell(count, language))
        for title, path in _ways(flow, said)
        for some in _steps(path, flow, criteria, language)
        for lines in some
        for head in [lines[0]]
        for place, (text, count) in enumerate(lines)
    ]
    end = [
        (words(""), words(said["included"]), words(text), _cell(count, language))
        for text, count in _end(flow, said)[1:]
    ]
    header = tuple(said[key] for key in ("way", "step", "what", "number"))
    return Grid(said["question"], header, (*rows, *end), 3)


def _cell(count: int, language: Language) -> Cell:
    return Cell(whole(count, language), str(count))


def _headline(flow: Flow, said: Words, language: Language) -> str:
    found = sum(flow.databases.identified.values()) + sum(flow.other.identified.values())
    counts = {"found": found, "reports": flow.reports, "waiting": flow.waiting}
    key = "headline_waiting" if flow.waiting else "headline"
    return said[key].format(**{name: whole(count, language) for name, count in counts.items()})


def _words(language: Language) -> Words:
    found: Words = load("texts/prisma")[language]
    return found
