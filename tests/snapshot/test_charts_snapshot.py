"""Each chart as it was when somebody last looked at it. GELIJKOP_SNAPSHOTS=write writes them anew."""

import math
import os
from pathlib import Path

import pytest

from gelijkop.present.chart_bars import LEVELS, UNKNOWN, Bar, Part, stacked
from gelijkop.present.chart_dotgrid import Hundred, dot_grid
from gelijkop.present.chart_dots import dots, ranges
from gelijkop.present.chart_flows import Panel, Stream, sankey, steps
from gelijkop.present.chart_forest import Forest, forest
from gelijkop.present.chart_funnel import Dot, Limits, Words, funnel
from gelijkop.present.chart_multiples import multiples
from gelijkop.present.chart_polygons import choropleth
from gelijkop.present.chart_tiles import tiles
from gelijkop.present.chart_trend import Break, Series, trend
from gelijkop.present.chart_waterfall import Fall, waterfall
from gelijkop.present.map_scale import Area, Legend
from gelijkop.present.marks import Key, Point, Row
from gelijkop.present.mirrored import mirrored
from gelijkop.present.numerals import percent
from gelijkop.present.palette import EQUAL, OWN, RAW, REST, THREE, TWO, ZONES

FOLDER = Path(__file__).parent / "charts"
TEXT = {"name": "Hoe groot is het verschil?", "description": "Verzonnen getallen."}


def say(value):
    return percent(value, "nl", 0)


def share(part, of):
    return percent(part / of, "nl", 0)


def point(look, value, half=0.04):
    return Point(look, value, value - half, value + half, say(value), f"x: {say(value)}")


NOTHING = Point(TWO[0], math.nan, math.nan, math.nan, "x", "x")
ROWS = [Row("Aardam", (point(TWO[0], 0.34, 0.09), point(TWO[1], 0.22)), "+12,0"),
        Row("Beekwoude aan den IJssel", (point(TWO[0], 0.28), point(TWO[1], 0.23)), "+5,0", own=True),
        Row("Cranendijk", (NOTHING, point(TWO[1], 0.2)), "x")]  # fmt: skip
GROUPS = [Row("Passend", tuple(point(k, v) for k, v in zip(THREE, (0.697, 0.712, 0.742), strict=True)))]
HIDDEN = [Row("Aardam", (Point(OWN, 31, 31, 31, "31", "Aardam: 31"),), "31"),
          Row("Nederland", (Point(REST, math.nan, 12, 24, "12–24", "Nederland: 12–24"),), "12–24")]  # fmt: skip
YEARS = {y: v for y, v in zip(range(2016, 2025), (0.2, 0.22, 0.21, None, 0.2, 0.19, 0.2, 0.24, 0.25), strict=True) if v}
SERIES = [Series("arme buurten", TWO[0], {y: point(TWO[0], v) for y, v in YEARS.items()}),
          Series("niet arme buurten", TWO[1], {y: point(TWO[1], v - 0.06) for y, v in YEARS.items()})]  # fmt: skip
PANEL = Panel("arme buurten", "60 leerlingen", ("vwo", "havo", "vmbo-gt"), ("vwo", "havo", "vmbo-gt", "elders"), (
    Stream(0, 0, 15, "same", "a"), Stream(0, 1, 5, "down", "b"), Stream(1, 0, 5, "up", "c"),
    Stream(1, 1, 15, "same", "d"), Stream(2, 2, 15, "same", "e"), Stream(2, 3, 5, "out", "f"),
))  # fmt: skip
WAYS = {"up": "hoger", "same": "zelfde", "down": "lager", "out": "niet te vergelijken"}
BARS = [
    Bar("Aardam", (Part(LEVELS[1], 0.3, "30 %", "a"), Part(LEVELS[4], 0.6, "60 %", "b"), Part(UNKNOWN, 0.1, "", "c")))
]
KEYS = [(LEVELS[1], "vmbo"), (LEVELS[4], "vwo"), (UNKNOWN, "verborgen")]
TWO_KEYS = [Key(TWO[0], "arme buurten"), Key(TWO[1], "niet arme buurten")]
BREAKS = [Break(2019, "geen toets"), Break(2023, "doorstroomtoets")]

FALLS = [Fall("Voorlopig advies", point(RAW, -0.03, 0.01), 0.0, "−3"),
         Fall("Heroverweging en bijstelling", point(RAW, 0.01, 0.02), -0.03, "+1"),
         Fall("Alle stappen samen, bij gelijke toets", point(EQUAL, -0.02, 0.02), 0.0, "−2", whole=True)]  # fmt: skip

SCHOOLS = [Dot("De Brug", 40, point(ZONES[0], 0.3)), Dot("Het Anker", 90, point(ZONES[1], 0.12), own=True),
           Dot("De Vlinder", 120, point(ZONES[2], 0.44))]  # fmt: skip
LIMITS = [
    Limits(40, (0.12, 0.4), (0.06, 0.5)),
    Limits(90, (0.16, 0.35), (0.12, 0.4)),
    Limits(120, (0.18, 0.33), (0.14, 0.37)),
]
FUNNEL = Words("95 %", "99,8 %", ("regio", "25 %"), "aantal leerlingen")
AREAS = [Area("A", "Aardam", 3.6, "+3,6", "Aardam: +3,6", sign="unseen"),
         Area("B", "Beekwoude aan den IJssel", 17.2, "−17,2", "Beekwoude: −17,2", own=True),
         Area("C", "Cranendijk", math.nan, "x", "Cranendijk: x"),
         Area("D", "Dommelen", 9.1, "+9,1", "Dommelen: +9,1")]  # fmt: skip
UNDER = Legend("Verschil, in procentpunt", [("unseen", "geen verschil te zien")], ["x: te weinig leerlingen"])
SHAPES = {k: (((i, 0.0), (i + 1, 0.0), (i + 1, 1.0 + i), (i, 1.0)),) for i, k in enumerate("ABCD")}
HUNDREDS = [Hundred("arme buurten", TWO[0], 31, "31 op de 100", "het kan ook 25 tot 38 op de 100 zijn", "a"),
            Hundred("niet arme buurten", TWO[1], 0, "minder dan 5 op de 100", "", "b", perhaps=5)]  # fmt: skip
ROWS_OF_STUDIES = [Forest("Onderzoek A", point(EQUAL, 0.3, 0.2), "0,30", weight=0.7, remark="1.200 leerlingen"),
                   Forest("Onderzoek B", point(EQUAL, 0.1, 0.3), "0,10", weight=0.3),
                   Forest("Samen", point(EQUAL, 0.24, 0.1), "0,24", pooled=True, prediction=(-0.1, 0.5))]  # fmt: skip

DRAWN = {
    "funnel": lambda s: funnel(
        "u",
        SCHOOLS,
        LIMITS,
        0.25,
        [Key(k, k.name) for k in ZONES],
        FUNNEL,
        s,
        say=say,
        say_size=lambda v: f"{v:g}",
        **TEXT,
    ),
    "tiles": lambda s: tiles("k", AREAS, UNDER, s, say=lambda v: f"{v:g}", **TEXT),
    "polygons": lambda s: choropleth("p", AREAS, SHAPES, UNDER, s, say=lambda v: f"{v:g}", **TEXT),
    "multiples": lambda s: multiples(
        "m",
        [(x, i == 1) for i, x in enumerate(SERIES)],
        range(2016, 2025),
        (2023,),
        ["Streepjeslijn: 2023"],
        s,
        say=say,
        **TEXT,
    ),
    "dotgrid": lambda s: dot_grid("h", HUNDREDS, s, **TEXT),
    "forest": lambda s: forest("o", ROWS_OF_STUDIES, s, say=lambda v: f"{v:g}", note_title="effect", **TEXT),
    "dumbbell-mirrored": lambda s: mirrored(dots("d", ROWS, TWO_KEYS, s, say=say, note_title="verschil", **TEXT)),
    "dumbbell": lambda s: dots("d", ROWS, TWO_KEYS, s, say=say, note_title="verschil", **TEXT),
    "groups": lambda s: dots("g", GROUPS, [Key(k, k.shape) for k in THREE], s, say=say, **TEXT),
    "ranges": lambda s: ranges("r", HIDDEN, [], s, say=lambda v: f"{v:g}", **TEXT),
    "trend": lambda s: trend("t", SERIES, range(2016, 2025), BREAKS, s, say=say, **TEXT),
    "bars": lambda s: stacked("b", BARS, KEYS, s, **TEXT),
    "waterfall": lambda s: waterfall("w", FALLS, s, say=say, note_title="procentpunt", **TEXT),
    "flows": lambda s: (
        sankey("f", [PANEL, PANEL], ("advies", "leerjaar 3"), share=share, **TEXT)
        if s == "wide"
        else steps("f", [PANEL, PANEL], WAYS, share=share, least=1, **TEXT)
    ),
}


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("chart", DRAWN)
def test_a_chart_looks_as_it_did(chart, size):
    file = FOLDER / f"{chart}-{size}.svg"
    drawn = DRAWN[chart](size).replace("><", ">\n<") + "\n"
    if os.environ.get("GELIJKOP_SNAPSHOTS") == "write":
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")
