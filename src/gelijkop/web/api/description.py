"""The API in OpenAPI 3.1, made from its tables, the classes of its rows and the parameters that it reads."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from gelijkop import __version__
from gelijkop.errors import Language, Text
from gelijkop.evidence.record import Record
from gelijkop.web.api.asked import PARAMETERS, Asked
from gelijkop.web.api.evidence import PARAMETERS_OF_RECORDS, RecordPage
from gelijkop.web.api.problems import CONTENT_TYPE
from gelijkop.web.api.shapes import DatasetRow, Page, Problem, ReleaseRow
from gelijkop.web.api.tables import TABLES
from gelijkop.web.api.views import API, JSON, resource

Json = dict[str, Any]  # what JSON holds
_REF = "#/components/schemas/{name}"
_ABOUT = Text(
    "Cijfers over gelijke kansen in het onderwijs, om te lezen met een programma. Elk cijfer heeft zijn interval, zijn "
    "aantal leerlingen en een status. Wat niet getoond mag worden is null, met de reden in “state”. Zonder sleutel te "
    "gebruiken, ook vanaf andere sites.",
    "Figures on equal opportunity in education, to read with a program. Every figure has its interval, its number of "
    "pupils and a state. What may not be shown is null, with the reason in “state”. To use without a key, from other "
    "sites too.",
)
_RELEASE = {
    "name": "release",
    "in": "path",
    "required": True,
    "description": "Code of a release, from `releases`.",
    "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
}
_RECORD = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "Name of a record, from `evidence`.",
    "schema": {"type": "string", "pattern": "^[a-z0-9-]{1,80}$"},
}
_PROBLEMS = {
    400: "The question cannot be read.",
    404: "The release has no such code, or the API no such address.",
    410: "The release is not, or no longer, on this site.",
    503: "There is no release on this site yet.",
}


@cache
def openapi(language: Language = "en") -> Json:
    """The description, with summaries in one language."""
    told = dict(_operations(language))
    rows = [*(told[p][1] for p in told), Problem]
    _, components = msgspec.json.schema_components(rows, ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "gelijkop",
            "version": f"1 ({__version__})",
            "summary": "API v1",
            "description": _ABOUT.say(language),
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/"}],
        "paths": {path: operation for path, (operation, _) in told.items()},
        "components": {"schemas": {_name(n): _tidy(schema) for n, schema in components.items()}},
    }


def _operations(language: Language) -> Iterator[tuple[str, tuple[Json, Any]]]:  # Any: the class of an answer
    for table in TABLES.values():
        title, of = table.title.say(language), Page[table.row]  # type: ignore[name-defined]  # a class as a value
        yield f"{API}{table.name}/", (_get(table.name, title, table.parameters, of, language), of)
    releases = Text("De uitgaven op deze site", "The releases on this site")
    one = Text("Eén uitgave", "One release")
    datasets = Text("De tabellen, met een adres dat blijft", "The tables, each with an address that stays")
    yield (
        f"{API}releases/",
        (_get("releases", releases.say(language), (), Page[ReleaseRow], language), Page[ReleaseRow]),
    )
    yield (
        f"{API}releases/{{release}}/",
        (_get("release", one.say(language), (), ReleaseRow, language, lasting=True), ReleaseRow),
    )
    yield (
        f"{API}datasets/",
        (_get("datasets", datasets.say(language), (), Page[DatasetRow], language), Page[DatasetRow]),
    )
    library = Text("De kennisbank: wat werkt, en hoe zeker", "The evidence library: what works, and how surely")
    card = Text("Eén kaart uit de kennisbank", "One record of the evidence library")
    yield (
        f"{API}evidence/",
        (_get("evidence", library.say(language), PARAMETERS_OF_RECORDS, RecordPage, language), RecordPage),
    )
    yield (
        f"{API}evidence/{{id}}/",
        (_get("evidence-record", card.say(language), (), Record, language, path=_RECORD), Record),
    )
    for table in TABLES.values():
        of = Page[table.row]  # type: ignore[name-defined]  # as above
        same = Text(f"{table.title.nl}, van één uitgave", f"{table.title.en}, of one release").say(language)
        operation = _get(f"dataset-{table.name}", same, table.parameters, of, language, lasting=True)
        yield f"{API}datasets/{table.name}/{{release}}/", (operation, of)


def _get(
    name: str,
    title: str,
    parameters: tuple[str, ...],
    of: object,
    language: Language,
    *,
    lasting: bool = False,
    path: Json | None = None,
) -> Json:
    (schema,), _ = msgspec.json.schema_components([of], ref_template=_REF)
    statuses = [s for s in _PROBLEMS if s != 410 or lasting]
    found = {
        "description": title,
        "headers": {"ETag": {"schema": {"type": "string"}, "description": "Send it back in `If-None-Match`."}},
        "content": {JSON: {"schema": {"$ref": _name(schema["$ref"])}}},
    }
    problem = {CONTENT_TYPE: {"schema": {"$ref": _REF.format(name="Problem")}}}
    inside = [_RELEASE] if lasting else [path] if path else []
    return {
        "get": {
            "operationId": name,
            "summary": title,
            "parameters": [*inside, *(_parameter(p, language) for p in parameters)],
            "responses": {
                "200": found,
                "304": {"description": "It is still what you have."},
                **{str(s): {"description": _PROBLEMS[s], "content": problem} for s in statuses},
            },
        }
    }


def _parameter(name: str, language: Language) -> Json:
    p = PARAMETERS[name]
    return {"name": name, "in": "query", "description": p.text.say(language), "schema": dict(p.schema)}


def _name(schema: str) -> str:
    """`RatePage` for what is called `Page_RateRow_`."""
    start, _, inside = schema.partition("Page_")
    return f"{start}{inside.removesuffix('Row_')}Page" if inside else schema


def _tidy(schema: Json) -> Json:
    """The schema with its description on one line."""
    about = schema.get("description", "")
    return {**schema, "description": " ".join(inspect.cleandoc(about).split())} if about else schema


def _described(request: HttpRequest, asked: Asked) -> HttpResponse:  # noqa: ARG001 (has no parameters)
    answer = HttpResponse(msgspec.json.encode(openapi()), content_type=JSON)
    answer["Cache-Control"] = "public, no-cache"
    return answer


described = resource(_described)
