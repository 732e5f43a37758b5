"""Which locations are one school: those with one BRIN4, and those of schools that went into it."""

from __future__ import annotations

from collections.abc import Mapping

SCHOOL = 4
"""The characters of a BRIN without its branch."""


def school_of(place: str, successors: Mapping[str, str]) -> str:
    """The school (BRIN4) in which the school of a location went on at last.

    `successors` gives for a school that is no more the one it went into; who comes round stops there.

    >>> school_of("00AA01", {"00AA": "00BB", "00BB": "00CC"})
    '00CC'
    """
    school, passed = place[:SCHOOL], set[str]()
    while school in successors and school not in passed:
        passed.add(school)
        school = successors[school]
    return school
