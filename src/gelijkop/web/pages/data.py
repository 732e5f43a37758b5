"""The figures as files and for programs: what there is, where it stays, how to cite and read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gelijkop.errors import Language
from gelijkop.present.evidence_tables import resources
from gelijkop.present.numerals import number
from gelijkop.present.shelf import Shelf
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.api.asked import PARAMETERS
from gelijkop.web.api.problems import Refused
from gelijkop.web.api.releases import release_of
from gelijkop.web.api.tables import TABLES
from gelijkop.web.origin import origin
from gelijkop.web.pages.evidence_data import told as library_told
from gelijkop.web.pages.frame import language, rendered
from gelijkop.web.release import Served, served

PACKAGE, MANIFEST = "datapackage.json", "manifest.json"
KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".toml": "text/plain; charset=utf-8",
}
PIECE = 1 << 16
_WEEK = "public, max-age=604800"
_TOLD: Mapping[str, str] = {
    "cijfers": gettext_noop("Beschermde aantallen leerlingen per maat, schooljaar, plaats, groep en toetsadvies"),
    "cijfers-scholen": gettext_noop("Hetzelfde per school, alle schooljaren samen"),
    "aandelen": gettext_noop("Aandelen en gemiddelden per groep, met interval"),
    "verschillen": gettext_noop(
        "Verschillen tussen groepen, met en zonder hetzelfde toetsadvies, met interval en oordeel"
    ),
    "keten": gettext_noop("Bij welke stap van de schoolloopbaan een verschil ontstaat"),
    "samengevat": gettext_noop("Ongelijkheid in één getal"),
    "gelijk-diploma": gettext_noop("Verschillen bij hetzelfde diploma"),
    "scholen": gettext_noop("Scholen naast de regio, hun bestuur en vergelijkbare scholen"),
    "definities": gettext_noop("Hetzelfde verschil volgens andere definities"),
    "veranderingen": gettext_noop("Veranderingen tussen schooljaren"),
    "samenstelling": gettext_noop("Deel van een verschil dat bij het toetsadvies hoort"),
    "segregatie": gettext_noop("Hoe leerlingen over scholen verdeeld zijn"),
    "doorsneden": gettext_noop("Twee indelingen tegelijk"),
    "cijfers.parquet": gettext_noop("De beschermde aantallen als Parquet, klein en snel te lezen"),
    "scholen.parquet": gettext_noop("Die per school als Parquet"),
    PACKAGE: gettext_noop("Beschrijving van alle tabellen en kolommen (Frictionless)"),
    MANIFEST: gettext_noop("Waarmee de uitgave gemaakt is, en het controlegetal van elk bestand"),
    "beleid.toml": gettext_noop("De regels die leerlingen beschermen"),
    "dpia-bijlage.md": gettext_noop("Bijlage voor een beoordeling van de privacy (DPIA)"),
    "bewijs/aanval.json": gettext_noop("Wat een aanval op de uitgave opleverde"),
    "bewijs/bescherming.json": gettext_noop("Hoeveel de bescherming de cijfers verandert"),
}


def every_file(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every file of the release in place."""
    now = served()
    return ({"release": of.about.id, "name": name} for name in sorted(files_in(now.files)))


@page(PUBLIC)
def data(request: HttpRequest) -> HttpResponse:
    """The data of the release in place."""
    return _data(request, served())


@page(PUBLIC, examples=lambda of: [{"release": of.about.id}])
def data_of_release(request: HttpRequest, release: str) -> HttpResponse:
    """The data of one release, at an address that stays; or that it is gone."""
    try:
        return _data(request, release_of(release))
    except Refused as refused:
        return _gone(request, release, refused.status)


@page(PUBLIC, examples=every_file)
def data_file(request: HttpRequest, release: str, name: str) -> HttpResponseBase:
    """A file of a release.

    Raises:
        Http404: the release has no such file.
    """
    try:
        found = release_of(release)
    except Refused as refused:
        return _gone(request, release, refused.status)
    # Only a name that is in the list opens a file, so no path leads out of the folder.
    if name not in files_in(found.files):
        raise Http404
    path = found.files / name
    answer = StreamingHttpResponse(_pieces(path), content_type=KINDS.get(path.suffix, "application/octet-stream"))
    answer["Content-Length"] = str(path.stat().st_size)
    answer["Content-Disposition"] = f'attachment; filename="{path.name}"'
    answer["Cache-Control"] = _WEEK
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@page(PUBLIC)
def package(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The data package of the release in place; its files stand where they stay."""
    now = served()
    found = package_of(now.files)
    for resource in found["resources"]:
        resource["path"] = f"uitgave/{now.name}/{resource['path']}"
    found["resources"] += resources()
    found["id"] = now.name
    answer = HttpResponse(json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Cache-Control"] = "public, no-cache"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _pieces(path: Path) -> Iterator[bytes]:
    """The file piece by piece, opened when the first is asked for."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


@lru_cache(maxsize=8)
def files_in(folder: Path) -> frozenset[str]:
    """The names of the files of a release, relative to its folder, which never changes."""
    return frozenset(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def package_of(folder: Path) -> dict[str, Any]:  # Any: what JSON holds
    """What `datapackage.json` of a release holds; without resources where it has none."""
    path = folder / PACKAGE
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {"resources": [], **found}


def _data(request: HttpRequest, found: Served) -> HttpResponse:
    spoken, about = language(), found.shelf.about
    tables = [(str(r["name"]), str(r["path"])) for r in package_of(found.files)["resources"]]
    names = files_in(found.files)
    others = [n for n in _TOLD if n in names]
    site = origin(request)
    context = {
        "tables": [_file(found, name, path, spoken) for name, path in tables if path in names],
        "others": [_file(found, name, name, spoken) for name in others],
        "definitions": sorted(n for n in names if n.startswith("definities/")),
        "sums": _sums(found.files),
        "stays": site + reverse("data-release", kwargs={"release": found.name}),
        "year": about.date[:4],
        "licence": about.licence.say(spoken),
        "sources": [s.say(spoken) for s in about.sources],
        "example": site + _href(found, "bevindingen/verschillen.csv"),
        "site": site,
        "api": [(t.name, t.title.say(spoken), ", ".join(t.parameters)) for t in TABLES.values()],
        "parameters": [(p.name, p.text.say(spoken)) for p in PARAMETERS.values()],
        "release": found.name,
        "library": library_told(spoken) if found.name == served().name else None,
    }
    return rendered(request, "gelijkop/data.html", context, found.shelf)


def _file(found: Served, name: str, path: str, spoken: Language) -> Mapping[str, str]:
    size = (found.files / path).stat().st_size
    told = _(_TOLD[name]) if name in _TOLD else name
    return {"name": path, "told": told, "href": _href(found, path), "size": _size(size, spoken)}


def _href(found: Served, path: str) -> str:
    return reverse("data-file", kwargs={"release": found.name, "name": path})


def _size(size: int, spoken: Language) -> str:
    return f"{number(size / 1e6, 1, spoken)} MB" if size >= 1e6 else f"{number(max(size / 1e3, 1), 0, spoken)} kB"


def _sums(folder: Path) -> Sequence[str]:
    """A line for each file, as `sha256sum --check` reads it."""
    known = json.loads((folder / MANIFEST).read_text("utf-8")).get("files", {}) if MANIFEST in files_in(folder) else {}
    return [f"{digest}  {name}" for name, digest in sorted(known.items()) if name in files_in(folder)]


def _gone(request: HttpRequest, release: str, status: int) -> HttpResponse:
    answer = rendered(request, "gelijkop/data_gone.html", {"release": release}, served().shelf)
    answer.status_code = status
    return answer
