"""Who spoke is read from a list or from cases, and passages get the voice behind them."""

import pytest

from gelijkop.errors import InputRefused
from gelijkop.evidence.interviews.people import people_of_cases, read_people, voices
from gelijkop.evidence.interviews.refi_read import read_project

HEAD = "respondent;rol;toestemming;bron\n"
FILE = "mensen.csv"


@pytest.fixture
def project(made):
    """Two conversations with a passage each."""
    two = made.but(
        sources=(("Gesprek 1.docx", "wij zien armoede"), ("Gesprek 2", "wij zien schaamte")),
        passages=((0, "armoede", 1), (1, "schaamte", 1)),
    )
    return read_project(two.zip(), file="p.qdpx")


def voice_numbers(text, project):
    found = voices(read_people(text, project, file=FILE).persons, project)
    return [found[p.guid].number if p.guid in found else None for p in project.passages]


def test_a_source_is_found_by_name_with_or_without_suffix_or_by_guid(project):
    text = f"{HEAD}R1;leraar;citaat;gesprek 1\nR2;een ouder;citaat;{{{project.sources[1].guid.upper()}}}\n"
    assert voice_numbers(text, project) == [0, 1]


def test_a_list_in_english_with_commas_is_read(project):
    text = "respondent,role,consent,source\nR1,a teacher,citaat,Gesprek 1\n"
    assert voice_numbers(text, project) == [0, None]


def test_one_person_in_two_spellings_is_one_voice(project):
    text = f"{HEAD}R1;leraar;citaat;Gesprek 1\n r1 ;leraar;citaat;Gesprek 2\n"
    assert voice_numbers(text, project) == [0, 0]


def test_people_in_one_conversation_are_one_voice_everywhere_with_the_least_consent(project):
    text = f"{HEAD}R1;leraar;citaat;Gesprek 1\nR2;bestuurder;analyse;Gesprek 1\nR2;bestuurder;analyse;Gesprek 2\n"
    found = voices(read_people(text, project, file=FILE).persons, project)
    assert {(v.number, v.consent, v.roles) for v in found.values()} == {(0, "analyse", ("onderwijs", "geinterviewde"))}


def test_a_source_that_is_not_there_is_told_without_its_name(project):
    (finding,) = read_people(f"{HEAD}R1;leraar;citaat;Gesprek Jansen\n", project, file=FILE).findings
    assert finding.rule == "source"
    assert "Jansen" not in finding.say("nl")


def test_all_that_is_wrong_is_told_at_once_and_no_value_repeated(project):
    text = f"{HEAD}R1;Jansen;citaat;Gesprek 1\nR2;leraar;misschien;\nR3;leraar;citaat;x\nR3;ouder;citaat;x\n"
    with pytest.raises(InputRefused) as refused:
        read_people(text, project, file=FILE)
    assert [(f.rule, f.row) for f in refused.value.findings] == [
        ("code", 2), ("empty", 3), ("code", 3), ("contradiction", 5)
    ]  # fmt: skip
    assert "Jansen" not in refused.value.say("nl")


def test_missing_columns_are_told(project):
    with pytest.raises(InputRefused, match="not right") as refused:
        read_people("respondent;rol\n", project, file=FILE)
    assert "toestemming, bron" in refused.value.say("nl")


def case(number, name, values, refs):
    said = "".join(
        f'<VariableValue><VariableRef targetGUID="v{v}"/><TextValue>{value}</TextValue></VariableValue>'
        for v, value in values
    )
    return f'<Case guid="c{number}" name="{name}">{said}{refs}</Case>'


def test_people_of_cases_have_role_and_consent_and_none_without(made):
    source = '<SourceRef targetGUID="00000064-0000-4000-8000-000000000064"/>'
    passage = '<SelectionRef targetGUID="000000c8-0000-4000-8000-0000000000c8"/>'
    cases = "".join([
        '<Variables><Variable guid="v1" name="Rol"/><Variable guid="v2" name="Toestemming"/></Variables><Cases>',
        case(1, "R1", [(1, "Een leraar"), (2, "citaat")], source),
        case(2, "R2", [(1, "ouder")], passage),
        case(3, "school", [], ""), "</Cases>",
    ])  # fmt: skip
    project = read_project(made.but(cases=cases).zip(), file="p.qdpx")
    people = people_of_cases(project, file="p.qdpx")
    assert [(p.role, p.consent) for p in people.persons] == [("leraar", "citaat"), ("ouder", "geen")]
    assert [f.rule for f in people.findings] == ["case"]
    found = voices(people.persons, project)
    assert [found[p.guid].consent for p in project.passages] == ["geen", "citaat"]


def test_a_cell_that_is_too_long_for_a_table_is_no_table(project):
    with pytest.raises(InputRefused):
        read_people("respondent;rol\n" + "x" * 200_000, project, file=FILE)
