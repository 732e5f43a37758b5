"""Answers of the API: a page of a table, a release, the list of data sets, or a problem; never anything else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt

from gelijkop.errors import NoRelease, Text
from gelijkop.present.shelf import Shelf
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.api.asked import PARAMETERS, Asked, read
from gelijkop.web.api.listed import release_row, words
from gelijkop.web.api.problems import Refused, problem
from gelijkop.web.api.releases import kept, release_of
from gelijkop.web.api.shapes import DatasetRow, Page
from gelijkop.web.api.tables import TABLES, Table, found
from gelijkop.web.origin import exported
from gelijkop.web.release import served

API = "/api/v1/"
Answer = Callable[..., HttpResponse]
JSON = "application/json"
METHODS = "GET, HEAD, OPTIONS"
_SOON, _DAY = "public, no-cache", "public, max-age=86400"


def resource(
    answer: Answer,
    *,
    query: tuple[str, ...] = (),
    examples: Callable[[Shelf], Iterable[Mapping[str, str]]] = lambda _: [{}],
) -> Answer:
    """A public address of the API: only to read, open to programs on other sites, and with problems for answers."""

    @csrf_exempt  # nothing here changes anything, and a wrong method gets a problem
    @wraps(answer)
    def told(request: HttpRequest, **codes: str) -> HttpResponse:
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=204, headers={"Allow": METHODS}))
        try:
            if request.method not in ("GET", "HEAD"):
                raise _only_reading(request.method or "")
            given = _open(answer(request, read(request.META.get("QUERY_STRING", ""), query), **codes))
            if exported(request):
                given["Cache-Control"] = "no-store"  # files answer no questions, so an export has no API
            return given
        except Refused as refused:
            answered = _open(problem(request, refused))
            if refused.status == 405:
                answered["Allow"] = METHODS
            return answered
        except NoRelease:
            return _open(problem(request, _empty()))

    return page(PUBLIC, examples=examples, query=query)(told)


def table_view(table: Table) -> Answer:
    """A page of a table of the release that is served."""

    def answer(request: HttpRequest, asked: Asked) -> HttpResponse:
        return _rows(request, table, asked, served().shelf, _SOON)

    return resource(answer, query=table.parameters)


def dataset_view(table: Table) -> Answer:
    """A page of a table of one release, which is always the same."""

    def answer(request: HttpRequest, asked: Asked, release: str) -> HttpResponse:
        return _rows(request, table, asked, release_of(release).shelf, _DAY)

    return resource(answer, query=table.parameters, examples=lambda shelf: [{"release": shelf.about.id}])


def _rows(request: HttpRequest, table: Table, asked: Asked, shelf: Shelf, keep: str) -> HttpResponse:
    lasting = f"{API}datasets/{table.name}/{shelf.about.id}/"
    tag = _tag(shelf.about.id, table.name, asked.written(asked.block, asked.row))
    if _known(request, tag):
        return _told(b"", tag, keep, status=304)
    # The next page is of the same release, also when another one is put in place in between.
    rows = found(table, shelf, asked)
    after = lasting + asked.written(*rows.next) if rows.next else None
    said = Page(shelf.about.id, lasting + asked.written(), after, tuple(rows.rows))
    return _told(msgspec.json.encode(said), tag, keep)


def _releases(request: HttpRequest, asked: Asked) -> HttpResponse:  # noqa: ARG001 (has no parameters)
    all_kept = kept()
    rows = tuple(release_row(r.shelf, current=i == 0) for i, r in enumerate(all_kept))
    now = all_kept[0].name
    return listing(request, Page(now, f"{API}releases/", None, rows))


def _release(request: HttpRequest, asked: Asked, release: str) -> HttpResponse:  # noqa: ARG001
    one = release_of(release)
    return listing(request, release_row(one.shelf, current=one.name == served().name))


def _datasets(request: HttpRequest, asked: Asked) -> HttpResponse:  # noqa: ARG001
    now = served().shelf.about.id
    rows = tuple(DatasetRow(t.name, words(t.title), f"{API}datasets/{t.name}/{now}/") for t in TABLES.values())
    return listing(request, Page(now, f"{API}datasets/", None, rows))


releases = resource(_releases)
release = resource(_release, examples=lambda shelf: [{"release": shelf.about.id}])
datasets = resource(_datasets)


def _nowhere(request: HttpRequest, asked: Asked, path: str) -> HttpResponse:  # noqa: ARG001
    with_slash = f"/api/{path}/"
    if not path.endswith("/") and resolve(with_slash).url_name != "api-nowhere":
        return HttpResponsePermanentRedirect(with_slash + asked.written(asked.block or None, asked.row))
    raise Refused(
        404,
        Text("Dit adres is er niet in de API.", "The API has no such address."),
        path,
        Text(
            f"een van: {', '.join(TABLES)}, evidence, releases, datasets",
            f"one of: {', '.join(TABLES)}, evidence, releases, datasets",
        ),
        Text("Alle adressen staan in /api/openapi.json.", "All addresses are in /api/openapi.json."),
    )


nowhere = resource(_nowhere, query=tuple(PARAMETERS), examples=lambda _: [])


def listing(request: HttpRequest, said: Any, keep: str = _SOON) -> HttpResponse:  # noqa: ANN401 (Any: a class of `shapes`)
    """An answer whole, with a tag of its content."""
    body = msgspec.json.encode(said)
    tag = _tag(body.decode())
    return _told(b"", tag, keep, status=304) if _known(request, tag) else _told(body, tag, keep)


def _told(body: bytes, tag: str, keep: str, *, status: int = 200) -> HttpResponse:
    answer = HttpResponse(body, status=status, content_type=JSON)
    answer["ETag"] = tag
    answer["Cache-Control"] = keep
    return answer


def _open(answer: HttpResponse) -> HttpResponse:
    """Programs on every other site may read it; nothing here depends on who asks."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Allow-Methods"] = METHODS
    answer["Access-Control-Allow-Headers"] = "If-None-Match"
    answer["Access-Control-Expose-Headers"] = "ETag"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _tag(*parts: str) -> str:
    return f'"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:24]}"'


def _known(request: HttpRequest, tag: str) -> bool:
    asked = request.headers.get("If-None-Match", "")
    return asked.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in asked.split(","))


def _only_reading(method: str) -> Refused:
    return Refused(
        405,
        Text("Via dit adres kunt u niets veranderen.", "Nothing can be changed through this address."),
        method,
        Text(METHODS, METHODS),
        Text("Vraag met GET.", "Ask with GET."),
    )


def _empty() -> Refused:
    return Refused(
        503,
        Text("Er zijn nog geen cijfers om te tonen.", "There are no figures to show yet."),
        "",
        Text("een uitgave", "a release"),
        Text("Zet er een neer met: gelijkop site", "Put one in place with: gelijkop site"),
    )
