"""The code lists of an evidence record: themes, sectors and kinds of the Expertisepunt LOB, and lists of our own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from gelijkop.catalogue import load
from gelijkop.errors import Text

Template = Literal["word", "headings"]
FILE = "evidence/taxonomy"


@cache
def codes(name: str) -> Mapping[str, Text]:
    """The codes of one list (`theme`, `sector`, `kind`, …) with their labels, in the order of the source.

    Raises:
        KeyError: there is no such list.
    """
    return {entry["code"]: Text(entry["nl"], entry["en"]) for entry in load(FILE)[name]}


def year_bin(year: int, template: Template) -> str | None:
    """The label of the bin that a year falls in; None where the template has none (2023 in the heading form).

    Source: Expertisepunt LOB, Word template (bins from 2020) and heading form (bins from 2023).
    """
    (bins,) = (t["bins"] for t in load(FILE)["template"] if t["code"] == template)
    for one in bins:
        if one.get("from", year) <= year <= one.get("to", year):
            label: str = one["label"]
            return label
    return None
