"""What a program gets from the API: pages, filters, problems that tell what to do; and it can change nothing."""

import json
import shutil

import pytest
from django.test import override_settings

from gelijkop.present.site_folder import NOW, RELEASES
from gelijkop.web.api.tables import TABLES

GONE = "0123456789abcdef"
PASSEND = "po.advies.passend/M-voorlopig"


def problem(answer, status):
    """The problem that was told; every one has the same parts."""
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert told["status"] == status
    assert set(told) == {"type", "title", "status", "detail", "found", "expected", "advice"}
    return told


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_rows_in_the_demo(visitor, name):
    assert visitor.json(f"/api/v1/{name}/")["items"]


@pytest.mark.parametrize("name", ["rates", "gaps-by-year", "schools", "places"])
def test_pages_of_any_size_are_the_same_rows_in_the_same_order(visitor, name):
    small = visitor.every(f"/api/v1/{name}/?limit=997")
    assert small == visitor.every(f"/api/v1/{name}/?limit=1000")
    assert visitor.json(f"/api/v1/{name}/?limit=3")["items"] == small[:3]


def test_a_page_is_never_longer_than_asked(visitor):
    assert len(visitor.json("/api/v1/rates-by-year/?limit=7")["items"]) == 7


def test_filters_leave_only_what_was_asked_for(visitor):
    address = f"/api/v1/gaps-by-year/?measure={PASSEND}&place=GM0606&grouping=armoede&group=arm&year=2016"
    (row,) = visitor.json(address)["items"]
    asked = {"measure": PASSEND, "place": "GM0606", "grouping": "armoede", "group": "arm", "first_year": 2016}
    assert asked.items() <= row.items()


def test_an_indicator_stands_for_all_its_measures(visitor):
    rows = visitor.every("/api/v1/rates/?indicator=po.advies.passend&place=alle&grouping=none")
    assert {r["indicator"] for r in rows} == {"po.advies.passend"}
    assert len({r["measure"] for r in rows}) > 1
    assert {r["group"] for r in rows} == {None}


def test_what_is_hidden_is_null_and_says_why(visitor):
    rows = [r for r in visitor.every("/api/v1/rates-by-year/?limit=1000") if r["state"] not in ("shown", "zero")]
    assert {"withheld"} <= {r["state"] for r in rows}
    assert {(r["estimate"], r["lower"], r["upper"], r["method"]) for r in rows} == {(None,) * 4}


def test_a_tail_has_no_number(visitor):
    rows = [r for r in visitor.every("/api/v1/rates-by-year/?limit=1000") if r["tail"]]
    assert rows
    assert {(r["estimate"], r["lower"], r["upper"]) for r in rows} == {(None,) * 3}


def test_an_unknown_code_is_a_problem_that_names_codes_like_it(visitor):
    told = problem(visitor.get("/api/v1/rates/?indicator=po.advies.pasend"), 404)
    assert told["found"] == "po.advies.pasend"
    assert "po.advies.passend" in told["expected"]
    assert "/api/v1/indicators/" in told["advice"]


@pytest.mark.parametrize(
    "query",
    ["foo=1", "limit=0", "limit=1001", "limit=ten", "limit=", "year=20x6", "cursor=1", "measure=a%00b", "measure=",
     "place=alle&place=alle", "measure=" + "x" * 101, "measure=%FF%FE", "&".join(f"a{i}=1" for i in range(30)),
     "measure=" + "x" * 3000],
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_a_problem(visitor, query):
    problem(visitor.get(f"/api/v1/rates/?{query}"), 400)


def test_a_problem_comes_in_the_language_that_is_asked_for(visitor):
    nl = visitor.get("/api/v1/rates/?foo=1").json()["title"]
    en = visitor.get("/api/v1/rates/?foo=1", headers={"accept-language": "en-GB,en;q=0.9"}).json()["title"]
    assert (nl, en) == ("De vraag klopt niet.", "The question cannot be read.")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(visitor, method):
    answer = getattr(visitor, method)("/api/v1/rates/")
    problem(answer, 405)
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_an_address_that_is_not_there_is_a_problem_too(visitor):
    assert problem(visitor.get("/api/v1/foo/"), 404)["found"] == "v1/foo/"


def test_a_forgotten_slash_leads_on(visitor):
    answer = visitor.get("/api/v1/rates?place=alle", follow=True)
    assert answer.redirect_chain == [("/api/v1/rates/?place=alle", 301)]
    assert answer.json()["items"]


@pytest.mark.parametrize("address", ["/api/v1/rates/", "/api/openapi.json", "/api/v1/rates/?foo=1"])
def test_programs_on_other_sites_may_read_it_and_nobody_gets_a_cookie(visitor, address):
    answer = visitor.get(address)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


def test_what_one_has_already_is_not_sent_again(visitor):
    first = visitor.get("/api/v1/gaps/?limit=2")
    again = visitor.get("/api/v1/gaps/?limit=2", headers={"if-none-match": first["ETag"]})
    other = visitor.get("/api/v1/gaps/?limit=3", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


def test_a_permalink_gives_the_same_rows(visitor, release):
    page = visitor.json("/api/v1/gaps/?place=alle&limit=5")
    assert page["permalink"] == f"/api/v1/datasets/gaps/{release}/?limit=5&place=alle"
    assert visitor.json(page["permalink"]) == page


def test_a_release_that_is_gone_is_told_to_be_gone(visitor, release):
    told = problem(visitor.get(f"/api/v1/datasets/gaps/{GONE}/"), 410)
    assert release in told["expected"]


@pytest.mark.parametrize("name", ["..", "nu", "0123456789ABCDEF", "x" * 200])
def test_what_is_no_code_of_a_release_is_not_there(visitor, name):
    problem(visitor.get(f"/api/v1/releases/{name}/"), 404)


def test_an_earlier_release_that_is_kept_can_still_be_asked_for(visitor, demo_site, tmp_path, release):
    site = tmp_path / "site"
    shutil.copytree(demo_site, site)
    (site / RELEASES / release).rename(site / RELEASES / GONE)
    shutil.copytree(demo_site / RELEASES / release, site / RELEASES / release)
    (site / NOW).write_text(release, "ascii")
    with override_settings(SITE=site):
        assert [r["current"] for r in visitor.json("/api/v1/releases/")["items"]] == [True, False]
        assert visitor.json(f"/api/v1/datasets/rates/{GONE}/?limit=1")["items"]


def test_without_a_release_there_is_a_problem(visitor, tmp_path):
    with override_settings(SITE=tmp_path):
        problem(visitor.get("/api/v1/rates/"), 503)
