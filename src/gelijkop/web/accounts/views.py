"""Signing in and out, and one's own account."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone

from gelijkop.web.access import PUBLIC, SIGNED_IN, page
from gelijkop.web.accounts import attempts, log
from gelijkop.web.accounts.forms import SignInForm
from gelijkop.web.accounts.models import Account, Action
from gelijkop.web.accounts.visitor import account_of, address_of, plain_name


class SignIn(LoginView):
    """Sign in by name and password; who tries too often has to wait."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True
    extra_context = {"provider": settings.OIDC_NAME, "failed": False}  # noqa: RUF012 (as the class above declares it)

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:  # noqa: ARG002 (as the stubs have it)
        """Where one wanted to go, on this site; not back to this page, which would go round and round."""
        wanted = super().get_redirect_url()
        return "" if urlsplit(wanted).path == self.request.path else wanted

    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponse:  # noqa: ARG002 (Django's)
        """Count the attempt first, then look at name and password: attempts at the same moment all count."""
        now = timezone.now()
        name = request.POST.get("username", "")
        attempt = attempts.begin(name, address_of(request), now=now)
        form = cast(SignInForm, self.get_form())
        if attempt is None:
            form.refuse()
            _log(Action.SIGN_IN_STOPPED, request, name)
            answer = self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.TOO_MANY_REQUESTS)
            answer.headers["Retry-After"] = str(int(attempts.WAIT.total_seconds()))
            return answer
        if form.is_valid():
            attempts.succeed(attempt)
            return self.form_valid(form)
        _log(Action.SIGN_IN_FAILED, request, name)
        return self.form_invalid(form)


class ChangePassword(PasswordChangeView):
    """Another password, for which the one of now is asked; other sessions of the account end."""

    template_name = "accounts/change_password.html"
    success_url = reverse_lazy("account")

    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponse:
        """The password of now can be tried as often as at the door."""
        account = account_of(request)
        attempt = account and attempts.begin(account.name, address_of(request), now=timezone.now())
        if not attempt:
            return redirect("account")
        answer = super().post(request, *args, **kwargs)
        if answer.status_code == HTTPStatus.FOUND:
            attempts.succeed(attempt)
        return answer

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """The password is the own choice of its owner from here on."""
        account = cast(Account, form.user)
        account.must_change = False
        answer = super().form_valid(form)
        log.write(Action.PASSWORD_CHANGED, now=timezone.now(), who=account.name, path=self.request.path_info)
        return answer


sign_in = page(PUBLIC)(SignIn.as_view())
sign_in_failed = page(PUBLIC)(SignIn.as_view(extra_context={"provider": settings.OIDC_NAME, "failed": True}))
sign_out = page(PUBLIC)(LogoutView.as_view())
change_password = page(SIGNED_IN)(ChangePassword.as_view())


@page(SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    """Who is signed in, in which role."""
    return render(request, "accounts/account.html")


def _log(action: Action, request: HttpRequest, tried: str) -> None:
    """Note a failure; a name that no account has is not noted, for it may be a password in the wrong field."""
    found = Account.objects.filter(name=plain_name(tried)).first()
    log.write_if_rare(action, now=timezone.now(), about=found.name if found else "", path=request.path_info)
