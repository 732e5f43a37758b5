"""Puts the columns of a reference file (such as OPLEIDINGSNRREF) behind those of a pupil file, by a shared code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import narwhals as nw
from numpy.typing import NDArray

from gelijkop.errors import DuplicateRow, InputRefused, MissingColumn, Text
from gelijkop.sources.mapping import Lookup
from gelijkop.sources.pupil_file import Frame, Raw
from gelijkop.sources.refusals import refusal

Run = Callable[[Frame], Mapping[str, NDArray[Any]]]  # Any: a column of any numpy type


def with_reference(raw: Raw, reference: Raw, lookup: Lookup, run: Run) -> Raw:
    """The pupil file with the columns of the reference file, missing where its code is not in there.

    Raises:
        MissingColumn: a file lacks the shared code.
        InputRefused: both files have a column of the same name besides.
        DuplicateRow: a code is in the reference file twice.
    """
    for file, heading in ((raw, lookup.on), (reference, lookup.key)):
        if heading not in file.header:
            text = Text("deze kolom ontbreekt; [lookup] noemt haar.", "this column is not there; [lookup] names it.")
            raise refusal(MissingColumn, "missing_column", file.name, text, column=heading)
    added = [h for h in reference.header if h and h != lookup.key]
    for heading in (h for h in added if h in raw.header):
        text = Text(f"deze kolom staat ook in {raw.name}.", f"this column is in {raw.name} too.")
        raise refusal(InputRefused, "duplicate_heading", reference.name, text, column=heading)
    names = {reference.column(h): f"c{len(raw.header) + i}" for i, h in enumerate(added)}
    code = nw.col(reference.column(lookup.key)).str.strip_chars().alias("code")
    known = reference.frame.select(code, *(nw.col(c).alias(name) for c, name in names.items()))
    known = known.filter(nw.col("code") != "")
    rows = run(known.select(nw.len().alias("rows"), nw.col("code").n_unique().alias("codes")))
    if int(rows["rows"][0]) != int(rows["codes"][0]):
        text = Text("een code staat er twee keer in.", "a code is in it twice.")
        raise refusal(DuplicateRow, "duplicate", reference.name, text, column=lookup.key)
    own = raw.frame.with_columns(nw.col(raw.column(lookup.on)).str.strip_chars().alias("code"))
    frame = own.join(known, on="code", how="left").drop("code")
    return Raw(raw.name, raw.sha256, (*raw.header, *added), frame, raw.labelled | reference.labelled)
