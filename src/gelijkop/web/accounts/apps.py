"""The name under which Django knows this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "gelijkop.web.accounts"
    label = "accounts"
