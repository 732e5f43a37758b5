"""A first visit on a slow phone: bytes, requests elsewhere, when the page stands there and whether it jumps."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SLOWER = 4
"""Times that a phone of small means is slower than this machine: the mobile profile of Lighthouse."""

DELAY, DOWN, UP = 150, 1.6e6 / 8, 750e3 / 8
"""Milliseconds, and bytes a second: the slow 4G of the same profile."""

SETTLED = 1500
"""Milliseconds after everything arrived in which a page may still move."""

WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver(l => { for (const e of l.getEntries()) window.seen.lcp = e.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.hadRecentInput) window.seen.cls += e.value; })
  .observe({type: 'layout-shift', buffered: true});
"""


@dataclass(frozen=True)
class Visit:
    path: str
    kilobytes: float
    requests: int
    elsewhere: int
    lcp: float
    cls: float


def first_visits(port: int, paths: list[str], *, rounds: int = 3) -> list[Visit]:
    """Each page opened with an empty cache; of several rounds the middle one by its largest paint."""
    found = []
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for path in paths:
            visits = []
            for _ in range(rounds):
                context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
                page = context.new_page()
                wire = context.new_cdp_session(page)
                visits.append(_visit(page, wire, port, path))
                context.close()
            found.append(sorted(visits, key=lambda v: v.lcp)[len(visits) // 2])
        browser.close()
    return found


def _visit(page, wire: CDPSession, port: int, path: str) -> Visit:
    sizes: list[float] = []
    hosts: list[str] = []
    wire.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
    wire.on("Network.requestWillBeSent", lambda e: hosts.append(urlsplit(e["request"]["url"]).netloc))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": False})
    slow = {"offline": False, "latency": DELAY, "downloadThroughput": DOWN, "uploadThroughput": UP}
    wire.send("Network.emulateNetworkConditions", slow)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
    page.wait_for_timeout(SETTLED)
    seen = page.evaluate("window.seen")
    elsewhere = sum(host not in (f"127.0.0.1:{port}", "") for host in hosts)
    return Visit(path, sum(sizes) / 1000, len(hosts), elsewhere, seen["lcp"], seen["cls"])
