"""Marked pupils and marked counts through every command that touches them; nothing of them is found where it may not.

What may be where:

- a pupil (number, name, birth date, postcode), a pseudonym or a secret key: nowhere but in the user's own
  files, the store and the key files; not even in what staff of the own board may see;
- an exact count: the store, the ledger, the proof of `suppress`, `totals`, `count --out` and a release of
  policy `intern`, all for their maker or the own board alone; encrypted in a sealed file;
- what `loads`, `import` and `measure` print is for who loaded the file: how many rows, measures and
  locations there are; `plan` prints shares and errors for the maker alone, and no count of pupils.
"""

import csv
import json
import re
import shutil
import stat
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from gelijkop.cli import build_parser, subcommands
from gelijkop.pipeline.measure import load_figures
from gelijkop.store import Store

BASE = 5
"""Every public count is 0 or at least this."""
COUNTS = {"pupils", "leerlingen", "leerlingen_vergeleken", "leerlingen_buiten", "leerlingen_onbekend",
          "bestuur_leerlingen", "vergelijkbaar_leerlingen"}  # fmt: skip
SHOWN = re.compile(r"(?<!tot en met )(?<!1 to )(?<![\d.,−-])(\d+) (?:leerling|pupil)|\bn = (\d+)|: (\d+) \(\d")
"""How a page writes a number of pupils; not the promise that 1 to 4 pupils are nowhere seen."""
TABLES = ("pupils", "enrolments", "advices", "places")
WITHOUT_RECORDS = {"demo", "sketch", "fetch", "indicators", "evidence", "columns", "codes", "mappings"}
"""Commands that read no pupils, counts or keys."""
OF_THE_SITE = {"serve", "export", "account"}
"""They need Django's settings for all of a process, or never end: tests/privacy/web, tests/functional/web."""
CALLS = """
inspect leerlingen.csv vestigingen.csv
guess leerlingen.csv
loads
plan
totals --policy intern --out totalen
count tabellen --store geteld.duckdb --out tellingen
publish --out uitgave --sign ~/ondertekening.pem --region Regio
publish --out cube10 --store tien.duckdb --protection cube10 --display round10 --lang en
publish --policy intern --out intern
compare uitgave
compare uitgave --json --lang en
compare intern
audit uitgave --out aanval.json
verify uitgave --signer ~/ondertekening.pub.pem
suppress --measure po.advies.onder/A-definitief --grouping geslacht --out gaten
seal gelijkop.duckdb --for ~/ontvangst.pub.txt --sign ~/ondertekening.pem --out beschermd.zegel
seal gelijkop.duckdb --policy intern --for ~/ontvangst.pub.txt --sign ~/ondertekening.pem --out exact.zegel
combine beschermd.zegel --signers ~/ondertekening.pub.pem --into regio
combine exact.zegel --signers ~/ondertekening.pub.pem --into som.duckdb
combine gelijkop.duckdb --into opgeteld.duckdb
site uitgave --site plek
ledger list
ledger check --release uitgave
ledger withdraw 1
"""
PUBLIC = ("uitgave", "cube10", "gaten", "regio")
OWN = ("intern", "totalen", "tellingen", "gelijkop.logboek", "plek")
FOR_THE_MAKER = ("gelijkop.logboek", "intern", "totalen")
"""Nobody else on the computer can read in these."""


@pytest.fixture(scope="module")
def used(office, tmp_path_factory):
    """The organisation after one call of every command."""
    office = office.copied(tmp_path_factory.mktemp("gebruikt") / "kantoor")
    tables = office.project / "tabellen"
    tables.mkdir()
    with duckdb.connect(str(office.project / "gelijkop.duckdb"), read_only=True) as con:
        for name in TABLES:
            con.execute(f"copy {name} to '{tables / name}.parquet' (format parquet)")
    shutil.copy(office.project / "gelijkop.duckdb", office.project / "tien.duckdb")
    for line in CALLS.strip().splitlines():
        done = office.run(*(w.replace("~", str(office.keys)) for w in line.split()))
        assert done.code == 0, (line, done.err)
    return office


@pytest.fixture(scope="module")
def exact(office):
    """The exact figures."""
    with Store(office.project / "gelijkop.duckdb", mode="read") as store:
        return load_figures(store)


class Visible(HTMLParser):
    """What a page says: its texts, titles of drawings included, and what it says to a reader of screens.

    The worked examples beside the definitions are about pupils who do not exist.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [v for k, v in attrs if v and k in ("title", "alt", "aria-label", "content", "value")]

    def handle_data(self, data: str) -> None:
        self.said.append(data.replace("\xa0", " "))


def counts_in(folder: Path) -> list[tuple[str, int]]:
    """Every number of pupils that a folder shows: in tables, in JSON and on the page."""
    found = []
    for path in sorted(folder.rglob("*")):
        where = path.relative_to(folder).as_posix()
        if path.suffix == ".csv":
            found += [(where, n) for n in counts_in_table(path)]
        elif path.suffix == ".parquet":
            with duckdb.connect() as con:
                found += [
                    (where, n) for (n,) in con.execute("select pupils from read_parquet($1)", [str(path)]).fetchall()
                ]
        elif path.suffix == ".json":
            found += [(where, n) for n in counts_in_json(json.loads(path.read_text("utf-8")))]
        elif path.suffix == ".html":
            found += [
                (where, int(n)) for s in Visible(path.read_text("utf-8")).said for m in SHOWN.findall(s) for n in m if n
            ]
    return found


def counts_in_table(path: Path) -> list[int]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading = file.readline()
        file.seek(0)
        rows = csv.DictReader(file, delimiter=";" if ";" in heading else ",")
        return [int(v) for row in rows for name, v in row.items() if name in COUNTS and v.isdigit()]


def counts_in_json(written: object) -> list[int]:
    if isinstance(written, dict):
        own = [v for k, v in written.items() if k in COUNTS and isinstance(v, int)]
        return own + [n for v in written.values() for n in counts_in_json(v)]
    return [n for v in written for n in counts_in_json(v)] if isinstance(written, list) else []


def test_every_command_that_touches_pupils_is_called(used):
    called = {run.arguments[0] for run in used.runs}
    assert called == set(subcommands(build_parser("nl"))) - WITHOUT_RECORDS - OF_THE_SITE


def test_no_output_error_or_log_tells_of_a_pupil_or_a_key(used, search):
    found = search(used)
    assert [f for run in used.runs for f in found.text(" ".join(run.arguments), run.everything)] == []


@pytest.mark.parametrize("folder", [*PUBLIC, *OWN])
def test_no_file_that_was_written_tells_of_a_pupil_or_a_key(used, search, folder):
    assert search(used).folder(used.project / folder) == []


def test_no_file_beside_the_store_tells_of_a_pupil_or_a_key(used, search):
    """Loose files; not the user's own, nor stores: those of sums are searched in the next test."""
    own = {"leerlingen.csv", "gelijkop.duckdb", "tien.duckdb", "geteld.duckdb"}
    loose = [p for p in used.project.iterdir() if p.is_file() and p.name not in own]
    assert {"beschermd.zegel", "exact.zegel", "aanval.json", "som.duckdb", "opgeteld.duckdb"} <= {p.name for p in loose}
    assert [f for p in loose for f in search(used).text(p.name, p.read_bytes())] == []


@pytest.mark.parametrize("store", ["som.duckdb", "opgeteld.duckdb"])
def test_a_store_of_sums_has_no_pupils(used, search, store):
    with duckdb.connect(str(used.project / store), read_only=True) as con:
        tables = [name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()]
        held = [con.execute(f'from "{name}"').fetchall() for name in tables]
    assert not {"pupils", "enrolments", "advices"} & set(tables)
    assert search(used).text(store, repr(held).encode()) == []


def test_the_stores_leave_no_side_files_and_working_files_are_gone(used):
    assert not [p for p in used.project.rglob("*") if p.name.endswith((".wal", ".tmp", ".half"))]
    assert list(used.work.iterdir()) == []


def test_at_home_only_keys_are_kept(used):
    kept = {p.relative_to(used.home).as_posix() for p in used.home.rglob("*") if p.is_file()}
    names = ("sleutel", "ondertekening.pem", "ondertekening.pub.pem", "ontvangst.txt", "ontvangst.pub.txt")
    assert kept == {f".config/gelijkop/{name}" for name in names}


def test_the_organisation_has_cells_of_one_and_of_three_pupils(exact):
    education = exact.groups["opleiding"]
    rare = [g for g in set(education.tolist()) if 0 < exact.pupils[(education == g) & (exact.measure == 0)].sum() <= 4]
    assert len(rare) == 1
    here = (education == rare[0]) & (exact.measure == 0)
    by_place = {p: int(exact.pupils[here & (exact.place == i)].sum()) for i, p in enumerate(exact.places)}
    assert {n for n in by_place.values() if n} == {1, 3}


@pytest.mark.parametrize("folder", PUBLIC)
def test_no_public_number_is_a_small_one(used, folder):
    found = counts_in(used.project / folder)
    assert len(found) > 50
    assert [(where, n) for where, n in found if 0 < n < BASE] == []


def test_no_comparison_tells_a_small_number(used):
    said = [run.out for run in used.runs if run.arguments[:2] == ("compare", "uitgave")]
    counts = [n for text in said if text.startswith("{") for n in counts_in_json(json.loads(text))]
    counts += [int(n) for text in said for m in SHOWN.findall(text) for n in m if n]
    assert len(counts) > 20
    assert [n for n in counts if 0 < n < BASE] == []


def test_an_internal_release_does_show_small_numbers(used):
    """So the search can find them."""
    assert {1, 3} & {n for _, n in counts_in(used.project / "intern")}


@pytest.mark.parametrize("folder", FOR_THE_MAKER)
def test_exact_counts_nobody_else_on_the_computer_can_read(used, folder):
    assert stat.S_IMODE((used.project / folder).stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["*.zegel", "gelijkop.bewijs-*.json", "gelijkop.logboek/*"])
def test_secret_files_only_their_owner_can_read(used, name):
    found = list(used.project.glob(name))
    assert found
    assert {stat.S_IMODE(p.stat().st_mode) for p in found} == {0o600}


def test_a_plan_tells_no_number_of_pupils(used):
    (said,) = (run.out for run in used.runs if run.arguments[0] == "plan")
    assert "Deel het met niemand" in said
    assert SHOWN.findall(said) == []


def test_nothing_is_logged(used):
    """Nor does a command that ends well meet an error with something in it."""
    assert [run.arguments for run in used.runs if run.told.strip()] == []
