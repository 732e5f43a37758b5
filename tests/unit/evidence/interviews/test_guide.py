"""The guide is checked whole, and a form that was filled in is read back."""

import csv
import io

import docx
import pytest

from gelijkop.errors import DefinitionRefused, InputRefused
from gelijkop.evidence.interviews.form import ABOUT, csv_form, markdown_form, people_csv, read_form
from gelijkop.evidence.interviews.guide import read_guide, shipped_guide, shipped_text
from gelijkop.present.interview_form import form_page, form_word

SAID = {
    "respondent": "R1", "role": "een leraar", "organisation": "po", "month": "2026-03", "source": "verslag: 1",
    "consent": "citaat",
}  # fmt: skip


def filled(answers, language="nl", said=SAID):
    """A form as Markdown with some fields and answers in it."""
    lines = []
    for line in markdown_form(shipped_guide(), language).splitlines():
        name = line.partition("`")[2].partition("`")[0]
        lines.append(f"{line} {said[name]}" if line.startswith("- ") and name in said else line)
        if line.startswith("### ") and name in answers:
            lines += ["", answers[name]]
    return "\n".join(lines)


def test_the_guide_has_the_topics_of_its_source_in_order():
    """Introduction, state of affairs, approach, results put before the respondent, advice (document 004, annex 2)."""
    codes = [p.code for p in shipped_guide().parts]
    assert codes == ["kennismaking", "hier", "aanpak", "voorleggen", "aanraden"]
    assert [p.code for p in shipped_guide().parts if p.figures] == ["voorleggen"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_form_is_read_back_with_its_answers(language):
    answers = {"werk": 'Ik geef les.\n\n> zei ze: "ja"', "figures": "Onderadvies 2024"}
    form = read_form(filled(answers, language), shipped_guide(), file="f.md")
    assert form.about == {**SAID, "role": "leraar"}
    assert form.answers == answers


def test_a_form_in_csv_is_read_back():
    rows = list(csv.reader(io.StringIO(csv_form(shipped_guide(), "nl")), delimiter=";"))
    told = io.StringIO()
    csv.writer(told, delimiter=";").writerows([[*row[:2], {**SAID, "werk": "Les;geven"}.get(row[0], "")] if i else row
                                               for i, row in enumerate(rows)])  # fmt: skip
    form = read_form(told.getvalue(), shipped_guide(), file="f.csv")
    assert (form.about["role"], form.answers) == ("leraar", {"werk": "Les;geven"})


def test_an_empty_form_tells_every_field_and_repeats_nothing():
    wrong = {**SAID, "role": "Wilhelmina", "month": "maart", "consent": ""}
    with pytest.raises(InputRefused) as refused:
        read_form(filled({}, said=wrong), shipped_guide(), file="f.md")
    assert {(f.rule, f.column) for f in refused.value.findings} == {
        ("code", "role"), ("month", "month"), ("empty", "consent")
    }  # fmt: skip
    assert "Wilhelmina" not in refused.value.say("nl")


def test_answers_to_questions_of_another_guide_are_told():
    text = filled({"werk": "x"}).replace("### `werk`", "### `anders`")
    with pytest.raises(InputRefused) as refused:
        read_form(text, shipped_guide(), file="f.md")
    assert [f.rule for f in refused.value.findings] == ["question"]


def test_forms_become_a_list_of_respondents():
    form = read_form(filled({}), shipped_guide(), file="f.md")
    assert people_csv([form]).splitlines()[1] == "R1;leraar;po;2026-03;verslag: 1;citaat"
    assert repr(form) == "Filled()"


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('code = "werk"', 'code = "betekenis"', "twice"),
        ('code = "werk"', 'kode = "werk"', "unknown_key"),
        ("vo.opstroom", "vo.opstrom", "value"),
        ('"decaan-mentor"', '"decaan"', "role"),
        ('more_en = ["What do you see it by?"]', "more_en = []", "more"),
        ("[[part]]", "[[part", "toml"),
    ],
)
def test_what_is_wrong_with_a_guide_of_ones_own_is_told(before, after, rule):
    with pytest.raises(DefinitionRefused) as refused:
        read_guide(shipped_text().replace(before, after, 1), file="eigen.toml")
    assert rule in {f.rule for f in refused.value.findings}


def test_a_guide_without_parts_or_questions_is_refused():
    head = 'code = "x"\nversion = 1\nnl = "x"\nen = "x"\nsource = "x"\n'
    for text in (head, f'{head}[[part]]\ncode = "a"\nnl = "a"\nen = "a"\n'):
        with pytest.raises(DefinitionRefused):
            read_guide(text, file="eigen.toml")


def test_the_page_of_the_form_has_a_label_for_every_field_and_its_style_inside():
    html = form_page(shipped_guide(), version="1", date="2026-01-01", language="nl")
    assert "<link" not in html
    assert "style-src 'unsafe-inline'" in html
    for question in shipped_guide().questions:
        assert f'aria-labelledby="{question.code}-v"' in html
    assert all(f'for="{name}"' in html for name in ABOUT if name != "consent")
    assert html.count('type="radio"') == 3


def test_the_word_form_has_every_question():
    made = docx.Document(io.BytesIO(form_word(shipped_guide(), "en")))
    headings = {p.text for p in made.paragraphs if p.style is not None and p.style.name == "Heading 2"}
    assert {q.text.en for q in shipped_guide().questions} <= headings
