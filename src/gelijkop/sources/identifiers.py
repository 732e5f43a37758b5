"""Places as published (BRIN, branch, municipality, postcode, region) in the one form that the model has."""

from __future__ import annotations

import re

BRIN4 = re.compile(r"^\d{2}[A-Z]{2}$", re.ASCII)
_BRIN6 = re.compile(r"^\d{2}[A-Z]{2}\d{2}$", re.ASCII)
_BRANCH = re.compile(r"^\d{1,2}$", re.ASCII)
_ZERO_LOST = re.compile(r"^(\d?[A-Z]{2}(\d{1,2})?|\d{2}[A-Z]{2}\d)$", re.ASCII)
_MUNICIPALITY = re.compile(r"^(?:GM)?(\d{1,4})$", re.ASCII)
_POSTCODE = re.compile(r"^([1-9]\d{3})(?: ?[A-Z]{2})?$", re.ASCII)
_BOARD = re.compile(r"^\d{5}$", re.ASCII)
_REGIONS = {
    "country": re.compile(r"^NL(00|01)?$"),
    "municipality": re.compile(r"^GM\d{4}$", re.ASCII),
    "district": re.compile(r"^WK\d{6}$", re.ASCII),
    "neighbourhood": re.compile(r"^BU\d{8}$", re.ASCII),
}


def brin6(code: str) -> str | None:
    """`00AH00` as it is; None where it is no BRIN with branch."""
    text = code.strip()
    return text if _BRIN6.match(text) else None


def brin4(code: str) -> str | None:
    """`00AH` as it is; None where it is no BRIN."""
    text = code.strip()
    return text if BRIN4.match(text) else None


def location(brin: str, branch: str) -> str | None:
    """BRIN and branch as one code; the leading zero of a branch is restored (`0` is `00`), that of a BRIN never.

    A branch may also be written whole (`00AH00`), if it belongs to this BRIN.
    """
    school, number = brin4(brin), branch.strip()
    if school is None:
        return None
    if _BRANCH.match(number):
        return school + number.zfill(2)
    whole = brin6(number)
    return whole if whole and whole.startswith(school) else None


def lost_zero(code: str) -> bool:
    """Whether this looks like a BRIN of which a spreadsheet took a leading zero (`0AH`, `00AH0`)."""
    return _ZERO_LOST.match(code.strip()) is not None


def municipality(number: str) -> str | None:
    """`GM0637` for ` 637` and for `GM0637`; None where it is no municipality number."""
    match = _MUNICIPALITY.match(number.strip())
    return f"GM{match[1].zfill(4)}" if match and int(match[1]) else None


def postcode4(postcode: str) -> str | None:
    """`9406` for `9406 NN`, `9406NN` and `9406`."""
    match = _POSTCODE.match(postcode.strip())
    return match[1] if match else None


def board(number: str) -> str | None:
    """The five digits of a school board."""
    text = number.strip()
    return text if _BOARD.match(text) else None


def region(code: str) -> tuple[str, str] | None:
    """Code and kind of place for a CBS region (`NL00` is `NL`); None where it is none."""
    text = code.strip()
    for kind, pattern in _REGIONS.items():
        if pattern.match(text):
            return ("NL" if kind == "country" else text), kind
    return None
