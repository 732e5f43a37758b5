"""Recognises lists of early school leavers per person (A04, A14, NRSP, NenR), to refuse them with a reason.

They know a person only by BSN or onderwijsnummer, beside name and address. An own number added to them
would not help: they list only who left, while an import takes a school year of a school to be complete,
so that those who stayed would be gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from gelijkop.errors import PersonalNumber, Text
from gelijkop.sources.archives import members
from gelijkop.sources.oso import Dossiers
from gelijkop.sources.refusals import refusal
from gelijkop.sources.xml import shown

_HEADINGS = (
    frozenset({"PERSOONSGEBONDENNUMMER", "RAPPORTAGEMAAND"}),  # A04 and A14
    frozenset({"BURGERSERVICENUMMER", "ONDERWIJSNUMMER", "RMC_REGIO"}),  # NRSP and NenR, the first after a #
)
_PARTS = re.compile(r"[;,|\t]")


def is_vsv(start: bytes) -> bool:
    """Whether a file that begins so is such a list, by its headings."""
    first = start.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("latin-1")
    headings = {part.strip(' "#\r').upper() for part in _PARTS.split(first)}
    return any(headings >= known for known in _HEADINGS)


def read_vsv(paths: Iterable[Path], workdir: Path) -> Dossiers:
    """Nothing: such a list is refused, with what to use in its place.

    Raises:
        PersonalNumber: always.
    """
    names = [shown(member.name) for path in paths for member in members(path, workdir)]
    raise refusal(
        PersonalNumber, "vsv_list", names[0] if names else "vsv",
        Text("dit is een vsv-lijst (A04, A14, NRSP of NenR). Die kent een persoon alleen aan BSN of onderwijsnummer; "
             "dat gebruiken wij niet, ook niet versleuteld. Een eigen nummer erbij zetten helpt niet: op de lijst "
             "staat wie vertrok en niet wie bleef. Lees liever inschrijvingen en diploma's van alle studenten in: "
             "de RO-bestanden van het mbo, of een loopbaanbestand met --mapping.",
             "this is a list of early school leavers (A04, A14, NRSP or NenR). It knows a person only by BSN or "
             "onderwijsnummer, and we do not use those, not even hashed. Adding an own number does not help: the list "
             "tells who left and not who stayed. Rather read in enrolments and diplomas of all students: the RO files "
             "of the mbo, or a career file with --mapping."),
    )  # fmt: skip
