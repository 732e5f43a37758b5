"""The form of one conversation as a page to fill in and print, and as a Word document; neither needs a network."""

from __future__ import annotations

import io
from html import escape

import docx

from gelijkop.errors import Language, Text
from gelijkop.evidence.interviews.form import ABOUT, FIGURES, LISTS, explains, meant, words
from gelijkop.evidence.interviews.guide import Guide, Part, Question
from gelijkop.evidence.interviews.roles import codes
from gelijkop.present.content import Meta
from gelijkop.present.layout import STYLE, Section, asset, page, paragraphs

_LOOK = (
    "textarea,input,select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--muted);"
    "border-radius:2px;padding:.4rem;width:100%;max-width:42rem}label,legend{font-weight:600;display:block;"
    "margin-top:1rem}fieldset{border:0;padding:0;margin:1rem 0}fieldset label{font-weight:400;display:flex;gap:.6rem;"
    "min-height:44px;align-items:center;margin:0}fieldset input{width:1.3rem;height:1.3rem;flex:none}"
    "textarea{min-height:6rem}@media print{textarea{min-height:9rem;break-inside:avoid}}"
)


def form_page(guide: Guide, *, version: str, date: str, language: Language) -> str:
    """The form as one HTML file with its style in it; `date` is ISO."""
    w = words(language)
    sections = [Section("vooraf", w["before"], _before(language))]
    sections += [Section(f"deel-{escape(p.code)}", p.title.say(language), _part(p, language)) for p in guide.parts]
    last = paragraphs(f"{w['source_line']} {guide.source}. {guide.name(language)}.")
    sections[-1] = Section(sections[-1].anchor, sections[-1].title, sections[-1].html + last)
    licence = Text(words("nl")["licence"], words("en")["licence"])
    lead = " ".join(t for t in (w["lead"], guide.intro.say(language)) if t)
    html = page(
        guide.title.say(language), lead, w["description"], w["notice"], sections,
        Meta("", date, version, (), licence), language,
    )  # fmt: skip
    return _alone(html)


def form_word(guide: Guide, language: Language) -> bytes:
    """The form as a Word document: a table beforehand, and a heading and an empty box for each question."""
    w, made = words(language), docx.Document()
    made.add_heading(guide.title.say(language), 0)
    made.add_paragraph(guide.intro.say(language))
    made.add_heading(w["before"], 1)
    table = made.add_table(rows=0, cols=2, style="Table Grid")
    for name in ABOUT:
        cells = table.add_row().cells
        cells[0].text = w[name]
        if name in LISTS:
            cells[1].text = "\n".join(f"☐ {label.say(language)}" for label in codes(LISTS[name]).values())
    made.add_paragraph(w["withdraw"])
    for part in guide.parts:
        made.add_heading(part.title.say(language), 1)
        if part.figures:
            made.add_heading(w["figures"], 2)
            made.add_paragraph(w["figures_help"])
            made.add_table(rows=1, cols=1, style="Table Grid").rows[0].cells[0].text = "\n\n"
        for question in part.questions:
            made.add_heading(question.text.say(language), 2)
            for line in _under(question, language):
                made.add_paragraph(line, style="List Bullet")
            made.add_table(rows=1, cols=1, style="Table Grid").rows[0].cells[0].text = "\n\n\n"
    made.add_paragraph(f"{w['source_line']} {guide.source}. {guide.name(language)}.")
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def _before(language: Language) -> str:
    w, made = words(language), ""
    for name in ABOUT:
        if name == "consent":
            continue
        if name in LISTS:
            options = "".join(
                f'<option value="{code}">{escape(t.say(language))}</option>' for code, t in codes(LISTS[name]).items()
            )
            field = f'<select id="{name}" name="{name}"><option value=""></option>{options}</select>'
        else:
            kind = "month" if name == "month" else "text"
            field = f'<input id="{name}" name="{name}" type="{kind}" autocomplete="off">'
        made += f'<p><label for="{name}">{escape(w[name])}</label>{field}</p>\n'
    choices = "".join(
        f'<label><input type="radio" name="consent" value="{code}"> <span>{escape(t.say(language))}</span></label>\n'
        for code, t in codes("consent").items()
    )
    return f"{made}<fieldset><legend>{escape(w['consent'])}</legend>\n{choices}</fieldset>\n{paragraphs(w['withdraw'])}"


def _part(part: Part, language: Language) -> str:
    w, made = words(language), ""
    if part.figures:
        made += _box(f"{part.code}-{FIGURES}", w["figures"], f"<p>{escape(w['figures_help'])}</p>\n")
    for question in part.questions:
        lines = _under(question, language)
        under = f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>\n" if lines else ""
        made += _box(question.code, question.text.say(language), under)
    return made


def _box(ident: str, heading: str, under: str) -> str:
    name = escape(ident)
    return (
        f'<h3 id="{name}-v">{escape(heading)}</h3>\n{under}'
        f'<p><textarea id="{name}" name="{name}" rows="5" aria-labelledby="{name}-v"></textarea></p>\n'
    )


def _under(question: Question, language: Language) -> list[str]:
    """What stands under a question: what to ask on, whom it is for and what it can explain."""
    w = words(language)
    lines = [m.say(language) for m in question.more]
    about = ((w["meant"], meant(question, language)), (w["explains"], explains(question, language)))
    return [*lines, *(f"{label}: {said}." for label, said in about if said)]


def _alone(html: str) -> str:
    """A page with its style in it instead of beside it; letters are those of the reader's computer."""
    start, end = html.index("<link rel="), html.index("</head>")
    policy = html.replace("style-src 'self' file:", "style-src 'unsafe-inline'")
    moved = len(policy) - len(html)
    look = asset(STYLE).decode("utf-8")
    return f"{policy[: start + moved]}<style>{look}{_LOOK}</style>\n{policy[end + moved :]}"
