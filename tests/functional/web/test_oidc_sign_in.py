"""Signing in at the own organisation: a real provider and the real site, each a process on this machine."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

LONGEST_START = 120  # a machine that is busy with other tests
PEOPLE = [
    {"sub": "s-jansen", "email": "jansen@example.nl", "email_verified": True, "groups": ["monitor"]},
    {"sub": "s-onzeker", "email": "jansen@example.nl", "email_verified": False},
    {"sub": "s-vreemd", "email": "vreemd@example.nl", "email_verified": True, "role": "administrator"},
]
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
ADD = """
import django; django.setup()
from gelijkop.web.accounts.commands import add_account
add_account("jansen", "school", school="00AB01", email="jansen@example.nl")
add_account("uit", "visitor", email="uit@example.nl")
"""
LOG = """
import django; django.setup()
from gelijkop.web.accounts.models import LogEntry
print([(line.action, line.who) for line in LogEntry.objects.order_by("number")])
"""


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def answers(url):
    try:
        return requests.get(url, timeout=LONGEST_START, allow_redirects=False).status_code > 0
    except requests.ConnectionError:
        return False


@contextmanager
def process(command, url, env):
    running = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + LONGEST_START
        while not answers(url):
            assert running.poll() is None, f"{command[0]} ended"
            assert time.monotonic() < end, f"{command[0]} does not answer"
            time.sleep(0.05)
        yield running
    finally:
        running.terminate()
        running.wait(timeout=LONGEST_START)


def run(code, env):
    return subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def provider():
    port = free_port()
    people = [part for person in PEOPLE for part in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), "--require-nonce", "true", *people]
    with process(command, f"http://127.0.0.1:{port}/.well-known/openid-configuration", dict(os.environ)):
        yield f"http://127.0.0.1:{port}"


class Site:
    def __init__(self, folder, issuer, **settings):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            name: value for name, value in os.environ.items() if not name.startswith(("GELIJKOP_", "DATABASE_"))
        }
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "gelijkop.web.settings",
            "GELIJKOP_SITE": str(folder),
            "GELIJKOP_OIDC_ISSUER": issuer,
            "GELIJKOP_OIDC_CLIENT": "gelijkop",
            "GELIJKOP_OIDC_SECRET": "een-geheim",
            "GELIJKOP_OIDC_NAME": "Scholengroep",
            **settings,
        }

    @contextmanager
    def started(self):
        run(MIGRATE, self.env)
        run(ADD, self.env)
        granian = str(Path(sys.executable).with_name("granian"))
        command = [
            granian,
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "gelijkop.web.wsgi:application",
        ]
        with process(command, f"{self.url}/account/", self.env):
            yield self

    def log(self):
        return run(LOG, self.env)


@pytest.fixture(scope="module")
def site(provider, tmp_path_factory):
    with Site(tmp_path_factory.mktemp("site"), provider).started() as started:
        yield started


def to_provider(site, browser, after="/account/"):
    return browser.get(f"{site.url}/oidc/naar/", params={"next": after}, allow_redirects=False, timeout=LONGEST_START)


def agree(there, browser, sub):
    """What the provider answers when someone says there who they are: the way back."""
    data = {"sub": sub} if sub else {"action": "deny"}
    return browser.post(there, data=data, allow_redirects=False, timeout=LONGEST_START).headers["Location"]


def sign_in(site, sub, browser=None, after="/account/"):
    browser = browser or requests.Session()
    back = agree(to_provider(site, browser, after).headers["Location"], browser, sub)
    return browser, browser.get(back, allow_redirects=False, timeout=LONGEST_START)


def is_signed_in(site, browser):
    return browser.get(f"{site.url}/account/", allow_redirects=False, timeout=LONGEST_START).status_code == 200


def test_the_sign_in_page_names_the_organisation(site):
    page = requests.get(f"{site.url}/inloggen/", timeout=LONGEST_START).text
    assert re.search(r'href="/oidc/naar/[^"]*">Inloggen via Scholengroep', page)


def test_the_way_to_the_provider_has_state_nonce_and_challenge(site):
    query = parse_qs(urlsplit(to_provider(site, requests.Session()).headers["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert all(len(query[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))
    assert query["redirect_uri"] == [f"{site.url}/oidc/terug/"]


def test_someone_with_an_account_here_comes_in_under_a_new_session(site):
    browser = requests.Session()
    to_provider(site, browser)
    before = browser.cookies["sessie"]
    browser, answer = sign_in(site, "s-jansen", browser)
    assert answer.headers["Location"] == "/account/"
    assert browser.cookies["sessie"] != before
    page = browser.get(f"{site.url}/account/", timeout=LONGEST_START).text
    assert "jansen" in page
    assert "00AB01" in page


def test_someone_unknown_is_refused_and_told_so(site):
    browser, answer = sign_in(site, "s-vreemd")
    assert answer.headers["Location"] == "/inloggen/mislukt/"
    assert "niet gelukt" in browser.get(f"{site.url}/inloggen/mislukt/", timeout=LONGEST_START).text
    assert not is_signed_in(site, browser)


def test_an_address_that_the_provider_did_not_verify_opens_no_account(site):
    browser, _ = sign_in(site, "s-onzeker")
    assert not is_signed_in(site, browser)


def test_someone_who_says_no_at_the_provider_comes_back_to_the_sign_in_page(site):
    _, answer = sign_in(site, None)
    assert answer.headers["Location"] == "/inloggen/mislukt/"


def test_a_code_of_someone_else_does_not_sign_in(site):
    """An attacker sends a victim the way back of the attacker's own sign-in (forged sign-in)."""
    attacker, victim = requests.Session(), requests.Session()
    back = agree(to_provider(site, attacker).headers["Location"], attacker, "s-jansen")
    assert victim.get(back, allow_redirects=False, timeout=LONGEST_START).headers["Location"] == "/inloggen/mislukt/"
    to_provider(site, victim)
    assert victim.get(back, allow_redirects=False, timeout=LONGEST_START).headers["Location"] == "/inloggen/mislukt/"
    assert not is_signed_in(site, victim)


def test_the_nonce_of_another_visit_does_not_sign_in(site):
    """The code of one visit with the state of another: state is right, nonce and verifier are not."""
    browser = requests.Session()
    first, second = (to_provider(site, browser).headers["Location"] for _ in range(2))
    code = parse_qs(urlsplit(agree(first, browser, "s-jansen")).query)["code"][0]
    state = parse_qs(urlsplit(second).query)["state"][0]
    back = f"{site.url}/oidc/terug/?code={code}&state={state}"
    assert browser.get(back, allow_redirects=False, timeout=LONGEST_START).headers["Location"] == "/inloggen/mislukt/"
    assert not is_signed_in(site, browser)


def test_a_way_back_is_good_once(site):
    browser = requests.Session()
    back = agree(to_provider(site, browser).headers["Location"], browser, "s-jansen")
    assert browser.get(back, allow_redirects=False, timeout=LONGEST_START).headers["Location"] == "/account/"
    assert browser.get(back, allow_redirects=False, timeout=LONGEST_START).headers["Location"] == "/inloggen/mislukt/"


@pytest.mark.parametrize(
    "after", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_leads_to_no_other_site(site, after):
    _, answer = sign_in(site, "s-jansen", after=after)
    assert answer.headers["Location"] == "/account/"


def test_every_sign_in_and_failure_is_in_the_log(site):
    sign_in(site, "s-jansen")
    sign_in(site, "s-vreemd")
    assert site.log().rstrip().endswith("('signed in', 'jansen'), ('sign-in failed', '')]")


def test_roles_come_from_a_claim_and_unknown_people_are_visitors_when_the_settings_say_so(provider, tmp_path):
    chosen = {
        "GELIJKOP_OIDC_UNKNOWN": "visitor",
        "GELIJKOP_OIDC_ROLE_CLAIM": "role",
        "GELIJKOP_OIDC_ROLES": "administrator=coordinator",
    }
    with Site(tmp_path, provider, **chosen).started() as site:
        browser, _ = sign_in(site, "s-vreemd")
        page = browser.get(f"{site.url}/account/", timeout=LONGEST_START).text
    assert "vreemd@example.nl" in page
    assert "coördinator" in page


def test_a_provider_that_does_not_answer_leaves_signing_in_by_password_as_it_is(tmp_path):
    with Site(tmp_path, f"http://127.0.0.1:{free_port()}").started() as site:
        browser = requests.Session()
        assert to_provider(site, browser).headers["Location"] == "/inloggen/mislukt/"
        page = browser.get(f"{site.url}/inloggen/", timeout=LONGEST_START).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        data = {"csrfmiddlewaretoken": token, "username": "jansen", "password": "fout"}
        assert browser.post(f"{site.url}/inloggen/", data=data, timeout=LONGEST_START).status_code == 200
