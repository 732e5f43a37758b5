"""A load generator on loopback: a fixed number of requests over connections that stay open, and how long each took."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
CONNECTIONS = 50


@dataclass
class Run:
    """What a run gave. `busy`: share of one core that the generator itself took, which the server did not have."""

    connections: int
    seconds: float = 0.0
    busy: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    bytes: int = 0
    statuses: dict[int, int] = field(default_factory=dict)

    def at(self, percent: float) -> float:
        """Milliseconds within which this percentage of the requests was answered."""
        return float(np.percentile(self.milliseconds, percent))

    @property
    def a_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    def line(self) -> str:
        said = ", ".join(f"{n}× {status}" for status, n in sorted(self.statuses.items()))
        return (
            f"{len(self.milliseconds)} requests over {self.connections} connections: {self.a_second:.0f} a second, "
            f"p50 {self.at(50):.1f} ms, p99 {self.at(99):.1f} ms, slowest {max(self.milliseconds):.1f} ms; {said}; "
            f"{self.bytes / len(self.milliseconds) / 1000:.1f} kB each; the generator took {self.busy:.0%} of a core"
        )


class _Connection(asyncio.Protocol):
    """One visitor: asks, waits for the whole answer, asks again, until there is nothing left to ask."""

    def __init__(self, left: deque[bytes], run: Run, done: asyncio.Future[None]) -> None:
        self.left, self.run, self.done = left, run, done
        self.got, self.size, self.head = bytearray(), -1, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        if not self.left:
            self.transport.close()
            self.done.set_result(None)
            return
        self.got, self.size = bytearray(), -1
        self.asked = time.perf_counter()
        self.transport.write(self.left.popleft())

    def data_received(self, data: bytes) -> None:
        self.got += data
        if self.size < 0:
            end = self.got.find(b"\r\n\r\n")
            if end < 0:
                return
            self.head = bytes(self.got[:end])
            length = LENGTH.search(self.head)
            self.size = end + 4 + int(length[1]) if length else 0
        whole = len(self.got) >= self.size if self.size else self.got.endswith(b"0\r\n\r\n")
        if whole:
            self.run.milliseconds.append((time.perf_counter() - self.asked) * 1000)
            self.run.bytes += len(self.got)
            status = int(self.head[9:12])
            self.run.statuses[status] = self.run.statuses.get(status, 0) + 1
            self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))


def request(path: str, port: int, *, cookie: str = "") -> bytes:
    more = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: br, gzip\r\n{more}\r\n".encode()


def load(port: int, requests: Sequence[bytes], *, connections: int = CONNECTIONS) -> Run:
    """Ask everything once, in order, over so many connections at a time."""
    return asyncio.run(_load(port, requests, connections))


async def _load(port: int, requests: Sequence[bytes], connections: int) -> Run:
    loop, run, left = asyncio.get_running_loop(), Run(connections), deque(requests)
    waiting = [loop.create_future() for _ in range(connections)]
    start, spent = time.perf_counter(), time.process_time()
    for done in waiting:
        await loop.create_connection(lambda done=done: _Connection(left, run, done), "127.0.0.1", port)
    await asyncio.gather(*waiting)
    run.seconds = time.perf_counter() - start
    run.busy = (time.process_time() - spent) / run.seconds
    return run
