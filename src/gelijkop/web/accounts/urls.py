"""The URLs of signing in."""

from django.urls import path

from gelijkop.web.accounts import views

urlpatterns = [
    path("inloggen/", views.sign_in, name="sign-in"),
    path("uitloggen/", views.sign_out, name="sign-out"),
    path("account/", views.account, name="account"),
]
