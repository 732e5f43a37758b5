"""Colours are computed, not trusted: contrast for the eye, distance for who sees fewer colours."""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from gelijkop.present import palette as p
from gelijkop.present.chart_bars import LEVELS, OTHER, UNKNOWN, group_paints
from gelijkop.present.layout import asset

TEXT, MARK, DISTANCE = 4.5, 3.0, 12.0
"""WCAG 2.2 SC 1.4.3 and 1.4.11; OKLab ×100 over protan, deutan and tritan: the Okabe-Ito set scores 7.6."""
# Machado, Oliveira and Fernandes (2009), severity 1, linear RGB.
BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# Ottosson (2020), OKLab.
LMS = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
       [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
LAB = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
       [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip


def linear(colour):
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(a, b):
    light, dark = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def distance(a, b, kind):
    seen = [np.array(LAB) @ np.cbrt(np.array(LMS) @ np.clip(np.array(BLIND[kind]) @ linear(c), 0, 1)) for c in (a, b)]
    return 100 * float(np.linalg.norm(seen[0] - seen[1]))


def test_the_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("set_", [p.TWO, p.THREE, p.FOUR, (p.RAW, p.EQUAL), (p.OWN, p.REST)])
def test_marks_stand_out_from_the_page(set_):
    assert min(contrast(look.colour, p.PAPER) for look in set_) >= MARK


@pytest.mark.parametrize("set_", [p.TWO, p.THREE, p.FOUR])
@pytest.mark.parametrize("kind", BLIND)
def test_groups_differ_for_every_colour_vision(set_, kind):
    assert min(distance(a.colour, b.colour, kind) for a, b in combinations(set_, 2)) >= DISTANCE


@pytest.mark.parametrize("kind", BLIND)
def test_directions_of_flows_differ_for_every_colour_vision(kind):
    assert min(distance(a, b, kind) for a, b in combinations((p.UP, p.DOWN, p.OUT), 2)) >= DISTANCE


@pytest.mark.parametrize("set_", [p.TWO, p.THREE, p.FOUR, (p.RAW, p.EQUAL), (p.OWN, p.REST)])
def test_groups_differ_in_shape_and_line_too(set_):
    assert len({look.shape for look in set_}) == len(set_)


@pytest.mark.parametrize("paint", [*LEVELS, OTHER, UNKNOWN, *group_paints(2), *group_paints(3), *group_paints(4)])
def test_words_in_a_bar_are_readable_on_it(paint):
    assert contrast(paint.fill, paint.ink) >= TEXT


@pytest.mark.parametrize(("fill", "ink"), [(p.UP, p.PAPER), (p.DOWN, p.PAPER), (p.OUT, p.PAPER), (p.SAME, p.INK)])
def test_words_in_a_flow_are_readable_on_it(fill, ink):
    assert contrast(fill, ink) >= TEXT


@pytest.mark.parametrize("paper", [p.PAPER, p.EMPHASIS])
def test_ink_and_muted_text_are_readable(paper):
    assert min(contrast(p.INK, paper), contrast(p.MUTED, paper)) >= TEXT


@pytest.mark.parametrize("colour", [*p.DARK.values(), p.DARK_INK, p.DARK_MUTED])
def test_dark_colours_are_readable_on_the_dark_page(colour):
    assert contrast(colour, p.DARK_PAPER) >= TEXT


@pytest.mark.parametrize("names", [("ga", "gb"), ("g1", "g2", "g4"), ("g1", "g2", "g3", "g4")])
@pytest.mark.parametrize("kind", BLIND)
def test_dark_groups_differ_for_every_colour_vision(names, kind):
    assert min(distance(p.DARK[a], p.DARK[b], kind) for a, b in combinations(names, 2)) >= DISTANCE


def test_the_style_sheet_has_the_dark_colours_of_the_palette():
    style = asset("stijl.css").decode()
    assert dict(re.findall(r"\.(\w+)\{--g:(#\w{6})", style)) == p.DARK
    assert tuple(re.findall(r"\.b[12]\{fill:(#\w{6})", style)) == p.DARK_BANDS


@pytest.mark.parametrize("kind", BLIND)
def test_zones_of_a_funnel_differ_for_every_colour_vision(kind):
    light, dark = [z.colour for z in p.ZONES], [p.DARK[z.name] for z in p.ZONES]
    assert min(distance(a, b, kind) for found in (light, dark) for a, b in combinations(found, 2)) >= DISTANCE


def test_zones_of_a_funnel_stand_out_from_the_bands_and_the_page():
    for bands, page, colours in (
        (p.BANDS, p.PAPER, [z.colour for z in p.ZONES]),
        (p.DARK_BANDS, p.DARK_PAPER, [p.DARK[z.name] for z in p.ZONES]),
    ):
        assert min(contrast(c, under) for c in colours for under in (*bands, page)) >= MARK


def test_names_of_zones_are_readable_and_their_shapes_differ():
    assert min(contrast(z.colour, p.PAPER) for z in p.ZONES) >= TEXT
    assert len({z.shape for z in p.ZONES}) == len(p.ZONES)


def test_the_region_and_the_edges_of_bands_stand_out_from_the_bands():
    assert min(contrast(p.INK, under) for under in p.BANDS) >= TEXT
    assert min(contrast(p.DARK_INK, under) for under in p.DARK_BANDS) >= TEXT
    assert min(contrast(p.AXIS, under) for under in (p.BANDS[1], p.PAPER)) >= MARK


def test_flows_and_maps_keep_their_light_panel_on_a_dark_page():
    # their colours are tested on white alone; dark flow colours fail for protan and deutan
    dark = asset("stijl.css").decode().split("@media (prefers-color-scheme:dark){\n", 1)[1]
    (panel,) = re.findall(r"\.panel:has\(\.fl,\.bar\)\{([^}]*)\}", dark)
    assert f"background:{p.PAPER[:4]};" in panel
    assert f"--ink:{p.INK};" in panel


STEP = 8.5
"""Two steps of a map that lie next to each other; the number in each place says the rest."""


@pytest.mark.parametrize("kind", BLIND)
def test_steps_of_a_map_that_follow_each_other_differ_for_every_colour_vision(kind):
    assert min(distance(a, b, kind) for a, b in pairwise(p.STEPS)) >= STEP


def test_steps_of_a_map_grow_darker_for_who_sees_no_colour_at_all():
    light = [contrast(c, "#000000") for c in p.STEPS]
    assert light == sorted(light, reverse=True)


def test_the_edge_of_a_place_stands_out_from_the_page_and_from_light_steps():
    assert contrast(p.AXIS, p.PAPER) >= MARK
    assert contrast(p.INK, p.STEPS[0]) >= MARK


def test_coloured_words_are_readable_on_the_page():
    style = asset("stijl.css").decode().split("@media (prefers-color-scheme:dark){\n", 1)[0]
    tiles = re.findall(r"--tile:(#\w{6})", style)
    words = re.findall(r"\.k\.\w+\{fill:(#\w{6})", style)
    plain = [k.colour for k in (*p.TWO, p.FOUR[0], p.FOUR[3], p.EQUAL)]
    assert min(contrast(c, p.PAPER) for c in (*tiles, *words, *plain)) >= TEXT


def test_there_is_no_palette_for_five_groups():
    with pytest.raises(ValueError, match="5 groups"):
        p.looks(5)
