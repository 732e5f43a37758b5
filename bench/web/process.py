"""A real server process: started as a user starts it, timed until it answers, weighed and stopped."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LONGEST_START = 30.0


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]
    started_in: float

    @property
    def computed(self) -> float:
        """Seconds that its processes have computed so far, whatever else the machine did."""
        ticks = 0
        for pid in _tree(self.process.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> tuple[float, float]:
        """MB of all its processes together: what they share counted once, and what each of them has added up."""
        shared_once = added_up = 0
        for pid in _tree(self.process.pid):
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            sizes = {k: int(v.split()[0]) for k, _, v in (line.partition(":") for line in text.splitlines()[1:])}
            shared_once += sizes["Pss"]
            added_up += sizes["Rss"]
        return shared_once / 1024, added_up / 1024


@contextmanager
def server(command: list[str], port: int) -> Iterator[Server]:
    """The server that `command` starts; it is stopped as a service manager stops it."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - start > LONGEST_START:
                raise RuntimeError("the server did not start")
            time.sleep(0.005)
        yield Server(port, process, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def serving(site: Path, port: int, *, workers: int = 2) -> list[str]:
    """The command that the program becomes when it serves."""
    return [sys.executable, "-m", "gelijkop.web.server_process", str(site), "127.0.0.1", str(port), str(workers)]


def as_typed(site: Path, port: int) -> list[str]:
    """The command as a user gives it."""
    return [str(Path(sys.executable).with_name("gelijkop")), "serve", str(site), "--port", str(port)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _tree(pid: int) -> list[int]:
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(p for child in below for p in _tree(int(child)))]
