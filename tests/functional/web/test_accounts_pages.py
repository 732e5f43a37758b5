"""Signing in, one's own account, and the pages of an administrator, from outside."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from gelijkop.web.accounts import log
from gelijkop.web.accounts.commands import add_account
from gelijkop.web.accounts.models import Account, Attempt, LogEntry

pytestmark = pytest.mark.usefixtures("accounts_database")
GOOD, OTHER = "een-lang-genoeg-wachtwoord", "nog-een-lang-wachtwoord"


def browser():
    return Client(headers={"host": "localhost"})


def sign_in(name, password=GOOD, client=None, **extra):
    client = client or browser()
    return client, client.post("/inloggen/", {"username": name, "password": password, **extra})


def visitor(name="jansen"):
    add_account(name, "visitor", password=GOOD)


def administrator():
    add_account("beheer", "administrator", password=GOOD)
    return sign_in("beheer")[0]


def actions():
    return list(LogEntry.objects.order_by("number").values_list("action", "who", "about"))


class TestSigningIn:
    def test_brings_one_to_the_own_account(self):
        visitor()
        client, answer = sign_in("Jansen")
        assert (answer.status_code, answer["Location"]) == (302, "/account/")
        assert "jansen" in client.get("/account/").text

    @pytest.mark.parametrize(("role", "place", "shown"), [("school", {"school": "00AB01"}, 1), ("visitor", {}, 0)])
    def test_shows_a_school_the_way_to_its_own_figures(self, role, place, shown):
        add_account("jansen", role, password=GOOD, **place)
        assert sign_in("jansen")[0].get("/account/").text.count('href="/mijn/"') == shown

    def test_goes_on_to_the_page_that_was_asked_for(self):
        visitor()
        assert browser().get("/en/account/")["Location"] == "/en/inloggen/?next=/en/account/"
        assert sign_in("jansen", next="/en/account/")[1]["Location"] == "/en/account/"

    @pytest.mark.parametrize("wanted", ["/inloggen/", "/inloggen/?next=/inloggen/", "http://localhost/inloggen/"])
    def test_does_not_go_round_for_who_is_signed_in(self, wanted):
        visitor()
        client, _ = sign_in("jansen")
        assert client.get("/inloggen/", {"next": wanted})["Location"] == "/account/"

    def test_makes_a_new_session_key(self):
        visitor()
        client = browser()
        client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
        sign_in("jansen", client=client)
        assert client.cookies[settings.SESSION_COOKIE_NAME].value != "a" * 32

    def test_sets_a_cookie_that_scripts_and_other_sites_do_not_get(self):
        visitor()
        cookie = sign_in("jansen")[1].cookies[settings.SESSION_COOKIE_NAME]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")

    def test_ends_with_signing_out(self):
        visitor()
        client, _ = sign_in("jansen")
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        assert client.get("/uitloggen/").status_code == 405
        client.post("/uitloggen/")
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        assert client.get("/account/").status_code == 302

    def test_is_in_the_log_with_success_and_failure_and_without_what_was_tried(self):
        visitor()
        sign_in("jansen", "fout-wachtwoord")
        sign_in("mijn-geheim", "iets")
        client, _ = sign_in("jansen")
        client.post("/uitloggen/")
        assert actions()[1:] == [
            ("sign-in failed", "", "jansen"),
            ("sign-in failed", "", ""),
            ("signed in", "jansen", ""),
            ("signed out", "jansen", ""),
        ]
        assert "geheim" not in repr(list(LogEntry.objects.values()))

    def test_is_stopped_after_five_failures_even_with_the_right_password(self):
        visitor()
        codes = [sign_in("jansen", "fout-wachtwoord")[1].status_code for _ in range(6)]
        answer = sign_in("jansen")[1]
        assert codes == [200] * 5 + [429]
        assert (answer.status_code, answer["Retry-After"]) == (429, "900")

    def test_needs_an_account_that_is_not_switched_off(self):
        visitor()
        client, _ = sign_in("jansen")
        Account.objects.update(is_active=False)
        assert client.get("/account/").status_code == 302
        assert sign_in("jansen")[1].status_code == 200


class TestSession:
    @pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 302)])
    def test_ends_after_an_hour_without_a_request(self, minutes, status, monkeypatch):
        visitor()
        client, _ = sign_in("jansen")
        later = timezone.now() + timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda: later)
        assert client.get("/account/").status_code == status

    def test_ends_after_eight_hours_of_requests(self, monkeypatch):
        visitor()
        client, _ = sign_in("jansen")
        start, codes = timezone.now(), []
        for minutes in range(0, 9 * 60, 30):
            monkeypatch.setattr(timezone, "now", lambda now=start + timedelta(minutes=minutes): now)
            codes.append(client.get("/account/").status_code)
        assert codes == [200] * 16 + [302] * 2

    def test_is_not_made_for_who_only_looks(self):
        answer = browser().get("/inloggen/")
        assert settings.SESSION_COOKIE_NAME not in answer.cookies


class TestPassword:
    def test_is_changed_with_the_one_of_now_and_ends_other_sessions(self):
        visitor()
        here, there = sign_in("jansen")[0], sign_in("jansen")[0]
        new = {"old_password": GOOD, "new_password1": OTHER, "new_password2": OTHER}
        assert here.post("/account/wachtwoord/", new).status_code == 302
        assert here.get("/account/").status_code == 200
        assert there.get("/account/").status_code == 302
        assert sign_in("jansen", OTHER)[1].status_code == 302

    def test_of_now_can_be_tried_five_times(self):
        visitor()
        client, _ = sign_in("jansen")
        wrong = {"old_password": "fout", "new_password1": OTHER, "new_password2": OTHER}
        for _ in range(6):
            client.post("/account/wachtwoord/", wrong)
        client.post("/account/wachtwoord/", wrong | {"old_password": GOOD})
        assert Account.objects.get().check_password(GOOD)

    def test_that_was_given_must_be_changed_first(self):
        given = add_account("jansen", "visitor")
        client, _ = sign_in("jansen", given.password)
        assert client.get("/account/")["Location"] == "/account/wachtwoord/"
        new = {"old_password": given.password, "new_password1": OTHER, "new_password2": OTHER}
        client.post("/account/wachtwoord/", new)
        assert client.get("/account/").status_code == 200


class TestAdministration:
    FORM = {"name": "smit", "role": "school", "school": "00ab01", "is_active": "on"}  # noqa: RUF012

    def test_adds_an_account_and_shows_its_password_once(self):
        client = administrator()
        answer = client.post("/beheer/accounts/nieuw/", self.FORM)
        password = re.search(r"<code>([^<]+)</code>", answer.text)[1]
        assert sign_in("smit", password)[1].status_code == 302
        assert password not in client.get("/beheer/").text + client.get("/beheer/logboek/").text
        assert answer["Cache-Control"] == "no-store, private"

    @pytest.mark.parametrize(
        "wrong",
        [{"school": ""}, {"school": "00AB"}, {"role": "board"}, {"role": "root"}, {"name": "beheer"}, {"board": "1"}],
    )
    def test_says_what_is_wrong_and_adds_nothing(self, wrong):
        answer = administrator().post("/beheer/accounts/nieuw/", self.FORM | wrong)
        assert answer.status_code == 200
        assert "errorlist" in answer.text
        assert Account.objects.count() == 1

    def test_changes_a_role_which_counts_at_the_next_request(self):
        client = administrator()
        add_account("ander", "administrator", password=GOOD)
        other, _ = sign_in("ander")
        number = Account.objects.get(name="ander").pk
        assert other.get("/beheer/").status_code == 200
        client.post(f"/beheer/accounts/{number}/", {"name": "ander", "role": "visitor", "is_active": "on"})
        assert other.get("/beheer/").status_code == 403

    def test_does_not_let_one_lock_oneself_out(self):
        client = administrator()
        number = Account.objects.get().pk
        client.post(f"/beheer/accounts/{number}/", {"name": "beheer", "role": "visitor", "is_active": "on"})
        client.post(f"/beheer/accounts/{number}/", {"name": "beheer", "role": "administrator"})
        assert client.get("/beheer/").status_code == 200

    def test_cannot_set_what_is_not_in_the_form(self):
        client = administrator()
        client.post("/beheer/accounts/nieuw/", self.FORM | {"subject": "x|1", "password": "zelf", "id": "1"})
        account = Account.objects.get(name="smit")
        assert (account.subject, account.check_password("zelf"), account.must_change) == (None, False, True)

    def test_gives_a_new_password_and_signs_out_who_has_the_old_one(self):
        client = administrator()
        visitor()
        old, _ = sign_in("jansen")
        number = Account.objects.get(name="jansen").pk
        assert client.get(f"/beheer/accounts/{number}/wachtwoord/").status_code == 405
        answer = client.post(f"/beheer/accounts/{number}/wachtwoord/")
        password = re.search(r"<code>([^<]+)</code>", answer.text)[1]
        assert old.get("/account/").status_code == 302
        assert sign_in("jansen", password)[1].status_code == 302

    def test_has_every_change_in_the_log_with_the_fields_and_not_the_values(self):
        client = administrator()
        client.post("/beheer/accounts/nieuw/", self.FORM)
        number = Account.objects.get(name="smit").pk
        client.post(f"/beheer/accounts/{number}/", self.FORM | {"school": "99ZZ99", "email": "smit@example.nl"})
        assert actions()[-2:] == [
            ("account added", "beheer", "smit"),
            ("account changed", "beheer", "smit (email, school)"),
        ]
        assert "99ZZ99" not in repr(list(LogEntry.objects.values()))

    def test_shows_the_log_a_page_at_a_time_and_of_one_account(self):
        client = administrator()
        for _ in range(150):
            log.write("seen", now=timezone.now(), who="jansen", path="/mijn/school/00AB01/")
        assert client.get("/beheer/logboek/").text.count("<tr>") == 101
        assert client.get("/beheer/logboek/?pagina=2").text.count("<tr>") == 53
        assert client.get("/beheer/logboek/?wie=beheer").text.count("<tr>") == 2

    def test_tells_whether_the_log_is_whole(self):
        client = administrator()
        assert "is heel" in client.get("/beheer/logboek/?controleer=1").text
        LogEntry.passed.filter(number=1).update(who="iemand")
        assert "Regel 1 is veranderd" in client.get("/beheer/logboek/?controleer=1").text

    def test_tells_when_no_release_is_in_place(self):
        assert "nog geen uitgave" in administrator().get("/beheer/uitgave/").text

    def test_is_in_english_under_en(self):
        assert administrator().get("/en/beheer/logboek/")["Content-Language"] == "en"


def test_attempts_and_old_lines_go_with_the_first_sign_in_of_a_day():
    visitor()
    long_ago = timezone.now() - timedelta(days=400)
    Attempt.objects.create(at=long_ago, account="a", address="b")
    log.write("seen", now=long_ago, who="oud")
    sign_in("jansen")
    assert not Attempt.objects.filter(at=long_ago).exists()
    assert not LogEntry.objects.filter(who="oud").exists()
    assert log.first_fault() is None
