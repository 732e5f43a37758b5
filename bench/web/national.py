"""A country from the demo: its shelf many times over, 342 municipalities and 6,000 schools with every indicator."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gelijkop.compare.chain import ChainSplit
from gelijkop.compare.changes import Change, Slope
from gelijkop.compare.findings import WHOLE, Gap, Rate
from gelijkop.compare.schools import School, Schools
from gelijkop.present.shelf import GroupPupils
from gelijkop.present.shelf.kinds import read, written
from gelijkop.present.shelf.searching import folded
from gelijkop.present.site_folder import FILES, NOW, RELEASES, SHELF

TOWNS, SCHOOLS, BOARDS = 342, 6000, 400
_OF_PLACE: Mapping[str, Any] = {
    "rates": tuple[Rate, ...],
    "rates_by_year": tuple[Rate, ...],
    "gaps": tuple[Gap, ...],
    "gaps_by_year": tuple[Gap, ...],
    "changes": tuple[Change, ...],
    "slopes": tuple[Slope, ...],
    "chains": tuple[ChainSplit, ...],
    "pupils": tuple[GroupPupils, ...],
}


def nation(site: Path, country: Path) -> None:
    """Write into `country` a site whose release is the one of `site`, many times over."""
    name = (site / NOW).read_text("ascii").strip()
    (country / RELEASES / name / FILES).mkdir(parents=True)
    shutil.copy(site / RELEASES / name / SHELF, country / RELEASES / name / SHELF)
    shutil.copytree(site / RELEASES / name / FILES, country / RELEASES / name / FILES, dirs_exist_ok=True)
    database = sqlite3.connect(country / RELEASES / name / SHELF)
    _towns(database)
    _schools(database)
    _head(database)
    database.commit()
    database.close()
    (country / NOW).write_text(name, "ascii")


def town(n: int) -> str:
    return f"GM{n + 1:04d}"


def school(n: int) -> str:
    return f"{n // 260:02d}{chr(65 + n // 10 % 26)}{chr(65 + n % 10)}00"


def _towns(database: sqlite3.Connection) -> None:
    """Every finding of a municipality of the demo for a hundred others."""
    rows = database.execute("SELECT * FROM findings WHERE place LIKE 'GM%'").fetchall()
    known = sorted({row[3] for row in rows})
    database.execute("DELETE FROM findings WHERE place LIKE 'GM%'")
    for kind, measure, grouping, place, body in rows:
        found = read(body, _OF_PLACE[kind])
        for n in range(known.index(place), TOWNS, len(known)):
            mine = [replace(one, place=town(n)) if hasattr(one, "place") else one for one in found]
            database.execute(
                "INSERT INTO findings VALUES (?,?,?,?,?)", (kind, measure, grouping, town(n), written(mine))
            )


def _schools(database: sqlite3.Connection) -> None:
    """Every school of the demo 120 times, each measure with all of them."""
    for kind, measure, grouping, place, body in database.execute(
        "SELECT * FROM findings WHERE kind = 'schools'"
    ).fetchall():
        found = read(body, Schools)
        many = tuple(replace(found.schools[n % len(found.schools)], place=school(n)) for n in range(SCHOOLS))
        database.execute(
            "UPDATE findings SET body = ? WHERE kind = ? AND measure = ? AND grouping = ? AND place = ?",
            (written(replace(found, schools=many)), kind, measure, grouping, place),
        )
    rows = database.execute("SELECT * FROM findings WHERE kind = 'school' ORDER BY place").fetchall()
    database.execute("DELETE FROM findings WHERE kind = 'school'")
    for n in range(SCHOOLS):
        kind, measure, grouping, _, body = rows[n % len(rows)]
        mine = [replace(one, place=school(n)) for one in read(body, tuple[School, ...])]
        database.execute("INSERT INTO findings VALUES (?,?,?,?,?)", (kind, measure, grouping, school(n), written(mine)))


def _head(database: sqlite3.Connection) -> None:
    """The places with a page, and the release that knows them."""
    database.execute("DELETE FROM places WHERE kind <> 'region'")
    database.executemany(
        "INSERT INTO places (code, name, kind, within, board, folded) VALUES (?,?,?,?,?,?)",
        [(code, name, kind, within, board, folded(name)) for code, name, kind, within, board in _places()],
    )
    released = read(database.execute("SELECT body FROM about WHERE key = 'released'").fetchone()[0], dict[str, Any])
    released["places"] = [{"code": town(n), "name": f"Gemeente {n + 1}"} for n in range(TOWNS)]
    database.execute("UPDATE about SET body = ? WHERE key = 'released'", (written(released),))


def _places() -> Iterator[tuple[str, str, str, str, str]]:
    yield from ((town(n), f"Gemeente {n + 1}", "municipality", WHOLE, "") for n in range(TOWNS))
    yield from (_board(n) for n in range(BOARDS))
    for n in range(SCHOOLS):
        yield school(n), f"School {n + 1}", "school", town(n % TOWNS), f"{90000 + n % BOARDS}"


def _board(n: int) -> tuple[str, str, str, str, str]:
    return f"{90000 + n}", f"Bestuur {n + 1}", "board", WHOLE, ""
