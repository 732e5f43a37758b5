"""The pages of an administrator: accounts, the log, and which release is in place. No figure is on them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gelijkop.errors import NoRelease
from gelijkop.web.access import ADMINISTRATOR, page
from gelijkop.web.accounts import log
from gelijkop.web.accounts.commands import new_password
from gelijkop.web.accounts.forms import AccountForm
from gelijkop.web.accounts.models import Account, Action, LogEntry
from gelijkop.web.accounts.visitor import account_of, plain_name
from gelijkop.web.release import served

LINES = 100
KEEPS_OUT = ("role", "is_active")  # who changes these of the own account may lock everyone out


@page(ADMINISTRATOR)
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts, with role and place."""
    return render(request, "accounts/accounts.html", {"accounts": Account.objects.all()})


@page(ADMINISTRATOR)
def add(request: HttpRequest) -> HttpResponse:
    """A form for a new account, and once it is made its first password, which is shown once."""
    form = AccountForm(request.POST or None, initial={"is_active": True})
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/account_form.html", {"form": form})
    account = form.save(commit=False)
    return _with_new_password(request, account, Action.ACCOUNT_ADDED)


@page(ADMINISTRATOR, examples=lambda _: ())
def change(request: HttpRequest, number: int) -> HttpResponse:
    """A form for an account: name, role, place and whether it may sign in."""
    account = get_object_or_404(Account, pk=number)
    form = AccountForm(request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        if account == account_of(request) and set(form.changed_data) & set(KEEPS_OUT):
            form.add_error(None, _("Uw eigen rol kunt u niet veranderen, en uw eigen account niet uitzetten."))
        else:
            form.save()
            _note(request, Action.ACCOUNT_CHANGED, f"{account.name} ({', '.join(form.changed_data) or '–'})")
            return redirect("administration")
    name = Account.objects.values_list("name", flat=True).get(pk=number)
    return render(request, "accounts/account_form.html", {"form": form, "number": number, "name": name})


@page(ADMINISTRATOR, examples=lambda _: ())
@require_POST
def give_password(request: HttpRequest, number: int) -> HttpResponse:
    """A new password for an account, shown once; whoever is signed in with it is signed out."""
    return _with_new_password(request, get_object_or_404(Account, pk=number), Action.PASSWORD_GIVEN)


@page(ADMINISTRATOR)
def log_lines(request: HttpRequest) -> HttpResponse:
    """The log, newest first; with `?controleer=1` also whether each line is as it was written."""
    who = plain_name(request.GET.get("wie", ""))
    lines = LogEntry.objects.filter(who=who) if who else LogEntry.objects.all()
    checked = request.GET.get("controleer") == "1"
    context = {
        "who": who,
        "lines": Paginator(lines, LINES).get_page(request.GET.get("pagina")),
        "checked": checked,
        "fault": log.first_fault() if checked else None,
    }
    return render(request, "accounts/log.html", context)


@page(ADMINISTRATOR)
def release(request: HttpRequest) -> HttpResponse:
    """Which release is in place, and since when it counts."""
    try:
        about = served().shelf.about
    except NoRelease:
        about = None
    return render(request, "accounts/release.html", {"about": about})


def _with_new_password(request: HttpRequest, account: Account, action: Action) -> HttpResponse:
    password = new_password()
    account.set_password(password)
    account.must_change = True
    account.save()
    _note(request, action, account.name)
    return render(request, "accounts/password_given.html", {"account": account, "password": password})


def _note(request: HttpRequest, action: Action, about: str) -> None:
    who = account_of(request)
    log.write(action, now=timezone.now(), who=who.name if who else "", path=request.path_info, about=about)
