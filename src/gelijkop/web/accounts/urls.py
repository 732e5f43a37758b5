"""The URLs of signing in, of one's own account and of the administrator."""

from django.urls import path

from gelijkop.web.accounts import administration, views

urlpatterns = [
    path("inloggen/", views.sign_in, name="sign-in"),
    path("inloggen/mislukt/", views.sign_in_failed, name="sign-in-failed"),
    path("uitloggen/", views.sign_out, name="sign-out"),
    path("account/", views.account, name="account"),
    path("account/wachtwoord/", views.change_password, name="change-password"),
    path("beheer/", administration.accounts, name="administration"),
    path("beheer/accounts/nieuw/", administration.add, name="account-add"),
    path("beheer/accounts/<int:number>/", administration.change, name="account-change"),
    path("beheer/accounts/<int:number>/wachtwoord/", administration.give_password, name="account-password"),
    path("beheer/logboek/", administration.log_lines, name="log"),
    path("beheer/uitgave/", administration.release, name="release"),
]
