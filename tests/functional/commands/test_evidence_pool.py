"""`gelijkop evidence pool`, from outside."""

import csv
import io
import json
from dataclasses import replace

import pytest
from lxml import etree

from gelijkop.cli import main
from gelijkop.errors import InputRefused, UserError
from gelijkop.evidence.library import library
from gelijkop.evidence.writing import write_record

THREE = ["verwachtingen-rosenthal-jacobson", "verwachtingen-claiborn", "verwachtingen-fleming-anttonen"]


@pytest.fixture
def say(capsys):
    def run(*words):
        code = main(["evidence", "pool", *map(str, words), "--quiet"])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_three_records_are_pooled_and_told_in_plain_words(say):
    code, out, _ = say(*THREE, "--outcome", "IQ")
    assert code == 0
    assert out.startswith("IQ: 3 onderzoeken samen laten niet zien of er een effect is: ")
    assert "3 onderzoeken, 902 leerlingen" in out  # 320 + 125 + 457
    assert "kan er ook niets van merken" in out
    assert all(name in out for name in THREE)
    assert "REML" in out


def test_english_and_another_method(say):
    _, out, _ = say(*THREE, "--outcome", "IQ", "--method", "fixed", "--lang", "en")
    assert "one common effect" in out
    assert "next study" not in out


def test_a_folder_gets_page_pictures_and_numbers(say, tmp_path):
    code, out, _ = say(*THREE, "--outcome", "IQ", "--out", tmp_path / "uit")
    assert code == 0
    assert str(tmp_path / "uit") in out
    for name in ("forest.svg", "funnel.svg"):
        assert etree.parse(tmp_path / "uit" / name).getroot().tag.endswith("svg")
    assert "IQ: 3 onderzoeken samen" in (tmp_path / "uit" / "index.html").read_text("utf-8")
    numbers = json.loads((tmp_path / "uit" / "pool.json").read_text("utf-8"))
    assert (numbers["method"], numbers["kind"], numbers["df"]) == ("reml", "hk-auto", 2)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "uit" / "pool.csv").read_text("utf-8"))))
    assert [r["name"] for r in rows] == THREE
    assert sum(float(r["weight"]) for r in rows) == pytest.approx(1)
    assert say(*THREE, "--outcome", "IQ", "--out", tmp_path / "uit")[0] == UserError.exit_code
    assert say(*THREE, "--outcome", "IQ", "--out", tmp_path / "uit", "--force")[0] == 0


def test_what_does_not_belong_together_is_refused_with_every_reason(say):
    code, out, error = say("hattie-etniciteit", "npo-feedback", *THREE, "--outcome", "IQ", "--lang", "en")
    assert (code, out) == (UserError.exit_code, "")
    for reason in ("determinant", "versions of one estimate", "steps of a table", "sums up meta-analyses", "--confirm"):
        assert reason in error


def test_a_study_with_two_estimates_asks_which(say):
    name = "verwachtingen-pellegrini-hicks"
    code, _, error = say(*THREE, name, "--outcome", "IQ")
    assert code == UserError.exit_code
    assert f"--estimate {name}=" in error
    assert say(*THREE, name, "--outcome", "IQ", "--estimate", f"{name}=afnemer-wist-het-niet")[0] == 0
    assert "KAART=SCHATTING" in say(*THREE, name, "--outcome", "IQ", "--estimate", name)[2]


def test_own_numbers_go_along(say, tmp_path):
    (tmp_path / "eigen.csv").write_text("label,measure,value,se\nPilot A,d,0.4,0.2\nPilot B,d,0.1,0.1\n", "utf-8")
    _, out, _ = say(*THREE, "hdt-haarlem", "--outcome", "IQ", "--file", tmp_path / "eigen.csv", "--flip", THREE[1])
    assert "Niet meegeteld: hdt-haarlem, de kaart heeft geen getal" in out
    assert "verwachtingen-claiborn: teken omgedraaid" in out
    assert "5 onderzoeken, minstens 902 leerlingen" in out
    _, out, _ = say("--outcome", "IQ", "--file", tmp_path / "eigen.csv", "--interval", "hk-adhoc")
    assert "Pilot A" in out


def test_a_file_with_faults_says_them_all(say, tmp_path):
    (tmp_path / "fout.csv").write_text("label,measure,value,se\nA,d,veel,0.2\nB,x,0.1,0.1\n", "utf-8")
    code, _, error = say("--outcome", "IQ", "--file", tmp_path / "fout.csv")
    assert code == InputRefused.exit_code
    assert "rij 2, kolom “value”" in error
    assert "rij 3, kolom “measure”" in error


def test_nothing_to_pool_and_an_unknown_record_are_told(say):
    assert "Wat wilt u samennemen" in say("--outcome", "IQ")[2]
    assert "Bedoelt u “verwachtingen-claiborn”?" in say("verwachtingen-claibron", "--outcome", "IQ")[2]
    assert "gemeenschappelijk" in say(*THREE, "--outcome", "IQ", "--method", "fixed", "--interval", "hk")[2]


def test_own_records_go_along_but_not_one_publication_twice(say, tmp_path):
    claiborn = library()["verwachtingen-claiborn"]
    again = replace(claiborn, id="eigen", authors=("A. Auteur",))
    twice = replace(claiborn, id="dubbel")
    for record in (again, twice):
        (tmp_path / f"{record.id}.md").write_text(write_record(record), "utf-8")
    assert "eigen" in say(*THREE, "eigen", "--outcome", "IQ", "--records", tmp_path)[1]
    assert "dezelfde publicatie" in say(*THREE, "dubbel", "--outcome", "IQ", "--records", tmp_path)[2]
