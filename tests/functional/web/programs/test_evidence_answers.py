"""The evidence library for programs: the same records in the API, the tables and the whole file."""

import csv
import io
import json
from dataclasses import asdict

import pytest

from gelijkop.evidence.gaps import grade, leads
from gelijkop.evidence.index import build_index
from gelijkop.evidence.library import library, select
from gelijkop.evidence.searching import search

ALL = dict(sorted(library().items()))
ADDRESS = "/api/v1/evidence/"


def plain(record):
    """A record as JSON holds it."""
    return json.loads(json.dumps(asdict(record)))


def ids(rows):
    return [row["id"] for row in rows]


def test_all_pages_together_hold_every_record_whole(visitor):
    rows = visitor.every(f"{ADDRESS}?limit=60")
    assert {row["id"]: row for row in rows} == {i: plain(r) for i, r in ALL.items()}


def test_without_a_question_what_one_can_do_comes_first(visitor):
    found = leads(ALL.values())
    assert ids(visitor.every(ADDRESS)) == [
        lead.record.id for part in (found.act, found.without_effect, found.determinants) for lead in part
    ]


def test_a_question_is_answered_as_the_command_answers_it_and_kept_nowhere(visitor):
    answer = visitor.get(f"{ADDRESS}?q=warme+overdracht&limit=5")
    hits = search(build_index(ALL.values()), "warme overdracht", most=5).hits
    assert ids(answer.json()["items"]) == [hit.record.id for hit in hits]
    assert answer["Cache-Control"] == "private, no-store"


def test_choices_hold_together(visitor):
    found = visitor.json(f"{ADDRESS}?theme=doorstromen&sector=mbo&limit=1")
    chosen = select(ALL.values(), {"theme": "doorstromen", "sector": "mbo"})
    assert found["count"] == len(chosen)
    assert (found["next"] is None) is (len(chosen) <= 1)


def test_one_record_is_whole(visitor):
    assert visitor.json(f"{ADDRESS}vve/") == plain(ALL["vve"])


@pytest.mark.parametrize("address", [f"{ADDRESS}vv/", f"{ADDRESS}?theme=doorstrommen", f"{ADDRESS}?grade=6"])
def test_what_is_not_there_is_a_problem_that_says_so(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.fixture
def rows(visitor):
    def read(name):
        return list(csv.DictReader(io.StringIO(visitor.get(f"/data/{name}").content.decode())))

    return read


def test_the_table_has_a_line_a_record_with_its_grade(rows):
    found = rows("kennisbank.csv")
    assert [(r["id"], r["grade"]) for r in found] == [(r.id, str(grade(r) or "")) for r in ALL.values()]
    assert found[0]["themes"].split("; ") == list(next(iter(ALL.values())).themes)


def test_the_table_of_effects_has_each_number_as_the_source_gives_it(rows):
    found = [(r["id"], float(r["value"])) for r in rows("kennisbank-effecten.csv")]
    assert found == [(r.id, e.value) for r in ALL.values() for e in r.effects]


@pytest.mark.parametrize("name", ["kennisbank.csv", "kennisbank-effecten.csv"])
def test_no_cell_is_run_by_a_spreadsheet(rows, name):
    cells = [c for row in rows(name) for k, c in row.items() if k not in ("value", "lower", "upper", "standard_error")]
    assert [c for c in cells if c.startswith(("=", "+", "-", "@"))] == []


def test_the_data_package_describes_the_columns_that_are_there(visitor, rows):
    package = json.loads(visitor.get("/data/datapackage.json").content)
    tables = {r["path"]: r for r in package["resources"] if r["name"].startswith("kennisbank")}
    for name in ("kennisbank.csv", "kennisbank-effecten.csv"):
        assert [f["name"] for f in tables[name]["schema"]["fields"]] == list(rows(name)[0])
        assert tables[name]["licenses"][0]["name"] == "EUPL-1.2"


def test_the_whole_file_says_what_may_be_done_with_it(visitor):
    whole = json.loads(visitor.get("/data/kennisbank.json").content)
    assert "EUPL-1.2" in whole["licence"]["nl"]
    assert whole["records"] == [plain(r) for r in ALL.values()]
