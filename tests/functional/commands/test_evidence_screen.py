"""The commands `evidence screen`, from outside: from three files of results to a flow chart."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gelijkop.cli import main
from gelijkop.errors import InputRefused, UserError

RIS = """TY  - JOUR
TI  - Feedback in the classroom
AU  - Jansen, Piet
PY  - 2018
DO  - 10.1000/0
AB  - What feedback does.
ER  -
TY  - JOUR
TI  - Class size and reading
AU  - Smit, Anna
PY  - 2016
DO  - 10.1000/1
ER  -
"""
TABLE = """Title,Authors,Year,DOI
Feedback in the Classroom,"Jansen, P.",2018,10.1000/0
=Tutoring,"Bos, A.",2020,10.1000/2
"""
BIB = "@article{x, title={Warm handover}, author={Bakker, Eva}, year={2021}, doi={10.1000/3}}\n"


@pytest.fixture
def say(capsys):
    def run(step, *words):
        code = main(["evidence", "screen", step, *map(str, words), "--quiet"])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A review of four publications from three files, which lie beside it."""
    beside = tmp_path_factory.mktemp("made")
    for name, text in (("a.ris", RIS), ("b.csv", TABLE), ("c.bib", BIB)):
        (beside / name).write_text(text, "utf-8")
    folder = beside / "review"
    searches = (
        ("a.ris", "--database", "Web of Science", "--query", "TS=(x)"),
        ("b.csv", "--database", "ERIC"),
        ("c.bib", "--as", "cited-by", "doi:10.1000/0"),
    )
    assert main(["evidence", "screen", "start", str(folder), "--quiet"]) == 0
    for day, (name, *words) in enumerate(searches, start=20):
        told = ["import", str(folder), str(beside / name), "--date", f"2026-11-{day}", *words]
        assert main(["evidence", "screen", *told, "--quiet"]) == 0
    return beside


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "review"


def decide(say, folder, place, *words, person="AB"):
    for one in person:
        assert say("decide", folder, f"doi:10.1000/{place}", *words, "--reviewer", one)[0] == 0


def test_a_whole_review_from_files_to_flow(say, folder, tmp_path):
    decide(say, folder, 0, "include")
    decide(say, folder, 1, "exclude", "--criterion", "onderwerp")
    decide(say, folder, 2, "include", person="A")
    decide(say, folder, 2, "exclude", person="B")
    decide(say, folder, 3, "include")
    agreed = say("agree", folder)[1]
    assert "beiden erbij 2 · alleen A erbij 1 · alleen B erbij 0 · beiden eruit 1" in agreed
    assert "Cohens kappa: 0,50" in agreed
    assert "doi:10.1000/2" in agreed
    assert say("decide", folder, "doi:10.1000/2", "include", "--reviewer", "A+B", "--resolve")[0] == 0
    decide(say, folder, 0, "include", "--phase", "fulltext")
    decide(say, folder, 2, "exclude", "--phase", "fulltext", "--criterion", "effect")
    decide(say, folder, 3, "not-retrieved", "--phase", "fulltext")
    out = say("flow", folder)[1]
    for line in (
        "Van 5 gevonden verwijzingen naar 1 opgenomen",
        "Web of Science (n = 2)",
        "dubbel (n = 1)",
        "Volledige tekst niet gekregen (n = 1)",
        "meet of bespreekt geen gevolg voor leerlingen (n = 1)",
    ):
        assert line in out
    assert say("flow", folder, "--out", tmp_path / "stroom")[0] == 0
    names = {p.name for p in (tmp_path / "stroom").iterdir()}
    assert {"prisma.svg", "prisma-smal.svg", "prisma.txt", "prisma.csv"} <= names


def test_why_references_are_one_is_shown(say, folder):
    assert "01-web-of-science#1 = 02-eric#1: beide hebben DOI 10.1000/0" in say("duplicates", folder)[1]


def test_files_are_kept_as_they_came(folder):
    assert (folder / "zoekresultaten" / "01-web-of-science" / "a.ris").read_text("utf-8") == RIS


def test_a_file_that_was_changed_is_noticed(say, folder):
    (folder / "zoekresultaten" / "02-eric" / "b.csv").write_text("Title\nx\n", "utf-8")
    code, _, err = say("status", folder)
    assert code == InputRefused.exit_code
    assert "veranderd sinds het inlezen" in err


def test_the_same_file_is_not_imported_twice(say, folder, tmp_path):
    code, _, err = say("import", folder, tmp_path / "b.csv", "--database", "ERIC", "--date", "2026-11-21")
    assert (code, "al ingelezen, als 02-eric" in err) == (UserError.exit_code, True)


def test_what_the_other_said_is_hidden_until_both_decided(say, folder):
    decide(say, folder, 0, "exclude", "--note", "geheim", person="A")
    assert "geheim" not in say("list", folder, "--reviewer", "B")[1]
    assert "A: besliste" in say("list", folder)[1]
    assert "geheim" in say("list", folder, "--reviewer", "A")[1]
    decide(say, folder, 0, "include", person="B")
    assert "geheim" in say("list", folder, "--state", "title_conflict")[1]


def test_next_shows_criteria_and_how_to_record(say, folder, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    out = say("next", folder, "--reviewer", "A")[1]
    assert "Feedback in the classroom" in out
    assert "1. onderwerp: " in out
    assert "screen decide" in out


def test_a_reviewer_answers_at_the_terminal(say, folder, monkeypatch):
    answers = iter(["x", "i", "e", "9", "", "?", "q"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert say("next", folder, "--reviewer", "A")[0] == 0
    lines = (folder / "besluiten.csv").read_text("utf-8").splitlines()[1:]
    assert [line.split(",")[4] for line in lines] == ["include", "exclude", "unsure"]


def test_a_table_of_decisions_is_recorded_whole_or_not(say, folder, tmp_path):
    table = tmp_path / "besluiten.csv"
    table.write_text("id;verdict;criterion\ndoi:10.1000/0;include;\ndoi:10.1000/9;exclude;nee\n", "utf-8")
    code, _, err = say("decide", folder, "--file", table, "--reviewer", "A")
    assert (code, "rij 3" in err) == (InputRefused.exit_code, True)
    assert (folder / "besluiten.csv").read_text("utf-8").count("\n") == 1
    table.write_text("id;verdict;criterion\ndoi:10.1000/0;include;\ndoi:10.1000/1;exclude;jaar\n", "utf-8")
    assert say("decide", folder, "--file", table, "--reviewer", "A")[1] == "Vastgelegd: 2\n"


def test_labels_go_to_asreview_and_come_back_once(say, folder, tmp_path):
    out = tmp_path / "asreview.csv"
    assert say("export", folder, "--asreview", out)[0] == 0
    labels = iter(["", "1", "0", "", ""])
    rows = [f"{line},{next(labels)}" for line in out.read_text("utf-8").splitlines()]
    (tmp_path / "terug.csv").write_text("\n".join([f"{rows[0]}asreview_label", *rows[1:]]), "utf-8")
    back = ("import", folder, "--asreview", tmp_path / "terug.csv", "--reviewer", "B")
    assert "ingelezen: 2. Zelfde als voorheen: 0. Regels zonder label: 2" in say(*back)[1]
    assert "ingelezen: 0. Zelfde als voorheen: 2." in say(*back)[1]


def test_what_is_included_can_be_written_as_ris(say, folder, tmp_path):
    decide(say, folder, 0, "include")
    assert say("export", folder, "--ris", tmp_path / "in.ris", "--state", "fulltext_open")[0] == 0
    assert (tmp_path / "in.ris").read_text("utf-8").count("TY  - ") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("start", "{r}"),
        ("start", "{t}/new", "--reviewers", "0"),
        ("import", "{r}"),
        ("import", "{r}", "{t}/a.ris", "--date", "2026-11-20"),
        ("import", "{r}", "{t}/a.ris", "--database", "ERIC"),
        ("import", "{r}", "{t}/a.ris", "--database", "ERIC", "--date", "gisteren"),
        ("import", "{r}", "{t}/none.ris", "--database", "ERIC", "--date", "2026-11-20"),
        ("import", "{r}", "{t}/a.ris", "--as", "cited-by", "nobody", "--date", "2026-11-20"),
        ("import", "{r}", "--asreview", "{t}/b.csv"),
        ("decide", "{r}", "--reviewer", "A"),
        ("export", "{r}"),
        ("status", "{t}"),
    ],
    ids=lambda w: " ".join(w),
)
def test_what_cannot_be_done_is_told(say, folder, tmp_path, words):
    code, _, err = say(*(w.format(r=folder, t=tmp_path) for w in words))
    assert code == UserError.exit_code
    assert err


def test_two_processes_that_decide_at_once_both_are_recorded(say, folder):
    program = (
        "import sys; from gelijkop.pipeline.review_folder import add_decisions; "
        "from gelijkop.evidence.screening.decisions import Decision; from pathlib import Path\n"
        "for n in range(40): add_decisions(Path(sys.argv[1]), [Decision(str(n), sys.argv[2], 'title', 'x', 'include')])"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(folder), person]) for person in "AB"]
    assert [r.wait(timeout=60) for r in running] == [0, 0]
    lines = (folder / "besluiten.csv").read_text("utf-8").splitlines()[1:]
    assert sorted(line.split(",")[1] for line in lines) == ["A"] * 40 + ["B"] * 40


def test_a_line_that_a_crash_cut_off_stays_visible(say, folder):
    path = Path(folder / "besluiten.csv")
    path.write_text(path.read_text("utf-8") + "2026-11-22T10:00:00,A,title", "utf-8")
    code, _, err = say("status", folder)
    assert code == InputRefused.exit_code
    assert "rij 2" in err
