"""The reference page of the API, from its OpenAPI description."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

import django

USE = "How to use it: [use-the-api](../do/use-the-api.md).\n"
PAGES = (
    "Every list is a page: `release` (the code of the release that it is of), `permalink` (the same question, asked of "
    "this release only), `next` (the address of the next page; null on the last one) and `items` (the rows, always in "
    "the same order).\n"
)
Table = Callable[[list[str], list[list[str]]], str]


def api_page(table: Table) -> str:
    """Addresses, parameters and the fields of every kind of row; `table` writes a table in Markdown."""
    found = _description()
    schemas: Mapping[str, Any] = found["components"]["schemas"]
    parts = [f"# API\n\n{found['info']['description']}\n", USE, PAGES]
    rows, parameters = [], dict[str, list[str]]()
    for path, operations in found["paths"].items():
        get = operations["get"]
        answer = get["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        rows.append(
            [f"`{path}`", get["summary"], _row(answer, schemas), ", ".join(p["name"] for p in get["parameters"])]
        )
        for p in get["parameters"]:
            parameters[p["name"]] = [f"`{p['name']}`", p["description"], _kind(p["schema"])]
    parts += ["## Addresses\n", table(["GET", "gives", "rows", "parameters"], rows)]
    parts += ["## Parameters\n", table(["name", "means", "form"], list(parameters.values()))]
    for name, schema in schemas.items():
        if "properties" in schema and not name.endswith("Page"):
            fields = [[f"`{f}`", _kind(s), s.get("description", "")] for f, s in schema["properties"].items()]
            parts += [f"## {name}\n\n{schema.get('description', '')}\n", table(["field", "holds", "means"], fields)]
    return "\n".join(parts)


def _description() -> Mapping[str, Any]:
    """The description, for which Django needs its settings, and these a folder; nothing stays in it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GELIJKOP_SITE"], os.environ["DJANGO_SETTINGS_MODULE"] = folder, "gelijkop.web.settings"
        django.setup()
        from gelijkop.web.api.description import openapi  # needs Django set up

        return openapi("en")


def _row(answer: str, schemas: Mapping[str, Any]) -> str:
    """The kind of row in an answer."""
    items = schemas[answer]["properties"].get("items")
    return items["items"]["$ref"].rpartition("/")[2] if items else answer


def _kind(schema: Mapping[str, Any]) -> str:
    """What a field holds, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(s) for s in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{code}`" for code in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}" if "items" in schema else "list"
    if "minimum" in schema:
        return f"{schema['minimum']}–{schema['maximum']}"
    return f"`{schema['pattern']}`" if "pattern" in schema else str(schema.get("type", "anything"))
