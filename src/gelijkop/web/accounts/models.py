"""The tables behind accounts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What someone is on this site; `access` says what each role may see."""

    VISITOR = "visitor", _("bezoeker")
    SCHOOL = "school", _("school")
    BOARD = "board", _("bestuur")
    COORDINATOR = "coordinator", _("coördinator")
    ADMINISTRATOR = "administrator", _("beheerder")


SCHOOL_CODE = RegexValidator(r"\A\d{2}[A-Z]{2}\d{2}\Z", _("Een vestiging heeft een code als 00AB01."))
BOARD_CODE = RegexValidator(r"\A[A-Za-z0-9]{1,12}\Z", _("Een bestuur heeft een code van letters en cijfers."))
NAME = RegexValidator(r"\A[a-z0-9][a-z0-9.@_+-]{1,149}\Z", _("Gebruik kleine letters, cijfers en . @ _ + -."))


class Accounts(BaseUserManager["Account"]):
    """All accounts; names are kept in lower case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of that name, whatever its case."""
        return self.get(name=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """Someone who may sign in: a name, a role, and for the roles school and board which one."""

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
            )
        ]
