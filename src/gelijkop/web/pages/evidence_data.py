"""The evidence library as files to download, for the data page and its data package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gelijkop import __version__
from gelijkop.errors import Language
from gelijkop.present.evidence_tables import EFFECTS, LICENCE, RECORDS, WHOLE, effects_csv, records_csv, whole
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.library import library


@page(PUBLIC)
def records(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The records as a table."""
    return _file(RECORDS, "text/csv; charset=utf-8", records_csv(library().records.values()).encode())


@page(PUBLIC)
def effects(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Their effects as a table."""
    return _file(EFFECTS, "text/csv; charset=utf-8", effects_csv(library().records.values()).encode())


@page(PUBLIC)
def everything(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Everything of all records."""
    return _file(WHOLE, "application/json", msgspec.json.encode(whole(library().records.values(), __version__)))


def told(spoken: Language) -> Mapping[str, object]:
    """What the data page says of the library."""
    files: Sequence[tuple[str, str, str]] = [
        (RECORDS, reverse("evidence-records-file"), _("Alle kaarten als tabel, een regel per kaart")),
        (EFFECTS, reverse("evidence-effects-file"), _("Alle effecten, een regel per getal zoals het in de bron staat")),
        (WHOLE, reverse("evidence-whole-file"), _("Alles van alle kaarten")),
    ]
    return {"files": files, "count": len(library().records), "licence": LICENCE.say(spoken)}


def _file(name: str, kind: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "public, no-cache"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
