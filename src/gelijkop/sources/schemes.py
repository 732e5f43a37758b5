"""The schemes in which a pupil file can write the codes of a column, and what each code means."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gelijkop.catalogue import load
from gelijkop.model.levels import Scheme, crosswalk, test_advices
from gelijkop.model.tables import Column

_LEVEL_SCHEMES: Mapping[str, Scheme] = {
    "canonical": "canonical", "duo": "duo", "duo_old": "duo_old", "rod": "rod", "chain": "chain"
}  # fmt: skip
PHASE = "leerfase"
_TEST_SCHEMES = ("words", "rod")
_LEVEL_COLUMNS = ("level", "provisional_advice", "final_advice", "diploma_level")


def schemes(column: str) -> tuple[str, ...]:
    """The code schemes that a column can be written in."""
    if column == "test_advice":
        return _TEST_SCHEMES
    return (*_LEVEL_SCHEMES, PHASE) if column in _LEVEL_COLUMNS else ()


def scheme_codes(column: str, scheme: str) -> Mapping[str, str]:
    """How one scheme writes the codes of a column → our code."""
    if column == "test_advice":
        advices = test_advices().values()
        return {w: a.code for a in advices for w in (a.rod if scheme == "rod" else a.words)}
    return phases() if scheme == PHASE else crosswalk(_LEVEL_SCHEMES[scheme])


@cache
def phases() -> Mapping[str, str]:
    """The letters of a leerfase, such as `hv` of hv1 → our level."""
    return {e["code"]: e["level"] for e in load("codes/phases")["phase"]}


def allowed_codes(column: Column) -> tuple[str, ...]:
    """The codes that a column may be translated to; for a small whole number its range."""
    if column.type == "int" and column.low is not None and column.high is not None and column.high < 10:
        return tuple(str(n) for n in range(int(column.low), int(column.high) + 1))
    return ("ja", "nee") if column.type == "flag" else column.codes
