"""The URLs of OpenID Connect, one of which the provider must know: /oidc/terug/."""

from django.urls import path

from gelijkop.web.accounts import oidc

urlpatterns = [
    path("naar/", oidc.to_provider, name="oidc_authentication_init"),
    path("terug/", oidc.from_provider, name="oidc_authentication_callback"),
]
