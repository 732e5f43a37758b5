"""The catalogue as a page to read, print and cite: every definition under an address of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from gelijkop.errors import Language, Text
from gelijkop.model.groupings import Grouping
from gelijkop.present.content import Meta
from gelijkop.present.dates import long_date
from gelijkop.present.definition_card import DefinitionCard, Fact, VariantCard, facts, notes, variant_facts, words
from gelijkop.present.layout import FONT_FILE, FONT_LICENCE, STYLE, Section, asset, page, paragraphs, style
from gelijkop.present.texts import say

PAGES: Mapping[Language, str] = {"nl": "index.html", "en": "en.html"}
_OTHER: Mapping[Language, tuple[Language, str]] = {"nl": ("en", "English"), "en": ("nl", "Nederlands")}


def catalogue_pages(
    cards: Sequence[DefinitionCard], groupings: Sequence[Grouping], *, date: str, version: str, data: str, schema: str
) -> dict[str, bytes | str]:
    """The page in Dutch and in English, with style sheet and font, by file name.

    `date` is ISO; `data` and `schema` are the files beside the page that hold the same for programs.
    """
    files: dict[str, bytes | str] = {name: asset(name) for name in (FONT_FILE, FONT_LICENCE)}
    files[STYLE] = style()
    for language, name in PAGES.items():
        files[name] = _page(cards, groupings, date, version, (data, schema), language)
    return files


def _page(
    cards: Sequence[DefinitionCard],
    groupings: Sequence[Grouping],
    date: str,
    version: str,
    data: tuple[str, str],
    language: Language,
) -> str:
    w = words(language)
    gone = [c for c in cards if c.withdrawn]
    holding = [c for c in cards if not c.withdrawn and not c.own]
    own = [c for c in cards if c.own and not c.withdrawn]
    sections = [Section("verwijzen", w["cite"], _cite(date, version, data, language))]
    for sector in dict.fromkeys(c.code.split(".")[0] for c in holding):
        of = [c for c in holding if c.code.split(".")[0] == sector]
        sections.append(Section(sector, w["sectors"].get(sector, sector), _definitions(of, date, version, language)))
    if own:
        sections.append(Section("eigen-indicatoren", w["own_many"], _definitions(own, date, version, language)))
    sections.append(Section("indelingen", w["groupings"], "".join(_grouping(g, language) for g in groupings)))
    if gone:
        sections.append(Section("ingetrokken", w["retired"], _definitions(gone, date, version, language)))
    licence = Text("EUPL-1.2.", "EUPL-1.2.")
    meta = Meta("", date, version, (), licence)
    return page(w["title"], w["lead"], w["description"], w["notice"], sections, meta, language)


def _cite(date: str, version: str, data: tuple[str, str], language: Language) -> str:
    w = words(language)
    cited = w["citation"].format(year=date[:4], version=version, date=long_date(date, language))
    code, name = _OTHER[language]
    file, schema = (escape(d) for d in data)
    return (
        f"{paragraphs(cited)}<p>{escape(w['machine'])} "
        f'<a href="{file}">{file}</a>, <a href="{schema}">{escape(w["schema"])}</a>.</p>\n'
        f'<p><a href="{PAGES[code]}" lang="{code}" hreflang="{code}">{name}</a></p>\n'
    )


def _definitions(cards: Sequence[DefinitionCard], date: str, version: str, language: Language) -> str:
    links = "".join(
        f'<li><a href="#{escape(c.code)}">{escape(c.title.say(language))}</a> '
        f'<span class="code">{escape(c.code)}</span></li>\n'
        for c in cards
    )
    return f"<ul>{links}</ul>\n" + "".join(_definition(c, date, version, language) for c in cards)


def _definition(card: DefinitionCard, date: str, version: str, language: Language) -> str:
    w, code = words(language), escape(card.code)
    limits = "".join(f"<li>{escape(t.say(language))}</li>" for t in card.says_not)
    title = card.title.say(language)
    cited = w["citation_one"].format(
        year=date[:4], title=title, code=card.code, number=f"{w['version']} {card.version}", version=version
    )
    link = escape(w["permalink"].format(code=card.code))
    return (
        f'<article id="{code}" aria-labelledby="{code}-t"><h3 id="{code}-t">{escape(title)} '
        f'<a class="code" href="#{code}" aria-label="{link}">{code}</a></h3>\n'
        f'<p class="code">{escape(card.id)}, {escape(say(language, "layout.version", version=card.version))}</p>\n'
        f"{paragraphs(*notes(card, language))}{_facts(facts(card, language))}"
        f"<h4>{escape(_capital(w['variants']))}</h4>\n{''.join(_variant(v, language) for v in card.variants)}"
        f"<h4>{escape(_capital(w['says_not']))}</h4>\n<ul>{limits}</ul>\n"
        f"<h4>{escape(_capital(w['example']))}</h4>\n{_example(card, title, language)}"
        f'<p class="note">{escape(cited)}</p>\n</article>\n'
    )


def _variant(variant: VariantCard, language: Language) -> str:
    name = escape(variant.title.say(language))
    return f"<p><strong>{name}</strong> <code>{escape(variant.measure)}</code></p>\n" + _facts(
        variant_facts(variant, language)
    )


def _facts(told: Sequence[Fact]) -> str:
    rows = "".join(f"<dt>{escape(_capital(f.label))}</dt><dd>{escape(f.text)}</dd>\n" for f in told)
    return f'<dl class="facts">{rows}</dl>\n'


def _example(card: DefinitionCard, title: str, language: Language) -> str:
    heading, *rows = card.example
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heading)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(c)}</td>" for c in row[1:])}</tr>\n'
        for row in rows
    )
    about = escape(say(language, "method.example_of", title=title))
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{about}"><table><thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody></table></div>\n"
    )


def _grouping(grouping: Grouping, language: Language) -> str:
    w, code = words(language), escape(grouping.code)
    title = grouping.nl if language == "nl" else grouping.en
    groups = "".join(
        f"<li>{escape(g.nl if language == 'nl' else g.en)} <code>{escape(g.code)}</code></li>\n"
        for g in grouping.groups
    )
    told = [Fact(w["column"], grouping.column), Fact(w["reference"], grouping.reference.code)]
    return (
        f'<article id="{code}" aria-labelledby="{code}-t"><h3 id="{code}-t">{escape(title)} '
        f'<a class="code" href="#{code}">{code}</a></h3>\n{_facts(told)}<ul>{groups}</ul></article>\n'
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
