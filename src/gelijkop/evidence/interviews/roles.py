"""The lists about people who are interviewed: roles from fine to broad, kinds of organisation, and consent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from gelijkop.catalogue import load
from gelijkop.errors import Text

FILE = "evidence/interviews/people"
Kind = Literal["role", "organisation", "consent"]
NO_CONSENT, QUOTED = "geen", "citaat"


@cache
def codes(kind: Kind) -> Mapping[str, Text]:
    """The codes of one list with their labels, in the order of the form."""
    return {entry["code"]: Text(entry["nl"], entry["en"]) for entry in load(FILE)[kind]}


@cache
def shown_roles() -> Mapping[str, Text]:
    """Every code that a quotation can be shown with: roles, broader roles, and the broadest."""
    entries = [*load(FILE)["role"], *load(FILE)["broad"], load(FILE)["top"]]
    return {entry["code"]: Text(entry["nl"], entry["en"]) for entry in entries}


@cache
def ladder(role: str) -> tuple[str, str, str]:
    """A role, the broader one that it is part of, and the broadest."""
    broad = next(entry["broad"] for entry in load(FILE)["role"] if entry["code"] == role)
    return role, broad, load(FILE)["top"]["code"]


def code_of(kind: Kind, said: str) -> str | None:
    """The code that a text gives: as code or as label, in either language; None where it is neither."""
    wanted = " ".join(said.split()).casefold()
    for code, label in codes(kind).items():
        if wanted in (code.casefold(), label.nl.casefold(), label.en.casefold()):
            return code
    return None
