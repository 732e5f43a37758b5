"""The command `evidence strategy`, from outside."""

import csv
import io

import pytest

from gelijkop.cli import main
from gelijkop.errors import DefinitionRefused, UserError


@pytest.fixture
def say(capsys):
    def run(*words):
        code = main(["evidence", "strategy", *words, "--quiet"])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_the_example_says_what_is_not_in_its_source(say):
    code, out, _ = say("--example")
    assert code == 0
    assert "Niet in de bron: de zoekstrings zelf" in out
    assert "TS=((kansengelijkheid OR" in out
    assert "PY=2014-" in out
    assert "deel 1 van " in out


def test_one_level_database_and_language_can_be_chosen(say):
    _, out, _ = say("--example", "--level", "klas", "--database", "scopus", "--language", "en", "--lang", "en")
    assert out.count("TITLE-ABS-KEY(") == 1
    assert "teacher PRE/0 expectation*" in out


def test_strings_are_written_with_the_strategy_beside_them(say, tmp_path):
    code, _, _ = say("--example", "--out", str(tmp_path / "zoek"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "zoek" / "zoekstrings.csv").read_text("utf-8"))))
    assert code == 0
    assert {r["database"] for r in rows} == {"wos", "scholar"}
    assert all(len(r["string"]) <= 256 for r in rows if r["database"] == "scholar")
    again, out, _ = say(str(tmp_path / "zoek" / "strategie.toml"), "--database", "wos")
    assert again == 0
    assert all(r["string"] in out for r in rows if r["database"] == "wos")


def test_a_strategy_with_faults_is_refused_with_all_of_them(say, tmp_path):
    path = tmp_path / "s.toml"
    path.write_text('from = "x"\n[[level]]\ncode = "a"\nnl = "a"\n', "utf-8")
    code, _, err = say(str(path))
    assert code == DefinitionRefused.exit_code
    assert [word in err for word in ("“concept”", "“question”", "“from”")] == [True] * 3


def test_a_good_string_is_said_to_be_good(say):
    code, out, _ = say("--database", "wos", "--check", "TS=(school AND kansen)")
    assert (code, out) == (0, "In orde: er is niets op deze zoekstring aan te merken voor Web of Science.\n")


def test_a_wrong_string_is_refused_with_its_places(say):
    code, _, err = say("--database", "wos", "--check", "TS=(school AND (kansen")
    assert code == DefinitionRefused.exit_code
    assert "plaats 4: dit haakje wordt niet gesloten" in err
    assert "plaats 16: dit haakje wordt niet gesloten" in err


def test_advice_is_no_fault(say):
    code, out, _ = say("--database", "wos", "--check", "TS=(school and kansen)")
    assert code == 0
    assert "advies op plaats 12: " in out


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--check", "TS=(a1)"),
        ("--example", "--level", "wijk"),
        ("missing.toml",),
        ("--example", "also.toml"),
    ],
)
def test_what_is_asked_without_enough_is_told(say, words):
    code, _, err = say(*words)
    assert code == UserError.exit_code
    assert err


SMALL = """question = "?"
until = 2020
languages = ["en"]
databases = ["wos"]
[[level]]
code = "a"
nl = "a"
[[concept]]
code = "b"
en = ["equal chance*", "chance*"]
"""


def test_advice_on_a_strategy_is_shown_and_the_last_year(say, tmp_path):
    (tmp_path / "s.toml").write_text(SMALL, "utf-8")
    code, out, _ = say(str(tmp_path / "s.toml"))
    assert code == 0
    assert "advies bij concept b.en: “equal chance*” is overbodig" in out
    assert "Tot en met: 2020" in out
    assert "advies op plaats " in out


def test_a_database_that_needs_whole_words_asks_for_them(say, tmp_path):
    (tmp_path / "s.toml").write_text(SMALL, "utf-8")
    code, _, err = say(str(tmp_path / "s.toml"), "--database", "scholar")
    assert (code, "forms" in err) == (DefinitionRefused.exit_code, True)


def test_what_is_no_text_is_told(say, tmp_path):
    (tmp_path / "s.toml").write_bytes(b"\xff\xfe")
    assert say(str(tmp_path / "s.toml"))[0] == UserError.exit_code
