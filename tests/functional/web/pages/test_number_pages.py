"""Pages of school careers, schools and maps: each address answers, no school is ranked, each figure has its file."""

import re
import shutil
from html import unescape

import pytest
from django.test import Client, override_settings

from gelijkop.present.shelf.reading import opened
from gelijkop.present.site_folder import MAP, NOW, RELEASES, SHELF
from gelijkop.web.addresses import routes

MINE = ("flows-list", "flows", "school-list", "schools", "school", "map-list", "map")
FILES = ("flows-file", "schools-file", "school-file", "map-file")
ROUTES = {r.name: r for r in routes()}
INDICATOR, GROUPING = "po.advies.bijstelling", "armoede"
MAP_PAGE = f"/kaart/{INDICATOR}/{GROUPING}/"


@pytest.fixture
def shelf(demo_site):
    return opened(demo_site / RELEASES / (demo_site / NOW).read_text("ascii") / SHELF)


@pytest.fixture
def visitor(demo_site):
    with override_settings(SITE=demo_site):
        yield Client(headers={"host": "localhost"})


def links(page):
    return re.findall(r'href="([^"#]+)"', page)


def in_order_of_name(names):
    return [n.casefold() for n in names] == sorted(n.casefold() for n in names)


def three_of(found):
    """The first, the last and the one in the middle."""
    return {found[0], found[len(found) // 2], found[-1]}


@pytest.mark.parametrize("name", MINE)
def test_addresses_answer_in_both_languages(visitor, shelf, name):
    found = list(ROUTES[name].addresses(shelf))
    assert {visitor.get(path).status_code for path in three_of(found)} == {200}
    assert {path.startswith("/en/") for path in found} == {True, False}


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_declared_are_there(visitor, shelf, name):
    answers = [visitor.get(path) for path in three_of(list(ROUTES[name].addresses(shelf)))]
    assert all(a.status_code == 200 and a["Content-Type"].startswith("text/csv") for a in answers)


@pytest.mark.parametrize(
    "path", ["/loopbanen/opleiding/", f"/scholen/{INDICATOR}/", "/school/98AA00/", MAP_PAGE, "/en/loopbanen/armoede/"]
)
def test_every_figure_of_a_page_has_its_file(visitor, path):
    page = visitor.get(path).text
    files = [href for href in links(page) if href.endswith(".csv")]
    assert len(files) == page.count("<figure") > 0
    assert {visitor.get(path + name).status_code for name in files} == {200}


@pytest.mark.parametrize(
    "path",
    [
        "/loopbanen/sterrenbeeld/", "/scholen/geen.indicator/", "/school/00ZZ99/", "/school/GM0556/",
        "/kaart/geen.indicator/armoede/", f"/kaart/{INDICATOR}/sterrenbeeld/", "/school/98AA00/nergens.csv",
        "/loopbanen/sterrenbeeld/stap-1.csv",
    ],
)  # fmt: skip
def test_what_is_not_in_the_release_is_not_there(visitor, path):
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/loopbanen/?indeling=geslacht", "/loopbanen/geslacht/"),
        ("/scholen/?indicator=vo.opstroom", "/scholen/vo.opstroom/"),
        (f"/kaart/?indicator={INDICATOR}&indeling={GROUPING}", MAP_PAGE),
        (f"/en/kaart/?indicator={INDICATOR}&indeling={GROUPING}", f"/en{MAP_PAGE}"),
    ],
)
def test_a_form_leads_to_the_page_whose_path_holds_the_choice(visitor, asked, leads_to):
    assert visitor.get(asked)["Location"] == leads_to


def test_a_form_with_an_indicator_alone_leads_to_the_main_grouping(visitor, shelf):
    asked = f"/kaart/?indicator={INDICATOR}&indeling=sterrenbeeld"
    assert visitor.get(asked)["Location"] == f"/kaart/{INDICATOR}/{shelf.about.groupings[0]}/"


@pytest.mark.parametrize("path", ["/loopbanen/?indeling=x", "/scholen/?indicator=x", "/kaart/?indicator=x"])
def test_a_form_with_a_choice_that_is_none_shows_the_list(visitor, path):
    assert visitor.get(path).status_code == 200


def test_schools_are_in_order_of_name_within_their_municipality(visitor):
    towns = visitor.get("/scholen/").text.split('id="op-naam"')[1].split("<h3>")[1:]
    lists = [[unescape(n) for n in re.findall(r'/school/\w+/">([^<]+)<', town)] for town in towns]
    assert len(lists) == 3
    assert all(in_order_of_name(names) for names in lists)


def test_the_list_has_every_school(visitor, shelf):
    page = visitor.get("/scholen/").text
    assert all(f'href="/school/{p.code}/"' in page for p in shelf.places("school"))


def test_a_funnel_page_lists_schools_by_name_and_says_it_is_no_ranking(visitor):
    page = visitor.get(f"/scholen/{INDICATOR}/").text
    names = [unescape(n) for n in re.findall(r'<li><a href="/school/\w+/">([^<]+)<', page)]
    assert len(names) > 2
    assert in_order_of_name(names)
    assert "dit is geen ranglijst" in page


def test_a_funnel_page_counts_the_schools_without_a_figure(visitor, shelf):
    found = shelf.schools("vo.opstroom")
    hidden = sum(s.state not in ("shown", "zero") for s in found.schools)
    assert hidden == 1  # the demo has one school that is nearly all alike
    assert "Van 1 school staat hier geen cijfer." in visitor.get("/scholen/vo.opstroom/").text


def test_the_school_that_is_asked_for_is_named_in_the_funnel(visitor, shelf):
    name = shelf.place("99AG00").name
    pictures = [
        "".join(re.findall(r"<svg.*?</svg>", visitor.get(path).text, re.S))
        for path in ("/scholen/vo.opstroom/", "/scholen/vo.opstroom/?school=99AG00")
    ]
    assert [f">{name}</text>" in picture for picture in pictures] == [False, True]


def test_a_sheet_names_its_municipality_and_its_board(visitor, shelf):
    school = shelf.place("98AA00")
    page = visitor.get("/school/98AA00/").text
    assert f'href="/gebied/{school.within}/"' in page
    assert f'href="/gebied/{school.board}/"' in page


def test_a_sheet_leads_to_method_and_funnel_of_each_indicator(visitor, shelf):
    told = {shelf.released.measure(s.measure).indicator for s in shelf.school("98AA00")}
    hrefs = links(visitor.get("/school/98AA00/").text)
    assert {f"/methode/{code}/" for code in told} <= set(hrefs)
    assert {f"/scholen/{code}/?school=98AA00" for code in told} <= set(hrefs)


def test_an_exported_sheet_asks_nothing_of_a_server(visitor):
    page = visitor.get("/school/98AA00/", **{"gelijkop.exported": True}).text
    assert "?school=" not in page
    assert "<form" not in page


def test_a_sheet_says_which_years_are_pooled(visitor):
    assert "schooljaren 2014/2015 tot en met 2023/2024 samen" in visitor.get("/school/98AA00/").text


def test_flows_tell_the_order_of_levels_lowest_first(visitor):
    order = re.findall(r"<li>(pro/vso|vmbo-b/k|vmbo-gt|havo|vwo)", visitor.get("/loopbanen/opleiding/").text)
    assert order == ["pro/vso", "vmbo-b/k", "vmbo-gt", "havo", "vwo"]


def test_flows_show_every_group(visitor):
    """Four groups: the first beside the reference group in two steps, and the two others on their own."""
    assert visitor.get("/loopbanen/opleiding/").text.count("<figure") == 2 + 2


def outline(code, x):
    ring = [[x, 430000], [x + 5000, 430000], [x + 5000, 434000], [x, 430000]]
    return {"type": "Feature", "properties": {"statcode": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


TOWNS = ("GM0556", "GM0606", "GM0622")


@pytest.fixture
def with_map(demo_site, tmp_path):
    def look(content):
        site = shutil.copytree(demo_site, tmp_path / "site", dirs_exist_ok=True)
        (site / MAP).write_bytes(content)
        with override_settings(SITE=site):
            return Client(headers={"host": "localhost"}).get(MAP_PAGE).text

    return look


def collection(*codes):
    features = ", ".join(str(outline(code, 70000 + 6000 * i)) for i, code in enumerate(codes)).replace("'", '"')
    return f'{{"type": "FeatureCollection", "features": [{features}]}}'.encode()


def test_without_a_map_every_place_is_a_tile(visitor):
    assert "Elke plaats is een even grote tegel" in visitor.get(MAP_PAGE).text


def test_a_map_in_the_folder_of_the_site_is_drawn(with_map):
    page = with_map(collection(*TOWNS))
    assert "tegel" not in page
    assert 'class="notice"' not in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (collection(*TOWNS[:2]), "geen grens van GM0622"),
        (b"{", "dit is geen JSON"),
        (b"\xff\xfe{", "dit is geen JSON"),
    ],
)
def test_a_map_that_cannot_be_used_is_told_and_tiles_are_drawn(with_map, content, said):
    page = with_map(content)
    assert said in page
    assert "even grote tegel" in page


@pytest.mark.parametrize("path", ["/scholen/", f"/scholen/{INDICATOR}/", "/school/98AA00/", MAP_PAGE])
def test_pages_name_nobody_best_or_worst(visitor, path):
    words = re.sub(r"<[^>]+>", " ", visitor.get(path).text).lower()
    assert not re.search(r"\b(beste|slechtste|koploper|hekkensluiter|top ?\d+)\b", words)
