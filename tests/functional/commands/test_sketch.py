"""`gelijkop sketch` on the real files: what it holds equals sums made by hand from the raw bytes."""

import gzip
from pathlib import Path

import duckdb
import pytest

PLACES = {"GM0556": "MAASSLUIS", "GM0606": "SCHIEDAM", "GM0622": "VLAARDINGEN"}


def raw(path: Path, encoding: str = "cp1252") -> list[list[str]]:
    """Rows by the most naive reading: these files hold no delimiter inside quotes."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [[c.strip('"') for c in line.split(";")] for line in data.decode(encoding).splitlines()]


def addresses(shared: Path) -> dict[str, str]:
    heading, *rows = raw(shared / "duo" / "vo" / "alle-vestigingen-vo_2020.csv.gz")
    branch, number = heading.index("VESTIGINGSNUMMER"), heading.index("GEMEENTENUMMER")
    return {r[branch]: f"GM{r[number]:>04}" for r in rows}


def stored(sketch: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(sketch / "cijfers.duckdb"), read_only=True) as store:
        return store.execute(query).fetchall()


@pytest.mark.real
@pytest.mark.parametrize("place", PLACES)
def test_pupils_of_a_municipality_equal_the_sum_over_the_bytes(sketch, shared, place):
    where = addresses(shared)
    name = "01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2016-2017.csv.gz"
    _, *rows = raw(shared / "duo" / "vo" / name)
    by_hand = sum(sum(map(int, r[-12:])) for r in rows if where.get(f"{r[0]}{int(r[1]):02}") == place)
    found = stored(
        sketch,
        "select sum(lower), sum(upper) from area_figures f join places p on p.location = f.place "
        f"where source = 'duo.vo.leerlingen' and period = '2016/2017' and municipality = '{place}'",
    )
    assert by_hand > 0
    assert found == [(by_hand, by_hand)]


@pytest.mark.real
@pytest.mark.parametrize(("place", "name"), PLACES.items())
def test_held_back_pupils_of_a_municipality_equal_the_sum_over_the_bytes(sketch, shared, place, name):
    heading, *rows = raw(shared / "duo" / "vo" / "05.-zittenblijven-vo-brinvest-1516-tov-1617.csv")
    town, held = heading.index("GEMEENTENAAM VESTIGING"), heading.index("AANTAL ZITTENBLIJVERS")
    by_hand = sum(int(r[held].replace(".", "")) for r in rows if r[town] == name)
    found = stored(
        sketch,
        "select sum(lower) from area_figures f join places p on p.location = f.place "
        f"where measure = 'vo.zittenblijvers' and municipality = '{place}'",
    )
    assert by_hand > 0
    assert found == [(by_hand,)]


@pytest.mark.real
def test_the_page_shows_the_inhabitants_that_cbs_printed(sketch):
    """CBS 84799NED; source document 004 prints 78.752 for Schiedam, from an earlier release of the same table."""
    ((printed,),) = stored(
        sketch,
        "select lower::integer from area_figures where measure = 'gebied.inwoners' and place = 'GM0606' "
        "and period = '2020'",
    )
    written = f"{printed:,}".replace(",", ".")
    assert written in (sketch / "index.html").read_text("utf-8")


@pytest.mark.real
def test_every_file_that_was_read_is_recorded_with_its_hash_and_no_row_is_lost(sketch):
    loads = stored(sketch, "select file, sha256, rows, refused from loads")
    assert len(loads) >= 14
    assert all(len(str(sha)) == 64 for _, sha, _, _ in loads)


@pytest.mark.real
def test_a_place_that_is_nowhere_is_said(program, shared):
    data = shared / "duo" / "vo" / "uittreksel-2025"
    done = program("sketch", "--place", "GM9999", "--data", data, "--out", "schets")
    assert done.returncode == 2
    assert "GM9999" in done.stderr
    assert not (program.folder / "schets").exists()
