"""Fetches one address over http: one connection at a time, pauses that grow, nothing that came in damaged."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote, urlsplit

from gelijkop.errors import FetchFailed, Text

Understood = TypeVar("Understood")
TRIES = 5
FIRST_PAUSE = 2.0
"""Seconds before the second try; each next pause is twice as long."""
LONGEST_PAUSE = 120.0
"""A server that asks to wait longer than this is left alone; the user runs the command again later."""
BETWEEN = 0.5
"""Seconds between two pages, so that a publisher is not flooded."""
LARGEST = 256 * 1024**2
"""Bytes in one answer; more than this is no page of a table."""
_AGAIN = (408, 429, 500, 502, 503, 504)
_AGENT = "gelijkop (open data reader; one connection)"
_KEPT = "/$=&?%',()-._~:+@!*;"


@dataclass(frozen=True)
class Line:
    """How to reach one publisher: its base address, how to wait and what time it is."""

    base: str
    sleep: Callable[[float], None]
    clock: Callable[[], datetime]
    timeout: float = 60.0


class _Again(Exception):
    """One try failed; `asked` is how long the server asks to wait."""

    def __init__(self, why: str, asked: float = 0.0) -> None:
        super().__init__(why)
        self.asked = asked


def get(line: Line, address: str, understand: Callable[[bytes], Understood]) -> tuple[bytes, Understood]:
    """The bytes at an address below the base, and what `understand` makes of them.

    An answer that `understand` rejects with a ValueError (cut JSON, an empty page) is asked for again,
    like a broken connection, a time-out and the statuses 408, 429 and 5xx.

    Raises:
        FetchFailed: no such address, or no whole answer after all tries.
    """
    url = line.base.rstrip("/") + quote(address, safe=_KEPT)
    if urlsplit(url).scheme not in ("http", "https"):
        raise _failed(url, "geen http-adres", "no http address")
    why = ""
    for attempt in range(TRIES):
        try:
            body = _once(url, line.timeout)
            return body, understand(body)
        except _Again as again:
            why, pause = str(again), max(again.asked, FIRST_PAUSE * 2**attempt)
        except ValueError:
            why, pause = "onvolledig antwoord / incomplete answer", FIRST_PAUSE * 2**attempt
        if pause > LONGEST_PAUSE:
            break
        if attempt < TRIES - 1:
            line.sleep(pause)
    raise _failed(url, why, why)


def below(line: Line, link: str) -> str:
    """The address of a next link below the base of this line; the host in the link is not followed.

    Raises:
        FetchFailed: the link leads outside the base.
    """
    parts, base = urlsplit(link), urlsplit(line.base)
    found = parts.path.removeprefix(base.path.rstrip("/"))
    if not parts.path.startswith(base.path.rstrip("/")) or not found.startswith("/"):
        raise _failed(line.base, "vervolgadres buiten de bron", "next link leads outside the source")
    return f"{found}?{parts.query}" if parts.query else found


def _once(url: str, timeout: float) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": _AGENT, "Accept": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            body: bytes = answer.read(LARGEST + 1)
            declared = answer.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        with error:
            if error.code not in _AGAIN:
                raise _failed(url, f"status {error.code}", f"status {error.code}") from None
            asked = error.headers.get("Retry-After", "")
            raise _Again(f"status {error.code}", float(asked) if asked.isdecimal() else 0.0) from None
    except TimeoutError:
        raise _Again("time-out") from None
    except urllib.error.URLError as error:
        raise _Again(
            "time-out" if isinstance(error.reason, TimeoutError) else "geen verbinding / no connection"
        ) from None
    except (ConnectionError, http.client.HTTPException):
        raise _Again("verbinding verbroken / connection broken") from None
    if len(body) > LARGEST:
        raise _failed(url, "antwoord te groot", "answer too large")
    if declared is not None and declared.isdecimal() and len(body) != int(declared):
        raise _Again("verbinding verbroken / connection broken")
    return body


def _failed(url: str, nl: str, en: str) -> FetchFailed:
    return FetchFailed(
        Text(
            f"{url} gaf geen bruikbaar antwoord ({nl}). Wat al was opgehaald is bewaard: "
            "probeer het later opnieuw, dan gaat het ophalen daar verder.",
            f"{url} gave no usable answer ({en}). What was fetched is kept: "
            "try again later, and fetching goes on from there.",
        )
    )
