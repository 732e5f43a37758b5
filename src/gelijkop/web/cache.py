"""Finished pages of the release that is being served, kept in front of Django.

A page is kept when every visitor without a session gets the same bytes: it is asked for with GET or HEAD, without a
cookie that Django reads, at an address that may be kept and of which the parameters are known, and answered with 200,
without a cookie and without a word that forbids keeping. It is made from a request that holds nothing but what its key
holds, so that no header, cookie or parameter of one visitor can reach the page of another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gelijkop.web.cache_pages import Key, Page, Pages, finished, matches

MOST_BYTES = 12 * 2**20
"""Of all kept pages together, in a process: the server as a whole stays under 150 MB."""

LONGEST_QUERY = 300
LONGEST_PATH = 300
MOST_PARAMETERS = 20

Answer = tuple[str, list[tuple[str, str]], Iterable[bytes]]
Known = Callable[[str], Collection[str] | None]


@dataclass(frozen=True)
class _Passed:
    """An answer that is not kept, as the application gave it."""

    status: str
    headers: list[tuple[str, str]]
    body: Iterable[bytes]


def cached(
    app: WSGIApplication,
    *,
    release: Callable[[], str],
    parameters: Known,
    cookies: Collection[str] = (),
    most_bytes: int = MOST_BYTES,
) -> WSGIApplication:
    """The same application, which keeps its finished pages.

    Args:
        app: answers what is not kept.
        release: name of the release that is being served; another name empties the cache.
        parameters: names of the parameters that the page at a path knows, or None where nothing may be kept.
        cookies: names of cookies that the application reads; a visitor with one of these gets no kept page.
        most_bytes: bound on all kept pages together.
    """
    pages = Pages(most_bytes)

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = None if _has_one(environ.get("HTTP_COOKIE", ""), cookies) else _key(environ, parameters)
        if key is None:
            return app(environ, start_response)
        head_only, now = environ["REQUEST_METHOD"] == "HEAD", release()

        def make() -> Page | _Passed:
            status, headers, body = captured(app, _only_the_key(environ, key))
            if not may_be_kept(status, headers):
                return _Passed(status, headers, body)
            whole, rest = _first(body, pages.most_bytes_a_page)
            if rest is not None:
                return _Passed(status, headers, rest)
            # A page made while the release changed is whole, but nobody knows of which one it is.
            return finished(headers, whole) if release() == now else _Passed(status, headers, [whole])

        found = pages.fetch(now, key, make)
        if isinstance(found, Page):
            return _from_page(found, environ, start_response, head_only=head_only)
        start_response(found.status, found.headers)
        if head_only:
            _close(found.body)
            return []
        return found.body

    return answer


def _has_one(header: str, names: Collection[str]) -> bool:
    return any(part.partition("=")[0].strip() in names for part in header.split(";"))


def _key(environ: WSGIEnvironment, parameters: Known) -> Key | None:
    """What the page depends on, or None when no kept page may be given."""
    path, query = environ.get("PATH_INFO", "/"), environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        return None
    known = parameters(path)
    if known is None:
        return None
    try:
        given = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return None
    if any(name not in known for name, _ in given):
        return None
    asked = urlencode(sorted(given, key=lambda pair: pair[0]))
    host = environ.get("HTTP_HOST", "")
    secure = environ.get("HTTP_X_FORWARDED_PROTO") == "https"
    # Whoever asks may make up queries, ports and capitals in the name of the host.
    made_up = bool(asked) or host != host.lower() or _port(host) not in ("", environ.get("SERVER_PORT", ""))
    return Key(environ.get("wsgi.url_scheme", "http"), secure, host, path, asked, made_up)


def _port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return port if name and "]" not in port else ""


def _only_the_key(environ: WSGIEnvironment, key: Key) -> WSGIEnvironment:
    """The request without any header that is not in the key."""
    kept = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
    kept |= {"REQUEST_METHOD": "GET", "QUERY_STRING": key.query, "HTTP_HOST": key.host}
    if key.secure:
        kept["HTTP_X_FORWARDED_PROTO"] = "https"
    return kept


def captured(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """What the application answers, before any of it is sent."""
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        del exc_info  # nothing was sent, so a later answer may take the place of an earlier one
        said.append((status, headers))
        return _no_write

    body = app(environ, start_response)
    return *said[-1], body


def _no_write(_: bytes) -> None:
    raise NotImplementedError("the application returns its body; it does not write it")


def may_be_kept(status: str, headers: list[tuple[str, str]]) -> bool:
    """Whether an answer is the same for every visitor without a session."""
    names = {name.lower(): value.lower() for name, value in headers}
    rules = {rule.strip() for rule in names.get("cache-control", "").split(",")}
    depends_on = {name.strip() for name in names.get("vary", "").split(",")}
    return (
        status.startswith("200")
        and not {"set-cookie", "content-encoding"} & set(names)
        and not {"private", "no-store"} & rules
        and not {"cookie", "authorization", "*"} & depends_on
    )


def _first(body: Iterable[bytes], most: int) -> tuple[bytes, Iterable[bytes] | None]:
    """The whole body and None; of a body larger than `most` its beginning, and all of it to go on with."""
    pieces, size, rest = [], 0, iter(body)
    for piece in rest:
        pieces.append(piece)
        size += len(piece)
        if size > most:
            return b"".join(pieces), _continued(b"".join(pieces), rest, body)
    _close(body)
    return b"".join(pieces), None


def _continued(first: bytes, rest: Iterable[bytes], body: Iterable[bytes]) -> Iterator[bytes]:
    """A body too large to keep: what was read of it, and what is left."""
    try:
        yield first
        yield from rest
    finally:
        _close(body)


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()


def _from_page(
    page: Page, environ: WSGIEnvironment, start_response: StartResponse, *, head_only: bool
) -> Iterable[bytes]:
    """Answer with a kept page, or with the word that the client has it already."""
    coding = page.coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    headers = [*page.headers, ("ETag", page.etag(coding))]
    if matches(environ.get("HTTP_IF_NONE_MATCH", ""), page.etag(coding)):
        kept = [(n, v) for n, v in headers if not n.lower().startswith("content-")]
        start_response("304 Not Modified", kept)
        return []
    body = page.body(coding)
    if coding != "identity":
        headers.append(("Content-Encoding", coding))
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [] if head_only else [body]
