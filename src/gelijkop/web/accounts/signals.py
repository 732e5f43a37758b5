"""What happens whenever someone signs in or out, whichever way."""

from __future__ import annotations

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from gelijkop.web.accounts import forgetting, log, sessions
from gelijkop.web.accounts.models import Account, Action


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: Account, **_: object) -> None:
    now = timezone.now()
    sessions.begin(request.session, now=now)
    log.write(Action.SIGNED_IN, now=now, who=user.name, path=request.path_info)
    forgetting.once_a_day(now=now)


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: Account | None, **_: object) -> None:
    if user is not None:
        log.write(Action.SIGNED_OUT, now=timezone.now(), who=user.name, path=request.path_info)
