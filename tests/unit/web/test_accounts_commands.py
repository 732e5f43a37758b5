"""Managing accounts without the web."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError

from gelijkop.errors import AccountRefused
from gelijkop.web.accounts import commands
from gelijkop.web.accounts.commands import add_account, give_password, switch
from gelijkop.web.accounts.models import Account, LogEntry, Role

pytestmark = pytest.mark.usefixtures("accounts_database")
GOOD = "een-lang-genoeg-wachtwoord"


def test_an_administrator_is_made_with_a_chosen_password():
    add_account("Beheer@example.nl", "administrator", password=GOOD)
    account = authenticate(username="beheer@example.nl", password=GOOD)
    assert (account.role, account.must_change) == ("administrator", False)


def test_a_password_is_kept_as_argon2id():
    add_account("beheer", "administrator", password=GOOD)
    assert Account.objects.get().password.startswith("argon2$argon2id$v=19$m=19456,t=3,p=1$")


def test_a_password_that_was_given_must_be_changed_and_is_in_no_text():
    given = add_account("jansen", "school", school="00ab01")
    account = Account.objects.get()
    assert (account.school, account.must_change) == ("00AB01", True)
    assert given.password not in repr(given)
    assert authenticate(username="jansen", password=given.password) == account


REFUSED = {
    "a short password": {"name": "jan", "role": "visitor", "password": "kort"},
    "a common password": {"name": "jan", "role": "visitor", "password": "password1234"},
    "a password like the name": {"name": "jansenjansen", "role": "visitor", "password": "jansenjansen"},
    "an unknown role": {"name": "jan", "role": "root", "password": GOOD},
    "a school without a code": {"name": "jan", "role": "school", "password": GOOD},
    "a board without a code": {"name": "jan", "role": "board", "password": GOOD},
    "a school that is no code": {"name": "jan", "role": "school", "school": "../../etc", "password": GOOD},
    "a coordinator with a school": {"name": "jan", "role": "coordinator", "school": "00AB01", "password": GOOD},
    "a name with a new line": {"name": "jan\nsen", "role": "visitor", "password": GOOD},
    "no name": {"name": "", "role": "visitor", "password": GOOD},
}


@pytest.mark.parametrize("given", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_an_account_is_refused(given):
    with pytest.raises(AccountRefused):
        add_account(given.pop("name"), given.pop("role"), **given)
    assert not Account.objects.exists()


def test_a_name_is_given_once_whatever_its_capitals():
    add_account("jansen", "visitor", password=GOOD)
    with pytest.raises(AccountRefused):
        add_account("Jansen", "visitor", password=GOOD)


def test_a_refusal_does_not_repeat_the_password():
    with pytest.raises(AccountRefused) as caught:
        add_account("jan", "visitor", password="kortje")
    assert "kortje" not in caught.value.say("nl") + caught.value.say("en")


def test_an_account_that_is_switched_off_does_not_come_in_and_a_new_password_does_not_change_that():
    add_account("jansen", "visitor", password=GOOD)
    switch("Jansen", active=False)
    given = give_password("jansen")
    assert authenticate(username="jansen", password=given.password) is None
    switch("jansen", active=True)
    assert authenticate(username="jansen", password=given.password) is not None


def test_an_account_that_is_not_there_is_told():
    with pytest.raises(AccountRefused):
        give_password("niemand")


def test_every_change_is_in_the_log_and_no_password_is():
    add_account("jansen", "visitor", password=GOOD)
    given = give_password("jansen")
    switch("jansen", active=False)
    lines = list(LogEntry.objects.values_list("who", "action", "about"))
    assert lines == [
        ("gelijkop account", "account changed", "jansen"),
        ("gelijkop account", "password given", "jansen"),
        ("gelijkop account", "account added", "jansen"),
    ]
    assert given.password not in repr(list(LogEntry.objects.values()))


def test_the_roles_are_those_of_the_model():
    assert tuple(Role.values) == commands.ROLES


def test_the_database_itself_refuses_a_school_on_an_administrator():
    with pytest.raises(IntegrityError):
        Account.objects.create(name="jan", role=Role.ADMINISTRATOR, school="00AB01")
