"""How long someone stays signed in: eight hours at most, one hour without a request."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

SINCE, SEEN = "since", "seen"
NOTED_AGAIN = 60  # seconds; a session is not written at every request


def begin(session: SessionBase, *, now: datetime) -> None:
    """Note when someone signed in."""
    session[SINCE] = session[SEEN] = now.timestamp()


def has_ended(session: SessionBase, *, now: datetime) -> bool:
    """Whether the time of a session of someone signed in is over; else it is noted that it was used."""
    since, seen = session.get(SINCE), session.get(SEEN)
    if not isinstance(since, float) or not isinstance(seen, float):
        return False  # nobody signed in with it
    moment = now.timestamp()
    if moment - since > settings.SESSION_COOKIE_AGE or moment - seen > settings.SESSION_IDLE:
        return True
    if moment - seen > NOTED_AGAIN:
        session[SEEN] = moment
        session.set_expiry(timedelta(seconds=since + settings.SESSION_COOKIE_AGE - moment))
    return False
