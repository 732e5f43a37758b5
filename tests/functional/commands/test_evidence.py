"""The commands about the evidence library, from outside."""

import pytest

from gelijkop.cli import main
from gelijkop.errors import DefinitionRefused, UserError
from gelijkop.evidence.library import library


@pytest.fixture
def say(capsys):
    def run(*words):
        code = main(["evidence", *words, "--quiet"])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def own(tmp_path, say):
    """A folder with one record of one's own: that on vve under another name."""
    _, text, _ = say("show", "vve", "--file")
    (tmp_path / "eigen-vve.md").write_text(text.replace('id = "vve"', 'id = "eigen-vve"'), "utf-8")
    return tmp_path


def test_the_list_has_every_record_and_counts(say):
    code, out, _ = say("list")
    assert code == 0
    assert f"{len(library())} kaarten" in out
    assert all(f"{name} " in out for name in library())
    assert "type: interventie " in out


def test_the_list_can_be_narrowed(say):
    _, out, _ = say("list", "--type", "determinant", "--step", "bijstelling", "--lang", "en")
    chosen = [r for r in library().values() if r.type == "determinant" and "bijstelling" in r.chain_steps]
    assert f"\n{len(chosen)} records\n" in out
    assert "step: " not in out


def test_nothing_found_is_no_error(say):
    code, out, _ = say("list", "--type", "determinant", "--kind", "rede")
    assert (code, out.splitlines()[0]) == (0, "0 kaarten")
    assert "sector: –" in out


def test_one_record_is_shown_with_effect_versions_and_limits(say):
    _, out, _ = say("show", "npo-feedback")
    assert "8 maanden" in out
    assert "effectgrootte van 0.62 tot 0.69" in out
    assert "versies van één schatting" in out
    assert "Niet nagegaan: " in out
    assert "Kritiek en grenzen" in out


def test_a_determinant_says_that_it_is_one_and_has_no_months(say):
    _, out, _ = say("show", "hattie-sociaaleconomische-status")
    assert "Dit is een determinant" in out
    assert "EEF" not in out.split("Effect: ")[1].splitlines()[0]


def test_an_effect_size_has_its_months_beside_it(say):
    assert "volgens de tabel van de EEF 4 maanden" in say("show", "hattie-huiswerk")[1]


def test_percentage_points_stand_alone(say):
    assert "procentpunten; geen interval in de bron; één onderzoek" in say("show", "schoolkeuze-zweden")[1]


def test_an_interval_is_shown(own, say):
    path = own / "eigen-vve.md"
    effect = """[[effect]]
measure = "d"
value = 0.3
lower = 0.1
upper = 0.5
comparison = "geen vve"
original = "d = 0.3"
source = "verzonnen"
basis = "studie"
estimate = "taal"
+++

##"""
    path.write_text(path.read_text("utf-8").replace("+++\n\n##", effect, 1), "utf-8")
    assert "95 %: 0.1 tot 0.5" in say("show", "eigen-vve", "--records", str(own))[1]


def test_an_unknown_record_gets_the_nearest(say):
    code, _, err = say("show", "npo-feedbak")
    assert code == UserError.exit_code
    assert "Bedoelt u “npo-feedback”?" in err


def test_a_name_like_no_other_gets_the_list(say):
    assert "gelijkop evidence list" in say("show", "qqqqqq")[2]


def test_own_records_are_listed_with_the_others(own, say):
    assert "eigen-vve" in say("list", "--records", str(own))[1]


def test_good_records_are_said_to_be_good(own, say):
    assert say("check", str(own)) == (0, f"eigen-vve: in orde ({own / 'eigen-vve.md'})\n", "")


def test_all_faults_of_all_files_are_told(own, say):
    good = (own / "eigen-vve.md").read_text("utf-8")
    (own / "a.md").write_text(good.replace('type = "interventie"', 'type = "aanpak"'), "utf-8")
    (own / "b.md").write_text("niets", "utf-8")
    code, out, err = say("check", str(own))
    assert code == DefinitionRefused.exit_code
    assert "in orde" in out
    assert all(f"{own / name}, rij " in err for name in ("a.md", "b.md"))
    assert "mogelijk zijn: determinant, interventie, beleid, instrument" in err


def test_a_faulty_own_record_stops_the_list(own, say):
    (own / "b.md").write_text("niets", "utf-8")
    assert say("list", "--records", str(own))[0] == DefinitionRefused.exit_code


def test_what_is_not_there_or_no_text_is_said(tmp_path, say):
    assert "is er niet" in say("check", str(tmp_path / "weg"))[2]
    assert "geen kaarten" in say("check", str(tmp_path))[2]
    (tmp_path / "x.md").write_bytes(b"\xff\xfe")
    assert "UTF-8" in say("check", str(tmp_path / "x.md"))[2]


def test_a_question_finds_records_with_a_passage_and_counts(say):
    code, out, _ = say("search", "zittenbljven", "--most", "3")
    assert code == 0
    assert "hattie-zittenblijven" in out
    assert "*" in out
    assert "type: " in out


def test_a_question_can_be_narrowed(say):
    _, out, _ = say("search", "gelijke", "kansen", "--type", "beleid")
    assert "type: " not in out
    assert "  determinant  " not in out


def test_a_question_without_answer_says_so(say):
    assert say("search", "xylofoonkwartet")[:2] == (
        0,
        "Niets gevonden. Probeer een ander woord, of minder keuzes tegelijk.\n",
    )


def test_a_step_gives_what_one_can_do_apart_from_determinants(say):
    _, out, _ = say("search", "--step", "bijstelling", "--group", "migratieachtergrond")
    act, determinants = out.split("Wat ermee samenhangt, maar geen aanpak is")
    assert "  determinant  " not in act
    assert "  interventie  " not in determinants
    assert "het effect is niet gemeten; sterkte niet beoordeeld; over deze groep; in Nederland gemeten" in act


@pytest.mark.parametrize("words", [[], ["--type", "beleid"], ["kansen", "--group", "armoede"]])
def test_a_search_for_nothing_and_a_group_beside_a_question_are_refused(say, words):
    code, _, err = say("search", *words)
    assert code == UserError.exit_code
    assert "--step" in err or "--group" in err
