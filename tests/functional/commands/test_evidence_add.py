"""From documents to records and back, from outside."""

import re

import pytest

from gelijkop.cli import main
from gelijkop.errors import DefinitionRefused, InputRefused, UnknownFile, UserError
from gelijkop.evidence.library import library
from gelijkop.evidence.lob.word_writing import write_word
from gelijkop.evidence.reading import read_record
from gelijkop.evidence.writing import write_record

FORM = """Sector
☒ vmbo
Thema
☒ Ouderbetrokkenheid
Jaartal
☒ > 2020
Soort publicatie
☒ Artikel
Titel
Zeepkistenrace voor ouders
Auteurs
A. Auteur (2022)
Hyperlink volledig onderzoek
https://example.org/race
SAMENVATTING
Ouders kwamen vaker op school.
TRANSFER
Vraag ouders een zeepkist te bouwen.
"""
RIS = "TY  - JOUR\nAU  - Auteur, A.\nTI  - {}\nPY  - 2020\nER  - \n"
DONE = {
    'title_en = ""': 'title_en = "Soapbox race for parents"',
    'source = ""': 'source = "Voorbeeld, bladzijde 1"',
    "level = []": 'level = ["school"]',
    'type = ""': 'type = "interventie"',
    'population = ""': 'population = "Ouders"',
    'context = ""': 'context = "Twee scholen"',
    'outcome = ""': 'outcome = "Bezoek aan school"',
    'dutch_evidence = ""': "dutch_evidence = true",
    'group_evidence = ""': "group_evidence = false",
}


@pytest.fixture
def say(capsys, tmp_path, monkeypatch):
    """Runs a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = main(["evidence", *map(str, words), "--quiet"])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_a_form_becomes_a_record_that_says_what_is_still_open(say, tmp_path):
    (tmp_path / "formulier.txt").write_text(FORM, "utf-8")
    code, out, _ = say("add", "formulier.txt")
    assert code == 0
    assert "kaarten/zeepkistenrace-voor-ouders.md" in out
    asked = set(re.findall(r"kolom “(\w+)”: dit veld", out))
    assert asked == {name.split(" =")[0] for name in DONE}
    assert "gelijkop evidence check kaarten" in out


def test_check_asks_for_exactly_what_add_said_is_open(say, tmp_path):
    (tmp_path / "formulier.txt").write_text(FORM, "utf-8")
    _, out, _ = say("add", "formulier.txt")
    code, _, err = say("check", "kaarten")
    assert code == DefinitionRefused.exit_code
    todo = [line.strip().replace("zeep", "kaarten/zeep") for line in out.split("te vullen")[1].split("\n")[1:-2]]
    assert todo == [line.strip() for line in err.strip().split("\n")[1:]]


def test_a_record_that_was_finished_is_found_by_theme_and_by_word(say, tmp_path):
    (tmp_path / "formulier.txt").write_text(FORM, "utf-8")
    say("add", "formulier.txt")
    path = tmp_path / "kaarten" / "zeepkistenrace-voor-ouders.md"
    text = path.read_text("utf-8")
    for open_, value in DONE.items():
        text = text.replace(open_, value)
    text = re.sub(r"(?m)^(## .*)\n\n(?=##|\Z)", r"\1\n\nEigen woorden.\n\n", text.rstrip("\n") + "\n\n")
    path.write_text(text, "utf-8")
    assert say("check", "kaarten")[0] == 0
    _, out, _ = say("search", "zeepkist", "--theme", "ouderbetrokkenheid", "--records", "kaarten")
    assert "zeepkistenrace-voor-ouders" in out


def test_a_word_form_of_a_record_comes_back_as_the_same_record(say, tmp_path):
    assert say("word", "vve.docx", "--record", "vve")[0] == 0
    code, out, _ = say("add", "vve.docx", "--out", "eigen")
    assert (code, "Klaar om te gebruiken" in out) == (0, True)
    path = tmp_path / "eigen" / "vve.md"
    assert read_record(path.read_text("utf-8"), file=path.name) == library()["vve"]


def test_an_empty_form_is_written_as_word_and_as_text(say, tmp_path):
    assert say("word", "leeg.docx")[0] == say("word", "leeg.md", "--edition", "1")[0] == 0
    assert (tmp_path / "leeg.docx").read_bytes().startswith(b"PK")
    assert "- [ ] 2015 - 2020" in (tmp_path / "leeg.md").read_text("utf-8")


def test_references_become_records_and_one_may_be_chosen(say, tmp_path):
    (tmp_path / "zoek.ris").write_text(RIS.format("Eerste artikel") + RIS.format("Tweede artikel"), "utf-8")
    assert say("add", "zoek.ris", "--number", "2")[0] == 0
    (name,) = (p.name for p in (tmp_path / "kaarten").iterdir())
    assert "tweede" in name
    code, _, err = say("add", "zoek.ris", "--number", "3")
    assert (code, "het bestand heeft er 2" in err) == (UserError.exit_code, True)


def test_two_records_of_one_name_each_have_a_file(say, tmp_path):
    (tmp_path / "zoek.ris").write_text(RIS.format("Een artikel") * 2, "utf-8")
    assert say("add", "zoek.ris")[0] == 0
    first, second = sorted((p.stem for p in (tmp_path / "kaarten").iterdir()), key=len)
    assert second == f"{first}-2"


def test_a_record_is_checked_and_copied(say, tmp_path):
    text = write_record(library()["vve"])
    (tmp_path / "vve.md").write_text(text, "utf-8")
    assert say("add", "vve.md")[0] == 0
    assert (tmp_path / "kaarten" / "vve.md").read_text("utf-8") == text
    (tmp_path / "vve.md").write_text(text.replace("year =", "jaar ="), "utf-8")
    code, _, err = say("add", "vve.md", "--force")
    assert (code, "“jaar”" in err) == (DefinitionRefused.exit_code, True)


def test_nothing_is_replaced_unless_asked(say, tmp_path):
    (tmp_path / "formulier.txt").write_text(FORM, "utf-8")
    say("add", "formulier.txt")
    path = tmp_path / "kaarten" / "zeepkistenrace-voor-ouders.md"
    path.write_text("eigen werk", "utf-8")
    code, _, err = say("add", "formulier.txt")
    assert (code, "is er al" in err, path.read_text("utf-8")) == (UserError.exit_code, True, "eigen werk")
    assert say("add", "formulier.txt", "--force")[0] == 0
    assert path.read_text("utf-8") != "eigen werk"


def test_when_one_document_is_refused_all_that_is_wrong_is_told_and_nothing_is_written(say, tmp_path):
    (tmp_path / "goed.txt").write_text(FORM, "utf-8")
    (tmp_path / "oud.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "half.docx").write_bytes(write_word(library()["vve"])[:900])
    code, _, err = say("add", "goed.txt", "oud.doc", "half.docx", "weg.docx")
    assert code == UnknownFile.exit_code
    assert all(f"  {name}: " in err for name in ("oud.doc", "half.docx", "weg.docx"))
    assert not (tmp_path / "kaarten").exists()


def test_a_file_of_no_known_form_is_told_which_forms_there_are(say, tmp_path):
    (tmp_path / "boodschappen.txt").write_text("brood\nmelk\n", "utf-8")
    code, _, err = say("add", "boodschappen.txt", "--lang", "en")
    assert code == UnknownFile.exit_code
    assert "RIS, BibTeX, CSV" in err


@pytest.mark.parametrize("words", [("word", "vve.pdf"), ("word", "a.docx", "--record", "vvee")])
def test_a_form_that_cannot_be_written_is_refused(say, tmp_path, words):
    code, _, err = say(*words)
    assert (code, bool(err), list(tmp_path.iterdir())) == (UserError.exit_code, True, [])


def test_a_form_is_not_written_over_another_file(say, tmp_path):
    (tmp_path / "a.docx").write_text("van mij", "utf-8")
    assert say("word", "a.docx")[0] == UserError.exit_code
    assert say("word", "a.docx", "--force")[0] == 0


def test_a_file_that_is_not_there_is_refused(say):
    assert say("add", "weg.ris")[0] == InputRefused.exit_code
