"""What is removed when its time has passed: lines of the log, attempts and sessions."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q

from gelijkop.web.accounts import attempts, log
from gelijkop.web.accounts.models import LogHead


def once_a_day(*, now: datetime) -> None:
    """Remove what is old, the first time that this is called on a day."""
    new_day = LogHead.objects.filter(Q(tidied_on=None) | Q(tidied_on__lt=now.date()))
    if new_day.update(tidied_on=now.date()):
        log.keep_days(settings.LOG_DAYS, now=now)
        attempts.forget(now=now)
        Session.objects.filter(expire_date__lt=now).delete()
