"""The log of who saw and changed what: lines are added, each sealed onto the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from gelijkop.web.accounts.models import Action, LogEntry, LogHead

SALT = "gelijkop.web.accounts.log"
BATCH = 2000
LATELY, PLENTY = timedelta(minutes=15), 200  # who wants to fill a disk with lines gets no further than this


def write(action: Action, *, now: datetime, who: str = "", path: str = "", about: str = "") -> None:
    """Add a line; when this returns it is in the database.

    Args:
        action: what was done.
        now: when.
        who: name of the account, empty for someone not signed in.
        path: the page, without what follows a question mark.
        about: the account, school or board it concerns; never a value of a figure or a person.
    """
    with transaction.atomic():
        head, _ = LogHead.objects.select_for_update().get_or_create(pk=1)
        entry = LogEntry(
            number=head.number + 1,
            at=now,
            who=_plain(who, 150),
            action=action,
            path=_plain(path, 200),
            about=_plain(about, 200),
        )
        entry.digest = _digest(head.digest, entry)
        LogEntry.objects.bulk_create([entry])
        head.number, head.digest = entry.number, entry.digest
        head.save(update_fields=["number", "digest"])


def write_if_rare(action: Action, *, now: datetime, path: str = "", about: str = "") -> None:
    """Add a line about what anyone can do as often as they like, unless the log has plenty of those by now."""
    lately = LogEntry.objects.filter(action=action, at__gt=now - LATELY)
    if lately.count() < PLENTY:
        write(action, now=now, path=path, about=about)


def forget(*, before: datetime) -> None:
    """Remove the lines from before that moment; the log then begins later, and what is left still fits together."""
    with transaction.atomic():
        head, _ = LogHead.objects.select_for_update().get_or_create(pk=1)
        last = LogEntry.objects.filter(at__lt=before).order_by("-number").first()
        if last is None:
            return
        head.first, head.before = last.number + 1, last.digest
        head.save(update_fields=["first", "before"])
        LogEntry.passed.filter(number__lte=last.number).delete()


def keep_days(days: int, *, now: datetime) -> None:
    """Remove the lines that are older than that many days."""
    forget(before=now - timedelta(days=days))


def first_fault() -> int | None:
    """The number of the first line that was changed, or that is not there; None when the log is whole.

    Who can write in the database and knows the secret key of the site can write another log that fits together.
    """
    head = LogHead.objects.filter(pk=1).first()
    if head is None:
        return None if not LogEntry.objects.exists() else 1
    number, digest = head.first, head.before
    for entry in _oldest_first():
        if entry.number != number or entry.digest != _digest(digest, entry):
            return number
        number, digest = number + 1, entry.digest
    return None if (number - 1, digest) == (head.number, head.digest) else number


def _oldest_first() -> Iterable[LogEntry]:
    return LogEntry.objects.order_by("number").iterator(chunk_size=BATCH)


def _digest(before: str, entry: LogEntry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    line = json.dumps([before, entry.number, at, entry.who, entry.action, entry.path, entry.about])
    return salted_hmac(SALT, line, algorithm="sha256").hexdigest()


def _plain(text: str, longest: int) -> str:
    return "".join(c if c.isprintable() else "\N{MIDDLE DOT}" for c in text[:longest])
