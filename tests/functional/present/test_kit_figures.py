"""What the figures of the chart kit do where there is little or nothing to show."""

import re
from dataclasses import replace

import pytest
from lxml import etree

from gelijkop.compare.definitions_beside import beside
from gelijkop.compare.findings import NOTHING, WHOLE
from gelijkop.compare.schools import School, Schools
from gelijkop.compare.yearly import yearly
from gelijkop.errors import UserError
from gelijkop.present.definition_figures import definitions_figure
from gelijkop.present.dotgrid_figures import dotgrid_figure
from gelijkop.present.flow_figures import career_figure
from gelijkop.present.gap_trend_figures import gap_trend_figure, multiples_figure
from gelijkop.present.map_figures import choropleth_figure, tilemap_figure
from gelijkop.present.school_figures import funnel_figure

NS = "{http://www.w3.org/2000/svg}"
CODE = "po.advies.passend/M-voorlopig"


@pytest.fixture
def measure(region_content):
    return region_content.released.measure(CODE)


@pytest.fixture
def rates(region_content):
    found = {r.group: r for r in region_content.rates
             if (r.measure, r.place, r.grouping) == (CODE, WHOLE, "armoede") and len(r.years) > 1}  # fmt: skip
    return found[1], found[3]


def changed(content, place, **parts):
    """The content with the first gap of one place changed."""
    gaps = tuple(
        replace(g, **parts) if (g.measure, g.place, g.grouping, g.group) == (CODE, place, "armoede", 1) else g
        for g in content.gaps
    )
    return replace(content, gaps=gaps)


def test_a_group_in_a_tail_has_faint_dots_and_no_share(region_content, measure, rates):
    low = replace(rates[0], tail="low", value=NOTHING)
    figure = dotgrid_figure(region_content, "h", measure, (low, rates[1]), None, "nl")
    assert figure.headline.startswith("Zeer arme buurten: minder dan 5 op de 100.")
    assert figure.table.rows[0][1].state == "tail"
    first = next(etree.fromstring(figure.wide).iter(f"{NS}g"))
    assert len([c for c in first if "ci" in (c.get("class") or "")]) == 5


def test_a_group_that_is_not_shown_is_told_in_words(region_content, measure, rates):
    hidden = replace(rates[0], state="withheld", value=NOTHING)
    figure = dotgrid_figure(region_content, "h", measure, (hidden, rates[1]), None, "nl")
    assert "te weinig leerlingen om te tonen" in figure.wide
    assert {c.state for c in figure.table.rows[0][1:]} == {"withheld"}


def test_two_groups_that_are_not_shown_have_no_dots_at_all(region_content, measure, rates):
    hidden = tuple(replace(r, state="withheld", value=NOTHING) for r in rates)
    assert dotgrid_figure(region_content, "h", measure, hidden, None, "nl") is None


def test_the_verdict_stands_under_the_dots(region_content, measure, rates):
    gap = next(g for g in region_content.gaps if (g.measure, g.place, g.group) == (CODE, WHOLE, 1))
    figure = dotgrid_figure(region_content, "h", measure, rates, gap, "nl")
    assert "toetsadvies" in figure.uncertainty


@pytest.mark.parametrize("state", ["withheld", "not_estimable", "dominated"])
def test_a_place_that_is_not_shown_is_white_and_its_sign_is_explained(region_content, measure, state):
    content = changed(region_content, "GM0001", state=state)
    figure = tilemap_figure(content, "t", measure, "armoede", "nl")
    tile = next(g for g in etree.fromstring(figure.wide).iter(f"{NS}g") if "Aardam" in g.findtext(f"{NS}title"))
    assert tile.find(f"{NS}rect").get("fill") == "#ffffff"
    assert "Aardam" in figure.alt
    assert {c.state for c in figure.table.rows[0][1:]} == {state}


def test_a_place_without_a_gap_at_equal_advice_has_no_number_where_the_others_have_one(region_content, measure):
    figure = tilemap_figure(changed(region_content, "GM0001", equal_ability=NOTHING), "t", measure, "armoede", "nl")
    titles = [t.text for t in etree.fromstring(figure.wide).iter(f"{NS}title")]
    assert "Aardam: n.t.s." in titles


def test_a_map_of_one_place_is_none(region_content, measure):
    one = replace(region_content, released=_Places(region_content.released, ("GM0001",)))
    assert tilemap_figure(one, "t", measure, "armoede", "nl") is None
    assert choropleth_figure(one, "t", measure, "armoede", {}, "nl") is None


class _Places:
    """Released numbers with other places, since nobody but safe makes Released."""

    def __init__(self, released, places):
        self.places, self._released = places, released

    def __getattr__(self, name):
        return getattr(self._released, name)


def test_a_map_without_an_outline_says_which_and_what_to_do(region_content, measure):
    square = (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),)
    with pytest.raises(UserError, match="no outline of GM0002 and GM0003"):
        choropleth_figure(region_content, "k", measure, "armoede", {"GM0001": square}, "nl")


def test_a_funnel_of_one_school_is_none(region_content):
    hidden = School(CODE, "00AA00", (2020,), 4, "withheld")
    assert funnel_figure(region_content, "u", Schools(CODE, (2020,), "shown", schools=(hidden,)), {}, "nl") is None


def test_definitions_of_which_one_is_shown_are_no_figure(region_content):
    found = next(b for b in beside(region_content.gaps, region_content.released.measures))
    assert definitions_figure(region_content, "d", replace(found, judged=1), "nl") is None


def test_definitions_that_are_compared_in_two_ways_say_so(region_content):
    found = next(b for b in beside(region_content.gaps, region_content.released.measures))
    mixed = replace(found, gaps=(found.gaps[0], replace(found.gaps[1], equal_ability=NOTHING)))
    figure = definitions_figure(region_content, "d", mixed, "nl")
    assert "zonder correctie" in figure.wide
    assert "bij gelijk toetsadvies" in figure.wide


def test_one_year_is_no_line(region_content, measure):
    found = yearly(region_content.released, CODE, grouping="armoede", places=(WHOLE, "GM0001"))
    one = [g for g in found.gaps[2020] if g.group == 1]
    assert gap_trend_figure(region_content, "g", measure, one[:1], (), "nl") is None
    assert multiples_figure(region_content, "m", measure, one, (), "nl") is None


def test_a_place_without_a_line_is_named_and_keeps_its_rows(region_content, measure):
    found = yearly(region_content.released, CODE, grouping="armoede", places=region_content.released.places)
    gaps = [
        replace(g, state="withheld", raw=NOTHING, equal_ability=NOTHING) if g.place == "GM0003" else g
        for years in found.gaps.values()
        for g in years
        if g.group == 1
    ]
    figure = multiples_figure(region_content, "m", measure, gaps, (), "nl")
    assert "Zonder grafiek, zie de tabel: Cranendijk" in figure.alt
    assert [r[0].text for r in figure.table.rows].count("Cranendijk") == len(found.gaps)
    assert figure.headline == "Of het verschil veranderde, is niet te zeggen"


def test_one_step_is_no_career(region_content):
    assert career_figure(region_content, "c", "armoede", 1, "nl") is None


def test_no_mark_of_a_funnel_tells_of_a_school_that_is_not_shown(figures):
    funnel = next(f for f in figures[1] if f.ident == "trechter")
    assert "07AA00" not in funnel.wide + funnel.narrow
    assert "withheld" in {c.state for row in funnel.table.rows for c in row}


def test_the_table_of_a_funnel_is_in_order_of_name(figures):
    names = [r[0].text for r in next(f for f in figures[1] if f.ident == "trechter").table.rows]
    assert names == sorted(names, key=str.casefold)


def test_no_place_in_a_picture_is_not_finite(figures):
    for figure in figures[1]:
        for picture in (figure.wide, figure.narrow):
            for element in etree.fromstring(picture).iter():
                assert not [
                    v for k, v in element.attrib.items() if k not in ("id", "class") and re.search(r"\bnan\b|inf", v)
                ]
