"""A small site with two releases, and real server processes of it."""

import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.measure import measure
from gelijkop.pipeline.publish import publish
from gelijkop.pipeline.site import put_in_place
from gelijkop.present.shelf import About
from gelijkop.present.shelf.kinds import read, written
from gelijkop.present.site_folder import NOW, RELEASES, SHELF
from gelijkop.store import Load, Store

CODES = ("po.advies.onder", "po.advies.passend", "vo.zittenblijven")
PUPILS = 300
EAST, WEST = "Regio Oost", "Regio West"
LONGEST_START = 60.0
MOMENT = datetime(2026, 1, 1)


class Silent:
    def step(self, text):
        pass


def texts(values):
    return np.array(values, dtype=object)


def pupils():
    """Random pupils of one board, with two schools in two towns."""
    rng = np.random.default_rng(1)
    names = texts([f"{i:032x}" for i in range(PUPILS)])
    levels, tests = texts(["vmbo-kb", "vmbo-gt", "havo"]), texts(["vmbo-kb/gt", "vmbo-gt/havo"])
    places = texts(["99AA00", "99AB00"])
    return {
        "pupils": {
            "pupil": names,
            "sex": rng.choice(texts(["m", "v"]), PUPILS),
            "neighbourhood_poverty": rng.choice(texts(["zeer-arm", "arm", "niet-arm"]), PUPILS),
        },
        "enrolments": {
            "pupil": np.repeat(names, 2), "school_year": np.tile([2020, 2021], PUPILS),
            "location": np.repeat(rng.choice(places, PUPILS), 2), "sector": np.full(2 * PUPILS, "vo", dtype=object),
            "level": np.full(2 * PUPILS, "havo", dtype=object),
            "grade": np.column_stack([np.ones(PUPILS), 1 + rng.integers(0, 2, PUPILS)]).astype(int).reshape(-1),
        },
        "advices": {
            "pupil": names, "school_year": np.full(PUPILS, 2019), "location": rng.choice(places, PUPILS),
            "provisional_advice": rng.choice(levels, PUPILS), "test_advice": rng.choice(tests, PUPILS),
            "final_advice": rng.choice(levels, PUPILS),
        },
        "places": {
            "location": places, "name": texts(["De Eik", "De Berk"]), "board": texts(["99901"] * 2),
            "municipality": texts(["GM0606", "GM0622"]), "municipality_name": texts(["Schiedam", "Vlaardingen"]),
        },
    }  # fmt: skip


@pytest.fixture(scope="session")
def two_releases(tmp_path_factory) -> Path:
    """A site with release `oost` in place and `west` beside it, alike but for the region they name; only copied."""
    folder = tmp_path_factory.mktemp("twee-uitgaven")
    load = Load(
        "2025-09-01T10:00:00", "loopbaan", "leerlingen.csv", f"{1:064x}", ("pupils", "advices"),
        PUPILS, 0, {}, "artikel 6 AVG: taak van algemeen belang",
    )  # fmt: skip
    with Store(folder / "bestuur.duckdb") as store:
        store.replace({name: store.frame(columns) for name, columns in pupils().items()}, load=load)
        measure(store, {code: load_all()[code] for code in CODES})
    publish(
        folder / "bestuur.duckdb", folder / "uitgave", policy="openbaar", key=bytes(range(64)), region=EAST,
        grouping="geslacht", margin=0.05, language="nl", now=MOMENT, progress=Silent(), force=True,
    )  # fmt: skip
    site = folder / "site"
    name = put_in_place(folder / "uitgave", site, now=MOMENT, progress=Silent())
    for other, region in (("oost", EAST), ("west", WEST)):
        shutil.copytree(site / RELEASES / name, site / RELEASES / other)
        rename(site / RELEASES / other / SHELF, other, region)
    shutil.rmtree(site / RELEASES / name)
    put(site, "oost")
    return site


def rename(path: Path, name: str, region: str) -> None:
    """Make of a shelf that of another release, which says another region."""
    shelf = sqlite3.connect(path)
    about = read(shelf.execute("SELECT body FROM about WHERE key = 'about'").fetchone()[0], About)
    changed = replace(about, id=name, region=region)
    shelf.execute("UPDATE about SET body = ? WHERE key = 'about'", (written(changed),))
    shelf.execute("UPDATE places SET name = ? WHERE kind = 'region'", (region,))
    shelf.commit()
    shelf.close()


def put(site: Path, name: str) -> None:
    """Point at another release in one step, as `gelijkop site` does."""
    fresh = site / ".nu-nieuw"
    fresh.write_text(name, "ascii")
    fresh.replace(site / NOW)


@pytest.fixture
def site(two_releases, tmp_path) -> Path:
    """A site of one's own."""
    return Path(shutil.copytree(two_releases, tmp_path / "site"))


@dataclass
class Served:
    """A server that runs; `log` holds all that it wrote to its output."""

    site: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def put(self, name: str) -> None:
        put(self.site, name)

    @property
    def told(self) -> str:
        """The line that says where it is."""
        return next((line for line in self.log.read_text().splitlines() if re.search(r"http://\S+/", line)), "")

    def logged(self, path: str) -> str:
        """All that it wrote, once there is a line about this path: that comes after the answer."""
        assert wait_until(lambda: path in self.log.read_text())
        return self.log.read_text()

    def stop(self) -> int:
        """Its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LONGEST_START)


@contextmanager
def running(site: Path, *more: str) -> Iterator[Served]:
    port = free_port()
    words = [sys.executable, "-m", "gelijkop.web.server_process", str(site), "127.0.0.1", str(port), "2", *more]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GELIJKOP_", "DJANGO_", "DATABASE_URL"))}
    log = site.with_name(f"{site.name}-{port}.log")
    with log.open("w") as file:
        process = subprocess.Popen(words, stdout=file, env=kept)
    found = Served(site, port, process, log)
    try:
        assert wait_until(lambda: found.told or process.poll() is not None)
        yield found
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(LONGEST_START)


@pytest.fixture
def start(site):
    """Starts a server of one's own site, with more words; it ends with the test."""
    running_now = []

    def begin(*more: str) -> Served:
        context = running(site, *more)
        running_now.append(context)
        return context.__enter__()

    yield begin
    for context in running_now:
        context.__exit__(None, None, None)


@pytest.fixture(scope="module")
def served(two_releases, tmp_path_factory) -> Iterator[Served]:
    """One server for tests that change nothing."""
    own = Path(shutil.copytree(two_releases, tmp_path_factory.mktemp("gedeeld") / "site"))
    with running(own) as found:
        yield found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true) -> bool:
    end = time.monotonic() + LONGEST_START
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
