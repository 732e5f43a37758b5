"""Pictures of every kind of page at both widths, from a running site of the demo, for `docs/schermen/`.

    gelijkop demo && gelijkop serve demo/site
    python scripts/shoot.py http://127.0.0.1:8000 docs/schermen

The pictures are the top of each page as WebP, small enough for the repository.
"""

from __future__ import annotations

import base64
import shutil
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

PAGES = {
    "start": "/",
    "start-en": "/en/",
    "start-ar": "/ar/",
    "zoeken": "/zoeken/?q=vlaardngen",
    "gebieden": "/gebied/",
    "gebied": "/gebied/GM0622/",
    "indicatoren": "/indicator/",
    "indicator": "/indicator/po.advies.passend/alle/armoede/",
    "ketens": "/keten/",
    "keten": "/keten/leerjaar3.havo-vwo/alle/armoede/",
    "loopbanen": "/loopbanen/armoede/",
    "scholen": "/scholen/",
    "trechter": "/scholen/po.advies.passend/",
    "school": "/school/99AG00/",
    "kaart": "/kaart/po.advies.passend/armoede/",
    "kennisbank": "/bewijs/",
    "kennisbank-zoeken": "/bewijs/?q=ouders+kansen",
    "kennisbank-stap": "/bewijs/stap/voorlopig/herkomst/",
    "kennisbank-kaart": "/bewijs/npo-feedback/",
    "data": "/data/",
    "methoden": "/methode/",
    "methode": "/methode/po.advies.passend/",
    "over": "/over/",
    "privacy": "/privacy/",
    "toegankelijkheid": "/toegankelijkheid/",
    "inloggen": "/inloggen/",
}
SIZES = {"1200": (1200, 1500, 0.6), "320": (320, 1100, 1.0)}
"""Width, most height, and how much of it is kept: words stay readable."""
DARK = ("start", "indicator", "keten")
LARGEST = 60_000
"""Bytes of a picture."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(address: str, out: Path) -> None:
    """Write a picture of every page in `PAGES` at both widths, of some in the dark too."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for scheme in ("light", "dark"):
            for size, (width, height, _) in SIZES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
                )
                for name, path in PAGES.items():
                    if scheme == "light" or name in DARK:
                        suffix = f"{size}-donker" if scheme == "dark" else size
                        picture = shot(context, f"{address}{path}", size)
                        (out / f"{name}-{suffix}.webp").write_bytes(picture)
                context.close()
        browser.close()


def shot(context: BrowserContext, address: str, size: str) -> bytes:
    """The top of a page as WebP of at most `LARGEST` bytes."""
    width, most, scale = SIZES[size]
    page = context.new_page()
    page.goto(address)
    page.evaluate("document.fonts.ready")
    height = min(most, page.evaluate("document.documentElement.scrollHeight"))
    devtools = context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": scale}
    for quality in (70, 55, 40, 25, 10):
        asked = {"format": "webp", "quality": quality, "clip": clip, "captureBeyondViewport": True}
        picture = base64.b64decode(devtools.send("Page.captureScreenshot", asked)["data"])
        if len(picture) <= LARGEST:
            break
    page.close()
    return picture


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
