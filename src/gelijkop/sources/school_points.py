"""Reads the points of school locations (GeoJSON) into `places`; a location with two addresses counts once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gelijkop.errors import Finding, MissingColumn, Text
from gelijkop.sources import identifiers
from gelijkop.sources.declared import Source
from gelijkop.sources.reading import Reading, Refusals, in_table, same, texts
from gelijkop.sources.refusals import refused

CODE = "duo.schoolpunten"
Json = Any  # what a JSON text holds, before it is looked at
_SECTORS: Mapping[str, str | None] = {
    "basisschool": "po", "SBAO": "sbo", "SO": "so", "VSO": "vso", "(V)SO": None, "PRO": "pro",
}  # fmt: skip
_TRACKS = frozenset(("BRUGJAAR", "VBO", "MAVO", "HAVO", "VWO", "PRO"))


def is_school_points(data: Json) -> bool:
    """Whether this is a collection of points of which the first names a BRIN and a branch."""
    if (
        not isinstance(data, dict)
        or data.get("type") != "FeatureCollection"
        or not isinstance(data.get("features"), list)
    ):
        return False
    first = _properties(data["features"][0]) if data["features"] else {}
    return "brin_nummer" in first and "vestigingscode" in first


def read_school_points(source: Source, data: Json, *, name: str, sha256: str) -> Reading:
    """The places in this collection; `row` in findings counts the points from 1.

    Raises:
        MissingColumn: a declared property is in no point.
        InputRefused: most points are wrong.
    """
    points = [_properties(feature) for feature in data["features"]]
    _check_columns(source, points, name)
    refusals = Refusals(name, len(points))
    keys = {column.becomes: column.name for column in source.columns}
    taken = [{ours: _written(point.get(theirs)) for ours, theirs in keys.items()} for point in points]
    first: dict[str, int] = {}
    for n, point in enumerate(taken):
        if fault := _fault(point):
            role, text = fault
            refusals.add(n, Finding("unknown_code", name, text, n + 1, keys[role]))
            continue
        other = first.setdefault(point["branch"], n)
        if other != n:
            _refuse_twice(refusals, n, other, keys["branch"], differ=point != taken[other])
    findings = refusals.findings()
    kept = [point for n, point in enumerate(taken) if refusals.kept[n]]
    columns = {
        "location": texts([point["branch"] for point in kept]),
        "name": texts([point["name"] for point in kept]),
        "sector": texts([_sector(point["structure"]) for point in kept]),
        "board": same(None, len(kept)),
        "municipality": same(None, len(kept)),
        "municipality_name": texts([point["municipality_name"] for point in kept]),
        "postcode4": texts([identifiers.postcode4(point["postcode"]) for point in kept]),
    }
    return Reading(source.code, name, sha256, "places", in_table("places", [columns]), len(points), len(kept), findings)


def _properties(feature: Json) -> Mapping[str, Json]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _written(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""


def _check_columns(source: Source, points: Sequence[Mapping[str, Json]], name: str) -> None:
    there = {key for point in points for key in point}
    text = Text("dit gegeven hoort bij elk punt te staan maar ontbreekt overal. Haal het bestand opnieuw op.",
                "this property belongs to every point but is nowhere. Fetch the file again.")  # fmt: skip
    missing = [Finding("missing_column", name, text, None, c.name) for c in source.columns if c.name not in there]
    if missing:
        raise refused(MissingColumn, missing)


def _fault(point: Mapping[str, str]) -> tuple[str, Text] | None:
    """Which role holds no valid code, and what was found; None where all is well."""
    right = {
        "branch": identifiers.brin6(point["branch"]) is not None,
        "structure": _sector(point["structure"]) is not None or point["structure"] in _SECTORS,
        "postcode": not point["postcode"] or identifiers.postcode4(point["postcode"]) is not None,
    }
    wrong = next((role for role, well in right.items() if not well), None)
    if wrong is None:
        return None
    found = point[wrong]
    return wrong, Text(f"“{found}” is hier geen geldige code.", f"“{found}” is no valid code here.")


def _refuse_twice(refusals: Refusals, position: int, other: int, heading: str, *, differ: bool) -> None:
    """Keep the first of two points that say the same; of two that do not, keep neither."""
    for at, seen in ((position, other), (other, position)) if differ else ((position, other),):
        times = Text("niet", "not at all") if differ else Text("één keer", "once")
        text = Text(f"deze vestiging staat ook in rij {seen + 1}; zij telt {times.nl} mee.",
                    f"this location is in row {seen + 1} too; it counts {times.en}.")  # fmt: skip
        refusals.add(at, Finding("duplicate_row", refusals.file, text, at + 1, heading))


def _sector(structure: str) -> str | None:
    """The sector of a type such as `MAVO/HAVO`; None where it is mixed or not known."""
    if structure in _SECTORS:
        return _SECTORS[structure]
    return "vo" if structure and set(structure.split("/")) <= _TRACKS else None
