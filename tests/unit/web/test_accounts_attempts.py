"""How often someone may try to sign in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from gelijkop.web.accounts import attempts
from gelijkop.web.accounts.models import Attempt

pytestmark = pytest.mark.usefixtures("accounts_database")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SCHOOL, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def fail(name, address=SCHOOL, *, times=1, at=NOON):
    return [attempts.begin(name, address, now=at) is not None for _ in range(times)]


def test_the_sixth_try_within_a_quarter_of_an_hour_is_not_looked_at():
    assert fail("jansen", times=6) == [True] * 5 + [False]


def test_a_quarter_of_an_hour_later_there_are_new_tries():
    fail("jansen", times=6)
    assert fail("jansen", at=NOON + attempts.WAIT + timedelta(seconds=1)) == [True]


def test_a_slow_guesser_has_forty_tries_a_day():
    tried = [fail("jansen", at=NOON + timedelta(minutes=16 * k))[0] for k in range(45)]
    assert tried == [True] * 40 + [False] * 5


def test_a_try_that_is_not_looked_at_does_not_make_the_wait_longer():
    fail("jansen", times=50)
    assert Attempt.objects.count() == 5


def test_a_name_counts_whatever_its_capitals_and_spaces():
    fail("jansen", times=5)
    assert fail(" JANSEN ") == [False]


def test_a_colleague_who_fails_does_not_keep_others_at_that_address_out():
    fail("jansen", times=50)
    assert fail("pietersen") == [True]


def test_many_passwords_from_many_addresses_are_stopped_for_that_account():
    tried = [fail("jansen", f"203.0.113.{k}")[0] for k in range(35)]
    assert tried == [True] * 30 + [False] * 5


def test_one_password_tried_on_many_accounts_is_stopped_for_that_address():
    tried = [fail(f"naam{k}")[0] for k in range(105)]
    assert tried == [True] * 100 + [False] * 5
    assert fail("jansen", ELSEWHERE) == [True]


def test_who_was_here_before_comes_in_while_a_stranger_guesses():
    attempts.succeed(attempts.begin("jansen", SCHOOL, now=NOON - timedelta(days=3)))
    for k in range(40):
        fail("jansen", f"203.0.113.{k}")
    assert fail("jansen", ELSEWHERE) == [False]
    assert fail("jansen", SCHOOL) == [True]


def test_a_success_gives_all_tries_back():
    fail("jansen", times=4)
    attempts.succeed(attempts.begin("jansen", SCHOOL, now=NOON))
    assert fail("jansen", times=6) == [True] * 5 + [False]


def test_addresses_of_one_ipv6_network_count_as_one():
    tried = [fail("jansen", f"2001:db8:1:2::{k:x}")[0] for k in range(1, 8)]
    assert tried == [True] * 5 + [False] * 2


def test_neither_name_nor_address_can_be_read_in_the_table():
    fail("jansen")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_attempt")
        kept = repr(cursor.fetchall())
    assert "jansen" not in kept
    assert SCHOOL not in kept


def test_what_no_limit_looks_at_is_forgotten():
    fail("jansen", at=NOON - timedelta(days=2))
    attempts.succeed(attempts.begin("pietersen", SCHOOL, now=NOON - timedelta(days=31)))
    fail("smit")
    attempts.forget(now=NOON)
    assert Attempt.objects.count() == 1
