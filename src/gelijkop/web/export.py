"""The public site as plain files: the same pages as the server gives, made by the same views."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from wsgiref.types import WSGIApplication, WSGIEnvironment

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from gelijkop.errors import GelijkopError, Text, UserError
from gelijkop.web.addresses import public_addresses
from gelijkop.web.cache import captured, may_be_kept
from gelijkop.web.export_links import relative, standing_alone
from gelijkop.web.origin import EXPORTED
from gelijkop.web.release import served
from gelijkop.web.server import check_release

MARK = ".gelijkop"
"""The mark of a folder of ours may be there before anything else is."""

_SAFE = re.compile(r"[A-Za-z0-9_~+=@,-][A-Za-z0-9._~+=@,-]*")
_SUFFIXES = {"text/html": ".html", "application/json": ".json", "text/csv": ".csv", "text/plain": ".txt"}
_SHOWN = 10


@dataclass
class _Written:
    """What the export has so far: the file of each address, which are pages with links, and which lead on to others."""

    out: Path
    files: dict[str, str] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, address: str, kind: str, content: bytes) -> None:
        """Write one address; no file is written twice, and none outside the folder."""
        name = file_of(address, kind)
        place = self.out / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            file.write(content)
        self.files[address] = name
        if kind == "text/html":
            self.pages.append(address)


def export(site: Path, out: Path, *, progress: Callable[[Text], None] = lambda _: None) -> int:
    """Write every public page of the release in place into an empty folder, and return how many files there are.

    Args:
        site: folder of the site.
        out: folder to fill, empty but for the mark of a folder of ours.
        progress: told of each step.

    Raises:
        UserError: there is no release in place, or `out` is not an empty folder.
        GelijkopError: a page could not be made, or has a link that leads nowhere.
    """
    check_release(site)
    check_empty(out)
    _set_up(site)
    application, of, written = get_wsgi_application(), served(), _Written(out)
    progress(Text("de bladzijden maken", "making the pages"))
    for address in public_addresses(of.shelf):
        _page(application, address, written)
    progress(Text("de stijl en de letters neerzetten", "putting style and fonts in place"))
    for folder in map(Path, settings.STATICFILES_DIRS):
        for file in sorted(p for p in folder.rglob("[!.]*") if p.is_file()):
            written.add(f"{settings.STATIC_URL}{file.relative_to(folder).as_posix()}", "", file.read_bytes())
    progress(Text("de koppelingen nagaan", "following the links"))
    written.files |= {address: written.files[to] for address, to in written.moved.items() if to in written.files}
    for address in written.pages:
        _link(address, written)
    if written.faults:
        more = len(written.faults) - _SHOWN
        lines = [*written.faults[:_SHOWN], *([f"… {more} more"] if more > 0 else [])]
        raise GelijkopError("The export is not whole:\n  " + "\n  ".join(lines))
    return len(set(written.files.values()))


def check_empty(out: Path) -> None:
    """Nothing, when this is an empty folder.

    Raises:
        UserError: it is something else, or has something in it, or is a link to elsewhere.
    """
    if out.is_symlink() or not out.is_dir() or any(p.name != MARK for p in out.iterdir()):
        raise UserError(
            Text(
                f"{out} is geen lege map. De export gaat alleen in een lege map.",
                f"{out} is not an empty folder. The export goes into an empty folder only.",
            )
        )


def file_of(address: str, kind: str) -> str:
    """The file for an address, relative to the folder of the export.

    Args:
        address: path on the site.
        kind: content type without parameters.

    Raises:
        GelijkopError: a part of the address could lead out of the folder, or is no safe name of a file.
    """
    parts = unquote(address).removeprefix("/").split("/")
    if parts[-1] == "":
        parts[-1] = "index" + _SUFFIXES.get(kind, ".html")
    elif "." not in parts[-1]:
        parts[-1] += _SUFFIXES.get(kind, "")
    if not all(_SAFE.fullmatch(part) for part in parts):
        raise GelijkopError(f"{address!r} cannot be the name of a file")
    return "/".join(parts)


def _set_up(site: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gelijkop.web.settings")
    os.environ["GELIJKOP_SITE"] = str(site.resolve())
    django.setup()


def _page(application: WSGIApplication, address: str, written: _Written) -> None:
    """Make one page; one that is not the same for every visitor, as that to sign in, becomes no file."""
    status, headers, body = captured(application, _request(address))
    content = b"".join(body)
    if status.startswith("405"):
        return  # there is no page: a form is sent there
    if status[0] in "45":
        written.faults.append(f"{address} answers {status}")
    names = {name.lower(): value for name, value in headers}
    if status[0] == "3":
        written.moved[address] = names["location"]
    elif may_be_kept(status, headers):
        written.add(address, names.get("content-type", "").partition(";")[0], content)


def _request(address: str) -> WSGIEnvironment:
    host = settings.ALLOWED_HOSTS[0].removeprefix(".")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(address).encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": host,
        "SERVER_PORT": "443",
        "HTTP_HOST": host,
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        EXPORTED: True,
    }


def _link(address: str, written: _Written) -> None:
    place = written.out / written.files[address]
    page = place.read_text("utf-8")
    linked = relative(page, address, written.files, lambda t: written.faults.append(f"{address} links to {t}"))
    place.write_text(standing_alone(linked), "utf-8")
