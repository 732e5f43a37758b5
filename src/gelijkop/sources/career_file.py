"""The kinds of pupil file, and how a career file (loopbaanbestand) falls apart into the tables of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import narwhals as nw

from gelijkop.model.tables import (
    ABSENCE,
    ADVICES,
    DESTINATIONS,
    DIPLOMAS,
    ENROLMENTS,
    LOB,
    PARTICIPATIONS,
    PLACES,
    PUPILS,
    REGISTER,
    Table,
)  # fmt: skip

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation

ADVICE = ("provisional_advice", "test_advice", "final_advice")
_BACKGROUND = tuple(c for c in PUPILS.columns if c.name != "pupil")
_ADVICE = tuple(c for c in ADVICES.columns if c.name not in ADVICES.key and c.name != "location")
_DIPLOMA = (replace(DIPLOMAS.column("level"), name="diploma_level", missing=True), DIPLOMAS.column("extra_subject"))

CAREER_FILE = Table(
    "loopbaan", "een rij per leerling, schooljaar en vestiging, met alles wat daarvan bekend is",
    "one row per pupil, school year and location, with all that is known of it",
    ENROLMENTS.key, (*ENROLMENTS.columns, *_ADVICE, *_DIPLOMA, *_BACKGROUND),
)  # fmt: skip

KINDS: Mapping[str, Table] = {
    t.name: t
    for t in (
        CAREER_FILE, PUPILS, ENROLMENTS, ADVICES, DIPLOMAS, PARTICIPATIONS, PLACES, ABSENCE, DESTINATIONS, REGISTER, LOB
    )
}  # fmt: skip
"""The kinds of file that a mapping can name, each as the table that its rows fill."""

FIXED = ("birth_month", "origin", "arrival_year")
"""What does not change in a life. Sex as registered, parents' education and address can, from year to year."""

AGREE: Mapping[str, Mapping[tuple[str, ...], tuple[str, ...]]] = {
    "loopbaan": {
        ("pupil",): FIXED,
        ("pupil", "school_year"): (
            *(c.name for c in _BACKGROUND if c.name not in FIXED), *(c.name for c in _ADVICE)
        ),
    }
}  # fmt: skip
"""By kind of file the columns that may hold one value only per key."""


class Engine(Protocol):
    """What splitting needs of the store."""

    def last_known(self, frame: Frame, key: str, *, order: str, columns: Sequence[str]) -> Frame:
        """One row per key with the last known value of each column."""


def split(kind: str, frame: Frame, engine: Engine) -> Mapping[str, Frame]:
    """The tables of the model that the rows of one kind of file fill; the rows are typed and passed the checks.

    Of a career file: a pupil has in each column the last value that is known, by school year. An
    advice that is repeated in later years counts in its first year. Rows without an advice or
    diploma give none.
    """
    if kind != CAREER_FILE.name:
        return {kind: frame}
    return {
        "pupils": engine.last_known(frame, "pupil", order="school_year", columns=[c.name for c in _BACKGROUND]),
        "enrolments": frame.select(*(c.name for c in ENROLMENTS.columns)),
        "advices": _advices(frame),
        "diplomas": _diplomas(frame),
    }


def _advices(frame: Frame) -> Frame:
    """One row per pupil and different advice, in the first school year in which it stands, with its location."""
    names = [c.name for c in _ADVICE]
    given = frame.filter(nw.any_horizontal(*(~nw.col(n).is_null() for n in ADVICE), ignore_nulls=True))
    yearly = given.group_by("pupil", "school_year").agg(nw.col("location").min(), *(nw.col(n).max() for n in names))
    # A group of missing values is a group here: an advice without a test is an advice.
    placed = yearly.with_columns(nw.concat_str(nw.col("school_year").cast(nw.String), nw.col("location")).alias("at"))
    first = placed.group_by("pupil", *names).agg(nw.col("at").min())
    return first.select(
        "pupil",
        nw.col("at").str.slice(0, 4).cast(nw.Int32).alias("school_year"),
        nw.col("at").str.slice(4).alias("location"),
        *names,
    )


def _diplomas(frame: Frame) -> Frame:
    """One row per pupil, school year and level of diploma."""
    earned = frame.filter(~nw.col("diploma_level").is_null()).rename({"level": "followed", "diploma_level": "level"})
    extra = nw.col("extra_subject").cast(nw.Int32)
    return (
        earned.with_columns(extra)
        .group_by(*DIPLOMAS.key)
        .agg(nw.col("location").min(), nw.col("extra_subject").max())
        .select("pupil", "school_year", "location", "level", nw.col("extra_subject") == 1)
    )
