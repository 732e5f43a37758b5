"""One entry of a message of the doorstroomtoets chain: an advice, a result or a pupil, or what is wrong with it.

Codes are declared in catalogue `sources/doorstroomtoets`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from gelijkop.catalogue import load
from gelijkop.errors import Finding
from gelijkop.model.levels import crosswalk, test_advices
from gelijkop.sources.chain_message import Entry, Message, fault, text_of
from gelijkop.sources.rows import Row
from gelijkop.sources.test_words import advice_of

_DATE = re.compile(r"((?:19|20)\d\d-(?:0[1-9]|1[0-2]))-(?:0[1-9]|[12]\d|3[01])", re.ASCII)


def read_entry(message: Message, entry: Entry, row: int) -> tuple[Row, Sequence[Finding]]:
    """The columns of the model that one entry tells, and all that is wrong with it."""
    return _READ[message.kind](message, entry, row)


def _advice(message: Message, entry: Entry, row: int) -> tuple[Row, Sequence[Finding]]:
    code = crosswalk("chain").get(text_of(entry, "advies"))
    wrong = () if code else (fault(message, "unknown_code", row, "advies",
                                   f"dit schooladvies is niet bekend. Verwacht wordt een van: "
                                   f"{', '.join(crosswalk('chain'))}",
                                   f"this school advice is not known. Expected is one of: "
                                   f"{', '.join(crosswalk('chain'))}"),)  # fmt: skip
    return {"provisional_advice": code}, wrong


def _result(message: Message, entry: Entry, row: int) -> tuple[Row, Sequence[Finding]]:
    """The test advice and who made the test; a result that is not final is a fault."""
    wrong = []
    if text_of(entry, "versie") != "Definitief":
        wrong.append(fault(message, "not_final", row, "versie",
                           "dit resultaat is niet definitief. Verwacht wordt Definitief",
                           "this result is not final. Expected is Definitief"))  # fmt: skip
    provider = load("sources/doorstroomtoets")["test_provider"].get(text_of(entry, "toetsdefinitie"))
    inside = entry.get("resultaten")
    results = inside.get("resultaten") if isinstance(inside, dict) else None
    listed = results if isinstance(results, list) else []
    words = [text_of(r, "waarde") for r in listed if text_of(r, "label") == "Toetsadvies"]
    code = advice_of(words[0]) if len(words) == 1 else None
    if code is None:
        wrong.append(fault(message, "unknown_code", row, "Toetsadvies",
                           f"verwacht wordt één toetsadvies, een van: {', '.join(test_advices())}",
                           f"expected is one test advice, one of: {', '.join(test_advices())}"))  # fmt: skip
    return {"test_advice": code, "test_provider": provider}, wrong


def _pupil(message: Message, entry: Entry, row: int) -> tuple[Row, Sequence[Finding]]:
    born, sex = text_of(entry, "extensie", "geboortedatum"), text_of(entry, "extensie", "geslacht")
    codes: Mapping[str, str] = load("sources/doorstroomtoets")["sex"]
    match = _DATE.fullmatch(born)
    wrong = []
    if born and match is None:
        wrong.append(fault(message, "bad_date", row, "geboortedatum",
                           "dit is geen datum. Verwacht wordt JJJJ-MM-DD",
                           "this is no date. Expected is YYYY-MM-DD"))  # fmt: skip
    if sex and sex not in codes:
        wrong.append(fault(message, "unknown_code", row, "geslacht",
                           f"deze code is niet bekend. Verwacht wordt een van: {', '.join(codes)}",
                           f"this code is not known. Expected is one of: {', '.join(codes)}"))  # fmt: skip
    return {"birth_month": match[1] if match else None, "sex": codes.get(sex) or None}, wrong


_READ: Mapping[str, Callable[[Message, Entry, int], tuple[Row, Sequence[Finding]]]] = {
    "advices": _advice,
    "result": _result,
    "pupils": _pupil,
}
