"""What the layout has around every page, also one that is about no release: the main menu."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest

from gelijkop.web.pages.frame import menu


def around(request: HttpRequest) -> dict[str, object]:
    """The menu, worked out when a template asks for it."""
    return {"menu": partial(menu, request.path)}
