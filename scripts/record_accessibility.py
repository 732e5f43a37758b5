"""Look at a page of every kind in a browser with axe and record what it finds, for the accessibility statement.

Run a site, and then: python scripts/record_accessibility.py http://127.0.0.1:8000 FOLDER-OF-THE-SITE
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice, product
from pathlib import Path

import django
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, sync_playwright

RECORD = Path(__file__).parents[1] / "src" / "gelijkop" / "web" / "evidence" / "accessibility.json"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS, SCHEMES = (1200, 320), ("light", "dark")
EACH = 1
"""Pages of a route, in each of its languages."""


def main() -> int:
    """Write the record; 1 when something was found."""
    site, folder = sys.argv[1].rstrip("/"), sys.argv[2]
    addresses = list(_addresses(folder))
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium") or "/usr/bin/chromium")
        asking = browser.new_context()
        pages = [site + a for a in addresses if _is_page(asking, site + a)]
        found, version = list[str](), ""
        for width, scheme in product(WIDTHS, SCHEMES):
            tab = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
            for address in pages:
                version, rules = _broken(tab, address)
                found += [f"{address} ({width}, {scheme}): {rule}" for rule in rules]
            print(width, scheme, len(found), flush=True)
        record = {
            "date": date.today().isoformat(),
            "tool": f"axe-core {version}",
            "browser": f"Chromium {browser.version.split('.')[0]}",
            "pages": len(pages),
            "checks": len(pages) * len(WIDTHS) * len(SCHEMES),
            "widths": list(WIDTHS),
            "violations": len(found),
        }
        browser.close()
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(*found, record, sep="\n")
    return bool(found)


def _addresses(folder: str) -> Iterator[str]:
    """The first page of every public route, in each language that it exists in."""
    os.environ |= {
        "GELIJKOP_SITE": folder,
        "DJANGO_SETTINGS_MODULE": "gelijkop.web.settings",
    }
    django.setup()
    from django.urls import reverse  # needs Django set up
    from django.utils import translation

    from gelijkop.web.access import Rule
    from gelijkop.web.addresses import routes
    from gelijkop.web.release import served

    shelf = served().shelf
    for route in routes():
        if route.declared is None or route.declared.rule is not Rule.PUBLIC or route.name.startswith("api-"):
            continue
        for codes in islice(route.declared.examples(shelf), EACH):
            for language in route.languages:
                with translation.override(language):
                    yield reverse(route.name, kwargs=dict(codes))


def _is_page(asking: BrowserContext, address: str) -> bool:
    answer = asking.request.get(address, max_redirects=0)
    return answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html")


def _broken(tab: Page, address: str) -> tuple[str, list[str]]:
    """The version of axe, and the rules that a page breaks."""
    tab.goto(address)
    told = Axe().run(tab, options={"runOnly": {"type": "tag", "values": TAGS}}).response
    return told["testEngine"]["version"], [v["id"] for v in told["violations"]]


if __name__ == "__main__":
    sys.exit(main())
