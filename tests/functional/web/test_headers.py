"""The headers of every answer, and what changes when the site has HTTPS."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("accounts_database")
HOSTS = {"good": "localhost", "bad": "evil.example"}

ASK = """
import json, django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from gelijkop.web.accounts.commands import add_account
add_account("jansen", "visitor", password="een-lang-genoeg-wachtwoord")
open_line = Client(headers={"host": "localhost"}).get("/inloggen/?x=1")
proxied = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
page = proxied.get("/inloggen/")
form = {"username": "jansen", "password": "een-lang-genoeg-wachtwoord"}
entered = proxied.post("/inloggen/", form)
print(json.dumps({
    "open": [open_line.status_code, open_line.get("Location", "")],
    "page": [page.status_code, page.get("Strict-Transport-Security", "")],
    "cookies": {name: [bool(c["secure"]), bool(c["httponly"]), c["path"], c["domain"], c["samesite"]]
                for name, c in (page.cookies | entered.cookies).items()},
}))
"""


def get(path, host=HOSTS["good"]):
    return Client(headers={"host": host}, raise_request_exception=False).get(path)


@pytest.mark.parametrize(
    ("path", "host"),
    [("/inloggen/", "good"), ("/account/", "good"), ("/niets/", "good"), ("/inloggen/", "bad"), ("/static/x", "good")],
)
class TestEveryAnswer:
    def test_lets_nothing_of_another_site_in(self, path, host):
        policy = dict(
            part.strip().split(" ", 1) for part in get(path, HOSTS[host])["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'self'"
        for name in ("object-src", "base-uri", "frame-ancestors"):
            assert policy[name] == "'none'"
        assert policy["form-action"] == "'self'"
        assert "unsafe" not in str(policy)

    def test_is_shown_in_no_frame_guessed_of_no_type_and_tells_no_other_site_where_one_was(self, path, host):
        headers = get(path, HOSTS[host]).headers
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]

    def test_does_not_say_what_serves_it(self, path, host):
        assert not {"server", "x-powered-by"} & {name.lower() for name in get(path, HOSTS[host]).headers}


@pytest.mark.parametrize(("path", "host", "status"), [("/niets/", "good", 404), ("/account/", "bad", 400)])
@pytest.mark.parametrize(("before", "language"), [("", "nl"), ("/en", "en")])
def test_a_page_for_what_went_wrong_is_ours_in_the_language_of_the_path(before, language, path, host, status):
    answer = get(before + path, HOSTS[host])
    assert answer.status_code == status
    assert f'<html lang="{language}"' in answer.text
    assert "<h1>" in answer.text


def test_a_site_without_a_release_says_so():
    answer = get("/")
    assert answer.status_code == 503
    assert "<h1>Er staat nog geen uitgave op deze site</h1>" in answer.text


def test_an_error_of_ours_shows_our_page_and_nothing_of_the_inside(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("geheim van binnen")

    monkeypatch.setattr("gelijkop.web.accounts.views.SignIn.get_context_data", broken)
    answer = get("/inloggen/")
    assert answer.status_code == 500
    assert "<h1>Er ging iets mis bij ons</h1>" in answer.text
    assert "geheim" not in answer.text


def test_an_error_while_making_the_page_of_an_error_is_plain_text(monkeypatch):
    monkeypatch.setattr("gelijkop.web.failures.render", lambda *a, **k: 1 / 0)
    monkeypatch.setattr("gelijkop.web.accounts.views.SignIn.get_context_data", lambda *a, **k: 1 / 0)
    answer = get("/inloggen/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/plain; charset=utf-8")


def test_a_page_that_everyone_sees_alike_does_not_look_at_the_session():
    assert "Cookie" not in get("/niets/").get("Vary", "")


@pytest.fixture(scope="module")
def with_https(tmp_path_factory):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("GELIJKOP_", "DATABASE_URL"))}
    env |= {"DJANGO_SETTINGS_MODULE": "gelijkop.web.settings", "GELIJKOP_SITE": str(tmp_path_factory.mktemp("site"))}
    env |= {"GELIJKOP_HTTPS": "1", "GELIJKOP_PROXY": "1"}
    done = subprocess.run([sys.executable, "-c", ASK], env=env, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_with_https_an_open_line_is_sent_on(with_https):
    assert with_https["open"] == [301, "https://localhost/inloggen/?x=1"]


def test_with_https_behind_a_proxy_browsers_come_back_by_https_for_a_year(with_https):
    assert with_https["page"] == [200, "max-age=31536000"]


def test_with_https_cookies_are_bound_to_this_host_and_to_https(with_https):
    assert with_https["cookies"] == {
        "__Host-csrf": [True, True, "/", "", "Strict"],
        "__Host-sessie": [True, True, "/", "", "Lax"],
    }


def test_without_https_a_forwarded_scheme_is_not_believed():
    answer = Client(headers={"host": "localhost", "x-forwarded-proto": "https"}).get("/inloggen/")
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.wsgi_request.scheme == "http"
