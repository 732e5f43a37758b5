"""The start page, areas, indicators and chains, from outside: what they say is what the release says."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from gelijkop.compare.chain_definitions import outcomes
from gelijkop.compare.findings import WHOLE
from gelijkop.present import selection as pick
from gelijkop.present.sentences import unit_of, verdict_sentence
from gelijkop.present.what_if import closed, closed_sentence
from gelijkop.web.pages.indicator import main_measure
from gelijkop.web.release import served

OUTCOME = next(o for o in outcomes() if o.chain == "leerjaar3")


@pytest.fixture(autouse=True)
def site(demo_site, monkeypatch):
    monkeypatch.setattr(settings, "SITE", demo_site)


@pytest.fixture
def shelf():
    return served().shelf


def get(path):
    return Client(headers={"host": "localhost"}).get(path)


def words(path):
    """The text of a page, tags left out and spaces made one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", get(path).content.decode())).split())


@pytest.mark.parametrize(("prefix", "language"), [("", "nl"), ("/en", "en")])
def test_the_start_page_says_of_each_phase_what_the_verdict_is(shelf, prefix, language):
    text, told = words(f"{prefix}/"), 0
    grouping = shelf.about.groupings[0]
    for code in shelf.indicators:
        measure = main_measure(shelf, code)
        if measure.code not in pick.brief_measures():
            continue
        gap = next(g for g in shelf.gaps(measure.code, grouping, WHOLE) if g.group == pick.side(grouping).groups[0])
        told += verdict_sentence(gap, unit_of(measure.unit), language) in text
    assert told == len(pick.SECTIONS)


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("?gebied=GM0606&indeling=geslacht", "/indicator/po.advies.onder/GM0606/geslacht/"),
        ("?gebied=GM9999&indeling=geslacht", "/indicator/po.advies.onder/alle/geslacht/"),
        ("?gebied=98AA00", "/indicator/po.advies.onder/alle/armoede/"),
        ("?indeling=" + quote("//elders.nl"), "/indicator/po.advies.onder/alle/armoede/"),
        ("", "/indicator/po.advies.onder/alle/armoede/"),
    ],
)
def test_a_form_leads_to_the_page_whose_path_holds_the_state(asked, to):
    answer = get(f"/indicator/po.advies.onder/{asked}")
    assert (answer.status_code, answer.headers["Location"]) == (302, to)


@pytest.mark.parametrize(
    "path",
    [
        "/indicator/geen.indicator/",
        "/indicator/po.advies.onder/GM9999/armoede/",
        "/indicator/po.advies.onder/alle/inkomen/",
        "/indicator/po.advies.onder/98AA00/armoede/",
        "/indicator/po.advies.onder/alle/armoede/geen.csv",
        "/gebied/GM9999/",
        "/gebied/98AA00/",
        "/keten/geen.keten/alle/armoede/",
        "/keten/leerjaar3.havo-vwo/98AA00/armoede/",
        "/gebied/..%2f..%2fetc/",
    ],
)
def test_what_is_not_in_the_release_has_no_page(path):
    assert get(path).status_code == 404


def test_the_page_of_a_municipality_is_about_that_municipality(shelf):
    measure = main_measure(shelf, "po.advies.passend")
    here, whole = (shelf.rates(measure.code, "armoede", p)[0].value.estimate for p in ("GM0606", WHOLE))
    text = words("/indicator/po.advies.passend/GM0606/armoede/")
    share = f"{here * 100:.1f}".replace(".", ",")
    assert f"{here:.3f}" != f"{whole:.3f}"
    assert f"zeer arme buurten {share} %" in text


def test_a_figure_has_its_csv_file_beside_its_page():
    page = get("/indicator/po.advies.passend/alle/armoede/").content.decode()
    files = re.findall(r'href="([a-z0-9-]+\.csv)"', page)
    assert {"verschil.csv", "groepen.csv", "plaatsen.csv", "honderd.csv", "definities.csv"} <= set(files)
    for name in files:
        answer = get(f"/indicator/po.advies.passend/alle/armoede/{name}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("share", [25, 100])
def test_what_if_tells_of_the_step_and_share_that_were_asked(shelf, share):
    found = [s for s in shelf.chains("leerjaar3", "armoede", WHOLE) if s.outcome == OUTCOME.code]
    split = max(found, key=lambda s: (len(s.years), -s.group))
    step = OUTCOME.steps[1]
    told = closed_sentence(closed(split, step.code, share / 100), step.name.nl, "nl")
    path = f"/keten/leerjaar3.{OUTCOME.code}/alle/armoede/?stap={step.code}&dicht={share}"
    answer = re.search(r'<p class="verdict" role="status">(.*?)</p>', get(path).content.decode())
    assert unescape(answer[1]) == told


@pytest.mark.parametrize("asked", ["?stap=niets&dicht=50", "?dicht=-3", "?dicht=1e9", "?stap[]=x", "?dicht=٥٠"])
def test_what_if_of_something_else_is_taken_as_not_asked(asked):
    path = f"/keten/leerjaar3.{OUTCOME.code}/alle/armoede/"
    assert get(path + asked).status_code == 200
    assert "100 %</option>" in get(path + asked).content.decode()


def test_a_search_finds_a_municipality_in_spite_of_a_slip():
    assert 'href="/gebied/GM0606/"' in get("/zoeken/?q=Schiedm").content.decode()


def test_what_is_searched_for_is_not_kept_and_not_run():
    answer = get("/zoeken/?q=" + quote("<script>alert(1)</script>"))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"<script>alert" not in answer.content


def test_public_pages_may_be_kept_and_set_no_cookie():
    answer = get("/")
    assert answer.headers["Cache-Control"].startswith("public")
    assert not answer.cookies


def test_every_area_of_the_release_has_its_page(shelf):
    text = get("/gebied/").content.decode()
    for kind in ("region", "municipality", "board"):
        for place in shelf.places(kind):
            assert f'href="/gebied/{place.code}/"' in text
            assert get(f"/gebied/{place.code}/").status_code == 200
