"""The outlines of areas from a GeoJSON or TopoJSON file of the user, with no more points than a picture needs."""

from __future__ import annotations

import heapq
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from gelijkop.errors import Text, UserError

Point = tuple[float, float]
Ring = tuple[Point, ...]
"""A closed line without its last point, in metres or degrees; y grows to the north."""
Shapes = Mapping[str, tuple[Ring, ...]]
"""The rings of each area by code; a ring within another is a hole."""
CODES = ("statcode", "code", "gemeentecode", "gm_code", "GM_CODE", "id")
"""Where the code of an area is looked for: the first of these properties, else the `id` of the feature."""
_LEAST = 4
"""A ring keeps so many points."""
Json = Mapping[str, Any]  # what JSON holds; every step is looked at before it is used


def areas_from(json_text: str, *, code: str = "", points: int = 6000) -> dict[str, tuple[Ring, ...]]:
    """The outlines of every area in a file, by code.

    Coordinates may be degrees (WGS84: longitude, latitude) or metres (RD New); degrees are flattened at the middle of
    the file, so that distances in both directions compare. A code of four digits becomes that of a municipality.

    Args:
        json_text: GeoJSON (a FeatureCollection) or TopoJSON, quantised or not.
        code: the property that holds the code; empty: the first of `CODES` that is there.
        points: the most points of all rings together; beyond it the least visible ones go.

    Raises:
        UserError: it is no such file, or no area in it has a code.

    Source: RFC 7946 (GeoJSON); Bostock and Metcalf, TopoJSON 1.0; Visvalingam and Whyatt (1993),
    Cartographic Journal 30, 46–51 (which points go).
    """
    try:
        found = json.loads(json_text)
    except (ValueError, RecursionError):
        raise _refused("dit is geen JSON", "this is not JSON") from None
    try:
        features = list(_features(found))
        named = {key: rings for f, rings in features if (key := _code(f, code)) and rings}
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise _refused("de vlakken zijn beschadigd of onvolledig", "the areas are damaged or incomplete") from None
    if not features:
        raise _refused("er staan geen vlakken in", "it holds no areas")
    if not named:
        wanted = code or ", ".join(CODES)
        raise _refused(
            f"geen enkel vlak heeft een code; gezocht naar de eigenschap {wanted}",
            f"no area has a code; looked for the property {wanted}",
        )
    return simplified(_flat(named), points)


def _refused(nl: str, en: str) -> UserError:
    return UserError(
        Text(
            f"Kaartbestand: {nl}. Geef GeoJSON (een FeatureCollection) of TopoJSON, met voor elk vlak een code zoals "
            "GM0556, in RD-meters of in graden.",
            f"Map file: {en}. Give GeoJSON (a FeatureCollection) or TopoJSON, with a code such as GM0556 for each "
            "area, in RD metres or in degrees.",
        )
    )


def _features(found: Json) -> Iterator[tuple[Json, tuple[Ring, ...]]]:
    """Each feature with its rings."""
    if found["type"] == "Topology":
        arcs = _arcs(found)
        for thing in found["objects"].values():
            for geometry in thing.get("geometries", [thing]):
                yield geometry, tuple(_joined(ring, arcs) for ring in _rings(geometry, geometry.get("arcs", [])))
    elif found["type"] == "FeatureCollection":
        for feature in found["features"]:
            geometry = feature["geometry"] or {"type": "", "coordinates": []}
            yield feature, tuple(_ring(ring) for ring in _rings(geometry, geometry["coordinates"]))


def _rings(geometry: Json, held: Sequence[Any]) -> Sequence[Any]:  # Any: lists of lists, as deep as the type says
    """The rings of a polygon or of several; other geometries have none."""
    if geometry["type"] == "Polygon":
        return held
    return [ring for polygon in held for ring in polygon] if geometry["type"] == "MultiPolygon" else []


def _ring(points: Sequence[Sequence[float]]) -> Ring:
    """The points of a ring without the last, which is the first again."""
    found = [(float(p[0]), float(p[1])) for p in points]
    if not all(math.isfinite(v) for p in found for v in p):
        raise ValueError("a coordinate is no number")
    return tuple(found[:-1] if found[0] == found[-1] else found)


def _arcs(topology: Json) -> list[list[Point]]:
    """The arcs in coordinates: where a file is quantised, each point is the step from the one before."""
    quantised = topology.get("transform")
    if quantised is None:
        return [[(float(p[0]), float(p[1])) for p in arc] for arc in topology["arcs"]]
    (kx, ky), (dx, dy) = quantised["scale"], quantised["translate"]
    found = []
    for arc in topology["arcs"]:
        x, y, line = 0, 0, []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append((float(x * kx + dx), float(y * ky + dy)))
        found.append(line)
    return found


def _joined(indices: Sequence[int], arcs: Sequence[Sequence[Point]]) -> Ring:
    """Arcs put after each other; −1 is the first arc from its end to its start."""
    points: list[Point] = []
    for i in indices:
        arc = arcs[i] if i >= 0 else arcs[~i][::-1]
        points += arc[1:] if points else arc
    return _ring(points)


def _code(feature: Json, wanted: str) -> str:
    properties = cast(Json, feature.get("properties") or {})
    held = [properties.get(key) for key in ((wanted,) if wanted else CODES)]
    if not wanted:
        held.append(feature.get("id"))
    value = str(next((v for v in held if v not in (None, "")), "")).strip()
    return f"GM{value}" if len(value) == 4 and value.isdigit() else value


def _flat(shapes: Shapes) -> dict[str, tuple[Ring, ...]]:
    """Metres as they are; degrees of longitude as long as they are in the middle of the file."""
    every = [p for rings in shapes.values() for ring in rings for p in ring]
    if any(abs(x) > 180 or abs(y) > 90 for x, y in every):
        return dict(shapes)
    factor = math.cos(math.radians((min(y for _, y in every) + max(y for _, y in every)) / 2))
    return {c: tuple(tuple((x * factor, y) for x, y in ring) for ring in rings) for c, rings in shapes.items()}


def simplified(shapes: Shapes, points: int) -> dict[str, tuple[Ring, ...]]:
    """The rings with at most so many points together, the ones with the smallest triangles left out.

    A point of a border goes from the rings on both sides at once, and where a border ends points stay. A ring keeps
    at least four, so there can be more than `points`.
    """
    rings = [ring for of in shapes.values() for ring in of]
    before = [[(i - 1) % len(ring) for i in range(len(ring))] for ring in rings]
    after = [[(i + 1) % len(ring) for i in range(len(ring))] for ring in rings]
    left = [len(ring) for ring in rings]
    gone = [[False] * len(ring) for ring in rings]
    at: dict[Point, list[tuple[int, int]]] = {}
    for r, ring in enumerate(rings):
        for i, p in enumerate(ring):
            at.setdefault(p, []).append((r, i))

    def beside(r: int, i: int) -> tuple[Point, Point]:
        one, other = rings[r][before[r][i]], rings[r][after[r][i]]
        return (one, other) if one < other else (other, one)

    def triangle(p: Point) -> float:
        (x0, y0), (x2, y2) = beside(*at[p][0])
        return abs((p[0] - x0) * (y2 - y0) - (x2 - x0) * (p[1] - y0)) / 2

    free = {p for p, places in at.items() if len({beside(*place) for place in places}) == 1}
    heap = [(triangle(p), p) for p in free]
    heapq.heapify(heap)
    total = sum(left)
    while heap and total > points:
        area, p = heapq.heappop(heap)
        if p not in free or area != triangle(p) or any(left[r] <= _LEAST for r, _ in at[p]):
            continue
        free.remove(p)
        beyond = beside(*at[p][0])
        for r, i in at[p]:
            gone[r][i] = True
            left[r], total = left[r] - 1, total - 1
            a, b = before[r][i], after[r][i]
            after[r][a], before[r][b] = b, a
        for neighbour in free.intersection(beyond):
            heapq.heappush(heap, (triangle(neighbour), neighbour))
    kept = (
        tuple(p for p, lost in zip(ring, out, strict=True) if not lost) for ring, out in zip(rings, gone, strict=True)
    )
    return {code: tuple(next(kept) for _ in of) for code, of in shapes.items()}
