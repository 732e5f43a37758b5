"""Own figures of a school and of a board: for themselves, nowhere kept, and nothing about others."""

import re

import pytest
from django.test import Client, override_settings

from gelijkop.pipeline.site import put_in_place
from gelijkop.pipeline.site_boards import put_boards_in_place
from gelijkop.present.site_folder import BOARDS, SEAL
from gelijkop.web.accounts.commands import add_account
from gelijkop.web.accounts.models import Account, LogEntry

PASSWORD = "een-lang-genoeg-wachtwoord"
BOARD, SCHOOL, SISTER = "00001", "01AA00", "01AB00"
OF_SCHOOL, OF_BOARD = f"/mijn/school/{SCHOOL}/", f"/mijn/bestuur/{BOARD}/"
OF_SISTER, FROM_BOARD = f"/mijn/school/{SISTER}/", f"/mijn/bestuur/{BOARD}/school/{SCHOOL}/"
ROLES = {
    "school": {"school": SCHOOL}, "board": {"board": BOARD}, "coordinator": {}, "administrator": {}, "visitor": {},
}  # fmt: skip


class Silent:
    def step(self, text):
        pass


@pytest.fixture(scope="module")
def site(public, intern, shop, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    put_in_place(public, folder, now=shop.now, progress=Silent())
    put_boards_in_place(intern, folder, key=shop.key, environ={}, progress=Silent())
    return folder


@pytest.fixture
def signed_in(site, accounts_database):
    def as_role(role, **place):
        add_account(role, role, password=PASSWORD, **(place or ROLES[role]))
        client = Client(headers={"host": "localhost"})
        client.force_login(Account.objects.get(name=role), "django.contrib.auth.backends.ModelBackend")
        return client

    with override_settings(SITE=site):
        yield as_role


@pytest.mark.parametrize(
    ("role", "path"), [("school", OF_SCHOOL), ("board", OF_BOARD), ("board", FROM_BOARD), ("board", OF_SCHOOL)]
)
def test_own_figures_are_for_themselves_under_a_banner(signed_in, role, path):
    answer = signed_in(role).get(path)
    assert answer.status_code == 200
    assert "Deze cijfers zijn niet openbaar." in answer.text
    assert answer.text.count("<figure") > 1


@pytest.mark.parametrize("path", [OF_SCHOOL, OF_BOARD, FROM_BOARD, "/mijn/"])
def test_own_figures_are_kept_nowhere(signed_in, path):
    answer = signed_in("board").get(path)
    assert "no-store" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("school", OF_SISTER), ("school", OF_BOARD), ("school", FROM_BOARD), ("board", "/mijn/bestuur/00002/"),
        ("board", f"/mijn/bestuur/{BOARD}/school/99ZZ99/"), ("board", f"/mijn/bestuur/{BOARD}/school/GM0606/"),
        ("school", "/mijn/school/alle/"), ("coordinator", OF_BOARD), ("administrator", OF_SCHOOL),
        ("visitor", OF_SCHOOL),
    ],
)  # fmt: skip
def test_own_figures_of_others_are_not_there(signed_in, role, path):
    assert signed_in(role).get(path).status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(signed_in):
    answer = Client(headers={"host": "localhost"}).get(OF_SCHOOL)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/inloggen/")


def test_the_page_of_a_school_tells_nothing_of_its_board_or_its_sister(signed_in):
    page = signed_in("school").get(OF_SCHOOL).text
    assert "De Berk" not in page  # the sister
    assert SISTER not in page
    assert OF_BOARD not in page


def test_a_look_is_in_the_log(signed_in):
    signed_in("school").get(OF_SCHOOL)
    line = LogEntry.objects.first()
    assert (line.who, line.action, line.about) == ("school", "seen", SCHOOL)


def test_own_figures_are_exact_and_the_public_ones_protected(signed_in):
    client = signed_in("school")
    assert "Aantallen zijn exact" in client.get(OF_SCHOOL).text
    assert "Aantallen zijn beschermd" in client.get(f"/school/{SCHOOL}/").text


def test_every_csv_file_of_the_page_is_there_and_kept_nowhere(signed_in):
    client = signed_in("school")
    page = client.get(OF_SCHOOL, {"indeling": "armoede"}).text
    files = re.findall(r'href="([^"]+\.csv)"', page)
    assert files
    for name in files:
        answer = client.get(OF_SCHOOL + name)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/csv")
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("ident", ["armoede-groepen-nergens", "nergens", "geslacht-"])
def test_a_csv_file_that_no_figure_has_is_not_there(signed_in, ident):
    assert signed_in("school").get(f"{OF_SCHOOL}{ident}.csv").status_code == 404


def test_the_grouping_is_that_of_the_form(signed_in):
    client = signed_in("board")
    assert "jongens" in client.get(OF_BOARD, {"indeling": "geslacht"}).text
    assert "zeer arme buurten" in client.get(OF_BOARD, {"indeling": "armoede"}).text
    assert client.get(OF_BOARD, {"indeling": "sterrenbeeld"}).status_code == 200


def test_the_board_sees_its_schools_in_order_of_name(signed_in):
    page = signed_in("board").get(OF_BOARD).text
    assert re.findall(rf'href="{OF_BOARD}school/\w+/">([^<]+)<', page) == ["De Berk", "De Eik"]


@pytest.mark.parametrize(("role", "href"), [("school", OF_SCHOOL), ("board", OF_BOARD)])
def test_the_way_to_own_figures(signed_in, role, href):
    assert f'href="{href}"' in signed_in(role).get("/mijn/").text


def test_who_has_no_school_or_board_is_told_so(signed_in):
    assert "hoort niet bij een school of bestuur" in signed_in("coordinator").get("/mijn/").text


def test_without_sealed_figures_the_page_says_so(signed_in, site):
    seal = site / BOARDS / f"{BOARD}{SEAL}"
    away = seal.rename(seal.with_suffix(".weg"))
    try:
        answer = signed_in("board").get(OF_BOARD)
        assert "nog geen eigen cijfers" in answer.text
        assert "<figure" not in answer.text
    finally:
        away.rename(seal)
