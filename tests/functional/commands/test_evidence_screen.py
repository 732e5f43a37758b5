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
        ("decide", "{t}/none", "x", "include", "--reviewer", "A"),
    ],
    ids=lambda w: " ".join(w),
)
def test_what_cannot_be_done_is_told(say, folder, tmp_path, words):
    code, _, err = say(*(w.format(r=folder, t=tmp_path) for w in words))
    assert code == UserError.exit_code
    assert err


def test_the_verdict_that_settles_and_changes_of_mind_are_visible(say, folder):
    decide(say, folder, 0, "include", person="A")
    decide(say, folder, 0, "exclude", person="B")
    assert say("decide", folder, "doi:10.1000/0", "include", "--reviewer", "C", "--resolve")[0] == 0
    decide(say, folder, 1, "include", person="A")
    decide(say, folder, 1, "exclude", person="A")
    assert "C: erbij ✓" in say("list", folder)[1]
    assert "later veranderde: 1" in say("status", folder)[1]


def test_agreement_says_what_it_cannot_say(say, folder):
    assert "Nog geen twee beoordelaars" in say("agree", folder)[1]
    decide(say, folder, 0, "unsure")
    assert "Niet meegeteld, met twijfel of zonder tekst: 1" in say("agree", folder)[1]
    decide(say, folder, 1, "exclude")
    out = say("agree", folder)[1]
    assert "Cohens kappa bestaat hier niet" in out
    assert "prevalentie-index 1,00" in out
    decide(say, folder, 2, "include")
    assert "geen interval" in say("agree", folder)[1]


def test_every_difference_that_is_open_is_listed(say, folder):
    for place in (0, 1):
        decide(say, folder, place, "include", person="A")
        decide(say, folder, place, "exclude", person="B")
    settle = say("agree", folder)[1].split("Nog te beslechten:")[1]
    assert all(f"doi:10.1000/{place}  " in settle for place in (0, 1))


def test_a_strategy_without_criteria_is_said_and_nothing_is_asked(say, tmp_path, monkeypatch, made):
    plan = tmp_path / "s.toml"
    plan.write_text(
        'question = "?"\nlanguages = ["en"]\n[[level]]\ncode = "a"\nnl = "a"\n[[concept]]\ncode = "b"\nen = ["x"]\n',
        "utf-8",
    )
    folder = tmp_path / "r"
    assert "geen criteria" in say("start", folder, "--strategy", plan, "--reviewers", "1")[1]
    assert say("import", folder, made / "a.ris", "--database", "ERIC", "--date", "2026-11-20")[0] == 0
    answers = iter(["e", "i"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert "Niets meer te doen voor A" in say("next", folder, "--reviewer", "A")[1]
    assert "Redenen" not in say("next", folder, "--reviewer", "B")[1]


def test_a_reason_is_asked_until_it_is_given_after_reading(say, folder, monkeypatch):
    decide(say, folder, 0, "include")
    answers = iter(["e", "", "0", "2"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert say("next", folder, "--reviewer", "A", "--phase", "fulltext")[0] == 0
    assert (folder / "besluiten.csv").read_text("utf-8").splitlines()[-1].split(",")[4:6] == ["exclude", "aanpak"]


def test_the_end_of_input_stops(say, folder, monkeypatch):
    def ended(_):
        raise EOFError

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", ended)
    assert say("next", folder, "--reviewer", "A")[0] == 0


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("title,verdict\nx,include\n", "verwacht: id en verdict"),
        ("id,verdict\n,\ndoi:10.1000/0,maybe\n", "kies uit: include, exclude"),
        ("id,verdict,phase\ndoi:10.1000/0,include,later\n", "kies uit: title, fulltext"),
    ],
)
def test_a_table_of_another_form_is_refused(say, folder, tmp_path, text, rule):
    (tmp_path / "b.csv").write_text(text, "utf-8")
    code, _, err = say("decide", folder, "--file", tmp_path / "b.csv", "--reviewer", "A")
    assert (code, rule in err) == (InputRefused.exit_code, True)


def test_many_rows_that_fit_nothing_are_counted(say, folder, tmp_path):
    (tmp_path / "a.csv").write_text("title,asreview_label\n" + "Unknown,1\n" * 12, "utf-8")
    out = say("import", folder, "--asreview", tmp_path / "a.csv", "--reviewer", "A")[1]
    assert "Niet ingelezen regels (12):" in out
    assert out.count("past bij geen publicatie") == 10


def test_a_file_is_not_replaced_unasked(say, folder, tmp_path):
    for out, good in ((tmp_path / "a.ris", False), (tmp_path / "no" / "x.ris", False), (tmp_path / "new.ris", True)):
        assert (say("export", folder, "--ris", out)[0] == 0) == good
    assert say("export", folder, "--ris", tmp_path / "a.ris", "--force")[0] == 0


@pytest.mark.parametrize("damage", ["zoekactie.toml", "half", "b.csv", "review.toml", "zoekresultaten"])
def test_a_folder_that_is_not_whole_is_told(say, folder, damage):
    path = folder / "zoekresultaten" / "02-eric" / damage
    if damage == "review.toml":
        (folder / damage).write_text("reviewers = 0\n", "utf-8")
    elif damage == "half":
        (path.parent / "zoekactie.toml").write_text('file = "b.csv"\n', "utf-8")
    elif damage == "zoekresultaten":
        shutil.rmtree(folder / damage)
    else:
        path.unlink()
    code, _, err = say("status", folder)
    assert code in (UserError.exit_code, InputRefused.exit_code)
    assert err


def test_a_file_of_the_name_of_our_own_is_kept_too(say, folder, tmp_path):
    (tmp_path / "zoekactie.toml").write_text(RIS.replace("10.1000", "10.2000"), "utf-8")
    told = ("--database", "x" * 300, "--date", "2026-11-20")
    assert say("import", folder, tmp_path / "zoekactie.toml", *told)[0] == 0
    assert say("status", folder)[0] == 0


def test_what_cannot_be_written_is_told(say, folder, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    (tmp_path / "d.ris").write_text(RIS.replace("10.1000", "10.2000"), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        assert "kan niet worden geschreven" in say("decide", folder, "doi:10.1000/0", "include", "--reviewer", "A")[2]
        patched.setattr("pathlib.Path.rename", full)
        told = ("--database", "ERIC", "--date", "2026-11-20")
        assert "kan niet worden geschreven" in say("import", folder, tmp_path / "d.ris", *told)[2]
    assert len(list((folder / "zoekresultaten").iterdir())) == 3


def test_status_tells_what_snowballing_gave_and_what_is_still_to_follow(say, folder, tmp_path):
    assert "03-cited-by begint bij een publicatie die niet (meer) is opgenomen" in say("status", folder)[1]
    for phase in ("title", "fulltext"):
        decide(say, folder, 0, "include", "--phase", phase)
    out = say("status", folder)[1]
    assert "03-cited-by: ronde 1, gevonden 1, nieuw 1, daarvan opgenomen 0" in out
    assert "nog te volgen: doi:10.1000/0 (literatuurlijst)" in out
    told = ("--as", "references-of", "doi:10.1000/0", "--date", "2026-11-24")
    assert say("import", folder, tmp_path / "a.ris", *told)[0] == 0
    assert "naar beide kanten gevolgd" in say("status", folder)[1]


def test_decisions_on_what_is_gone_are_told(say, folder):
    decide(say, folder, 3, "include")
    shutil.rmtree(folder / "zoekresultaten" / "03-cited-by")
    assert "2 besluiten gaan over publicaties die er niet (meer) zijn: doi:10.1000/3" in say("status", folder)[1]


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
