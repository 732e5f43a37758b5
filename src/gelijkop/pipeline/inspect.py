"""What each file is, as lines of text; files of one kind in one archive share their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from gelijkop.catalogue import load as catalogue
from gelijkop.errors import Language
from gelijkop.sources.inspect import Seen, inspect
from gelijkop.store import Store
from gelijkop.store.workplace import workplace

_TAB = {"\t": "tab"}
_IN_ARCHIVE = ".zip/"


def inspected(paths: Sequence[Path], language: Language) -> Iterator[str]:
    """A few lines for every file in these files, folders and archives."""
    words: Mapping[str, str] = catalogue("texts/cli")[language]
    for path in paths:
        for files, seen in together(path):
            yield from _lines(seen, files, language, words)


def together(path: Path) -> Iterator[tuple[int, Seen]]:
    """What each file in a file, folder or archive is, and how many files it stands for.

    Files of one kind in one archive are told as one: under the name of the archive, their rows and marks added up.
    """
    with workplace() as folder, Store(folder / "s", inputs=[path]) as store:
        for _, group in groupby(inspect(path, load=lambda p: store.arrays(store.scan_parquet(p))), key=_kind):
            alike = list(group)
            yield len(alike), _joined(alike) if len(alike) > 1 else alike[0]


def _kind(seen: Seen) -> tuple[object, ...]:
    """What files in one archive share when they are told together; any other file stands alone."""
    archive, inside, _ = seen.file.partition(_IN_ARCHIVE)
    if not inside or seen.fault or not seen.code:
        return (seen.file,)
    odd = tuple(remark.rule for remark in seen.remarks)
    return (archive, seen.code, seen.encoding, seen.delimiter, seen.names, seen.years, odd)


def _joined(alike: Sequence[Seen]) -> Seen:
    counted = [s.rows for s in alike if s.rows is not None]
    return replace(
        alike[0],
        file=alike[0].file.partition(_IN_ARCHIVE)[0] + ".zip",
        rows=sum(counted),
        refused=sum(s.refused for s in alike),
        marks={m: sum(s.marks.get(m, 0) for s in alike) for s in alike for m in s.marks},
        remarks=tuple(replace(r, times=len(alike)) for r in alike[0].remarks),
    )


def _lines(seen: Seen, files: int, language: Language, words: Mapping[str, str]) -> Iterator[str]:
    yield words["inspect_several"].format(archive=seen.file, files=files) if files > 1 else seen.file
    kind = seen.text.say(language)
    yield f"  {seen.publisher}: {kind} ({seen.code})" if seen.code else f"  {words['inspect_unknown']}"
    if facts := " · ".join(_facts(seen, words)):
        yield f"  {facts}"
    if seen.code and not seen.fault:
        yield f"  {words['inspect_use']}: {seen.use.say(language)}"
    for remark in seen.remarks:
        yield f"  {words['inspect_remark']}: {replace(remark, file=Path(seen.file).name).say(language)}"
    if seen.fault:
        yield f"  {words['inspect_fault']}: {replace(seen.fault, file=Path(seen.file).name).say(language)}"


def _facts(seen: Seen, words: Mapping[str, str]) -> Iterator[str]:
    if seen.years:
        yield seen.years[0] if len(seen.years) == 1 else f"{seen.years[0]} … {seen.years[-1]}"
    if seen.encoding:
        yield seen.encoding
    if seen.delimiter:
        yield _TAB.get(seen.delimiter, seen.delimiter)
    if seen.names:
        yield words["inspect_layout"].format(names=seen.names)
    if seen.rows is not None:
        key = "inspect_rows_refused" if seen.refused else "inspect_rows"
        yield words[key].format(rows=seen.rows, refused=seen.refused)
    if seen.columns is not None:
        yield words["inspect_columns"].format(columns=seen.columns)
    for mark, times in seen.marks.items():
        yield words["inspect_mark"].format(mark=mark, times=times)
