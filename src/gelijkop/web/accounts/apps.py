"""The name under which Django knows this app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "gelijkop.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen for who signs in and out, once the models are there."""
        import_module("gelijkop.web.accounts.signals")
