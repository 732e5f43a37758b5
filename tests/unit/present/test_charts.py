"""Charts: where things are drawn, and what is not drawn."""

import math
from itertools import pairwise

import pytest
from lxml import etree

from gelijkop.present import svg
from gelijkop.present.axes import plain_step, scale
from gelijkop.present.chart_bars import LEVELS, Bar, Part, stacked
from gelijkop.present.chart_dots import dots, ranges
from gelijkop.present.chart_flows import COLOURS, Panel, Stream, sankey, steps
from gelijkop.present.chart_trend import Break, Series, trend
from gelijkop.present.lettering import width, wrap
from gelijkop.present.marks import Key, Point, Row
from gelijkop.present.numerals import percent
from gelijkop.present.palette import FOUR, THREE, TWO

NAN = math.nan
ROUNDED = 0.03
"""Places are written with two decimals; a thickness is the difference of two of them."""
NS = "{http://www.w3.org/2000/svg}"


def point(value, look=TWO[0], half=0.05):
    return Point(look, value, value - half, value + half, f"{value}", f"a: {value}")


def say(value):
    return percent(value, "nl", 0)


def share(part, of):
    return percent(part / of, "nl", 0)


def elements(picture, name, cls=""):
    root = etree.fromstring(picture)
    return [e for e in root.iter(f"{NS}{name}") if cls in (e.get("class") or "").split() or not cls]


def dumbbell(rows, size="wide", **options):
    keys = [Key(TWO[0], "arm"), Key(TWO[1], "niet arm")]
    return dots("t", rows, keys, size, name="n", description="d", say=say, **options)


@pytest.mark.parametrize(
    ("low", "high", "floor", "ceiling"),
    [(0.29, 0.31, 0, 1), (0.02, 0.97, 0, 1), (-20, 12, None, None), (3, 3, 0, None)],
)
def test_a_scale_holds_its_values_and_stays_within_its_bounds(low, high, floor, ceiling):
    axis = scale([low, high], 0, 100, floor=floor, ceiling=ceiling)
    assert axis.low <= low <= high <= axis.high
    assert floor is None or axis.low >= floor
    assert ceiling is None or axis.high <= ceiling


def test_a_value_below_the_floor_is_still_on_the_scale():
    axis = scale([-0.2, 0.3], 0, 100, floor=0.0)
    assert axis.low <= -0.2


def test_a_scale_of_counts_has_no_half_steps():
    assert all(s == int(s) for s in scale([6, 7, 9], 0, 100, whole=True).steps)


def test_a_scale_without_values_is_still_a_scale():
    assert scale([NAN], 0, 100).at(0.5) == pytest.approx(50)


def test_a_step_is_written_with_no_more_decimals_than_it_needs():
    write = plain_step(lambda v, digits: f"{v * 100:.{digits}f}", factor=100)
    assert [write(v) for v in (0.3, 0.325)] == ["30", "32.5"]


def test_a_value_outside_the_scale_stops_at_its_end():
    assert scale([0, 1], 0, 100, floor=0, ceiling=1).at(1.2) == 100


def test_a_row_of_two_groups_joins_them_with_a_line():
    rows = [Row("Aa", (point(0.3), point(0.5, TWO[1])))]
    (line,) = elements(dumbbell(rows), "line", "ax")
    b = elements(dumbbell(rows), "circle", "gb")[-1]
    assert float(line.get("x2")) == float(b.get("cx"))
    assert any(m.get("d").startswith(f"M{line.get('x1')} ") for m in elements(dumbbell(rows), "path", "ga"))


def test_a_hidden_number_has_no_mark_but_keeps_its_row():
    hidden = Point(TWO[0], NAN, NAN, NAN, "x", "x")
    picture = dumbbell([Row("Aa", (hidden, point(0.5, TWO[1])), "x")])
    assert len(elements(picture, "g")) == 1
    assert "Aa" in picture


def test_the_own_row_is_marked_by_more_than_colour():
    rows = [Row("Aa", (point(0.3),)), Row("Bee", (point(0.4),), own=True)]
    bold = {t.text for t in elements(dumbbell(rows), "text") if t.get("font-weight") == "700"}
    assert "Bee" in bold
    assert "Aa" not in bold


def test_intervals_of_two_groups_do_not_lie_on_each_other():
    bars = elements(dumbbell([Row("Aa", (point(0.4), point(0.41, TWO[1])))]), "rect", "ci")
    (top, bottom) = sorted(float(b.get("y")) for b in bars)
    assert top + float(bars[0].get("height")) < bottom


def test_three_groups_stand_under_each_other():
    rows = [Row("Aa", tuple(point(0.4, look) for look in THREE))]
    picture = dots("t", rows, [Key(k, k.name) for k in THREE], "wide", name="n", description="d", say=say)
    assert len({b.get("y") for b in elements(picture, "rect", "ci")}) == 3


def test_a_narrow_picture_puts_the_label_above_the_marks():
    picture = dumbbell([Row("Aa", (point(0.4),))], "narrow")
    label = next(t for t in elements(picture, "text") if t.text == "Aa")
    bar = elements(picture, "rect", "ci")[0]
    assert float(label.get("y")) < float(bar.get("y"))


def test_a_difference_has_a_line_at_zero():
    picture = dots(
        "t", [Row("Aa", (point(0.1),))], [], "wide", name="n", description="d", say=say, floor=None, zero=True
    )
    assert len(elements(picture, "line", "ax")) == 1


def test_a_number_known_by_its_bounds_alone_is_a_bar_without_dot():
    rows = [Row("Aa", (Point(TWO[0], NAN, 12, 24, "12–24", "Aa: 12–24"),))]
    picture = ranges("t", rows, [], "wide", name="n", description="d", say=str)
    assert len(elements(picture, "rect", "ci")) == 1
    assert not elements(picture, "path", "mk")


def test_a_known_number_has_a_stem_from_zero():
    rows = [
        Row("Aa", (Point(TWO[0], 12, 12, 12, "12", "Aa: 12"),)),
        Row("Bee", (Point(TWO[0], 14, 14, 14, "14", "."),)),
    ]
    picture = ranges("t", rows, [], "wide", name="n", description="d", say=lambda v: f"{v:g}")
    assert "0" in [t.text for t in elements(picture, "text")]


YEARS = range(2016, 2024)


def lines(points, breaks=(), size="wide"):
    series = [Series("arm", TWO[0], {y: point(v) for y, v in points.items()})]
    return trend("t", series, YEARS, breaks, size, name="n", description="d", say=say)


def test_no_line_runs_through_a_break():
    points = dict.fromkeys(YEARS, 0.3)
    whole, broken = lines(points), lines(points, [Break(2020, "nieuw")])
    assert len(elements(whole, "path", "ln")) == 1
    assert len(elements(broken, "path", "ln")) == 2
    assert not elements(broken, "line", "ln")


def test_a_year_without_numbers_is_bridged_with_dots_and_has_no_band():
    points = {y: 0.3 for y in YEARS if y != 2019}
    picture = lines(points)
    assert len(elements(picture, "line", "ln")) == 1
    assert len(elements(picture, "path", "band")) == 2


def test_a_break_is_named():
    assert "nieuw" in [t.text for t in elements(lines(dict.fromkeys(YEARS, 0.3), [Break(2020, "nieuw")]), "text")]


def test_names_of_two_breaks_do_not_touch():
    breaks = [Break(2019, "geen toets"), Break(2020, "doorstroomtoets")]
    found = {t.text: t for t in elements(lines(dict.fromkeys(YEARS, 0.3), breaks, "narrow"), "text")}
    assert found["geen toets"].get("y") != found["doorstroomtoets"].get("y")


def test_names_at_line_ends_do_not_touch():
    series = [Series(look.name, look, {2016: point(0.3, look), 2017: point(0.3, look)}) for look in FOUR]
    picture = trend("t", series, range(2016, 2018), (), "wide", name="n", description="d", say=say)
    places = sorted(float(t.get("y")) for t in elements(picture, "text", "k"))
    assert min(b - a for a, b in pairwise(places)) >= 16


PANEL = Panel("arm", "30 leerlingen", ("vwo", "havo"), ("vwo", "havo"), (
    Stream(0, 0, 10, "same", "a"), Stream(0, 1, 5, "down", "b"),
    Stream(1, 0, 5, "up", "c"), Stream(1, 1, 10, "same", "d"),
))  # fmt: skip


def test_bands_are_as_thick_as_their_pupils():
    picture = sankey("t", [PANEL], ("a", "b"), name="n", description="d", share=share)
    thick = {}
    for band in elements(picture, "path", "fl"):  # M x0 a C … x1 b L x1 b+thick C …
        curve, back = band.get("d").split(" L")
        thick[band.get("fill")] = float(back.split()[1]) - float(curve.split()[-1])
    assert thick[COLOURS["same"]] == pytest.approx(2 * thick[COLOURS["up"]], abs=ROUNDED)


def test_nodes_are_as_high_as_their_bands_together():
    picture = sankey("t", [PANEL], ("a", "b"), name="n", description="d", share=share)
    heights = [float(n.get("height")) for n in elements(picture, "rect", "node")]
    assert heights == pytest.approx([heights[0]] * 4)


def test_the_highest_level_is_on_top():
    nodes = elements(sankey("t", [PANEL], ("a", "b"), name="n", description="d", share=share), "rect", "node")
    assert float(nodes[0].get("y")) < float(nodes[1].get("y"))


def test_steps_of_one_origin_fill_the_bar():
    picture = steps("t", [PANEL], dict.fromkeys(COLOURS, "x"), name="n", description="d", share=share, least=1)
    bars = [b for b in elements(picture, "rect", "fl") if b.get("y") == elements(picture, "rect", "fl")[0].get("y")]
    assert sum(float(b.get("width")) + 1.5 for b in bars) == pytest.approx(svg.WIDTH["narrow"])


def test_a_level_with_fewer_pupils_than_the_least_has_no_bar():
    few = Panel("g", "s", ("havo",), ("vwo",), (Stream(0, 0, 7, "up", "gezegd"),))
    picture = steps("t", [few], dict.fromkeys(COLOURS, "x"), name="n", description="d", share=lambda *_: "x", least=10)
    assert not elements(picture, "rect", "fl")
    assert "gezegd" not in picture


def test_a_group_without_pupils_is_named_and_not_drawn():
    empty = Panel("arm", "0", ("vwo",), ("vwo",), ())
    assert not elements(sankey("t", [empty], ("a", "b"), name="n", description="d", share=share), "path", "fl")


def test_a_number_that_does_not_fit_its_part_is_left_to_the_table():
    bar = Bar("Aa", (Part(LEVELS[0], 0.99, "99 %", "a: 99 %"), Part(LEVELS[4], 0.01, "1 %", "b: 1 %")))
    texts = [t.text for t in elements(stacked("t", [bar], [], "wide", name="n", description="d"), "text", "in")]
    assert texts == ["99 %"]


def test_parts_of_a_whole_fill_its_bar():
    bar = Bar("Aa", tuple(Part(LEVELS[i], 0.2, "", "x") for i in range(5)))
    found = elements(stacked("t", [bar], [], "wide", name="n", description="d"), "rect", "bar")
    assert float(found[-1].get("x")) + float(found[-1].get("width")) == pytest.approx(959)


def test_text_is_measured_as_the_font_is_drawn():
    # Source Sans 3: "i" 246, "m" 829 thousandths of an em
    assert width("im", 1000) == 246 + 829


def test_an_accent_takes_no_room():
    assert width("é", 10) == width("e", 10)


def test_long_labels_are_broken_between_words():
    assert wrap("ouders met havo, vwo of mbo-3/4", 120, 16) == ["ouders met havo,", "vwo of mbo-3/4"]


def test_names_are_escaped():
    etree.fromstring(dumbbell([Row("A & <b>", (point(0.3),))]))
