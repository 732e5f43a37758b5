"""Managing accounts without the web: what `gelijkop account` calls."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from gelijkop.errors import AccountRefused, Text
from gelijkop.web.accounts import log
from gelijkop.web.accounts.forms import AccountForm
from gelijkop.web.accounts.models import Account, Action, Role

COMMAND = "gelijkop account"
GIVEN_BYTES = 12


@dataclass(frozen=True)
class Given:
    """An account and the password that was made for it; its owner must choose another at the first sign-in."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"Given({self.name})"


def add_account(
    name: str, role: str, *, school: str = "", board: str = "", email: str = "", password: str | None = None
) -> Given:
    """A new account.

    Args:
        name: what its owner signs in with.
        role: visitor, school, board, coordinator or administrator.
        school: location code, for the role school.
        board: board code, for the role board.
        email: address by which a provider of OpenID Connect knows the owner.
        password: chosen by the owner; None makes one that must be changed at the first sign-in.

    Raises:
        AccountRefused: a name in use, an unknown role, a school without a code, a weak password, and so on.
    """
    form = AccountForm(
        {"name": name, "role": role, "school": school, "board": board, "email": email, "is_active": "on"}
    )
    if not form.is_valid():
        raise _refused([f"{field}: {text}" for field, texts in form.errors.items() for text in texts])
    account = form.save(commit=False)
    given = _set_password(account, password)
    log.write(Action.ACCOUNT_ADDED, now=timezone.now(), who=COMMAND, about=account.name)
    return given


def give_password(name: str, *, password: str | None = None) -> Given:
    """Another password for an account; whoever is signed in with it is signed out.

    Raises:
        AccountRefused: no such account, or a weak password.
    """
    account = _account(name)
    given = _set_password(account, password)
    log.write(Action.PASSWORD_GIVEN, now=timezone.now(), who=COMMAND, about=account.name)
    return given


def switch(name: str, *, active: bool) -> None:
    """Let an account sign in, or not any more; it takes effect at the next request.

    Raises:
        AccountRefused: no such account.
    """
    account = _account(name)
    account.is_active = active
    account.save(update_fields=["is_active"])
    log.write(Action.ACCOUNT_CHANGED, now=timezone.now(), who=COMMAND, about=account.name)


def accounts() -> tuple[Account, ...]:
    """All accounts by name."""
    return tuple(Account.objects.all())


def new_password() -> str:
    """A password to give to someone, hard to guess."""
    return secrets.token_urlsafe(GIVEN_BYTES)


def _set_password(account: Account, password: str | None) -> Given:
    chosen = new_password() if password is None else password
    if password is not None:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise _refused(error.messages) from None
    account.must_change = password is None
    account.set_password(chosen)
    account.save()
    return Given(account.name, chosen)


def _account(name: str) -> Account:
    try:
        return Account.objects.get_by_natural_key(name)
    except Account.DoesNotExist:
        raise AccountRefused(Text("Er is geen account met die naam.", "There is no account of that name.")) from None


def _refused(reasons: list[str]) -> AccountRefused:
    said = "; ".join(reasons)
    return AccountRefused(Text(f"Dit account kan zo niet. {said}", f"The account cannot be made like this. {said}"))


ROLES: tuple[str, ...] = tuple(str(role) for role in Role)
