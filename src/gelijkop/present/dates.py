"""How a day is written in Dutch and English."""

from __future__ import annotations

from datetime import date

from gelijkop.errors import Language

_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def long_date(iso: str, language: Language) -> str:
    """`22 november 2026` or `22 November 2026` for an ISO date."""
    day = date.fromisoformat(iso)
    month = _MONTHS[day.month - 1] if language == "nl" else day.strftime("%B")
    return f"{day.day} {month} {day.year}"
