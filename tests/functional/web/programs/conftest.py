"""A visitor to the site of the demo."""

import csv
from pathlib import Path

import pytest
from django.test import Client, override_settings

from gelijkop.present.site_folder import FILES, NOW, RELEASES


class Visitor(Client):
    """Asks for addresses; `json` gives what an address of the API answers."""

    def json(self, address):
        answer = self.get(address)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def every(self, address):
        """The rows of all pages, following `next`."""
        found = []
        while address:
            page = self.json(address)
            found += page["items"]
            address = page["next"]
        return found


@pytest.fixture
def visitor(demo_site: Path) -> Visitor:
    with override_settings(SITE=demo_site, ALLOWED_HOSTS=["testserver", "127.0.0.1"]):
        yield Visitor()


@pytest.fixture
def release(demo_site: Path) -> str:
    return (demo_site / NOW).read_text("ascii")


@pytest.fixture
def files(demo_site: Path, release: str) -> Path:
    """The files of the release that may be downloaded."""
    return demo_site / RELEASES / release / FILES


@pytest.fixture
def table(files: Path):
    """Rows of a table of findings of the release, by name."""

    def read(name):
        with (files / "bevindingen" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
