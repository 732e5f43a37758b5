"""What tests of the whole site share: a browser, and a site whose exact numbers are known, with its visitors."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import numpy as np
import pytest
import requests
from playwright.sync_api import Browser, Page, sync_playwright

from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.measure import measure
from gelijkop.pipeline.publish import publish
from gelijkop.pipeline.site import put_in_place
from gelijkop.pipeline.site_boards import put_boards_in_place
from gelijkop.store import Load, Store

CODES = ("po.advies.onder", "po.advies.passend")
MOMENT = datetime(2026, 1, 1)
KEY = bytes(range(100, 164))
OWN, SISTER, OTHER = "99AA00", "99AB00", "99BA00"
BOARD, OTHER_BOARD = "99901", "99902"
BOARD_OF = {OWN: BOARD, SISTER: BOARD, OTHER: OTHER_BOARD}
PUPILS = {  # school and poverty: how many pupils, and how many of them have an advice below their test
    (OWN, "zeer-arm"): (3, 1),
    (OWN, "arm"): (67, 23),
    (OWN, "niet-arm"): (1237, 211),
    (SISTER, "zeer-arm"): (47, 19),
    (SISTER, "arm"): (13, 2),
    (SISTER, "niet-arm"): (1117, 303),
    (OTHER, "zeer-arm"): (89, 31),
    (OTHER, "arm"): (4, 2),
    (OTHER, "niet-arm"): (1423, 409),
}


class Silent:
    def step(self, text):
        pass


def texts(values):
    return np.array(values, dtype=object)


def pseudonyms() -> np.ndarray:
    rng = np.random.default_rng(7)
    return texts([rng.bytes(16).hex() for _ in range(sum(n for n, _ in PUPILS.values()))])


def tables():
    """The pupils in `PUPILS`, each with an advice in one school year."""
    schools = [s for (s, _), (n, _) in PUPILS.items() for _ in range(n)]
    poverty = [p for (_, p), (n, _) in PUPILS.items() for _ in range(n)]
    advice = [a for n, k in PUPILS.values() for a in ["vmbo-kb"] * k + ["havo"] * (n - k)]
    names, count = pseudonyms(), len(schools)
    return {
        "pupils": {
            "pupil": names, "sex": texts(["m", "v"] * count)[:count], "neighbourhood_poverty": texts(poverty),
        },
        "advices": {
            "pupil": names, "school_year": np.full(count, 2019), "location": texts(schools),
            "provisional_advice": texts(advice), "test_advice": texts(["vmbo-gt/havo"] * count),
            "final_advice": texts(advice),
        },
        "places": {
            "location": texts([OWN, SISTER, OTHER]), "name": texts(["De Eik", "De Berk", "De Wilg"]),
            "board": texts([BOARD, BOARD, OTHER_BOARD]), "municipality": texts(["GM0606", "GM0606", "GM0622"]),
            "municipality_name": texts(["Schiedam", "Schiedam", "Vlaardingen"]),
        },
    }  # fmt: skip


@pytest.fixture(scope="session")
def known():
    """The exact numbers that went in: pupils and those below their test, by school and poverty."""
    return PUPILS


@pytest.fixture(scope="session")
def secrets_of_site(sealed_site) -> list[bytes]:
    """What may be in no byte that leaves the server: every pseudonym, and the keys."""
    keys = [sealed_site / "sleutel-besturen", sealed_site / "sleutel-sessies"]
    return [*(p.encode() for p in pseudonyms()), KEY.hex().encode(), *(k.read_bytes().strip() for k in keys)]


@pytest.fixture(scope="session")
def open_site(tmp_path_factory) -> Path:
    """The public release on a site of its own, made of the same store as the sealed figures; only copied."""
    folder = tmp_path_factory.mktemp("bekend")
    load = Load(
        "2025-09-01T10:00:00", "loopbaan", "leerlingen.csv", f"{1:064x}", ("pupils", "advices"),
        sum(n for n, _ in PUPILS.values()), 0, {}, "artikel 6 AVG: taak van algemeen belang",
    )  # fmt: skip
    with Store(folder / "bestuur.duckdb") as store:
        store.replace({name: store.frame(columns) for name, columns in tables().items()}, load=load)
        measure(store, {code: load_all()[code] for code in CODES})
    for policy in ("openbaar", "intern"):
        publish(
            folder / "bestuur.duckdb", folder / policy, policy=policy, key=KEY, region="Regio Noord",
            grouping="armoede", margin=0.05, language="nl", now=MOMENT, progress=Silent(), force=True,
        )  # fmt: skip
    put_in_place(folder / "openbaar", folder / "site", now=MOMENT, progress=Silent())
    return folder / "site"


@pytest.fixture(scope="session")
def sealed_site(open_site, own_copy, add_accounts, tmp_path_factory) -> Path:
    """The same with the sealed figures of both boards, and an account of each role."""
    site = own_copy(open_site, tmp_path_factory.mktemp("verzegeld"))
    intern = open_site.parent / "intern"
    put_boards_in_place(intern, site, key=KEY, environ={}, progress=Silent())
    add_accounts(
        site, ("bezoeker", "visitor", {}), ("school", "school", {"school": OWN}),
        ("bestuur", "board", {"board": BOARD}),
        ("regio", "coordinator", {}), ("beheer", "administrator", {}),
    )  # fmt: skip
    return site


@dataclass
class Visit:
    """Somebody at a server; `got` is everything that was answered, by address."""

    address: str
    session: requests.Session
    got: dict[str, requests.Response]

    def get(self, path: str) -> requests.Response:
        if path not in self.got:
            self.got[path] = self.session.get(urljoin(self.address, path), timeout=60, allow_redirects=False)
        return self.got[path]

    def follow(self, *starts: str, within: str = "/") -> None:
        """Get these addresses and all that they lead to on this server, as far as `within` allows."""
        waiting = list(starts)
        while waiting:
            path = waiting.pop()
            if path in self.got:
                continue
            answer = self.get(path)
            found = [answer.headers["Location"]] if "Location" in answer.headers else []
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                found += re.findall(r'(?:href|src)="([^"]+)"', answer.text)
            full = (urljoin(urljoin(self.address, path), f.replace("&amp;", "&")).partition("#")[0] for f in found)
            mine = (f.removeprefix(self.address) for f in full if f.startswith(f"{self.address}/"))
            waiting += [f for f in mine if re.match(within, f)]

    @property
    def reached(self) -> set[str]:
        return {path for path, answer in self.got.items() if answer.status_code == 200}


@pytest.fixture(scope="module")
def sealed_server(sealed_site, running, tmp_path_factory) -> Iterator[object]:
    with running(sealed_site, tmp_path_factory.mktemp("loopt")) as server:
        yield server


@pytest.fixture(scope="module")
def open_server(open_site, own_copy, running, tmp_path_factory) -> Iterator[object]:
    folder = tmp_path_factory.mktemp("open")
    with running(own_copy(open_site, folder), folder) as server:
        yield server


@pytest.fixture(scope="module")
def visit(password):
    """Makes a visit of somebody with an account, or of nobody."""

    def make(server, name: str = "") -> Visit:
        session = requests.Session()
        if name:
            page = session.get(f"{server.address}/inloggen/", timeout=60)
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
            form = {"username": name, "password": password, "csrfmiddlewaretoken": token}
            answer = session.post(f"{server.address}/inloggen/", form, timeout=60, allow_redirects=False)
            assert answer.headers["Location"] == "/account/"
        return Visit(server.address, session, {})

    return make


FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for one file: while it runs there is an event loop, in which no other one starts nor Django works."""
    with sync_playwright() as p:
        path = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else shutil.which("chromium")
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Tab:
    """A page in a browser, the addresses that it asked for, and what it complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))


@pytest.fixture(scope="module")
def new_tab(chromium):
    """Makes a tab of its own; whatever is on another machine is refused and noted."""
    made = []

    def make(**options: Any) -> Tab:
        context = chromium.new_context(viewport={"width": 1200, "height": 900}, **options)
        made.append(context)
        return Tab(context.new_page())

    yield make
    for context in made:
        context.close()


@pytest.fixture(scope="module")
def signed_in(new_tab, password):
    """Makes a tab in which somebody has signed in to a server."""

    def make(server, name: str) -> Tab:
        tab = new_tab()
        tab.page.goto(f"{server.address}/inloggen/")
        tab.page.fill("input[name=username]", name)
        tab.page.fill("input[name=password]", password)
        tab.page.click("main button[type=submit]")
        tab.page.wait_for_url(f"{server.address}/account/")
        return tab

    return make
