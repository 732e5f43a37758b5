"""Sites that the tests of pages share, each made once for all test processes, and real servers of them."""

import fcntl
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from gelijkop.pipeline.demo import SITE, demo
from gelijkop.present.shelf import Shelf
from gelijkop.present.shelf.reading import opened
from gelijkop.present.site_folder import NOW, RELEASES, SHELF

MOMENT = datetime(2026, 1, 1)
LONGEST_START = 60.0
DONE = "klaar"


class Silent:
    def step(self, text):
        pass


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` fills, once for all the processes that pytest-xdist runs at the same time."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"gedeeld-{name}"
    shared.mkdir(exist_ok=True)
    with (shared / "slot").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / DONE).exists():
            make(shared)
            (shared / DONE).touch()
    return shared


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `gelijkop demo` makes; only read."""

    def make(folder):
        demo(folder / "regio", seed=1, language="nl", now=MOMENT, progress=Silent(), force=False)

    return made_once(tmp_path_factory, "demo", make) / "regio"


@pytest.fixture(scope="session")
def demo_site(demo_folder: Path) -> Path:
    """The site of the demo; only read."""
    return demo_folder / SITE


def copied(site: Path, folder: Path) -> Path:
    """A site with the same releases and accounts of its own."""
    return Path(shutil.copytree(site, folder / "site"))


def shelf_of(site: Path) -> Shelf:
    """The release that a site serves."""
    return opened(site / RELEASES / (site / NOW).read_text("ascii") / SHELF)


@dataclass
class Answer:
    """What a server sent: status, headers by name in lower case, content."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Server:
    """A server process; `log` is where all that it writes goes."""

    site: Path
    address: str
    log: Path

    def get(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=60)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@contextmanager
def server_of(site: Path, folder: Path) -> Iterator[Server]:
    """A server of a site at a free port of this machine, ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    words = [sys.executable, "-m", "gelijkop.web.server_process", str(site), "127.0.0.1", port, "1", "--log"]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GELIJKOP_", "DJANGO_", "DATABASE_URL"))}
    log = folder / "server.log"
    with log.open("w") as written:
        process = subprocess.Popen(
            words, stdout=written, stderr=subprocess.STDOUT, env={**kept, "GELIJKOP_SITE": str(site)}
        )
        try:
            end = time.monotonic() + LONGEST_START
            while not re.search(r"http://\S+/", log.read_text()):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.05)
            yield Server(site, f"http://127.0.0.1:{port}", log)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(LONGEST_START)


ACCOUNTS = """
import json, sys
import django; django.setup()
from django.core.management import call_command
from gelijkop.web.accounts.commands import add_account
call_command("migrate", verbosity=0)
for name, role, place in json.loads(sys.argv[1]):
    add_account(name, role, password=sys.argv[2], **place)
"""
PASSWORD = "een-lang-genoeg-wachtwoord"


def accounts_at(site: Path, *accounts: tuple[str, str, dict[str, str]]) -> None:
    """Accounts with one password, from a process of its own: this one has other settings of Django."""
    settings = {"GELIJKOP_SITE": str(site), "DJANGO_SETTINGS_MODULE": "gelijkop.web.settings"}
    subprocess.run(
        [sys.executable, "-c", ACCOUNTS, json.dumps(accounts), PASSWORD], env={**os.environ, **settings}, check=True
    )


@pytest.fixture(scope="session")
def demo_server(demo_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the demo with an account of an administrator."""
    folder = tmp_path_factory.mktemp("demo-server")
    site = copied(demo_site, folder)
    accounts_at(site, ("beheer", "administrator", {}))
    with server_of(site, folder) as server:
        yield server


@pytest.fixture(scope="session")
def demo_shelf(demo_site: Path) -> Shelf:
    return shelf_of(demo_site)


@pytest.fixture(scope="session")
def password() -> str:
    return PASSWORD


@pytest.fixture(scope="session")
def own_copy():
    return copied


@pytest.fixture(scope="session")
def add_accounts():
    return accounts_at


@pytest.fixture(scope="session")
def running():
    return server_of


@pytest.fixture(scope="session")
def shelf_of_site():
    return shelf_of
