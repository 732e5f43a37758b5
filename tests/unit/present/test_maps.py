"""Maps: steps, tiles, and the outlines that a user gives."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gelijkop.errors import UserError
from gelijkop.present.chart_bars import LEVELS, UNKNOWN
from gelijkop.present.chart_polygons import choropleth
from gelijkop.present.chart_tiles import tiles
from gelijkop.present.map_scale import Area, Legend, paint_of, step_paints, thresholds
from gelijkop.present.palette import INK
from gelijkop.present.shapes import areas_from, simplified

NS = "{http://www.w3.org/2000/svg}"
LEGEND = Legend("Verschil", [("unseen", "geen verschil te zien")], ["x: te weinig leerlingen"])
SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]


def area(name, value=3.0, **more):
    text = "x" if math.isnan(value) else f"{value:g}"
    return Area(name, name, value, text, f"{name}: {text}", **more)


def drawn(areas, size="wide", **more):
    return etree.fromstring(tiles("t", areas, LEGEND, size, name="n", description="d", say=str, **more))


def boxes(root):
    return [g.find(f"{NS}rect") for g in root.iter(f"{NS}g")]


def test_steps_are_round_and_at_most_five():
    assert thresholds([1.5, 3.6, 9.1, 17.2, 25.2]) == (6, 12, 18, 24)


def test_steps_are_not_narrower_than_what_matters():
    assert thresholds([74.3, 75.1, 75.8], 1.0) == (75,)


@pytest.mark.parametrize("values", [[], [math.nan], [3.0, 3.0]])
def test_values_that_are_alike_have_one_step(values):
    assert thresholds(values) == ()
    assert step_paints(1) == (LEVELS[2],)


@settings(max_examples=40, derandomize=True)
@given(st.lists(st.floats(-100, 100, allow_nan=False).map(lambda v: round(v, 3)), min_size=2, max_size=20))
def test_every_step_is_between_the_least_and_the_most(values):
    parted = thresholds(values)
    assert len(parted) <= 4
    assert list(parted) == sorted(set(parted))
    assert all(min(values) < t < max(values) for t in parted)


def test_a_larger_value_is_never_painted_lighter():
    parted = (6, 12, 18, 24)
    steps = [LEVELS.index(paint_of(v, parted)) for v in (-3, 6, 11.9, 12, 30)]
    assert steps == [0, 1, 1, 2, 4]


def test_a_place_without_a_number_is_white_and_keeps_its_tile():
    (box,) = boxes(drawn([area("Aardam", math.nan)]))
    assert box.get("fill") == UNKNOWN.fill


def test_all_tiles_are_equally_large():
    found = boxes(drawn([area("Aardam"), area("Beekwoude aan den IJssel", 9.0), area("Cranendijk", 20.0)]))
    assert len({(b.get("width"), b.get("height")) for b in found}) == 1


def test_tiles_stand_at_their_spots_on_a_wide_screen():
    spots = {"A": (1, 0), "B": (0, 1)}
    one, two = boxes(drawn([area("A"), area("B", 9.0)], spots=spots))
    assert float(one.get("x")) > float(two.get("x"))
    assert float(one.get("y")) < float(two.get("y"))


def test_without_room_for_the_spots_tiles_follow_each_other():
    spots = {"A": (4, 0), "B": (0, 1)}
    one, two = boxes(drawn([area("A"), area("B", 9.0)], "narrow", spots=spots))
    assert one.get("y") == two.get("y")


def test_own_places_have_a_thick_edge():
    one, two = boxes(drawn([area("A", own=True), area("B")]))
    assert (one.get("stroke"), one.get("stroke-width")) == (INK, "4")
    assert two.get("stroke-width") == "1"


def test_a_place_where_no_difference_is_seen_has_a_mark():
    one, two = [len(list(g.iter(f"{NS}circle"))) for g in drawn([area("A", sign="unseen"), area("B")]).iter(f"{NS}g")]
    assert (one, two) == (1, 0)


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"statcode": c}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for c, ring in features
    ]})  # fmt: skip


TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [2, 1], "translate": [1000, 500]},
    # a: from (0,0) over (5,0) to (5,10); b: back to (0,0) over the left; c: around the right side
    "arcs": [[[5, 0], [0, 10]], [[5, 10], [-5, 0], [0, -10], [5, 0]], [[5, 10], [5, 0], [0, -10], [-5, 0]]],
    "objects": {"gemeenten": {"type": "GeometryCollection", "geometries": [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"statcode": "GM0001"}},
        {"type": "MultiPolygon", "arcs": [[[2, 0]]], "id": "0002"},
    ]}},
}  # fmt: skip


def test_a_ring_of_geojson_is_read_without_its_last_point():
    metres = [[x + 1000, y] for x, y in SQUARE]
    assert areas_from(collection(("GM0001", metres))) == {"GM0001": (((1000, 0), (1010, 0), (1010, 10), (1000, 10)),)}


def test_arcs_of_quantised_topojson_are_put_together():
    found = areas_from(json.dumps(TOPOLOGY))
    # x = 2·step + 1000, y = step + 500
    assert found["GM0001"] == (((1010, 500), (1010, 510), (1000, 510), (1000, 500)),)


def test_an_arc_is_shared_by_the_areas_on_both_sides_and_a_short_code_is_that_of_a_municipality():
    found = areas_from(json.dumps(TOPOLOGY))
    assert set(found["GM0001"][0]) & set(found["GM0002"][0]) == {(1010, 500), (1010, 510)}


def test_arcs_that_are_turned_round_run_from_end_to_start():
    turned = json.loads(json.dumps(TOPOLOGY))
    turned["objects"]["gemeenten"]["geometries"][0]["arcs"] = [[-2, -1]]
    # b backwards from (5,0) over the left to (5,10), then a backwards to where it began
    assert areas_from(json.dumps(turned))["GM0001"] == (((1010, 500), (1000, 500), (1000, 510), (1010, 510)),)


def test_degrees_are_flattened_at_the_middle_of_the_file():
    # at 60 degrees north a degree of longitude is half as long
    (ring,) = areas_from(collection(("A", [[4, 59], [6, 59], [6, 61], [4, 61], [4, 59]])))["A"]
    assert ring[1][0] - ring[0][0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "{}", '{"type": "FeatureCollection", "features": []}', '{"type": "Topology", "arcs": [], "objects": 3}',
     collection(("", SQUARE)), collection(("GM0001", [["x", 1], [2, 3]])), collection(("GM0001", [[math.nan, 1]]))],
)  # fmt: skip
def test_a_file_that_is_no_map_is_refused_with_what_to_do(text):
    with pytest.raises(UserError, match="Give GeoJSON") as caught:
        areas_from(text)
    assert "TopoJSON" in caught.value.say("nl")


def circle(n, x=0.0):
    return tuple((x + math.cos(2 * math.pi * k / n), math.sin(2 * math.pi * k / n)) for k in range(n))


def test_no_more_points_are_kept_than_asked_for():
    found = simplified({"A": (circle(200),), "B": (circle(100, 5.0),)}, 60)
    assert sum(len(r) for rings in found.values() for r in rings) == 60


def test_a_ring_keeps_four_points():
    assert [len(r) for r in simplified({"A": (circle(50),)}, 0)["A"]] == [4]


def test_a_shared_border_is_simplified_alike_on_both_sides():
    border = [(0.1 * (k % 3), float(k)) for k in range(11)]
    left, right = (*border, (-9.0, 10.0), (-9.0, 0.0)), (*border[::-1], (9.0, 0.0), (9.0, 10.0))
    found = simplified({"L": (left,), "R": (right,)}, 16)
    inside = [{p for p in found[c][0] if abs(p[0]) < 1 and 0 < p[1] < 10} for c in "LR"]
    assert inside[0] == inside[1]
    assert len(inside[0]) < 9


def test_where_a_border_ends_the_point_stays_on_both_sides():
    # (0, 10) lies straight on in the left ring, but there the right one turns away
    left = ((0.0, 0.0), (0.3, 3.0), (-0.3, 6.0), (0.0, 10.0), (0.3, 14.0), (-9.0, 14.0), (-9.0, 0.0))
    right = ((0.0, 0.0), (0.3, 3.0), (-0.3, 6.0), (0.0, 10.0), (9.0, 10.0), (9.0, 0.0))
    found = simplified({"L": (left,), "R": (right,)}, 9)
    assert all({(0.0, 0.0), (0.0, 10.0)} <= set(found[c][0]) for c in "LR")


def test_the_most_visible_points_stay():
    ring = ((0.0, 0.0), (5.0, 0.01), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
    assert (5.0, 0.01) not in simplified({"A": (ring,)}, 4)["A"][0]


def test_north_is_on_top_and_own_places_are_drawn_last():
    shapes = {"Z": (((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)),), "N": (((0.0, 9.0), (9.0, 9.0), (9.0, 18.0)),)}
    areas = [area("Z", own=True), area("N", 9.0)]
    root = etree.fromstring(choropleth("t", areas, shapes, LEGEND, "wide", name="n", description="d", say=str))
    first, second = [g.find(f"{NS}path") for g in root.iter(f"{NS}g")]
    assert second.get("stroke") == INK
    tops = [
        min(float(p.split()[1]) for p in path.get("d")[1:].removesuffix(" Z").split(" L")) for path in (first, second)
    ]
    assert tops[0] < tops[1]
