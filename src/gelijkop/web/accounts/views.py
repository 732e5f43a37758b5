"""Signing in and out, and one's own account."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gelijkop.web.access import PUBLIC, SIGNED_IN, page

sign_in = page(PUBLIC)(LoginView.as_view(template_name="accounts/sign_in.html"))
sign_out = page(PUBLIC)(LogoutView.as_view())


@page(SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    """Who is signed in, in which role."""
    return render(request, "accounts/account.html")
