"""The links of an exported page: relative, so that the pages work in any folder of any server and from a disk."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote, urljoin, urlsplit

_LINK = re.compile(r'(?<=[\s])(href|src|action|data-href)="([^"]*)"')
_HEAD = re.compile(r"<meta charset=\"[^\"]*\"\s*/?>", re.IGNORECASE)
_AHEAD = re.compile(r"<link rel=\"preload\"[^>]*>\n?")
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"
"""As the server says it in a header; `frame-ancestors` cannot be said in a page."""


def standing_alone(page: str) -> str:
    """The page, which itself forbids what the server forbids in a header.

    It asks for no font ahead: from a disk a browser refuses that, and loads the font only where the style names it.
    """
    page = _AHEAD.sub("", page)
    rule = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return _HEAD.sub(lambda found: f"{found[0]}\n{rule}", page, count=1)


def relative(page: str, address: str, files: Mapping[str, str], missed: Callable[[str], None]) -> str:
    """The page with each link to the site leading to the file of that page.

    Args:
        page: HTML whose attributes stand between double quotes.
        address: path of the page on the site.
        files: the file of every address that is exported, relative to the folder of the export.
        missed: told of each link to an address that is not exported.
    """
    here = posixpath.dirname(files[address])

    def changed(found: re.Match[str]) -> str:
        target = html.unescape(found[2])
        inside = _inside(address, target)
        if inside is None:
            return found[0]
        path, fragment = inside
        if path not in files:
            missed(target)
            return found[0]
        leads = posixpath.relpath(files[path], here or ".") if path != address or not fragment else ""
        return f'{found[1]}="{html.escape(leads + fragment)}"'

    return _LINK.sub(changed, page)


def _inside(address: str, target: str) -> tuple[str, str] | None:
    """The path on the site and the fragment that a link leads to; None for a link elsewhere.

    A query makes another page of it, which no file can be: its path is then one that is not exported.
    """
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target:
        return None
    whole = urlsplit(urljoin(address, target))
    path = unquote(whole.path) + (f"?{whole.query}" if whole.query else "")
    return path, f"#{whole.fragment}" if whole.fragment else ""
