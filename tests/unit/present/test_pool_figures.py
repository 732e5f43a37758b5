"""Studies taken together as figures, sentences and a page."""

import re
from dataclasses import replace

import numpy as np
import pytest
from lxml import etree

from gelijkop.catalogue import load
from gelijkop.evidence.poolable import poolable
from gelijkop.evidence.pooling import pool
from gelijkop.evidence.record import Effect
from gelijkop.present.chart_effects_funnel import EffectDot, FunnelWords, effects_funnel
from gelijkop.present.marks import Point
from gelijkop.present.palette import RAW
from gelijkop.present.pool_page import pool_figures, pool_page
from gelijkop.present.pool_sentences import counted, headline, how, meaning

NS = "{http://www.w3.org/2000/svg}"
MADE = {"date": "2026-11-22", "version": "1.0"}


def studies(*values, measure="d", se=0.1, **way):
    own = [Effect(measure, v, "", "", "csv", "studie", f"S{i}", se=se, n=100) for i, v in enumerate(values)]
    chosen = poolable([], own=own, outcome="Opstroom")
    found = pool(np.array([s.value for s in chosen.studies]), np.array([s.se for s in chosen.studies]), **way)
    return chosen, found


def said(chosen, found, language="nl"):
    return " ".join(meaning(chosen, found, language))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((0.3, 0.31, 0.3), "wijzen 3 onderzoeken op een effect boven nul: 0,30 ("),
        ((-0.3, -0.31, -0.3), "op een effect onder nul"),
        ((-0.3, 0.3, 0.1), "3 onderzoeken samen laten niet zien of er een effect is"),
    ],
)
def test_the_headline_says_a_side_only_where_the_interval_carries_it(values, words):
    assert words in headline(*studies(*values), "nl")


def test_an_odds_ratio_is_held_against_1():
    chosen, found = studies(1.5, 1.52, 1.48, measure="or")
    assert headline(chosen, found, "nl").startswith("Samen wijzen 3 onderzoeken op een effect boven 1: 1,50 (")
    assert "de logaritme" in " ".join(how(chosen, found, "nl"))


def test_an_odds_ratio_without_an_end_is_told_as_huge():
    chosen, found = studies(1e8, 1e-8, measure="or", se=20.0)
    assert "tot > 10.000)" in headline(chosen, found, "nl")
    assert all("inf" not in f.wide for f in pool_figures(chosen, found, language="nl", **MADE))


def test_a_next_school_may_notice_nothing_where_the_prediction_holds_zero():
    assert "kan er ook niets van merken" in said(*studies(0.0, 0.3, 0.6, 0.2, 0.4))
    assert "aan dezelfde kant van nul" in said(*studies(0.5, 0.51, 0.5, 0.49))
    assert "één gemeenschappelijk effect" in said(*studies(0.1, 0.2, method="fixed"))
    assert "k − 2" in said(*studies(0.1, 0.2, prediction_df="k-2"))


@pytest.mark.parametrize(
    ("values", "way", "words"),
    [
        ((0.1, 0.4), {}, "Hartung en Knapp is daarom heel breed"),
        ((0.1, 0.4), {"kind": "normal"}, "hoeveel onderzoeken verschillen, is dan nauwelijks te zien."),
        ((0.1, 0.4, 0.2), {}, "Met 3 onderzoeken is slecht te schatten"),
        ((0.1, 0.1, 0.11), {"kind": "hk"}, "hk-adhoc"),
        ((0.1, 0.1, 0.11), {}, "te smal en is verbreed"),
        ((0.1, 0.1, 0.1), {}, "dichter bij elkaar dan toeval"),
        ((0.1, 0.1, 0.11), {}, "τ² = 0"),
        ((0.5, 0.0, 0.02), {"method": "fixed"}, "zonder “S0” is het oordeel anders"),
        ((0.3, 0.3, 0.3), {}, "welk ook, dan is het oordeel anders"),
        ((0.3, 0.3, 0.3, 0.3, 0.3), {}, "het oordeel blijft hetzelfde"),
        (tuple(np.tile([0.1, 0.3], 5)), {}, "is hier niet te toetsen"),
        ((0.3, 0.3, 0.3), {}, "pas bij tien onderzoeken te toetsen. Hier zijn het er 3"),
    ],
)
def test_what_a_reader_must_know_is_said(values, way, words):
    assert words in said(*studies(*values, **way))


def test_from_ten_studies_the_test_of_asymmetry_is_told():
    own = [Effect("d", v, "", "", "csv", "studie", str(i), se=se) for i, (v, se) in enumerate(
        zip(np.linspace(0.1, 1, 10) + np.tile([0.01, -0.01], 5), np.linspace(0.05, 0.5, 10), strict=True)
    )]  # fmt: skip
    chosen = poolable([], own=own, outcome="x")
    found = pool(np.array([s.value for s in chosen.studies]), np.array([s.se for s in chosen.studies]))
    assert "vonden iets anders dan grote (toets van Egger, p < 0,001)" in said(chosen, found)
    assert counted(chosen, "nl") == "10 onderzoeken, aantal leerlingen onbekend"


def test_a_search_without_an_end_is_told_first():
    chosen, found = studies(0.1, 0.2)
    assert said(chosen, replace(found, converged=False)).startswith("Het zoeken naar τ² kwam niet tot een einde")


def test_determinants_are_called_what_they_are():
    chosen, found = studies(0.3, 0.31, 0.3)
    linked = replace(chosen, determinant=True)
    assert "op een samenhang boven nul" in headline(linked, found, "nl")
    assert said(linked, found).startswith("Dit zijn determinanten")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((0.3, 0.31, 0.3), "Alle 3 onderzoeken liggen"),
        ((-0.9, 0.0, 0.9), "1 van de 3 onderzoeken ligt"),
        ((-0.9, 0.9), "Geen van de 2 onderzoeken"),
        ((-0.9, 0.0, 0.01, 0.9), "2 van de 4 onderzoeken liggen"),
    ],
)
def test_the_funnel_says_how_many_lie_within_chance(values, words):
    _, funnel = pool_figures(*studies(*values), language="nl", **MADE)
    assert funnel.headline.startswith(words)


def test_under_one_common_effect_there_is_no_next_study():
    forest, _ = pool_figures(*studies(0.1, 0.2, method="fixed"), language="nl", **MADE)
    assert [row[0].text for row in forest.table.rows] == ["S0", "S1", "Samen"]
    assert "volgend" not in forest.wide


def test_pupils_are_counted_and_at_least_where_one_study_does_not_tell():
    chosen, _ = studies(0.1, 0.2)
    assert counted(chosen, "nl") == "2 onderzoeken, 200 leerlingen"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("measure", ["d", "g", "r", "or", "pp"])
def test_both_figures_have_a_name_a_description_and_a_table_of_every_study(language, measure):
    own = [Effect(measure, v, "", "", "csv", "studie", f"S{v}", lower=v - 0.1, upper=v + 0.1) for v in (0.2, 0.4, 0.5)]
    chosen = poolable([], own=own, outcome="Opstroom")
    found = pool(np.array([s.value for s in chosen.studies]), np.array([s.se for s in chosen.studies]))
    for figure in pool_figures(chosen, found, language=language, **MADE):
        assert {row[0].text for row in figure.table.rows} >= {"S0.2", "S0.4", "S0.5"}
        for picture in (figure.wide, figure.narrow):
            root = etree.fromstring(picture)
            assert root.findtext(f"{NS}title") == figure.question
            assert root.findtext(f"{NS}desc") == figure.alt
            assert "nan" not in picture


def test_the_table_gives_values_in_the_measure_and_the_interval_for_a_next_study():
    forest, _ = pool_figures(*studies(1.5, 2.0, 1.2, measure="or"), language="nl", **MADE)
    assert [row[2].text for row in forest.table.rows] == ["1,50", "2,00", "1,20", "1,53", "–"]
    assert forest.table.rows[-1][0].text == "Volgend onderzoek"
    assert forest.table.rows[0][3].bounds[0].startswith("1.23")


def test_a_prediction_that_would_hide_all_else_stays_in_the_table():
    # Two studies: t with one degree of freedom is 12.7.
    wide, _ = pool_figures(*studies(0.30, 0.301, 0.29, 0.5), language="nl", **MADE)
    assert "Stippellijn" in wide.uncertainty
    chosen, found = studies(0.1, 0.4, kind="normal")
    forest, _ = pool_figures(chosen, found, language="nl", **MADE)
    assert "te breed om te tekenen" in forest.uncertainty
    assert "stroke-dasharray" not in forest.wide


def test_the_page_holds_what_it_means_both_figures_and_what_was_left_out():
    own = [Effect("d", v, "", "", "csv", "studie", f"S{v}", se=s) for v, s in ((0.2, 0.1), (0.4, 0.1), (0.3, None))]
    chosen = poolable([], own=own, outcome="Op<stroom")
    found = pool(np.array([s.value for s in chosen.studies]), np.array([s.se for s in chosen.studies]))
    files = pool_page(chosen, found, **MADE)
    assert {"index.html", "cijfers/forest.csv", "cijfers/funnel.csv", "stijl.css"} <= files.keys()
    page = files["index.html"]
    assert "Op&lt;stroom: 2 onderzoeken samen" in page
    assert "S0.3: hoe zeker het getal is" in page
    assert re.findall(r'<section id="([\w-]+)"', page) == [
        "betekenis", "onderzoeken", "trechter", "niet-meegeteld", "methode",
    ]  # fmt: skip
    assert etree.HTML(page) is not None


def dots(root):
    """The middle of each mark, by its title."""
    found = {}
    for group in root.iter(f"{NS}g"):
        path = group.find(f"{NS}path").get("d")
        corners = [tuple(map(float, p.split())) for p in path[1:].removesuffix(" Z").split(" L")]
        found[group.findtext(f"{NS}title")] = [sum(c[i] for c in corners) / len(corners) for i in (0, 1)]
    return found


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_surer_studies_stand_higher_and_the_edge_is_at_1_96_errors(size):
    points = [("sure", 0.1, 0.2), ("unsure", 0.3, 0.2 + 1.96 * 0.3)]
    marks = [EffectDot(se, Point(RAW, v, v, v, "", name)) for name, se, v in points]
    words = FunnelWords("95 %", "samen", "standaardfout", "d")
    root = etree.fromstring(
        effects_funnel("t", marks, 0.2, words, size, name="n", description="d", say=str, say_error=str)
    )
    place = dots(root)
    assert place["sure"][1] < place["unsure"][1]
    area = next(p for p in root.iter(f"{NS}path") if p.get("class") == "b1").get("d")
    tip, _, low = (tuple(map(float, p.split())) for p in area[1:].removesuffix(" Z").split(" L"))
    part = (place["unsure"][1] - tip[1]) / (low[1] - tip[1])
    assert place["unsure"][0] == pytest.approx(tip[0] + part * (low[0] - tip[0]), abs=0.1)
    assert place["sure"][0] == pytest.approx(tip[0], abs=0.1)


def test_both_languages_have_the_same_texts_with_the_same_places():
    def texts(entry, path=""):
        for key, value in entry.items():
            if isinstance(value, dict):
                yield from texts(value, f"{path}{key}.")
            else:
                yield f"{path}{key}", sorted(re.findall(r"{(\w+)}", value))

    nl, en = (dict(texts(load("texts/pool")[language])) for language in ("nl", "en"))
    assert nl == en
    assert not {"pool"} & {k for name in ("page", "charts", "effects") for k in load(f"texts/{name}")["nl"]}
