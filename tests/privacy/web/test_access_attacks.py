"""A hostile visitor at the door: forged forms, guessed names and passwords, strange hosts, paths and queries."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.test import Client, override_settings

from gelijkop.web.accounts import hashers
from gelijkop.web.accounts.commands import add_account, switch
from gelijkop.web.accounts.models import Account, Attempt, LogEntry

pytestmark = pytest.mark.usefixtures("accounts_database")
GOOD = "een-lang-genoeg-wachtwoord"
INSIDE = ("Traceback", "django", "Django", "site-packages", "settings", "/work/", "sqlite", "Exception")


def browser(**more):
    return Client(headers={"host": "localhost"}, raise_request_exception=False, **more)


def account(name, role="visitor", **place):
    add_account(name, role, password=GOOD, **place)
    return Account.objects.get(name=name)


def signed_in(name, role="visitor", **more):
    client = browser(**more)
    client.force_login(account(name, role), "django.contrib.auth.backends.ModelBackend")
    return client


def sign_in(client, name, password=GOOD, **extra):
    return client.post("/inloggen/", {"username": name, "password": password}, **extra)


class TestForgedForm:
    @pytest.mark.parametrize("path", ["/inloggen/", "/uitloggen/", "/beheer/accounts/nieuw/", "/account/wachtwoord/"])
    def test_without_the_token_of_our_own_page_does_nothing(self, path):
        client = signed_in("beheer", "administrator", enforce_csrf_checks=True)
        answer = client.post(path, {"name": "indringer", "role": "administrator", "is_active": "on"})
        assert answer.status_code == 403
        assert "formulier" in answer.text
        assert Account.objects.count() == 1

    def test_from_another_site_does_nothing_even_with_a_token(self):
        client = signed_in("beheer", "administrator", enforce_csrf_checks=True)
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', client.get("/beheer/accounts/nieuw/").text)[1]
        form = {"csrfmiddlewaretoken": token, "name": "smit", "role": "visitor", "is_active": "on"}
        path = "/beheer/accounts/nieuw/"
        assert client.post(path, form, headers={"origin": "https://evil.example"}).status_code == 403
        assert client.post(path, form, headers={"origin": "null"}).status_code == 403
        assert client.post(path, form, headers={"origin": "http://localhost"}).status_code == 200

    @pytest.mark.parametrize("path", ["/beheer/accounts/1/wachtwoord/", "/uitloggen/"])
    def test_that_is_only_a_link_changes_nothing(self, path):
        client = signed_in("beheer", "administrator")
        number = Account.objects.get().pk
        assert client.get(path.replace("1", str(number))).status_code == 405
        assert client.get("/account/").status_code == 200


class TestGuessing:
    def cost(self, monkeypatch, name):
        """How many times a password is hashed for a try, and what the answer is."""
        count = []
        once = hashers.Argon2id.encode
        verify = hashers.Argon2id.verify
        monkeypatch.setattr(hashers.Argon2id, "encode", lambda *a: count.append(1) or once(*a))
        monkeypatch.setattr(hashers.Argon2id, "verify", lambda *a: count.append(1) or verify(*a))
        answer = sign_in(browser(), name, "fout-wachtwoord")
        monkeypatch.undo()
        page = re.sub(r'(csrfmiddlewaretoken" value|name="username" value)="[^"]*"', "", answer.text)
        return len(count), answer.status_code, page

    def test_tells_by_time_nor_answer_whether_a_name_exists(self, monkeypatch):
        account("jansen")
        account("uitgezet")
        switch("uitgezet", active=False)
        elsewhere = account("elders")
        elsewhere.set_unusable_password()
        elsewhere.save()
        costs = [self.cost(monkeypatch, name) for name in ("niemand", "jansen", "uitgezet", "elders", "x" * 500)]
        assert costs[0][:2] == (1, 200)
        assert len(set(costs[:4])) == 1

    def test_of_one_password_on_many_names_stops_and_goes_on_to_be_the_same_for_all_names(self):
        account("jansen")
        Attempt.objects.bulk_create(
            Attempt(at=first.at, account=f"mark{k}", address=first.address)
            for first in [self.one_failure()]
            for k in range(99)
        )
        assert [sign_in(browser(), name).status_code for name in ("jansen", "niemand")] == [429, 429]

    def one_failure(self):
        sign_in(browser(), "eerste", "fout")
        return Attempt.objects.get()

    def test_from_a_made_up_address_counts_for_the_real_one(self):
        account("jansen")
        codes = [
            sign_in(browser(), "jansen", "fout", headers={"x-forwarded-for": f"203.0.113.{k}"}).status_code
            for k in range(7)
        ]
        assert codes == [200] * 5 + [429] * 2

    def test_behind_our_proxy_counts_for_what_the_proxy_saw(self):
        with override_settings(PROXY=True):
            codes = [
                sign_in(
                    browser(), "jansen", "fout", headers={"x-forwarded-for": f"203.0.113.{k}, 192.0.2.9"}
                ).status_code
                for k in range(7)
            ]
        assert codes == [200] * 5 + [429] * 2

    def test_with_a_password_of_a_megabyte_is_refused_without_hashing(self, monkeypatch):
        monkeypatch.setattr(hashers.Argon2id, "encode", lambda *a: pytest.fail("hashed"))
        assert sign_in(browser(), "jansen", "x" * 900_000).status_code == 200
        assert sign_in(browser(), "jansen", "x" * 2_000_000).status_code == 400

    @pytest.mark.parametrize(
        "name", ["' OR 1=1 --", "jansen\x00", "jan\nsen", "＊", "%", "_ansen", "<script>alert(1)</script>"]
    )
    def test_by_odd_names_finds_nobody_and_puts_nothing_on_the_page(self, name):
        account("jansen")
        answer = sign_in(browser(), name)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "signed in" not in LogEntry.objects.values_list("action", flat=True)


class TestSession:
    def test_that_an_attacker_chose_is_not_the_one_that_is_signed_in(self):
        """Session fixation: the attacker has a session, the victim signs in with its key."""
        account("jansen")
        attacker = browser()
        session = attacker.session
        session["x"] = 1
        session.save()
        victim = browser()
        victim.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        sign_in(victim, "jansen")
        attacker.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        assert victim.get("/account/").status_code == 200
        assert attacker.get("/account/").status_code == 302

    def test_of_a_role_below_is_refused_at_once_when_the_role_goes(self):
        client = signed_in("beheer", "administrator")
        Account.objects.update(role="visitor")
        assert client.get("/beheer/").status_code == 403

    def test_cannot_be_made_up(self):
        account("beheer", "administrator")
        client = browser()
        client.cookies[settings.SESSION_COOKIE_NAME] = "../../rekeningen"
        assert client.get("/beheer/").status_code == 302

    def test_with_an_unknown_backend_is_nobodys(self):
        client = signed_in("beheer", "administrator")
        session = client.session
        session[BACKEND_SESSION_KEY] = "os.system"
        session.save()
        assert client.get("/beheer/").status_code == 302


class TestWay:
    @pytest.mark.parametrize(
        "to",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "http:evil.example", "javascript:alert(1)",
         "https:///evil.example", "\thttps://evil.example", "/account/\r\nSet-Cookie: a=b"],
    )  # fmt: skip
    def test_after_signing_in_leads_to_no_other_site(self, to):
        account("jansen")
        answer = browser().post("/inloggen/", {"username": "jansen", "password": GOOD, "next": to})
        assert answer.status_code == 302
        assert re.match(r"/[^/\\]", answer["Location"])
        assert "Set-Cookie: a" not in str(answer.headers)

    @pytest.mark.parametrize(
        "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "127.0.0.1.nip.io", ""]
    )
    def test_to_the_site_by_another_host_name_is_refused_without_repeating_it(self, host):
        answer = Client(headers={"host": host}, raise_request_exception=False).get("/account/")
        assert answer.status_code == 400
        assert "evil" not in answer.text + str(answer.headers)

    def test_by_a_forwarded_host_is_not_believed(self):
        answer = browser().get("/account/", headers={"x-forwarded-host": "evil.example"})
        assert answer["Location"] == "/inloggen/?next=/account/"

    @pytest.mark.parametrize(
        "path",
        ["/mijn/school/../../beheer/", "/mijn/school/%2e%2e%2fbeheer/", "/beheer/accounts/99999999999999999999999/",
         "/beheer/accounts/-1/", "/static/../rekeningen.sqlite", "/static/%2e%2e/settings.py", "/beheer/%00/"],
    )  # fmt: skip
    def test_by_an_odd_path_finds_nothing(self, path):
        answer = signed_in("beheer", "administrator").get(path)
        assert answer.status_code == 404
        assert not [word for word in INSIDE if word in answer.text]

    def test_with_a_huge_query_is_refused(self):
        assert browser().get("/inloggen/?" + "a=1&" * 300).status_code == 400

    @pytest.mark.parametrize("page", ["x", "-1", "0", "999999999999999999999", "1e9"])
    def test_to_an_odd_page_of_the_log_shows_the_log(self, page):
        assert signed_in("beheer", "administrator").get(
            "/beheer/logboek/", {"pagina": page, "wie": "\x00%"}
        ).status_code in (200, 400)
