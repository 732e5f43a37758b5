"""The commands about interviews, from outside: from an empty form to released quotations, and a withdrawal."""

import io
import zipfile
from html.parser import HTMLParser

import pytest

from gelijkop.cli import main
from gelijkop.errors import InputRefused, ReleaseRefused, UserError
from gelijkop.evidence.interviews.released import from_json

MARK = "Wilhelmina"  # a name that must not be printed


@pytest.fixture
def say(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = main(["evidence", "quotes", *map(str, words), "--quiet"])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


TEXTS = (
    "Wij zien dat kinderen zonder laptop achterblijven.",
    f"Toen zei {MARK} dat geld het probleem is.",
    "Ouders durven niet om hulp te vragen.",
    "Een schoolreis kost te veel.",
)


def guid(number):
    return f"{number:08x}-0000-4000-8000-{number:012x}"


@pytest.fixture
def project(tmp_path):
    """Four conversations about money, with the files that belong to them."""
    sources = "".join(
        f'<TextSource guid="{guid(10 + i)}" name="verslag {i}" plainTextPath="internal://{i}.txt">'
        f'<PlainTextSelection guid="{guid(20 + i)}" startPosition="0" endPosition="{len(text)}"><Coding '
        f'guid="{guid(30 + i)}"><CodeRef targetGUID="{guid(1)}"/></Coding></PlainTextSelection></TextSource>'
        for i, text in enumerate(TEXTS)
    )
    xml = (
        '<Project xmlns="urn:QDA-XML:project:1.0"><CodeBook><Codes>'
        f'<Code guid="{guid(1)}" name="Geld"><Code guid="{guid(2)}" name="Schulden"/></Code></Codes></CodeBook>'
        f"<Sources>{sources}</Sources></Project>"
    )
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as archive:
        archive.writestr("project.qde", xml)
        for i, text in enumerate(TEXTS):
            archive.writestr(f"Sources/{i}.txt", text)
    rows = [f"R{i};leraar;citaat;verslag {i}" for i in range(4)]
    (tmp_path / "mensen.csv").write_text("\n".join(["respondent;rol;toestemming;bron", *rows]), "utf-8")
    (tmp_path / "themas.toml").write_text(
        '[[theme]]\nname = "geld"\nnl = "Geld thuis"\nen = "Money at home"\ncodes = ["Geld"]\n'
        'indicators = ["po.advies.onder"]\nsteps = ["bijstelling"]\n', "utf-8"
    )  # fmt: skip
    return "p.qdpx", "--people", "mensen.csv"


MAP = ("--map", "themas.toml")


def test_the_codes_of_a_project_are_shown(project, say):
    code, out, _ = say("codebook", project[0])
    assert (code, out.splitlines()) == (0, [f"Geld  {guid(1)}", f"  Schulden  {guid(2)}"])


def test_a_set_of_a_codebook_is_shown(say, tmp_path):
    (tmp_path / "c.qdc").write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="a" name="Geld"/></Codes>'
        '<Sets><Set guid="s" name="kern"><MemberCode guid="a"/></Set></Sets></CodeBook>', "utf-8"
    )  # fmt: skip
    assert say("codebook", "c.qdc")[1] == "Geld  a\nverzameling “kern”: 1 codes\n"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(project, say, monkeypatch):
    monkeypatch.setattr("gelijkop.pipeline.quotes_command.UNPACKED", 100)
    code, _, err = say("check", project[0])
    assert (code, "groter dan 1 GB" in err) == (UserError.exit_code, True)


def test_without_a_theme_of_three_the_page_says_so(project, say, tmp_path):
    people = tmp_path / "mensen.csv"
    people.write_text(people.read_text("utf-8").replace("citaat", "analyse"), "utf-8")
    _, out, _ = say("release", *project, *MAP, "--out", "uit")
    assert "Geld thuis: blijft binnen" in out
    assert "nog geen thema" in (tmp_path / "uit" / "index.html").read_text("utf-8")


def test_a_project_is_told_in_numbers(project, say):
    _, out, _ = say("check", *project)
    assert out.startswith("2 codes, 4 bronnen, 4 gecodeerde stukken tekst; van 0 stukken")
    _, out, _ = say("check", project[0])
    assert "van 4 stukken" in out


def test_a_name_stops_the_release_and_a_list_mends_it(project, say, tmp_path):
    code, out, err = say("release", *project, *MAP, "--out", "uit")
    assert code == ReleaseRefused.exit_code
    assert MARK not in out + err
    assert not (tmp_path / "uit").exists()
    assert say("review", *project, *MAP, "--out", "lijst.csv")[0] == 0
    path = tmp_path / "lijst.csv"
    assert path.stat().st_mode & 0o077 == 0
    lines = path.read_text("utf-8-sig").splitlines()
    mended = [
        f"{line[:-2]};Toen zei [een collega] dat geld het probleem is.;ja" if MARK in line else line for line in lines
    ]
    path.write_text("\n".join(mended), "utf-8")
    code, out, err = say("release", *project, *MAP, "--reviewed", "lijst.csv", "--out", "uit")
    assert (code, err) == (0, "")
    assert "Geld thuis: mag naar buiten (3 of meer mensen)" in out
    written = (tmp_path / "uit" / "citaten.json").read_text("utf-8")
    assert MARK not in written + (tmp_path / "uit" / "index.html").read_text("utf-8") + out
    assert {q.role for q in from_json(written, file="c").themes[0].quotes} == {"leraar"}


@pytest.fixture
def released(project, say, tmp_path):
    """A release in which the quotation with a name was left out."""
    say("review", *project, *MAP, "--out", "lijst.csv")
    path = tmp_path / "lijst.csv"
    lines = [f"{line[:-1]};weg" if MARK in line else line for line in path.read_text("utf-8-sig").splitlines()]
    path.write_text("\n".join(lines), "utf-8")
    assert say("release", *project, *MAP, "--reviewed", "lijst.csv", "--out", "uit")[0] == 0
    return tmp_path / "uit"


def test_a_confirmed_number_lets_a_quotation_stay(project, say):
    _, _, err = say("release", *project, *MAP)
    number = next(line.split()[1].rstrip(":") for line in err.splitlines() if line.strip().startswith("citaat"))
    code, out, _ = say("release", *project, *MAP, "--confirm", number, "--lang", "en")
    assert (code, out) == (0, "Money at home: may go out (3 or more people)\n")


def test_the_page_stands_alone_and_says_what_it_is(released):
    html = (released / "index.html").read_text("utf-8")

    class Seen(HTMLParser):
        tags: list[str] = []  # noqa: RUF012

        def handle_starttag(self, tag, attrs):
            self.tags.append(tag)
            assert not any(v and v.startswith("http") for _, v in attrs)

    Seen().feed(html)
    assert Seen.tags.count("q") == 3
    assert "Geld thuis" in html
    assert "Onderadvies" in html
    assert "3 of meer mensen" in html


def test_a_new_release_is_laid_beside_the_earlier_one(released, project, say, tmp_path):
    people = tmp_path / "mensen.csv"
    people.write_text(people.read_text("utf-8").replace("R3;leraar;citaat", "R3;leraar;analyse"), "utf-8")
    _, _, err = say("release", *project, *MAP)
    number = err.split("citaat ")[1].split(":")[0]
    _, out, _ = say("release", *project, *MAP, "--confirm", number, "--earlier", released / "citaten.json")
    assert out.count("Let op: ") == 2
    assert "ingetrokken toestemming gaat voor" in out


def test_a_withdrawal_takes_the_conversation_out_of_the_project(project, say, tmp_path):
    assert say("withdraw", *project, "--respondent", "r1", "--out", "nieuw.qdpx")[0] == 0
    with zipfile.ZipFile(io.BytesIO((tmp_path / "nieuw.qdpx").read_bytes())) as archive:
        assert "Sources/1.txt" not in archive.namelist()
        assert guid(11) not in archive.read("project.qde").decode()
    assert say("withdraw", *project, "--respondent", "r9", "--out", "x.qdpx")[0] == UserError.exit_code
    people = tmp_path / "mensen.csv"
    people.write_text(people.read_text("utf-8") + "\nR8;ouder;citaat;verslag 1", "utf-8")
    assert say("withdraw", *project, "--respondent", "R1", "--out", "x.qdpx")[0] == UserError.exit_code


def test_the_guide_is_written_in_every_form_and_never_over_a_file(say, tmp_path):
    for suffix in ("md", "csv", "html", "docx", "toml"):
        assert say("guide", "--out", f"f.{suffix}")[0] == 0
        assert say("guide", "--out", f"f.{suffix}")[0] == UserError.exit_code
    assert say("guide", "--out", "f.pdf")[0] == UserError.exit_code
    assert "Wat raadt u aan" in say("guide")[1]
    assert say("guide", "--own", "f.toml")[1] == say("guide")[1]


def test_filled_in_forms_become_the_list_of_respondents(project, say, tmp_path):
    say("guide", "--out", "f.md")
    form = (tmp_path / "f.md").read_text("utf-8")
    said = {"respondent": "R0", "role": "leraar", "organisation": "po", "month": "2026-03", "source": "verslag 0",
            "consent": "citaat"}  # fmt: skip
    lines = [
        f"{line} {said[name]}" if (name := line.partition("`")[2].partition("`")[0]) in said else line
        for line in form.splitlines()
    ]
    (tmp_path / "f.md").write_text("\n".join(lines), "utf-8")
    assert say("people", "f.md", "--out", "lijst.csv")[0] == 0
    _, out, _ = say("check", project[0], "--people", "lijst.csv")
    assert "van 3 stukken" in out
    (tmp_path / "g.md").write_text(form, "utf-8")
    code, _, err = say("people", "f.md", "g.md", "--out", "x.csv")
    assert (code, err.count("nog leeg")) == (InputRefused.exit_code, 6)


def test_a_file_that_is_not_there_is_said(say):
    assert say("codebook", "weg.qdc")[0] == UserError.exit_code
