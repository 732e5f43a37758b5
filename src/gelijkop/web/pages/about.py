"""What this site is, what it keeps of people, and for whom it works: three pages that every release has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gelijkop.catalogue import load
from gelijkop.errors import Language
from gelijkop.present.dates import long_date
from gelijkop.present.shelf import Shelf
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.origin import origin
from gelijkop.web.pages.contact import contact
from gelijkop.web.pages.data import files_in
from gelijkop.web.pages.frame import language, rendered, shelf
from gelijkop.web.release import served

ANNEX = "dpia-bijlage.md"
EVIDENCE = "accessibility.json"
DRAWN_UP = "2026-11-22"
"""When the statement was last read against what is known."""
HOUR = 3600


class Evidence(msgspec.Struct, frozen=True):
    """What axe found when it was last recorded: day (ISO), tools, and how much was looked at.

    Each page was looked at in each of the `widths` (pixels), in light and in dark.
    """

    date: str
    tool: str
    browser: str
    pages: int
    checks: int
    widths: tuple[int, ...]
    violations: int


@page(PUBLIC)
def about(request: HttpRequest) -> HttpResponse:
    """What gelijkop is, for whom, and how to start."""
    return rendered(request, "gelijkop/about.html", {"contact": contact()}, shelf())


@page(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of visitors, and what protects pupils."""
    now, spoken = served(), language()
    annex = {"release": now.name, "name": ANNEX}
    context = {
        "contact": contact(),
        "idle_hours": settings.SESSION_IDLE // HOUR,
        "log_days": settings.LOG_DAYS,
        "promised": promises(now.shelf, "guarantee", spoken),
        "not_promised": promises(now.shelf, "not_promised", spoken),
        "annex": reverse("data-file", kwargs=annex) if ANNEX in files_in(now.files) else "",
    }
    return rendered(request, "gelijkop/privacy.html", context, now.shelf)


@page(PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement: status, evidence, limits, and where to report what does not work."""
    spoken, found = language(), evidence()
    context = {
        "contact": contact(),
        "organisation": settings.ORGANISATION,
        "site": origin(request),
        "drawn_up": long_date(DRAWN_UP, spoken),
        "evidence": found,
        "evidence_date": long_date(found.date, spoken) if found else "",
        "widths": ", ".join(f"{width} px" for width in found.widths) if found else "",
    }
    return rendered(request, "gelijkop/accessibility.html", context, shelf())


def promises(of: Shelf, kind: str, spoken: Language) -> Sequence[str]:
    """What the policy of a release promises (`guarantee`), or does not (`not_promised`)."""
    released = of.released
    policy: Mapping[str, Any] = load(f"policies/{released.policy}")  # Any: what TOML holds
    numbers = {"base": released.base, "small": released.base - 1, "slack": released.slack}
    return [entry[spoken].format(**numbers) for entry in policy.get(kind, ())]


@cache
def evidence() -> Evidence | None:
    """What `scripts/record_accessibility.py` recorded; None where nothing was."""
    path = files("gelijkop.web").joinpath("evidence", EVIDENCE)
    return msgspec.json.decode(path.read_bytes(), type=Evidence) if path.is_file() else None
