"""Made-up school careers of any number of pupils, as Parquet in the order in which a register delivers them.

`python -m bench.careers.gen 1000000 OUT` writes OUT/{pupils,enrolments,advices,diplomas}/*.parquet with the
columns of `model.tables`: a file per school year, ordered by location, pupils in no order. Drawn in chunks by a
state machine, so memory does not grow with the number of pupils, except for one school year when it is sorted.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from bench.careers.scale import FIRST, FIRST_ADVICE, LAST, RANKED, SEED
from numpy.typing import NDArray

from gelijkop.model.levels import levels, test_advices

Array = NDArray[Any]  # Any: whole numbers of any width
VERSION = 3
CHUNK = 200_000
STEPS = 19
AGE_IN_GROUP_3 = 6
REGIONS = 40
KINDS = {"po": 118, "vo": 26, "mbo": 4, "ho": 2}
"""Locations per region: 6,000 in all."""
BASE = dict(zip(KINDS, np.cumsum([0, *KINDS.values()])[:-1] * REGIONS, strict=True))
LOCATIONS = REGIONS * sum(KINDS.values())
PUPIL_STEP = 0x9E3779B97F4A7C15 % 2**40 | 1
"""Odd, so that multiplying by it shuffles the numbers below 2^40: pupil numbers in no order, too large for 32 bits."""

ENROLMENT = np.dtype([("pupil", "<i4"), ("location", "<i2"), ("level", "u1"), ("grade", "u1")])
ADVICE = np.dtype([("pupil", "<i4"), ("location", "<i2"), ("provisional", "u1"), ("test", "u1"), ("final", "u1")])
DIPLOMA = np.dtype([("pupil", "<i4"), ("location", "<i2"), ("level", "u1"), ("extra", "u1")])
KIND_OF_ROW = {"enrolments": ENROLMENT, "advices": ADVICE, "diplomas": DIPLOMA}

NUMBER = {code: level.number for code, level in levels().items()}
_SINGLE = ("pro", "vmbo-bb", "vmbo-kb", "vmbo-gt", "havo", "vwo")
SINGLE = np.array([NUMBER[code] for code in _SINGLE], dtype=np.uint8)
"""Level by whole rank − 1."""
RANKED_ADVICES = np.array([NUMBER[code] for code in RANKED if levels()[code].advice], dtype=np.uint8)
SIZE = len(NUMBER) + 1


def _by_level(values: Mapping[str, int], default: int) -> Array:
    table = np.full(SIZE, default, dtype=np.int16)
    for code, value in values.items():
        table[NUMBER[code]] = value
    return table


LOW = _by_level({code: low for code, (low, _) in RANKED.items()}, 0)
HIGH = _by_level({code: high for code, (_, high) in RANKED.items()}, 0)
MIXED = LOW != HIGH
LAST_GRADE = _by_level({"pro": 5, "vmbo-bb": 4, "vmbo-kb": 4, "vmbo-gt": 4, "havo": 5, "vwo": 6, "vso": 5}, 99)
YEARS = _by_level({"mbo-2": 2, "mbo-3": 3, "mbo-4": 4, "hbo": 4, "wo": 4}, 0)
GOES_TO = _by_level(
    {"pro": NUMBER["mbo-2"], "vmbo-bb": NUMBER["mbo-2"], "vmbo-kb": NUMBER["mbo-3"], "vmbo-gt": NUMBER["mbo-4"],
     "havo": NUMBER["hbo"], "vwo": NUMBER["wo"]}, 0,
)  # fmt: skip
TEST_CUTS = np.array([-1.6, -0.8, -0.1, 0.6, 1.3], dtype=np.float32)
ADVICE_CUTS = np.array([-1.9, -1.2, -0.9, -0.5, -0.2, 0.2, 0.45, 0.85, 1.15], dtype=np.float32)

BACKGROUND = {
    "sex": ("m", "v"),
    "parents_education": ("mbo2", "mbo34", "hbo", "wo"),
    "income_group": ("1", "2", "3", "4", "5"),
    "origin": ("buiten-europa", "europa", "nederland"),
    "home_language": ("nederlands", "anders"),
    "neighbourhood_poverty": ("zeer-arm", "arm", "niet-arm"),
    "migration_background": ("niet-westers", "westers", "nederlands"),
    "newcomer": ("ja", "nee"),
    "school_weight_band": ("35-40", "30-35", "25-30", "20-25"),
    "urbanity": ("1", "2", "3", "4", "5"),
}
"""Groups of each background column: the slice, three more of the catalogue, and one that a user could bring."""


def generate(pupils: int, out: Path, *, seed: int = SEED, pseudonyms: bool = False) -> dict[str, Any]:
    """Write the tables to `out` unless they are there already; what was written, as a dictionary of numbers.

    Args:
        pseudonyms: pupils as 32 hexadecimal digits, the form in which our own store holds them, instead of numbers.
    """
    wanted = {"version": VERSION, "pupils": pupils, "seed": seed, "pseudonyms": pseudonyms}
    manifest = out / "manifest.json"
    if manifest.exists():
        found: dict[str, Any] = json.loads(manifest.read_text())
        if {key: found.get(key) for key in wanted} == wanted:
            return found
    shutil.rmtree(out, ignore_errors=True)
    spill = out / "spill"
    spill.mkdir(parents=True)
    for table in ("pupils", *KIND_OF_ROW):
        (out / table).mkdir()
    begin = time.process_time()
    with duckdb.connect(config={"threads": "1"}) as con:
        rows = dict.fromkeys(KIND_OF_ROW, 0)
        for number, first in enumerate(range(0, pupils, CHUNK)):
            n = min(CHUNK, pupils - first)
            rng = np.random.default_rng([seed, number])
            groups, ability, region = _people(rng, n)
            start = rng.integers(FIRST - 9, LAST - 2, n, dtype=np.int16)
            born = (start - AGE_IN_GROUP_3) * 12 + rng.integers(0, 12, n, dtype=np.int16)
            _write_pupils(con, out / "pupils" / f"{number:03}.parquet", first, born, groups, pseudonyms)
            for table, year, found_rows in _careers(rng, ability, region, start, first):
                with (spill / f"{table}.{year}").open("ab") as file:
                    found_rows.tofile(file)
                rows[table] += len(found_rows)
        for table, kind in KIND_OF_ROW.items():
            for file in sorted(spill.glob(f"{table}.*")):
                year = int(file.suffix[1:])
                _write_year(con, table, year, np.fromfile(file, dtype=kind), out, pseudonyms)
    shutil.rmtree(spill)
    written = wanted | rows | {"cpu_s": round(time.process_time() - begin, 2)}
    manifest.write_text(json.dumps(written))
    return written


def _people(rng: np.random.Generator, n: int) -> tuple[dict[str, Array], Array, Array]:
    """Group numbers (0: not known) by column, ability and region."""
    groups = {name: rng.integers(1, len(codes) + 1, n, dtype=np.uint8) for name, codes in BACKGROUND.items()}
    ability = rng.standard_normal(n, dtype=np.float32) * 0.85
    for name, weight in (("parents_education", 0.3), ("income_group", 0.08), ("neighbourhood_poverty", 0.1)):
        ability += weight * (groups[name] - (len(BACKGROUND[name]) + 1) / 2).astype(np.float32)
    for name in BACKGROUND:
        if name != "sex":
            groups[name][rng.random(n, dtype=np.float32) < 0.02] = 0
    return groups, ability, rng.integers(0, REGIONS, n, dtype=np.int16)


def _school(rng: np.random.Generator, kind: str, region: Array) -> Array:
    return (BASE[kind] + region + REGIONS * rng.integers(0, KINDS[kind], len(region))).astype(np.int16)


def _advices(rng: np.random.Generator, ability: Array) -> tuple[Array, Array, Array]:
    """Provisional, test and final advice by number; 0: missing."""
    n = len(ability)
    test = (np.searchsorted(TEST_CUTS, ability + 0.3 * rng.standard_normal(n, dtype=np.float32)) + 1).astype(np.uint8)
    place = np.searchsorted(ADVICE_CUTS, ability + 0.35 * rng.standard_normal(n, dtype=np.float32))
    pointed = np.array([0, 2, 4, 6, 8, 9])[test - 1]
    raised = (pointed > place) & (rng.random(n, dtype=np.float32) < 0.35)
    final = RANKED_ADVICES[np.where(raised, place + rng.integers(1, 3, n).clip(max=pointed - place), place)]
    provisional = RANKED_ADVICES[place]
    chance = rng.random(n, dtype=np.float32)
    for limit, code in ((0.02, "geen"), (0.015, "vso")):
        provisional[chance < limit] = final[chance < limit] = NUMBER[code]
    final[(chance > 0.02) & (chance < 0.023)] = 0
    provisional[(chance > 0.97) & (chance < 0.98)] = 0
    test[chance > 0.98] = test_advices()["geen-toets"].number
    test[chance > 0.99] = 0
    return provisional, test, final


def _careers(
    rng: np.random.Generator, ability: Array, region: Array, start: Array, first: int
) -> Iterator[tuple[str, int, Array]]:
    """Rows by table and school year, from group 3 of primary school to the end of education or of the data."""
    n = len(ability)
    pupil = np.arange(first, first + n, dtype=np.int32)
    provisional, test, final = _advices(rng, ability)
    level = np.full(n, NUMBER["bo"], dtype=np.uint8)
    level[rng.random(n, dtype=np.float32) < 0.02] = NUMBER["sbo"]
    grade = np.full(n, 3, dtype=np.int16)
    place = _school(rng, "po", region)
    found: dict[str, list[tuple[Array, Array]]] = {table: [] for table in KIND_OF_ROW}
    alive = np.arange(n)
    for step in range(STEPS):
        year = start[alive] + step
        alive = alive[year <= LAST]
        year = start[alive] + step
        old, was, chance = level[alive], grade[alive], rng.random(len(alive), dtype=np.float32)
        told = np.where(rng.random(len(alive), dtype=np.float32) < 0.003, 0, was)
        _keep(found, "enrolments", year, (pupil[alive], place[alive], old, told))
        new, then, leaves, diploma, advised = _step(rng, old, was, final[alive], ability[alive], chance)
        who = alive[advised]
        _keep(found, "advices", year[advised], (pupil[who], place[who], provisional[who], test[who], final[who]))
        who = alive[diploma]
        extra = (old[diploma] == NUMBER["vmbo-gt"]) & (rng.random(len(who)) < 0.4)
        _keep(found, "diplomas", year[diploma], (pupil[who], place[who], old[diploma], extra))
        level[alive], grade[alive] = new, then
        place[alive] = _moved(rng, old, new, place[alive], region[alive])
        alive = alive[~leaves]
    for table, parts in found.items():
        years = np.concatenate([y for y, _ in parts])
        rows = np.concatenate([r for _, r in parts])
        order = np.argsort(years, kind="stable")
        at, begins = np.unique(years[order], return_index=True)
        for year_, part in zip(at.tolist(), np.split(rows[order], begins[1:]), strict=True):
            yield table, year_, part


def _keep(found: dict[str, list[tuple[Array, Array]]], table: str, year: Array, columns: tuple[Array, ...]) -> None:
    kind = KIND_OF_ROW[table]
    inside = year >= (FIRST_ADVICE if table == "advices" else FIRST)
    rows = np.empty(int(np.count_nonzero(inside)), dtype=kind)
    for name, column in zip(kind.names or (), columns, strict=True):
        rows[name] = column[inside]
    found[table].append((year[inside], rows))


def _step(
    rng: np.random.Generator, old: Array, was: Array, final: Array, ability: Array, chance: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """Next level and grade, and who leaves, gets a diploma, gets an advice."""
    n = len(old)
    other = rng.random(n, dtype=np.float32)
    primary = old <= NUMBER["sbo"]
    in_vo = (LOW[old] > 0) | (old == NUMBER["vso"])
    later = ~primary & ~in_vo
    new, then = old.copy(), was + 1
    advised = primary & (was == 8) & (chance >= 0.01)
    new[advised] = _first_class(final[advised], ability[advised], other[advised])
    then[advised] = 1
    stays = (primary & ~advised & ((chance < 0.02) | (was == 8))) | (in_vo & (chance >= 0.01) & (chance < 0.05))
    exam = in_vo & (was >= LAST_GRADE[old])
    down = in_vo & ~exam & (chance >= 0.05) & (chance < 0.09)
    both = in_vo & ~exam & (chance >= 0.09) & (chance < 0.1)
    up = in_vo & ~exam & (chance >= 0.1) & (chance < 0.12)
    shifted = (down | both | up) & (LOW[old] > 0) & ~MIXED[old]
    rank = (LOW[old] + np.where(up, 1, -1)).clip(1, 6)
    new[shifted] = SINGLE[rank[shifted] - 1]
    settles = in_vo & MIXED[old] & (then >= 3)
    aim = (3.5 + 1.5 * ability + other).clip(LOW[old], HIGH[old]).astype(np.int16)
    new[settles] = SINGLE[aim[settles].clip(1) - 1]
    then[stays | both] = was[stays | both]
    then = np.where(in_vo, np.minimum(then, np.where(LAST_GRADE[new] < 99, LAST_GRADE[new], then)), then)
    passed = exam & (chance < 0.92) & (old != NUMBER["vso"])
    climbs = passed & (((old == NUMBER["vmbo-gt"]) & (other < 0.2)) | ((old == NUMBER["havo"]) & (other < 0.08)))
    new[passed], then[passed] = GOES_TO[old[passed]], 1
    new[climbs] = np.where(old[climbs] == NUMBER["vmbo-gt"], NUMBER["havo"], NUMBER["vwo"])
    then[climbs] = np.where(old[climbs] == NUMBER["vmbo-gt"], 4, 5)
    failed = exam & ~passed
    new[failed], then[failed] = old[failed], was[failed]
    ends = later & (was >= YEARS[old])
    leaves = ends | (later & (chance < 0.06)) | (in_vo & (was >= 3) & (other > 0.99)) | (failed & (other > 0.7))
    mbo = (old >= NUMBER["mbo-2"]) & (old <= NUMBER["mbo-4"])
    diploma = (passed & (old != NUMBER["pro"])) | (ends & mbo & (chance >= 0.06))
    return new, then, leaves, diploma, advised


def _first_class(final: Array, ability: Array, other: Array) -> Array:
    """The level of the first class of secondary education."""
    drawn = SINGLE[np.clip(3 + 1.5 * ability, 0, 5).astype(np.int16)]
    level = np.where(LOW[final] > 0, final, np.where(final == NUMBER["vso"], final, drawn)).astype(np.uint8)
    single = MIXED[level] & (other < 0.4)
    level[single] = SINGLE[np.where(other[single] < 0.2, LOW[level[single]], HIGH[level[single]]) - 1]
    lower = (other > 0.95) & (LOW[level] > 1)
    level[lower] = SINGLE[LOW[level[lower]] - 2]
    level[(other > 0.8) & (other < 0.9) & (LOW[level] > 1)] = NUMBER["brugklas"]
    return level


def _moved(rng: np.random.Generator, old: Array, new: Array, place: Array, region: Array) -> Array:
    """The location next school year: another in the region after a change of sector, and for one pupil in forty."""
    kinds = np.digitize(np.arange(SIZE), [NUMBER["vso"], NUMBER["mbo-1"], NUMBER["hbo"]])
    changes = (kinds[old] != kinds[new]) | (rng.random(len(old), dtype=np.float32) < 0.025)
    moved = place.copy()
    for number, kind in enumerate(KINDS):
        who = np.flatnonzero(changes & (kinds[new] == number))
        moved[who] = _school(rng, kind, region[who])
    return moved


def _pupil(pseudonyms: bool) -> str:
    number = f"((pupil::hugeint * {PUPIL_STEP}) % {2**40})::bigint"
    return f"md5({number}::varchar) as pupil" if pseudonyms else f"{number} as pupil"


def _code(column: str, codes: Mapping[int, str], name: str = "") -> str:
    """SQL that reads a code by number; a number without a code gives no value."""
    listed = ", ".join(repr(codes[k]) if k in codes else "null" for k in range(1, max(codes) + 1))
    return f"list_extract([{listed}], {column}) as {name or column}"


def _write_pupils(
    con: duckdb.DuckDBPyConnection, path: Path, first: int, born: Array, groups: Mapping[str, Array], pseudonyms: bool
) -> None:
    columns = {"pupil": np.arange(first, first + len(born), dtype=np.int32), "born": born, **groups}
    month = "(born // 12)::integer || '-' || lpad((born % 12 + 1)::varchar, 2, '0') as birth_month"
    background = [_code(name, dict(enumerate(codes, 1))) for name, codes in BACKGROUND.items()]
    _copy(con, columns, [_pupil(pseudonyms), month, *background], path)


def _write_year(
    con: duckdb.DuckDBPyConnection, table: str, year: int, rows: Array, out: Path, pseudonyms: bool
) -> None:
    rows = rows[np.argsort(rows["location"], kind="stable")]
    columns = {name: np.ascontiguousarray(rows[name]) for name in rows.dtype.names or ()}
    by_number = {number: code for code, number in NUMBER.items()}
    tests = {test.number: code for code, test in test_advices().items()}
    sectors = {level.number: level.sector for level in levels().values() if level.sector}
    given = {
        "enrolments": [_code("level", sectors, "sector"), _code("level", by_number), "grade::tinyint as grade"],
        "advices": [
            _code("provisional", by_number, "provisional_advice"),
            _code("test", tests, "test_advice"),
            _code("final", by_number, "final_advice"),
        ],
        "diplomas": [_code("level", by_number), "extra::boolean as extra_subject"],
    }[table]
    head = [_pupil(pseudonyms), f"{year}::smallint as school_year", f"{_LOCATION} as location"]
    _copy(con, columns, head + given, out / table / f"{year}.parquet")


_LOCATION = (
    "lpad((location // 676)::varchar, 2, '0') || chr(65 + (location // 26 % 26)::integer) "
    "|| chr(65 + (location % 26)::integer) || '00'"
)


def _copy(con: duckdb.DuckDBPyConnection, columns: Mapping[str, Array], wanted: list[str], path: Path) -> None:
    con.register("rows", dict(columns))
    con.execute(f"copy (select {', '.join(wanted)} from rows) to '{path}' (format parquet)")
    con.unregister("rows")


if __name__ == "__main__":
    print(generate(int(sys.argv[1]), Path(sys.argv[2]), pseudonyms="--pseudonyms" in sys.argv))
