"""What each file is, as lines of text; files of one kind in one archive share their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from gelijkop.catalogue import load as catalogue
from gelijkop.errors import Language
from gelijkop.sources.inspect import Seen, inspect
from gelijkop.store import Store

_TAB = {"\t": "tab"}


def inspected(paths: Sequence[Path], language: Language) -> Iterator[str]:
    """A few lines for every file in these files, folders and archives."""
    words: Mapping[str, str] = catalogue("texts/cli")[language]
    with TemporaryDirectory(prefix="gelijkop-") as folder, Store(Path(folder) / "s", inputs=paths) as store:
        for path in paths:
            for _, alike in groupby(inspect(path, load=lambda p: store.arrays(store.scan_parquet(p))), key=_kind):
                yield from _lines(list(alike), language, words)


def _kind(seen: Seen) -> tuple[object, ...]:
    """What files in one archive share when they are told together; any other file stands alone."""
    archive, inside, _ = seen.file.partition(".zip/")
    if not inside or seen.fault or not seen.code:
        return (seen.file,)
    odd = tuple(remark.rule for remark in seen.remarks)
    return (archive, seen.code, seen.encoding, seen.delimiter, seen.names, seen.years, odd)


def _lines(alike: Sequence[Seen], language: Language, words: Mapping[str, str]) -> Iterator[str]:
    seen = alike[0]
    name = seen.file
    if len(alike) > 1:
        name = words["inspect_several"].format(archive=seen.file.partition(".zip/")[0] + ".zip", files=len(alike))
        counted = [s.rows for s in alike if s.rows is not None]
        marks = {m: sum(s.marks.get(m, 0) for s in alike) for s in alike for m in s.marks}
        seen = replace(seen, rows=sum(counted), refused=sum(s.refused for s in alike), marks=marks)
    yield name
    kind = seen.text.say(language)
    yield f"  {seen.publisher}: {kind} ({seen.code})" if seen.code else f"  {words['inspect_unknown']}"
    if facts := " · ".join(_facts(seen, words)):
        yield f"  {facts}"
    if seen.code and not seen.fault:
        yield f"  {words['inspect_use']}: {seen.use.say(language)}"
    for remark in seen.remarks:
        told = replace(remark, file=Path(seen.file).name, times=len(alike))
        yield f"  {words['inspect_remark']}: {told.say(language)}"
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
    for mark, times in seen.marks.items():
        yield words["inspect_mark"].format(mark=mark, times=times)
