"""Own indicators and the commands about indicators, as a user meets them in a folder of their own."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from gelijkop.cli import main
from gelijkop.indicators.definitions import load_catalogue

OWN = """
code = "eigen.zittenblijven"
id = "E01"
version = 1
nl = "Zittenblijven bij ons"
en = "Grade repetition with us"
clock = "step"
unit = "share"
since = "1999/2000"
breaks = []
sources = ["eigen administratie"]
owner = "Bestuur Ergens"
reviewed = 2026-11-22
review_by = 2027-11-22
says_not = [{nl = "waarom", en = "why"}]
question = {nl = "Welk deel blijft zitten?", en = "Which share repeats?"}
population = {nl = "Wie volgend jaar in het vo zit.", en = "Who is in secondary education next year."}
example = \"\"\"
pupil | 2019   | 2020
1     | havo 3 | havo 3
2     | havo 3 | havo 4
3     | havo 3 |
\"\"\"

[[variant]]
name = ""
nl = "hetzelfde leerjaar"
en = "the same grade"
population = ["next_in_vo", "grades_known"]
counts = "held_back"
expect = {ja = 1, nee = 1, outside = 1, value = "1/2"}
"""


EXPECT = 'nee = 2, outside = 1, value = "0"'
"""What the example of `OWN` gives when it counts moving up."""


@dataclass
class Done:
    """What a command printed, and the code it ended with."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def program(tmp_path, monkeypatch, capsys):
    """Runs a command in an empty folder, within this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GELIJKOP_LANG", raising=False)

    def run(*words: object) -> Done:
        code = main([str(w) for w in words])
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def own(program):
    """Writes a definition into the folder of own indicators."""

    def write(written: str = OWN, name: str = "eigen.toml") -> None:
        Path("indicatoren").mkdir(exist_ok=True)
        Path("indicatoren", name).write_text(written, "utf-8")

    return write


def test_an_own_indicator_stands_in_the_list(program, own):
    own()
    (line,) = [line for line in program("indicators").stdout.splitlines() if line.startswith("eigen.")]
    assert line.split("  ")[0] == "eigen.zittenblijven"
    assert line.endswith("eigen indicator")


def test_show_works_the_example_out_for_each_pupil(program, own):
    own()
    shown = program("indicators", "show", "E01", "--lang", "en").stdout
    assert re.search(r"1 +\| havo 3 \| havo 3 \| ja\n +2 +\| havo 3 \| havo 4 \| nee\n +3 +\| havo 3 \| +\| –", shown)


def test_check_runs_the_example_on_the_engine(program, own):
    own(OWN.replace('ja = 1, nee = 1, outside = 1, value = "1/2"', 'ja = 2, outside = 1, value = "1"'))
    done = program("indicators", "check")
    assert done.returncode == 30
    assert "het voorbeeld geeft nee = 1, ja = 1, outside = 1; “expect” zegt ja = 2, outside = 1" in done.stderr


FAULTS = [
    ("version = 1", 'version = "1"', "rij 4, kolom “version”: “version” is tekst"),
    ("version = 1", "vresion = 1", "Bedoelt u “version”?"),
    ('"eigen.zittenblijven"', '"vo.zittenblijven"', "deze code bestaat al"),
    ("next_in_vo", "next_in_voo", "Bedoelt u “next_in_vo”?"),
    ("held_back", "heldback", "Bedoelt u “held_back”?"),
    ("havo 4", "hvao 4", "“hvao 4” in kolom “2020” van het voorbeeld is niet te lezen"),
    ("review_by = 2027", "review_by = 2025", "“review_by” ligt niet na “reviewed”"),
    ('owner = "Bestuur Ergens"', 'owner = "n.v.t."', "noem wie deze definitie beheert"),
    ('counts = "held_back"', 'counts = "held_back"\nuses = "vo.nergens"', "“vo.nergens” is geen bekende maat"),
    ('since = "1999/2000"', 'since = "1999/2001"', "“1999/2001” is geen schooljaar zoals 2014/2015"),
    ("says_not = [", "says_not = [[1]]\n# [", "in “says_not” staat een lijst"),
    ('unit = "share"', "unit = ", "rij 8: dit is geen TOML, bij teken 8"),
]  # fmt: skip


def test_all_faults_of_all_files_are_told_at_once(program, own):
    for number, (old, new, _) in enumerate(FAULTS):
        assert old in OWN
        code = OWN if "eigen" in old else OWN.replace('"eigen.', f'"eigen{number}.')
        own(code.replace(old, new, 1), f"{number:02}.toml")
    done = program("indicators", "check")
    assert done.returncode == 30
    assert "Traceback" not in done.stderr
    for number, (_, _, said) in enumerate(FAULTS):
        lines = [line for line in done.stderr.splitlines() if f"{number:02}.toml" in line]
        assert any(said in line for line in lines), (said, lines)


def test_nothing_is_measured_while_a_definition_has_a_fault(program, own):
    own(OWN.replace("held_back", "heldback"))
    done = program("measure")
    assert done.returncode == 30
    assert "Bedoelt u “held_back”?" in done.stderr


def test_an_indicator_that_is_not_there_gets_a_suggestion(program):
    done = program("indicators", "show", "vo.zitenblijven", "--lang", "en")
    assert done.returncode == 2
    assert "Did you mean “vo.zittenblijven”?" in done.stderr


def test_diff_refuses_a_changed_figure_under_the_same_version(program):
    changed = OWN.replace("held_back", "moved_up").replace('ja = 1, nee = 1, outside = 1, value = "1/2"', EXPECT)
    for name, written in (("oud", OWN), ("nieuw", changed)):
        Path(name).mkdir()
        Path(name, "een.toml").write_text(written, "utf-8")
    done = program("indicators", "diff", "oud", "nieuw")
    assert done.returncode == 30
    assert done.stdout.startswith("GROOT  eigen.zittenblijven  versie 1  anders: ")
    assert "uitkomsten op de proefleerlingen" in done.stdout
    assert "maak er 2 van" in done.stderr


@pytest.mark.parametrize("said", ["nergens", "leeg.json", "kapot.json"])
def test_diff_tells_what_it_cannot_read(program, said):
    Path("leeg.json").write_text("{}", "utf-8")
    Path("kapot.json").write_text("{", "utf-8")
    done = program("indicators", "diff", said, "gelijkop")
    assert done.returncode in (2, 30)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_exported_catalogue_holds_every_definition_word_for_word(catalogue):
    written = {
        d["code"]: d["toml"] for d in json.loads((catalogue / "catalogus.json").read_text("utf-8"))["indicators"]
    }
    assert written == {code: d.written for code, d in load_catalogue().items()}


def test_every_definition_has_an_address_on_both_pages(catalogue):
    codes = [d["code"] for d in json.loads((catalogue / "catalogus.json").read_text("utf-8"))["indicators"]]
    for name in ("index.html", "en.html"):
        page = (catalogue / name).read_text("utf-8")
        assert [c for c in codes if f'<article id="{c}"' not in page] == []


def test_the_page_says_how_to_cite_it(catalogue):
    assert re.search(
        r"gelijkop \(\d{4}\)\. Indicatoren van gelijkop, versie", (catalogue / "index.html").read_text("utf-8")
    )


def test_the_page_needs_no_network_and_no_script(catalogue):
    page = (catalogue / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="https?:', page)
