"""`gelijkop audit` as a user has it, with the example of its page and a release of the demo."""

import json
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "do" / "audit-tables.md"


@pytest.fixture
def example(program):
    """The three files of the page, in the folder of the program."""
    text = PAGE.read_text("utf-8")
    for name, content in re.findall(r"`(\S+)`: [^\n]*\n\n```\w+\n(.*?)```", text, re.DOTALL):
        (program.folder / name).write_text(content, "utf-8")
    assert (program.folder / "tabellen.toml").is_file()
    return program


def test_the_example_of_the_page_fails_with_the_derivation_that_the_page_shows(example):
    done = example("audit", "--description", "tabellen.toml")
    assert done.returncode == 52
    shown = re.search(r"onder meer: `([^`]+)`", PAGE.read_text("utf-8").replace("\n", " "))[1]
    assert shown in done.stderr


def test_the_report_is_written_as_json(example):
    example("audit", "--description", "tabellen.toml", "--out", "bevindingen.json", "--lang", "en")
    report = json.loads((example.folder / "bevindingen.json").read_text("utf-8"))["tabellen.toml"]
    assert not report["passes"]
    assert {"s1 × ja", "s3 × ja"} <= {t["cell"] for t in report["exact"]}


def test_tables_in_which_nothing_can_be_found_pass(example):
    # Without totals, and the yes hidden at two schools, nothing follows.
    (example.folder / "advies.csv").write_text("VESTIGING;NEE;JA\ns1;30;x\ns2;20;x\ns3;41;x\n", "utf-8")
    description = example.folder / "tabellen.toml"
    text = description.read_text("utf-8").replace('"<5" = [1, 4]', '"x" = [0, 100]')
    description.write_text(text.replace(', TOTAAL = {bijgesteld = "alle"}', ""), "utf-8")
    done = example("audit", "--description", "tabellen.toml")
    assert done.returncode == 0, done.stderr


def test_every_fault_of_a_table_is_named_with_its_place(example):
    (example.folder / "advies.csv").write_text(
        "VESTIGING;NEE;JA;TOTAAL\ns1;30;veel;33\ns9;20;8;28\ns2;20;8;28\ns2;20;8;28\n", "utf-8"
    )
    done = example("audit", "--description", "tabellen.toml", "--lang", "en")
    assert done.returncode == 10
    assert "advies.csv, row 2, column “JA”: no whole number and no symbol of [hidden] (“<5”)" in done.stderr
    assert "row 3, column “VESTIGING”: “s9” is no “school”. Expected: s1, s2, s3" in done.stderr
    assert "row 5, column “NEE”: this cell is there twice" in done.stderr


def test_every_fault_of_a_description_is_named(example):
    (example.folder / "tabellen.toml").write_text(
        'smal = 3\n[dimensions.school]\ncodes = ["s1", "s1"]\n[hidden]\n"<5" = [4, 1]\n'
        '[[tables]]\nfile = "advies.csv"\ncolumns = {VESTIGING = "wijk"}\ncount = "JA"\n',
        "utf-8",
    )
    done = example("audit", "--description", "tabellen.toml", "--lang", "en")
    assert done.returncode == 24
    for said in ("“smal” is not known", "codes must differ", "give the least and the greatest", "no level “wijk”"):
        assert said in done.stderr


def test_a_column_that_is_not_there_is_named_with_those_that_are(example):
    (example.folder / "advies.csv").write_text("SCHOOL,JA\ns1,3\n", "utf-8")
    done = example("audit", "--description", "tabellen.toml", "--lang", "en")
    assert done.returncode == 10
    assert "column “VESTIGING”: there is no such column. Found: SCHOOL, JA" in done.stderr


def test_without_a_folder_or_a_description_it_says_what_to_give(program):
    done = program("audit")
    assert done.returncode == 2
    assert "--description" in done.stderr


def test_a_windows_file_with_dots_in_its_numbers_is_read(example):
    text = "VESTIGING;NEE;JA;TOTAAL\ns1;1.496;<5;1.499\ns2;20;8;28\ns3;41;<5;43\n"
    (example.folder / "advies.csv").write_bytes(("﻿" + text).encode("utf-8"))
    done = example("audit", "--description", "tabellen.toml")
    assert "1499 (s1) − 1496 (s1 × nee) = 3" in done.stderr


@pytest.fixture(scope="module")
def release(demo):
    return next(demo.rglob("uitgave"))


def test_the_release_of_the_demo_passes(program, release):
    done = program("audit", release, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "Known: 0." in done.stdout
    assert "Not decided: 0." in done.stdout


def test_a_release_in_which_one_count_was_changed_fails(program, release):
    changed = program.folder / "uitgave"
    changed.mkdir()
    for name in ("manifest.json", "cijfers.csv"):
        (changed / name).write_bytes((release / name).read_bytes())
    lines = (changed / "cijfers.csv").read_text("utf-8").splitlines()
    row = next(i for i, line in enumerate(lines) if i and line.split(",")[3] != '""')
    lines[row] = f"{lines[row].rsplit(',', 1)[0]},3"
    (changed / "cijfers.csv").write_text("\n".join(lines) + "\n", "utf-8")
    done = program("audit", changed, "--lang", "en")
    assert done.returncode == 52
    assert "1 counts are below the base 5." in done.stderr
    assert "do not add up to all pupils" in done.stderr


def test_a_table_of_others_that_lacks_a_column_is_refused_with_what_it_needs(program, release):
    (program.folder / "duo.csv").write_text("school_year;place\n2023;GM0556\n", "utf-8")
    done = program("audit", release, "--known", "duo.csv", "--lang", "en")
    assert done.returncode == 23
    assert "duo.csv: these columns are not there: pupils, clock." in done.stderr


def test_a_folder_without_a_release_is_refused(program):
    done = program("audit", program.folder, "--lang", "en")
    assert done.returncode == 2
    assert "there is no release here" in done.stderr


def twice(example, then, now):
    """The same tables of two moments, described beside each other."""
    text = (example.folder / "tabellen.toml").read_text("utf-8").replace('[hidden]\n"<5" = [1, 4]\n', "")
    for name, rows in (("toen", then), ("nu", now)):
        (example.folder / f"{name}.csv").write_text(f"VESTIGING;NEE;JA;TOTAAL\n{rows}", "utf-8")
        (example.folder / f"{name}.toml").write_text(text.replace("advies.csv", f"{name}.csv"), "utf-8")
    return example("audit", "--description", "nu.toml", "--earlier", "toen.toml")


def test_a_pupil_who_came_is_told_by_two_tables_that_are_each_safe(example):
    """A late registration of one pupil: 10 became 11, and nobody went (SDC §2.5)."""
    done = twice(example, "s1;30;10;40\ns2;20;8;28\ns3;41;9;50\n", "s1;30;11;41\ns2;20;8;28\ns3;41;9;50\n")
    assert done.returncode == 52
    assert "s1 × ja (erbij): het juiste aantal is te berekenen (1)" in done.stderr
    assert "11 (s1 × ja (eerste uitgave en erbij)) − 10 (s1 × ja (eerste uitgave)) = 1" in done.stderr


def test_two_tables_that_are_the_same_tell_nothing(example):
    rows = "s1;30;10;40\ns2;20;8;28\ns3;41;9;50\n"
    done = twice(example, rows, rows)
    assert done.returncode == 0, done.stderr


def test_tables_that_are_laid_out_otherwise_cannot_lie_side_by_side(example):
    twice(example, "s1;30;10;40\n", "s1;30;10;40\n")
    other = example.folder / "toen.toml"
    other.write_text(other.read_text("utf-8").replace('["nee", "ja"]', '["ja", "nee"]'), "utf-8")
    done = example("audit", "--description", "nu.toml", "--earlier", "toen.toml", "--lang", "en")
    assert done.returncode == 2
    assert "laid out otherwise" in done.stderr
