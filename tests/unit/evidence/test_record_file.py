"""A record file is read field by field, and everything that is wrong with it is said at once."""

import pytest

from gelijkop.errors import DefinitionRefused
from gelijkop.evidence.reading import examine, read_record, read_records
from gelijkop.evidence.writing import write_record


def findings(text, name="maatje.md"):
    examined = examine(text, file=name)
    assert (examined.record is None) == bool(examined.findings)
    return examined.findings


def only(text, name="maatje.md"):
    (one,) = findings(text, name)
    return one


def test_a_file_becomes_a_record(file):
    record = read_record(file, file="maatje.md")
    assert (record.id, record.year, record.themes) == ("maatje", 2021, ("doorstromen",))
    assert record.title.say("en") == "A buddy"
    assert record.about == "Een oudere leerling helpt een jongere."
    assert record.strength is not None
    assert record.strength.judge == "iemand"


def test_an_effect_keeps_what_the_source_gives(file):
    (effect,) = read_record(file, file="maatje.md").effects
    assert (effect.measure, effect.value, effect.lower, effect.upper, effect.n) == ("d", 0.3, 0.1, 0.5, 120)
    assert effect.original == "d = 0.3"


def test_what_the_source_does_not_say_is_empty(file):
    record = read_record(file, file="maatje.md")
    assert (record.for_whom, record.mechanism, record.link, record.unverified) == ("", "", "", ())


def test_reading_what_was_written_gives_it_back(file):
    record = read_record(file, file="maatje.md")
    assert read_record(write_record(record), file="maatje.md") == record


def test_a_record_without_effects_and_strength_is_written_without_them(file):
    start, end = file.index("strength"), file.index("+++\n\n##")
    record = read_record(file[:start] + file[end:], file="maatje.md")
    assert (record.effects, record.strength) == ((), None)
    assert read_record(write_record(record), file="maatje.md") == record


def test_an_empty_strength_is_none(file):
    bare = file.replace('{scheme = "vinkjes", value = "2", judge = "iemand"}', "{}")
    assert read_record(bare, file="maatje.md").strength is None


@pytest.mark.parametrize(
    ("old", "new", "rule", "field", "row", "said"),
    [
        ("year = 2021", 'year = "2021"', "value", "year", 6, "zonder aanhalingstekens"),
        ("year = 2021", "year = 201", "value", "year", 6, "jaartal"),
        ('title_nl = "Een maatje"', 'title_nl = ""', "missing", "title_nl", 3, "nog leeg (titel)"),
        ('title_en = "A buddy"\n', "", "missing", "title_en", None, "nog leeg"),
        ('["doorstromen"]', '["doorstroom"]', "value", "themes", 9, "Bedoelt u “doorstromen”?"),
        ('kind = "artikel"', 'kind = "xyz"', "value", "kind", 10, "mogelijk zijn: proefschrift, rede"),
        ('["leerjaar3"]', '["stap"]', "value", "chain_steps", 18, "mogelijk zijn: voorlopig"),
        ('["vo.opstroom"]', '["zzz"]', "value", "indicators", 19, "gelijkop indicators"),
        ('authors = ["A. Auteur"]', 'authors = ["A", "A"]', "value", "authors", 5, "verschillende"),
        ('["vo"]', '"vo"', "value", "education", 8, "lijst"),
        ("dutch_evidence = true", 'dutch_evidence = "ja"', "value", "dutch_evidence", 16, "true of false"),
        ('context = "Twee scholen"', 'kontext = "x"', "missing", "context", None, "nog leeg"),
        ("value = 0.3", 'value = "0,3"', "value", "value", 24, "0.28"),
        ("value = 0.3", "value = inf", "value", "value", 24, "0.28"),
        ("value = 0.3", "value = 0.7", "interval", "value", 24, "tussen de grenzen"),
        ("value = 0.3\nlower = 0.1\nupper = 0.5", "value = 30", "range", "value", 24, "punt weggevallen"),
        ("lower = 0.1\n", "", "interval", "upper", 25, "beide grenzen"),
        ("upper = 0.5\n", "", "interval", "lower", 25, "beide grenzen"),
        ("n = 120", "n = 0", "value", "n", 27, "vanaf 1"),
        ("n = 120", "n = 120\nn1 = 60", "groups", "n2", 22, "beide groepen"),
        ("n = 120", "n = 120\nn1 = 60\nn2 = 50", "groups", "n", 27, "niet n1 en n2"),
        ('measure = "d"', 'measure = "r"\nstandardiser = "groepen"', "standardiser", "standardiser", 24, "d en g"),
        ("n = 120", "n = 120\nse = -0.1", "range", "se", 28, "groter dan 0"),
        ("n = 120", 'standardiser = "klas"', "value", "standardiser", 27, "groepen, landelijk, onbekend"),
        ('measure = "d"\nvalue = 0.3', 'measure = "or"\nvalue = 0.3\nlower = -1', "toml", None, 26, "TOML"),
        ('judge = "iemand"', 'rechter = "x"', "missing", "judge", 20, "nog leeg"),
        ('id = "maatje"', 'id = "anders"', "id", "id", 2, "heet maatje.md"),
        ("## Voor wie\n", "## Voor wien\n", "section", "Voor wien", 43, "mogelijk zijn: Wat is het"),
        ("Tijd.\n", "", "section", "Voorwaarden", None, "Niet gevonden in de bron"),
        ("Meer leerlingen stroomden op.", "Niet gevonden in de bron.", "section", "Wat is gevonden", None, "tekst"),
        ("+++\n\n## Wat is het", "+++\n\nIets.\n\n## Wat is het", "section", None, 35, "vóór het eerste kopje"),
        ("## Mechanisme", "## Voor wie", "section", "Voor wie", 47, "twee keer"),
    ],
)
def test_each_fault_has_its_place_and_says_what_to_do(file, old, new, rule, field, row, said):
    assert old in file
    found = findings(file.replace(old, new, 1))
    (one,) = [f for f in found if f.rule == rule and f.column == field]
    assert one.row == row
    assert said in one.say("nl")
    assert one.text.en != one.text.nl


def test_all_faults_are_told_together(file):
    broken = file.replace("year = 2021", "year = 0").replace('"artikel"', '"boek"').replace("Tijd.\n", "")
    assert [f.column for f in findings(broken)] == ["year", "kind", "Voorwaarden"]


def test_an_unknown_field_is_named_with_the_nearest(file):
    one = only(file.replace("year = 2021", "year = 2021\njear = 1"))
    assert (one.rule, one.row) == ("unknown_key", 7)
    assert "“year”" in one.text.nl


def test_a_missing_section_is_named(file):
    one = only(file.replace("## Voorwaarden\n\nTijd.\n", ""))
    assert (one.column, one.rule) == ("Voorwaarden", "section")


def test_the_second_effect_is_found_on_its_own_line(file):
    effect = file[file.index("[[effect]]") : file.index("+++\n\n##")]
    two = file.replace(effect, effect + effect.replace("n = 120", "n = 0.5").replace("opstroom", "afstroom"))
    assert only(two).row == 27 + effect.count("\n")


def test_versions_of_one_estimate_need_names(file):
    effect = file[file.index("[[effect]]") : file.index("+++\n\n##")]
    assert only(file.replace(effect, effect * 2)).rule == "version"
    named = effect + effect + 'version = "2022"\n'
    record = read_record(file.replace(effect, named), file="maatje.md")
    assert [e.version for e in record.estimates["opstroom"]] == ["", "2022"]


@pytest.mark.parametrize(("measure", "value"), [("r", "1.2"), ("or", "0"), ("pp", "101"), ("g", "-11")])
def test_a_measure_has_its_range(file, measure, value):
    text = file.replace(
        'measure = "d"\nvalue = 0.3\nlower = 0.1\nupper = 0.5', f'measure = "{measure}"\nvalue = {value}'
    )
    assert only(text).rule == "range"


@pytest.mark.parametrize("front", ['effect = "groot"', "effect = [1]", 'strength = "sterk"'])
def test_effect_and_strength_are_tables(file, front):
    start, end = file.index("strength"), file.index("+++\n\n##")
    one = only(file[:start] + front + "\n" + file[end:])
    assert (one.rule, one.row) == ("value", 20)


@pytest.mark.parametrize("text", ["", "# Een titel", "+++\nid = 1", "tekst\n+++\n+++\n"])
def test_a_file_without_fields_says_where_to_look(text):
    one = only(text)
    assert one.rule == "front_matter"
    assert "gelijkop evidence show vve --file" in one.text.nl


def test_what_is_no_toml_has_its_line(file):
    assert only(file.replace("year = 2021", "year = = 2021")).row == 6


def test_toml_that_ends_too_soon_has_no_line():
    assert only("+++\nx = {\n+++\n").rule == "toml"


def test_the_findings_of_several_files_come_together(file):
    with pytest.raises(DefinitionRefused) as refused:
        read_records([("maatje.md", file), ("a.md", ""), ("b.md", "")])
    assert [f.file for f in refused.value.findings] == ["a.md", "b.md"]
