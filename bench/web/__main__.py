"""`python -m bench web --site SITE`: what a site costs its server and its visitors, regional and national.

SITE is the folder that `gelijkop site` made. Measured are the start, memory, finished pages, pages made anew, a first
visit on a slow phone, and a made-up country beside the region. Goals stand beside what was measured; the exit code is
1 when one is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import django
from bench.web.browser import first_visits
from bench.web.load import CONNECTIONS, Run, load, request
from bench.web.national import nation
from bench.web.process import Server, as_typed, free_port, server, serving
from django.conf import settings

from gelijkop.web.addresses import routes
from gelijkop.web.release import served

UNKEPT = "csrf=bench"
"""With this cookie a visitor gets no finished page: each one is made."""

PEOPLE_OPEN = (
    "start", "areas", "area", "indicators", "indicator", "chain-list", "chain", "flows-list", "flows", "school-list",
    "schools", "school", "map-list", "map", "data", "method-list", "method", "about", "privacy", "accessibility",
)  # fmt: skip
"""The names of routes that are pages to read: not the files, the API, the forms or what only leads on to another."""

SEED, OF_EACH = 7, 12
KEPT_REQUESTS = 10_000
Pages = Mapping[str, Sequence[str]]
"""A few addresses of each kind of page."""


class Goals:
    """What was measured beside what was asked."""

    def __init__(self) -> None:
        self.missed = 0

    def say(self, what: str, value: float, most: float, unit: str) -> None:
        self.missed += value > most
        print(f"  {what}: {value:.3g} {unit} (goal ≤ {most:g} {unit}){'  MISSED' if value > most else ''}", flush=True)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--no-country", action="store_true")
    a = parser.parse_args(arguments)
    goals = Goals()
    os.environ |= {"GELIJKOP_SITE": str(a.site), "DJANGO_SETTINGS_MODULE": "gelijkop.web.settings"}
    django.setup()
    with tempfile.TemporaryDirectory(prefix="gelijkop-bench-") as place:
        site = Path(shutil.copytree(a.site, Path(place) / "site"))
        pages = _pages(site)
        print(f"{sum(map(len, pages.values()))} pages of {len(pages)} kinds; {os.cpu_count()} cores")
        _start(site, goals)
        port = free_port()
        with server(serving(site, port), port) as region:
            _speed(region, pages, goals)
            if not a.no_browser:
                _visits(region, pages, goals)
            if not a.no_country:
                nation(site, Path(place) / "land")
                _beside(region, pages, Path(place) / "land", goals)
    return min(goals.missed, 1)


def _pages(site: Path) -> Pages:
    """A few Dutch addresses of each kind of page, the same ones every time."""
    settings.SITE = site
    shelf, chance = served().shelf, random.Random(SEED)
    found = {}
    for route in routes():
        if route.declared is None or route.name not in PEOPLE_OPEN:
            continue
        dutch = [x for x in route.addresses(shelf) if not x.startswith(("/en/", "/tr/", "/ar/", "/pl/", "/uk/"))]
        found[route.name] = chance.sample(dutch, min(OF_EACH, len(dutch)))
    return found


def _start(site: Path, goals: Goals) -> None:
    print("start and memory")
    for what, command in (("the server alone", serving), ("gelijkop serve, as typed", as_typed)):
        times, sizes = [], []
        for _ in range(3):
            port = free_port()
            with server(command(site, port), port) as started:
                times.append(started.started_in)
                sizes.append(started.memory)
        goals.say(f"{what}, until the start page is there", statistics.median(times), 2, "s")
        print(f"  memory just started: {sizes[-1][0]:.0f} MB (the processes added up {sizes[-1][1]:.0f} MB)")


def _speed(region: Server, pages: Pages, goals: Goals) -> None:
    print(f"pages made anew, {CONNECTIONS} connections")
    every = [x for of_kind in pages.values() for x in of_kind] * 2
    random.Random(SEED).shuffle(every)
    before = region.computed
    made = load(region.port, [request(x, region.port, cookie=UNKEPT) for x in every])
    each = (region.computed - before) / len(every)
    _tell(made, "made", 1000, goals)
    _alone(each, made, "made")
    print(f"finished pages, {CONNECTIONS} connections")
    load(region.port, [request(x, region.port) for x in every * 2])
    asked = random.Random(SEED).choices(every, k=KEPT_REQUESTS)
    before = region.computed
    kept = load(region.port, [request(x, region.port) for x in asked])
    each = (region.computed - before) / len(asked)
    _tell(kept, "kept", 50, goals)
    _alone(each, kept, "kept")
    whole, added_up = region.memory
    goals.say("memory after all of this", whole, 150, "MB")
    print(f"  (the processes added up {added_up:.0f} MB)")


def _tell(run: Run, what: str, most: float, goals: Goals) -> None:
    print(f"  {run.line()}")
    goals.say(f"p50 {what}", run.at(50), most, "ms")
    goals.say(f"p99 {what}", run.at(99), most, "ms")


def _alone(each: float, run: Run, what: str) -> None:
    """What the server itself took, and how long the last of all connections would wait if it had every core."""
    cores = os.cpu_count() or 1
    wait = each * run.connections / cores * 1000
    busy, had = 1000 * each, each * len(run.milliseconds) / run.seconds / cores
    print(f"  {what}: {busy:.2f} ms of computing each; the server had {had:.0%} of the machine.")
    print(f"  With all of it a turn of {run.connections} takes {wait:.0f} ms")


def _visits(region: Server, pages: Pages, goals: Goals) -> None:
    print("first visit on a slow phone (4 times slower, 1.6 Mbit/s, 150 ms), the middle one of three")
    visits = first_visits(region.port, [of_kind[0] for of_kind in pages.values() if of_kind])
    for v in visits:
        print(f"  {v.path}: {v.kilobytes:.1f} kB, {v.requests} requests, LCP {v.lcp:.0f} ms, CLS {v.cls:.3f}")
    goals.say("largest first visit", max(v.kilobytes for v in visits), 60, "kB")
    goals.say("slowest largest paint", max(v.lcp for v in visits), 1500, "ms")
    goals.say("largest shift", max(v.cls for v in visits), 0.05, "")
    goals.say("requests elsewhere", sum(v.elsewhere for v in visits), 0, "")


def _beside(region: Server, small: Pages, country: Path, goals: Goals) -> None:
    """Region and country in turns, so that what else this machine does falls on both."""
    print("the region and a country of 342 municipalities and 6,000 schools, one page at a time")
    large, port = _pages(country), free_port()
    with server(serving(country, port), port) as nationwide:
        times: dict[str, tuple[float, float]] = {}
        for kind in small:
            if not small[kind] or not large.get(kind):
                continue
            two = []
            for place, addresses in ((region, small[kind]), (nationwide, large[kind])):
                asked = [request(x, place.port, cookie=UNKEPT) for x in addresses]
                load(place.port, asked[:2], connections=1)
                two.append(load(place.port, asked, connections=1).at(50))
            times[kind] = (two[0], two[1])
        for kind, (here, there) in times.items():
            print(f"  {kind}: {here:.1f} ms and {there:.1f} ms, {there / here:.2f} times")
        slowest = max(times, key=lambda k: times[k][1] / times[k][0])
        goals.say(f"slowest beside the region ({slowest})", times[slowest][1] / times[slowest][0], 2, "times")
        every = [request(x, port, cookie=UNKEPT) for of_kind in large.values() for x in of_kind] * 2
        random.Random(SEED).shuffle(every)
        _tell(load(port, every), "made, of the country", 1000, goals)
        goals.say("memory of the country", nationwide.memory[0], 150, "MB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
