"""Tells the own number of a school from a personal number, also in a place where the layout itself says BSN.

Register files know a student only by BSN or onderwijsnummer (PGN). These are not used, not even hashed
(see `gelijkop.sources.oso`). An institution can put its own student number in their place; here we look
that it did so, and what is not surely its own number is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from gelijkop.errors import PersonalNumber, Text
from gelijkop.sources.personal import suspect
from gelijkop.sources.refusals import refusal

LONGEST = 20
"""Characters of an own number; what is longer may be a BSN under a hash, or an ECK iD, which is one."""

_SEPARATORS = re.compile(r"[\s.\-]")
_PERSONAL = re.compile(r"\d{8,}")


def check_own_numbers(numbers: Iterable[str], file: str, *, column: str, row: int | None = None) -> None:
    """Refuse numbers of which one may be a BSN or onderwijsnummer.

    Bare numbers of eight digits or more are refused whatever their check digit, since the layout says
    what they are. With a letter in front they pass, unless so many of them pass as a BSN that it cannot be chance.

    Raises:
        PersonalNumber: as said; the number is not in the error.
    """
    bare = [_SEPARATORS.sub("", number) for number in set(numbers)]
    long = any(len(number) > LONGEST for number in bare)
    digits = np.array([re.sub(r"\D", "", number) for number in bare], dtype=np.object_)
    if not (long or any(_PERSONAL.fullmatch(number) for number in bare) or suspect("", digits)):
        return
    raise refusal(
        PersonalNumber, "personal_number", file,
        Text("hier staan BSN's, onderwijsnummers of codes die daarvan gemaakt kunnen zijn. Die gebruiken wij niet, "
             "ook niet versleuteld. Zet er het studentnummer van uw eigen administratie voor in de plaats; heeft dat "
             f"8 cijfers of meer, zet er dan een letter voor (samen hoogstens {LONGEST} tekens).",
             "here stand BSNs, onderwijsnummers or codes that may be made of them. We do not use those, not even "
             "hashed. Put the student number of your own administration in their place; if that has 8 digits or "
             f"more, put a letter in front (together at most {LONGEST} characters)."),
        row=row, column=column,
    )  # fmt: skip


def check_school_numbers(numbers: Iterable[str], file: str, *, column: str) -> None:
    """Refuse numbers from a place for the school's own, if they look like BSNs or onderwijsnummers.

    Raises:
        PersonalNumber: as said; the number is not in the error.
    """
    if suspect(column, np.array(list(numbers), dtype=np.object_)) is not None:
        raise refusal(
            PersonalNumber, "personal_number", file,
            Text("de leerlingnummers zijn zo te zien BSN's of onderwijsnummers. Die gebruiken wij niet. "
                 "Lever het bestand aan met het leerlingnummer van de school.",
                 "the pupil numbers look like BSNs or onderwijsnummers. We do not use those. "
                 "Deliver the file with the pupil number of the school."),
            column=column,
        )  # fmt: skip
