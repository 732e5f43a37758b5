"""The tables behind accounts."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What someone is on this site; `access` says what each role may see."""

    VISITOR = "visitor", _("bezoeker")
    SCHOOL = "school", _("school")
    BOARD = "board", _("bestuur")
    COORDINATOR = "coordinator", _("coördinator")
    ADMINISTRATOR = "administrator", _("beheerder")


SCHOOL_CODE = RegexValidator(r"\A\d{2}[A-Z]{2}\d{2}\Z", _("Een vestiging heeft een code als 00AB01."))
BOARD_CODE = RegexValidator(r"\A[A-Za-z0-9-]{1,20}\Z", _("Een bestuur heeft een code van letters en cijfers."))
NAME = RegexValidator(r"\A[a-z0-9][a-z0-9.@_+-]{1,149}\Z", _("Gebruik kleine letters, cijfers en . @ _ + -."))


class Accounts(BaseUserManager["Account"]):
    """All accounts; names are kept in lower case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of that name, whatever its case."""
        return self.get(name=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """Someone who may sign in: a name, a role, and for the roles school and board which one.

    `must_change`: the password was given by someone else and is to be changed first. `subject`: issuer and number
    at a provider of OpenID Connect, once the account was used there.
    """

    name: models.CharField[str, str] = models.CharField(_("naam"), max_length=150, unique=True, validators=[NAME])
    email: models.EmailField[str, str] = models.EmailField(_("e-mailadres"), blank=True)
    role: models.CharField[str, str] = models.CharField(_("rol"), max_length=13, choices=Role, default=Role.VISITOR)
    school: models.CharField[str, str] = models.CharField(
        _("vestiging"), max_length=6, blank=True, validators=[SCHOOL_CODE]
    )
    board: models.CharField[str, str] = models.CharField(
        _("bestuur"), max_length=12, blank=True, validators=[BOARD_CODE]
    )
    is_active: models.BooleanField[bool, bool] = models.BooleanField(_("mag inloggen"), default=True)
    must_change: models.BooleanField[bool, bool] = models.BooleanField(default=False, editable=False)
    subject: models.CharField[str | None, str | None] = models.CharField(
        max_length=400, unique=True, null=True, editable=False
    )
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Accounts] = Accounts()

    class Meta:
        """A school or a board belongs to its own role and to no other."""

        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="one_place_for_its_role",
                condition=(Q(role=Role.SCHOOL, board="") & ~Q(school=""))
                | (Q(role=Role.BOARD, school="") & ~Q(board=""))
                | Q(role__in=[Role.VISITOR, Role.COORDINATOR, Role.ADMINISTRATOR], school="", board=""),
            ),
            models.UniqueConstraint(Lower("email"), name="one_account_an_address", condition=~Q(email="")),
        ]


class Attempt(models.Model):
    """One time that someone tried to sign in, by marks from which neither name nor address can be read.

    A row that `succeeded` says that this account was used from this address before.
    """

    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    account: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    address: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    succeeded: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    objects: ClassVar[models.Manager[Attempt]] = models.Manager()


class Action(models.TextChoices):
    """What someone did, as the log names it."""

    SIGNED_IN = "signed in", _("ingelogd")
    SIGN_IN_FAILED = "sign-in failed", _("inloggen mislukt")
    SIGN_IN_STOPPED = "sign-in stopped", _("te vaak geprobeerd in te loggen")
    SIGNED_OUT = "signed out", _("uitgelogd")
    PASSWORD_CHANGED = "password changed", _("wachtwoord veranderd")
    PASSWORD_GIVEN = "password given", _("nieuw wachtwoord gegeven")
    ACCOUNT_ADDED = "account added", _("account toegevoegd")
    ACCOUNT_CHANGED = "account changed", _("account veranderd")
    SEEN = "seen", _("bekeken")
    REFUSED = "refused", _("geweigerd")


class Entries(models.QuerySet["LogEntry"]):
    """Lines of the log: to add to and to read."""

    def update(self, **_: object) -> int:
        """Refused.

        Raises:
            TypeError: always.
        """
        raise TypeError("a line of the log is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused.

        Raises:
            TypeError: always; `forgetting.forget` removes lines whose time has passed.
        """
        raise TypeError("a line of the log is never removed by hand")


class LogEntry(models.Model):
    """One line of the log: when, who, what, on which page, about which account, school or board.

    `digest` depends on this line and the one before it, so that a line that was changed or taken out shows.
    """

    number: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    who: models.CharField[str, str] = models.CharField(max_length=150, blank=True)
    action: models.CharField[str, str] = models.CharField(max_length=20, choices=Action)
    path: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    about: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    digest: models.CharField[str, str] = models.CharField(max_length=64)
    objects: ClassVar[models.Manager[LogEntry]] = models.Manager.from_queryset(Entries)()
    passed: ClassVar[models.Manager[LogEntry]] = models.Manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-number"]

    def save(self, *_: object, **__: object) -> None:
        """Refused: `log.write` adds lines.

        Raises:
            TypeError: always.
        """
        raise TypeError("log.write adds lines to the log")

    def delete(self, *_: object, **__: object) -> tuple[int, dict[str, int]]:
        """Refused.

        Raises:
            TypeError: always.
        """
        raise TypeError("a line of the log is never removed by hand")


class LogHead(models.Model):
    """The one row that says where the log begins and ends: `before` the first line kept, `digest` of the last."""

    number: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    digest: models.CharField[str, str] = models.CharField(max_length=64, default="", blank=True)
    first: models.BigIntegerField[int, int] = models.BigIntegerField(default=1)
    before: models.CharField[str, str] = models.CharField(max_length=64, default="", blank=True)
    tidied_on: models.DateField[date | None, date | None] = models.DateField(null=True)
    objects: ClassVar[models.Manager[LogHead]] = models.Manager()
