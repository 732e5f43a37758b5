"""Small measured stores of boards, and releases made of them in this process."""

import dataclasses
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.measure import measure
from gelijkop.pipeline.publish import publish
from gelijkop.store import Load, Store

CODES = ("po.advies.onder", "po.advies.passend", "vo.zittenblijven")
PUPILS = 300


class Silent:
    """Progress that says nothing."""

    def step(self, text):
        pass


def column(values):
    return np.array(values, dtype=object)


def records(board: int, municipalities: tuple[str, ...] = ("GM0606", "GM0622"), pupils: int = PUPILS):
    """Random pupils of one board, with two locations of its own in two municipalities."""
    rng = np.random.default_rng(board)
    names = column([f"{board:02x}{i:030x}" for i in range(pupils)])
    levels, tests = column(["vmbo-kb", "vmbo-gt", "havo"]), column(["vmbo-kb/gt", "vmbo-gt/havo"])
    places = column([f"0{board}AA00", f"0{board}AB00"])
    return {
        "pupils": {
            "pupil": names,
            "sex": rng.choice(column(["m", "v"]), pupils),
            "neighbourhood_poverty": rng.choice(column(["zeer-arm", "arm", "niet-arm"]), pupils),
        },
        "enrolments": {
            "pupil": np.repeat(names, 2), "school_year": np.tile([2020, 2021], pupils),
            "location": np.repeat(rng.choice(places, pupils), 2), "sector": np.full(2 * pupils, "vo", dtype=object),
            "level": np.full(2 * pupils, "havo", dtype=object),
            "grade": np.column_stack([np.ones(pupils), 1 + rng.integers(0, 2, pupils)]).astype(int).reshape(-1),
        },
        "advices": {
            "pupil": names, "school_year": np.full(pupils, 2019), "location": rng.choice(places, pupils),
            "provisional_advice": rng.choice(levels, pupils), "test_advice": rng.choice(tests, pupils),
            "final_advice": rng.choice(levels, pupils),
        },
        "places": {
            "location": places, "name": column(["De Eik", "De Berk"]), "board": column([f"{board:05}"] * 2),
            "municipality": column(municipalities), "municipality_name": column([f"Stad {m}" for m in municipalities]),
        },
    }  # fmt: skip


def load_of(board: int) -> Load:
    return Load(
        "2025-09-01T10:00:00", "loopbaan", f"leerlingen-{board}.csv", f"{board:064x}", ("pupils", "advices"),
        PUPILS, 0, {}, "artikel 6 AVG: taak van algemeen belang",
    )  # fmt: skip


def measured(path: Path, board: int = 1, **changes) -> Path:
    definitions = {code: load_all()[code] for code in CODES}
    with Store(path) as store:
        tables = records(board, **changes)
        store.replace({name: store.frame(columns) for name, columns in tables.items()}, load=load_of(board))
        measure(store, definitions)
    return path


@dataclasses.dataclass
class Desk:
    """A folder to make stores and releases in."""

    folder: Path
    key: bytes = bytes(range(64))
    now: datetime = datetime(2026, 1, 1)

    def store(self, board: int = 1, **changes) -> Path:
        path = self.folder / f"bestuur-{board}.duckdb"
        return path if path.exists() else measured(path, board, **changes)

    def publish(self, store: Path, out: str, **changes) -> Path:
        settings = {
            "policy": "openbaar", "key": self.key, "region": "Proefregio", "grouping": "geslacht", "margin": 0.05,
            "language": "nl", "now": self.now, "progress": Silent(), "force": True,
        }  # fmt: skip
        publish(store, self.folder / out, **(settings | changes))
        return self.folder / out


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    """A desk that is shared; what is made on it is only read."""
    return Desk(tmp_path_factory.mktemp("uitgaven"))


@pytest.fixture(scope="session")
def public(shop):
    """A public release; only read."""
    return shop.publish(shop.store(), "openbaar")


@pytest.fixture(scope="session")
def intern(shop):
    """A release of policy intern; only read."""
    return shop.publish(shop.store(), "intern", policy="intern")
