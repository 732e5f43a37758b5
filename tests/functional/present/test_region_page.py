"""The page of a region and of a sketch, as text."""

import re
from dataclasses import replace

import numpy as np
import pytest

from gelijkop.present.layout import FONT_FILE, FONT_LICENCE, STYLE
from gelijkop.present.region_page import region_page
from gelijkop.present.sketch_page import sketch_page
from gelijkop.safe.released import Rows
from gelijkop.safe.sealing import seal


def text(files):
    return files["index.html"]


def test_the_page_is_one_folder_with_what_it_needs(region_content):
    files = region_page(region_content)
    figures = [f for f in files if f.startswith("cijfers/")]
    assert set(files) == {"index.html", STYLE, FONT_FILE, FONT_LICENCE, *figures}


def test_every_link_of_the_page_leads_somewhere(region_content):
    files = region_page(region_content)
    html = text(files)
    ids = set(re.findall(r'id="([^"]+)"', html))
    for link in re.findall(r'href="([^"]+)"', html):
        assert link in files or link.removeprefix("#") in ids


def test_sections_come_in_the_order_of_the_reader(region_content):
    sections = re.findall(r'<section id="(\w+)"', text(region_page(region_content)))
    assert sections == ["kort", "schets", "advies", "heroverweging", "vo", "keten", "methode", "bronnen"]


def test_without_chains_there_is_no_section_about_them(region_content):
    assert 'id="keten"' not in text(region_page(replace(region_content, chains=())))


def test_a_page_tells_where_a_difference_is_seen_and_what_equal_shares_would_bring(region_content):
    html = text(region_page(region_content))
    assert (
        "een verschil te zien bij voorlopig advies (2,1 procentpunt lager) en heroverweging en bijstelling (1,2" in html
    )
    assert "zijn er van leerlingen uit zeer arme buurten per jaar ongeveer 6 leerlingen meer" in html
    assert "(95%-interval: 3 tot 10 meer)" in html


def test_a_chain_over_years_that_are_less_comparable_says_so(region_content):
    # Its advices are of 2017/2018 to 2020/2021.
    html = text(region_page(region_content))
    assert html.count("in deze jaren veranderde er iets") == 1
    assert "minder goed te vergelijken zijn: 2019/2020 (geen toets)." in html


def test_a_page_tells_what_a_chain_forgets(region_content):
    html = text(region_page(region_content))
    assert "Ineens geteld is het hele verschil +0,4 procentpunt anders (−0,6 tot +1,4)." in html
    assert "Door toeval verwachten wij 6,0\u00a0%." in html


def test_the_same_content_gives_the_same_page(region_content):
    assert region_page(region_content) == region_page(region_content)


def test_public_figures_stand_in_the_sketch_of_a_region(region_content, sketch):
    html = text(region_page(replace(region_content, published=sketch.published)))
    assert "DUO, verzonnen bestand (CC0)" in html
    assert 'id="f-gebied-inwoners"' in html


def test_a_public_page_says_what_protection_does_not_promise(region_content):
    html = text(region_page(region_content))
    assert "een aantal van 1 tot en met 4 leerlingen is nergens te zien" in html
    assert "Dit belooft de bescherming niet" in html


def test_an_internal_page_warns_that_its_numbers_are_exact(region_content):
    r = region_content.released
    exact = seal("intern", r.measures, r.places, r.place_names, r.groupings, r.school_years, r.rows, base=0, slack=0,
                 rounding={})  # fmt: skip
    html = text(region_page(replace(region_content, released=exact)))
    assert "Alleen voor intern gebruik" in html
    assert "Aantallen zijn exact" in html
    assert "zijn beschermd:" not in html


def test_a_release_without_findings_is_still_a_page(region_content):
    r = region_content.released
    nothing = Rows(*(np.zeros(0, dtype=np.int64) for _ in range(8)))
    empty = seal("openbaar", r.measures, r.places, r.place_names, r.groupings, r.school_years, nothing, base=5, slack=2,
                 rounding={})  # fmt: skip
    html = text(region_page(replace(region_content, released=empty, rates=(), gaps=(), steps=())))
    assert html.count("Over dit onderwerp staan er geen cijfers") == 5


def test_a_year_without_test_is_named(region_content):
    assert "geen toets" in text(region_page(region_content))


def test_a_region_with_markup_in_its_name_is_text(region_content):
    meta = replace(region_content.meta, region="<script>alert(1)</script>")
    assert "<script" not in text(region_page(replace(region_content, meta=meta)))


@pytest.mark.parametrize(("language", "root"), [("nl", '<html lang="nl">'), ("en", '<html lang="en">')])
def test_the_page_tells_its_language(region_content, language, root):
    assert root in text(region_page(region_content, language=language))


def test_no_english_is_left_on_a_dutch_page_nor_dutch_on_an_english(region_content):
    words = re.compile(r"\b(the|pupils|difference|share)\b"), re.compile(r"\b(leerlingen|verschil|aandeel|groep)\b")
    for language, foreign in zip(("nl", "en"), words, strict=True):
        visible = re.sub(r"<[^>]+>", " ", text(region_page(region_content, language=language)))
        assert not foreign.search(visible)


def test_a_hidden_total_is_shown_between_its_bounds(sketch):
    # 13 to 16 of 200 pupils
    assert "6,5–8,0\u00a0%" in text(sketch_page(sketch))


def test_a_share_of_nobody_is_not_applicable(sketch):
    assert '<span class="sr">niet van toepassing</span>' in text(sketch_page(sketch))


def test_a_sketch_without_known_figures_is_still_a_page(sketch):
    assert "geen cijfers" in text(sketch_page(replace(sketch, places=("GM9999",), published=_none(sketch))))


def _none(sketch):
    columns = {name: c[:0] for name, c in sketch.published.columns.items()}
    return replace(sketch.published, columns=columns)
