"""Every URL of the site against every role; the list comes from the URL conf, so that no page is forgotten."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import URLPattern, get_resolver, path
from django.urls.resolvers import LocalePrefixPattern

from gelijkop.web import middleware
from gelijkop.web.access import ROLES_OF, Rule, declaration, page
from gelijkop.web.accounts.commands import add_account
from gelijkop.web.accounts.models import Account, LogEntry

GOOD = "een-lang-genoeg-wachtwoord"
OWN, OTHER = "00AB01", "00CD02"
OWN_BOARD, OTHER_BOARD = "41234", "41235"
BOARD_OF = {OWN: OWN_BOARD, OTHER: OTHER_BOARD}
PLACES = {"school": {"school": OWN}, "board": {"board": OWN_BOARD}}
ROLES = ("visitor", "school", "board", "coordinator", "administrator")


@dataclass(frozen=True)
class Url:
    route: str
    view: object

    def __str__(self):
        return self.route or "/"


def urls(patterns=None, before=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        own = "" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Url(before + own, pattern.callback)
        else:
            yield from urls(pattern.url_patterns, before + own)


URLS = list(urls())
CODES = {"brin": OWN, "code": OWN_BOARD}


def passes(view, account, kwargs):
    """Whether the gate lets this account through to this view: True, or what it does instead."""
    request = RequestFactory().get("/x/", headers={"host": "localhost"})
    request.user, request.session = account or AnonymousUser(), {}
    try:
        answer = middleware.Gate(None).process_view(request, view, (), kwargs)
    except (Http404, PermissionDenied) as refusal:
        return type(refusal)
    return True if answer is None else answer.status_code


def account(role):
    return Account(name=role, role=role, **PLACES.get(role, {}))


@pytest.fixture
def boards(monkeypatch):
    monkeypatch.setattr(middleware, "_board_of", lambda school: BOARD_OF.get(school, ""))


def test_the_url_conf_has_the_pages_of_accounts():
    assert {"inloggen/", "account/", "beheer/", "beheer/logboek/"} <= {url.route for url in URLS}


@pytest.mark.parametrize("url", URLS, ids=str)
def test_every_url_declares_a_rule(url):
    assert declaration(url.view) is not None


@pytest.mark.parametrize("url", URLS, ids=str)
def test_only_what_is_about_oneself_or_an_administrator_is_not_public(url):
    first = url.route.split("/")[0]
    expected = {"account": {Rule.SIGNED_IN}, "beheer": {Rule.ADMINISTRATOR}}
    expected["mijn"] = {Rule.SIGNED_IN, Rule.OWN_SCHOOL, Rule.OWN_BOARD}
    assert declaration(url.view).rule in expected.get(first, {Rule.PUBLIC})


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("url", URLS, ids=str)
def test_a_role_passes_the_gate_of_a_url_when_its_rule_says_so(url, role, boards):
    rule = declaration(url.view).rule
    answer = passes(url.view, account(role) if role else None, CODES)
    if rule is Rule.PUBLIC or role in ROLES_OF[rule]:
        assert answer is True
    elif role is None:
        assert answer == 302
    else:
        assert answer is (Http404 if rule in (Rule.OWN_SCHOOL, Rule.OWN_BOARD) else PermissionDenied)


@page(Rule.OWN_SCHOOL)
def own_school(request, brin):
    raise AssertionError("not reached")


@page(Rule.OWN_BOARD)
def own_board(request, code):
    raise AssertionError("not reached")


@pytest.mark.parametrize("brin", [OWN, OTHER, "99ZZ99", "../00AB01", OWN.lower(), OWN + " ", ""])
@pytest.mark.parametrize("role", ROLES)
def test_the_page_of_a_school_is_for_itself_and_its_board(role, brin, boards):
    expected = True if brin == OWN and role in ("school", "board") else Http404
    assert passes(own_school, account(role), {"brin": brin}) is expected


@pytest.mark.parametrize("code", [OWN_BOARD, OTHER_BOARD, "99999", "", "alle"])
@pytest.mark.parametrize("role", ROLES)
def test_the_page_of_a_board_is_for_itself(role, code, boards):
    expected = True if code == OWN_BOARD and role == "board" else Http404
    assert passes(own_board, account(role), {"code": code}) is expected


def test_without_a_release_no_board_sees_a_school():
    assert passes(own_school, account("board"), {"brin": OWN}) is Http404


@pytest.mark.parametrize("role", [None, *ROLES])
def test_a_view_without_a_rule_is_closed_for_everyone(role):
    assert passes(lambda request: None, account(role) if role else None, {}) is PermissionDenied


def test_an_account_with_a_given_password_passes_only_to_the_page_that_changes_it():
    new = account("administrator")
    new.must_change = True
    answers = {str(url): passes(url.view, new, CODES) for url in URLS if declaration(url.view).rule is not Rule.PUBLIC}
    assert {url for url, answer in answers.items() if answer is True} == {"account/wachtwoord/"}


def seen(request, **kwargs):
    return HttpResponse("eigen cijfers")


OWN_URLS = (path("mijn/school/<str:brin>/", page(Rule.OWN_SCHOOL)(seen)), *get_resolver().url_patterns)


@pytest.mark.usefixtures("accounts_database")
class TestOfEach:
    @pytest.fixture
    def client(self):
        add_account("school", "school", school=OWN, password=GOOD)
        client = Client(headers={"host": "localhost"})
        client.force_login(Account.objects.get(), "django.contrib.auth.backends.ModelBackend")
        with override_settings(ROOT_URLCONF=OWN_URLS):
            yield client

    def test_look_the_log_has_a_line_before_the_page_leaves(self, client):
        answer = client.get(f"/mijn/school/{OWN}/")
        line = LogEntry.objects.first()
        assert (answer.text, answer["Cache-Control"]) == ("eigen cijfers", "no-store, private")
        assert (line.who, line.action, line.about) == ("school", "seen", OWN)

    def test_look_that_is_refused_the_log_has_a_line_too(self, client):
        assert client.get(f"/mijn/school/{OTHER}/").status_code == 404
        assert (LogEntry.objects.first().action, LogEntry.objects.first().about) == ("refused", OTHER)

    def test_refusal_a_school_that_exists_and_one_that_does_not_look_the_same(self, client):
        answers = [client.get(f"/mijn/school/{brin}/") for brin in (OTHER, "99ZZ99")]
        assert len({(a.status_code, a.text, tuple(sorted(a.headers.items()))) for a in answers}) == 1

    def test_look_that_cannot_be_logged_nothing_is_shown(self, client, monkeypatch):
        def full(*args, **kwargs):
            raise OSError("disk full")

        monkeypatch.setattr(middleware.log, "write", full)
        client.raise_request_exception = False
        answer = client.get(f"/mijn/school/{OWN}/")
        assert answer.status_code == 500
        assert "cijfers" not in answer.text
