"""Area figures that public sources published themselves, with their credits; they need no protection of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Finding, ReleaseRefused, Text
from gelijkop.model.tables import AREA_FIGURES
from gelijkop.safe.released import Published

Columns = Mapping[str, NDArray[np.generic]]


def published(columns: Columns, credit_lines: Mapping[str, str], names: Mapping[str, str]) -> Published:
    """Area figures of public sources, ready to be shown.

    What a source suppressed stays suppressed: it comes with bounds and goes out with the same bounds.

    Args:
        columns: the columns of `area_figures`, of one length; masked or NaN where missing.
        credit_lines: for each source code its name, file and licence line.
        names: the name of each place.

    Raises:
        ReleaseRefused: a column is missing or has another length, a source has no credit, or a number
            that its source suppressed comes as one value.
    """
    findings = list(_shape(columns)) or [*_credits(columns, credit_lines), *_suppressed(columns)]
    if findings:
        raise ReleaseRefused(
            Text("Deze gepubliceerde cijfers kunnen niet worden getoond.", "These published figures cannot be shown."),
            findings,
        )
    return Published(dict(columns), dict(credit_lines), dict(names))


def _shape(columns: Columns) -> Iterator[Finding]:
    lengths = {len(c) for c in columns.values()}
    if len(lengths) > 1:
        yield Finding(
            "length",
            AREA_FIGURES.name,
            Text("De kolommen zijn niet even lang.", "The columns differ in length."),
        )
    for column in AREA_FIGURES.columns:
        if column.name not in columns:
            text = Text("Deze kolom ontbreekt.", "This column is missing.")
            yield Finding("missing_column", AREA_FIGURES.name, text, column=column.name)


def _credits(columns: Columns, credit_lines: Mapping[str, str]) -> Iterator[Finding]:
    for source in np.unique(columns["source"].astype(str)):
        if not credit_lines.get(str(source)):
            text = Text(
                f"Bij bron “{source}” ontbreekt de bronvermelding met de licentie.",
                f"Source “{source}” has no credit with its licence.",
            )
            yield Finding("credit", AREA_FIGURES.name, text, column="source")


def _suppressed(columns: Columns) -> Iterator[Finding]:
    lower, upper = (np.ma.filled(np.ma.asarray(columns[c], dtype=np.float64), np.nan) for c in ("lower", "upper"))
    revealed = (columns["state"].astype(str) == "suppressed") & (lower == upper)
    if revealed.any():
        text = Text(
            "Een aantal dat de bron heeft afgeschermd, staat hier als één getal. Geef de onder- en bovengrens.",
            "A number that the source suppressed stands here as one value. Give its lower and upper bound.",
        )
        yield Finding("suppressed", AREA_FIGURES.name, text, column="state", times=int(revealed.sum()))
