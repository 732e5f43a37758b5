"""The process that serves a site: it watches, and its workers answer, with everything a web site needs in them."""

from __future__ import annotations

import argparse
import gc
import http.client
import importlib
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.urls import get_resolver
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from gelijkop.errors import Language, Text

APPLICATION = "gelijkop.web.wsgi"

THREADS = 4
"""Pages in the making at once, a worker: Python makes them one after the other, but one may wait for a database."""

LONGEST_STOP = 10
"""Seconds that a worker may take to finish its pages after the word to stop."""

LONGEST_START = 60.0
ACCESS = "%(time)s %(method)s %(path)s %(status)d %(dt_ms).1f ms"
"""What the log tells of a request: not who asked, nor what stands in the query, which may hold what somebody seeks."""


class OneLine(logging.Formatter):
    """A line a message, whatever a visitor put in a path."""

    def format(self, record: logging.LogRecord) -> str:
        """The message with control characters made visible."""
        return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in super().format(record))


def _logging() -> dict[str, Any]:  # Any: what logging.config takes
    handler = {"class": "logging.StreamHandler"}
    return {
        "formatters": {"line": {"()": OneLine, "fmt": "%(message)s"}},
        "handlers": {
            "console": {**handler, "stream": "ext://sys.stderr"},
            "access": {**handler, "stream": "ext://sys.stdout", "formatter": "line"},
        },
    }


class _Server(MPServer):
    """Does something when all its workers are there; not before, because workers are copies of this process."""

    then: Callable[[], None]

    def startup(self, spawn_target: Callable[..., None], target_loader: Callable[..., object]) -> None:
        """Start the workers, and then a thread."""
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]  # granian has none here
        threading.Thread(target=self.then, daemon=True).start()


def answers(host: str, port: int) -> bool:
    """Whether a web server answers there."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    """An address at which this machine reaches a server that listens at `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _tell_when_ready(host: str, port: int, language: Language) -> None:
    end = time.monotonic() + LONGEST_START
    while not answers(host, port):
        if time.monotonic() > end:
            return
        time.sleep(0.02)
    shown = _reachable(host)
    address = f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
    told = Text(f"De site staat op {address} – stoppen met Ctrl+C.", f"The site is at {address} – stop with Ctrl+C.")
    print(told.say(language), flush=True)  # noqa: T201 (this is what the command says)


def prepare() -> None:
    """Load the application and bring the database of accounts up to date, once, before workers are copied."""
    importlib.import_module(APPLICATION)
    get_resolver().url_patterns  # noqa: B018 (loads every view: one that cannot be loaded must not be found by a visitor)
    call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve a site until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("site", type=Path)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("workers", type=int)
    parser.add_argument("--lang", choices=("nl", "en"), default="nl")
    parser.add_argument("--log", action="store_true")
    a = parser.parse_args()
    os.environ["GELIJKOP_SITE"] = str(a.site)
    prepare()
    server = _Server(
        f"{APPLICATION}:application",
        address=a.host,
        port=a.port,
        interface=Interfaces.WSGI,
        workers=a.workers,
        blocking_threads=THREADS,
        workers_kill_timeout=LONGEST_STOP,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=_logging(),
        log_access=a.log,
        log_access_format=ACCESS,
    )
    server.then = lambda: _tell_when_ready(a.host, a.port, a.lang)
    server.serve()


if __name__ == "__main__":
    main()
