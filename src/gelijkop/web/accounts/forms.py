"""The forms of accounts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gelijkop.web.accounts.models import Account, Role

LONGEST_PASSWORD = 1024
WRONG = _("Deze naam en dit wachtwoord horen niet bij elkaar, of het account is niet actief.")
TOO_OFTEN = _("Er is te vaak geprobeerd om in te loggen. Wacht een kwartier en probeer het dan weer.")


class SignInForm(AuthenticationForm):
    """Name and password; the same answer whatever was wrong."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}  # noqa: RUF012 (as the class above declares it)

    username = UsernameField(label=_("Naam"), widget=forms.TextInput(attrs={"autocapitalize": "none"}))
    password = forms.CharField(
        label=_("Wachtwoord"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def refuse(self) -> None:
        """Say that it was tried too often, without a look at name or password."""
        self.cleaned_data = {}
        self._errors = forms.utils.ErrorDict()
        self.add_error(None, ValidationError(TOO_OFTEN, code="too_often"))


class _LowerCase(forms.CharField):
    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        return text.lower() if text else text


class _UpperCase(forms.CharField):
    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        return text.upper() if text else text


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # only the stubs know an argument
    """An account as an administrator fills it in."""

    name = _LowerCase(label=_("Naam"), max_length=150, help_text=_("Hiermee logt iemand in. Een e-mailadres mag ook."))
    school = _UpperCase(
        label=_("Vestiging"), required=False, max_length=6, help_text=_("Alleen bij de rol school, zoals 00AB01.")
    )

    class Meta:
        """What an administrator decides; never a password."""

        model = Account
        fields: ClassVar = ["name", "email", "role", "school", "board", "is_active"]
        help_texts: ClassVar = {
            "email": _("Nodig voor wie via de eigen organisatie inlogt (OpenID Connect)."),
            "board": _("Alleen bij de rol bestuur, zoals 41234."),
        }

    def clean(self) -> dict[str, Any]:  # Any: values of several fields
        """A school has a location, a board a code, and the others neither."""
        data = super().clean() or self.cleaned_data
        for field, owner, missing in (
            ("school", Role.SCHOOL, _("Vul in welke vestiging dit is.")),
            ("board", Role.BOARD, _("Vul in welk bestuur dit is.")),
        ):
            if field in data and data.get("role") == owner and not data[field]:
                self.add_error(field, missing)
            elif data.get(field) and data.get("role") != owner:
                self.add_error(field, _("Laat dit leeg bij deze rol."))
        return data
