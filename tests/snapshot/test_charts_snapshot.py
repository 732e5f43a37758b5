"""Each chart as it was when somebody last looked at it. GELIJKOP_SNAPSHOTS=write writes them anew."""

import math
import os
from pathlib import Path

import pytest

from gelijkop.present.chart_bars import LEVELS, UNKNOWN, Bar, Part, stacked
from gelijkop.present.chart_dots import dots, ranges
from gelijkop.present.chart_flows import Panel, Stream, sankey, steps
from gelijkop.present.chart_trend import Break, Series, trend
from gelijkop.present.chart_waterfall import Fall, waterfall
from gelijkop.present.marks import Key, Point, Row
from gelijkop.present.numerals import percent
from gelijkop.present.palette import EQUAL, OWN, RAW, REST, THREE, TWO

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

DRAWN = {
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
