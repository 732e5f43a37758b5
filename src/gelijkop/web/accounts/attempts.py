"""How often someone may try to sign in: counted in the database, so that all processes count together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.utils.crypto import salted_hmac

from gelijkop.web.accounts.models import Attempt

SALT = "gelijkop.web.accounts.attempts"
KNOWN_DAYS = 30
NETWORK_BITS = 64  # a household has a whole network of IPv6 addresses to try from


@dataclass(frozen=True)
class Limit:
    """At most `times` failures `within` a stretch of time."""

    times: int
    within: timedelta


WAIT = timedelta(minutes=15)
OF_PAIR = (Limit(5, WAIT), Limit(40, timedelta(days=1)))
OF_ACCOUNT = Limit(30, WAIT)
OF_ADDRESS = Limit(100, WAIT)


def begin(name: str, address: str, *, now: datetime) -> Attempt | None:
    """An attempt to sign in as `name`, counted as failed until `succeed`; None when it was tried too often.

    One account from one address has few tries. An account from everywhere and an address for all accounts have
    more; these two do not hold for an account that was used from that address in the last 30 days, so that
    a stranger cannot keep a school out, nor one colleague a staff room. Whether an account exists plays no part.
    """
    attempt = Attempt.objects.create(at=now, account=_mark(name.strip().lower()), address=_mark(_network(address)))
    if _too_often(attempt):
        attempt.delete()
        return None
    return attempt


def succeed(attempt: Attempt) -> None:
    """Count the attempt as a success, and forget what failed before it for that account from that address."""
    pair = Attempt.objects.filter(account=attempt.account, address=attempt.address)
    pair.exclude(pk=attempt.pk).delete()
    attempt.succeeded = True
    attempt.save(update_fields=["succeeded"])


def forget(*, now: datetime) -> None:
    """Remove what no limit looks at any more."""
    Attempt.objects.filter(at__lt=now - max(limit.within for limit in OF_PAIR), succeeded=False).delete()
    Attempt.objects.filter(at__lt=now - timedelta(days=KNOWN_DAYS)).delete()


def _too_often(attempt: Attempt) -> bool:
    account, address = attempt.account, attempt.address
    if any(_over(limit, attempt.at, account=account, address=address) for limit in OF_PAIR):
        return True
    since = attempt.at - timedelta(days=KNOWN_DAYS)
    known = Attempt.objects.filter(account=account, address=address, succeeded=True, at__gte=since).exists()
    return not known and (
        _over(OF_ACCOUNT, attempt.at, account=account) or _over(OF_ADDRESS, attempt.at, address=address)
    )


def _over(limit: Limit, now: datetime, **who: str) -> bool:
    failed = Attempt.objects.filter(at__gt=now - limit.within, succeeded=False, **who)
    return failed.count() > limit.times  # the attempt itself is one of them


def _mark(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(int(found) >> (128 - NETWORK_BITS))
    return str(found)
