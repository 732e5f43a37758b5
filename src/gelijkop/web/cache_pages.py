"""Finished pages: compressed once, found by what they depend on, within a bound on their bytes."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Literal, TypeVar

Coding = Literal["br", "gzip", "identity"]
Other = TypeVar("Other")

SMALLEST = 500
"""Bytes; below this a compressed page would fit in no fewer packets."""

BROTLI_QUALITY, BROTLI_WINDOW = 5, 16
"""Made while a visitor waits: 100 kB takes 3 ms, at quality 11 it takes 200. The usual window of 2^22 bytes costs a
server 50 MB, and few pages are larger than 2^16."""

MOST_MADE_UP = 200
"""Pages of which the asker chose part of the address freely are counted apart: they push out no other page."""

LONGEST_WAIT = 30.0
"""Seconds that a visitor waits for a page that is being made for another one, before making it too."""

ASK_AGAIN = "public, no-cache"
"""A browser keeps the page and asks each time whether it changed: after a new release nobody sees an old page."""

TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/vnd.oai")


def _brotli() -> ModuleType | None:
    """The compressor, where it is installed; it has no types."""
    try:
        return importlib.import_module("brotli")
    except ImportError:
        return None


BROTLI = _brotli()
_ONE_AT_A_TIME = threading.Lock()  # what a compressor takes for a moment stays with the thread that asked it


@dataclass(frozen=True)
class Key:
    """All that a kept page depends on, beside the release."""

    scheme: str
    secure: bool
    host: str
    path: str
    query: str
    made_up: bool


@dataclass(frozen=True)
class Page:
    """One finished page in each coding it can be asked for; `tag` tells its content."""

    headers: tuple[tuple[str, str], ...]
    bodies: dict[Coding, bytes]
    tag: str

    @property
    def size(self) -> int:
        """Bytes that keeping it takes, about."""
        return sum(map(len, self.bodies.values())) + 1000

    def coding(self, accepted: str) -> Coding:
        """The smallest coding that the page has and the client takes."""
        wanted = taken(accepted)
        return next((c for c in self.bodies if c in wanted), "identity")

    def body(self, coding: Coding) -> bytes:
        """The bytes in a coding that the page has."""
        if coding in self.bodies:
            return self.bodies[coding]
        return gzip.decompress(self.bodies["gzip"])

    def etag(self, coding: Coding) -> str:
        """Another one for each coding: these are other bytes."""
        return f'"{self.tag}-{coding}"'


def finished(headers: list[tuple[str, str]], body: bytes) -> Page:
    """A page from what the application answered, compressed where that helps."""
    names = {name.lower(): value for name, value in headers}
    # Length and tag are told anew for every coding. A kept page does not depend on the language that a browser asks.
    kept = [(n, v) for n, v in headers if n.lower() not in ("content-length", "etag", "vary", "date")]
    vary = "Accept-Encoding" if "immutable" in names.get("cache-control", "") else "Accept-Encoding, Cookie"
    kept += [("Vary", vary)] if "cache-control" in names else [("Vary", vary), ("Cache-Control", ASK_AGAIN)]
    bodies: dict[Coding, bytes] = {"identity": body}
    if len(body) >= SMALLEST and names.get("content-type", "").startswith(TEXT):
        bodies = {"gzip": gzip.compress(body, 6, mtime=0)}
        if BROTLI is not None:
            with _ONE_AT_A_TIME:
                small = BROTLI.compress(body, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW)
            bodies = {"br": small, **bodies}
    return Page(tuple(kept), bodies, hashlib.sha256(body).hexdigest()[:24])


def taken(accepted: str) -> set[str]:
    """The codings in an `Accept-Encoding` header that are not refused with q=0."""
    found = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "").rstrip("0") not in ("q=", "q=0."):
            found.add(name.strip())
    return found


def matches(asked: str, etag: str) -> bool:
    """Whether `If-None-Match` holds the tag."""
    return asked.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in asked.split(",")}


@dataclass
class _Flight:
    """A page that is being made; the others who ask for it wait."""

    landed: threading.Event = field(default_factory=threading.Event)
    page: Page | None = None


class Pages:
    """Kept pages of one release; those asked for longest ago go first."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes_a_page = most_bytes // 2  # before it is compressed
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._release = ""
        self._kept: OrderedDict[Key, Page] = OrderedDict()
        self._made_up: OrderedDict[Key, None] = OrderedDict()
        self._flights: dict[tuple[str, Key], _Flight] = {}
        self.size = 0

    def __len__(self) -> int:
        return len(self._kept)

    def fetch(self, release: str, key: Key, make: Callable[[], Page | Other]) -> Page | Other:
        """The kept page, or what `make` gives; of all who ask at the same time one makes it.

        What `make` gives is kept when it is a page. The pages of another release are dropped.
        """
        with self._lock:
            if release != self._release:
                self._empty(release)
            if (page := self._found(key)) is not None:
                return page
            flight = self._flights.get((release, key))
            first = flight is None
            if flight is None:
                flight = self._flights[release, key] = _Flight()
        if not first:
            flight.landed.wait(LONGEST_WAIT)
            return make() if flight.page is None else flight.page
        try:
            made = make()
            if isinstance(made, Page):
                flight.page = made
                self._keep(release, key, made)
            return made
        finally:
            with self._lock:
                del self._flights[release, key]
            flight.landed.set()

    def _found(self, key: Key) -> Page | None:
        page = self._kept.get(key)
        if page is not None:
            self._kept.move_to_end(key)
            if key.made_up:
                self._made_up.move_to_end(key)
        return page

    def _keep(self, release: str, key: Key, page: Page) -> None:
        with self._lock:
            if release != self._release:
                return
            self._kept[key] = page
            self.size += page.size
            if key.made_up:
                self._made_up[key] = None
            while len(self._made_up) > MOST_MADE_UP:
                self._drop(next(iter(self._made_up)))
            while self.size > self._most_bytes:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        self.size -= self._kept.pop(key).size
        self._made_up.pop(key, None)

    def _empty(self, release: str) -> None:
        self._release, self.size = release, 0
        self._kept.clear()
        self._made_up.clear()
