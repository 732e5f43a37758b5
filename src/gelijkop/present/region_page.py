"""The page of a region: in brief, sketch, advice, review, first years of secondary school, method and sources."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from html import escape

from gelijkop.compare.definitions_beside import asked, beside
from gelijkop.compare.findings import WHOLE, Gap
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present.chain_figures import Found, chain_figure, chain_told, chains_shown
from gelijkop.present.comparison_sentences import beside_sentence, raw_sentence, these_sentence
from gelijkop.present.content import RegionContent, SketchContent
from gelijkop.present.figure import Figure, figure_html
from gelijkop.present.flow_figures import flow_figure
from gelijkop.present.layout import Section, folder, page, paragraphs
from gelijkop.present.method import method_html, sources_html
from gelijkop.present.pupil_figures import pupils_counted, pupils_figure
from gelijkop.present.region_figures import gaps_figure, groups_figure, places_figure, trend_figure
from gelijkop.present.sentences import (
    Unit,
    pupils_sentence,
    shares_sentence,
    verdict_sentence,
)
from gelijkop.present.sketch_figures import sketch_figures
from gelijkop.present.texts import say
from gelijkop.present.tiles import tiles_html

TREND_FROM = 3
"""A trend needs at least so many school years."""


def region_page(content: RegionContent, *, language: Language = "nl") -> dict[str, bytes | str]:
    """The files of the page by name: `index.html`, style sheet, font and a CSV file for each figure."""
    main = content.groupings[0]
    around = _sketch(content, main, language)
    sections = [
        Section("kort", say(language, "region.brief"), _brief(content, main, language)),
        Section("schets", say(language, "region.sketch"), _drawn(around, language)),
    ]
    figures = [*around]
    for section, anchor in zip(pick.SECTIONS, ("advies", "heroverweging", "vo"), strict=True):
        found = _section_figures(content, section, main, language)
        html = _told(content, section, main, language) + _drawn(found, language)
        sections.append(Section(anchor, say(language, f"region.{section}"), html))
        figures += found
    steps = _chain_figures(content, main, language)
    if steps:
        html = "".join(chain_told(content, f, language) + figure_html(drawn, language) for f, drawn in steps)
        sections.append(Section("keten", say(language, "chain.section"), html))
        figures += [drawn for _, drawn in steps]
    sections.append(Section("methode", say(language, "region.method"), method_html(content, language)))
    sections.append(Section("bronnen", say(language, "region.sources"), sources_html(content.meta, language)))
    region, released = content.meta.region, content.released
    public = released.policy == "openbaar"
    notice = say(language, "layout.protected", below=released.base - 1) if public else say(language, "layout.exact")
    html = page(
        say(language, "region.title", region=region),
        say(language, "region.lead", years=pick.period(released.school_years, language)),
        say(language, "layout.description", region=region),
        notice,
        sections,
        content.meta,
        language,
    )
    return folder(html, figures, language)


def region_figures(content: RegionContent, language: Language) -> list[Figure]:
    """Every figure of the page, in order."""
    main = content.groupings[0]
    parts = (_section_figures(content, s, main, language) for s in pick.SECTIONS)
    chains = [figure for _, figure in _chain_figures(content, main, language)]
    return [*_sketch(content, main, language), *(f for found in parts for f in found), *chains]


def _chain_figures(content: RegionContent, grouping: str, language: Language) -> list[tuple[Found, Figure]]:
    return [
        (found, chain_figure(content, _ident("keten", found[0].chain), found, language))
        for found in chains_shown(content, grouping)
    ]


def _drawn(figures: Sequence[Figure], language: Language) -> str:
    return "".join(figure_html(f, language) for f in figures) or paragraphs(say(language, "region.nothing"))


def _ident(*parts: str) -> str:
    """A name that is safe in a file system and as an id."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")


def _sketch(content: RegionContent, grouping: str, language: Language) -> list[Figure]:
    released, figures = content.released, []
    shown = (m for s in pick.SECTIONS for m in pick.measures(content, s))
    # Only the clock of the advice counts every pupil once.
    found = [m for m in shown if released.measure(m.code).clock == "advice" and released.years_of(m.code)]
    if found and grouping in released.groupings:
        counts = pupils_counted(content, found[0].code, grouping)
        figures.append(pupils_figure(content, "schets-leerlingen", counts, grouping, language))
    if content.published is not None:
        places = content.own or content.released.places
        figures += sketch_figures(SketchContent(content.published, tuple(places), content.meta), language)
    return figures


def _section_figures(content: RegionContent, section: str, grouping: str, language: Language) -> list[Figure]:
    found = pick.measures(content, section)
    if not found:
        return []
    return [f for f in _figures(content, section, found, grouping, language) if f is not None]


def _figures(
    content: RegionContent, section: str, found: list[Measure], grouping: str, language: Language
) -> Iterator[Figure | None]:
    families = pick.by_indicator(found)
    main = _main(content, found)
    yield places_figure(content, _ident(section, "plaatsen", main.code), main, grouping, language)
    alike = (next((m for m in ms if m.variant == main.variant), ms[0]) for ms in families)
    firsts = [m for m in alike if m.unit == main.unit]
    title = pick.title(content, main, language) if len(firsts) == 1 else say(language, f"region.{section}_short")
    yield gaps_figure(
        content,
        _ident(section, "verschil"),
        [(m, grouping) for m in firsts],
        language,
        question=say(language, "figure.gaps_question", title=title),
    )
    for ms in families:
        if len(ms) > 1:
            question = say(language, "figure.groups_question", title=pick.title(content, ms[0], language))
            same = [m for m in ms if m.unit == ms[0].unit]
            yield groups_figure(
                content, _ident(section, "groepen", ms[0].indicator), same, grouping, language, question=question
            )
    for unit in dict.fromkeys(ms[0].unit for ms in families):
        single = [ms[0] for ms in families if len(ms) == 1 and ms[0].unit == unit]
        if single:
            topic = (
                pick.title(content, single[0], language)
                if len(single) == 1
                else say(language, f"region.{section}_short")
            )
            yield groups_figure(
                content,
                _ident(section, "groepen", unit),
                single,
                grouping,
                language,
                question=say(language, "figure.groups_question", title=topic),
            )
    yield trend_figure(content, _ident(section, "jaren", main.code), main, grouping, language)
    others = [(main, g) for g in content.groupings if g != grouping]
    topic = pick.title(content, main, language)
    if others:
        yield gaps_figure(
            content,
            _ident(section, "andere"),
            others,
            language,
            question=say(language, "figure.other_question", title=topic),
        )
    if section == "secondary":
        for i, step in enumerate(content.steps, 1):
            yield flow_figure(content, _ident("stroom", str(i)), step, grouping, language)


def _main(content: RegionContent, found: Sequence[Measure]) -> Measure:
    """The measure that a section is mainly about: the first that is told in brief, else its first."""
    codes = {m.code for m in found}
    return next((m for m in pick.in_brief(content) if m.code in codes), found[0])


def _brief(content: RegionContent, grouping: str, language: Language) -> str:
    told = pick.in_brief(content)
    if not told:
        return paragraphs(say(language, "region.nothing"))
    lines = [_line(content, m, grouping, language) for m in told]
    items = "".join(f"<li>{line}</li>\n" for line in lines if line)
    return (
        f'{tiles_html(content, told[0], grouping, language)}<ul class="brief">{items}</ul>\n'
        f'<p class="how">{escape(say(language, "region.how_to_read"))}</p>\n'
    )


def _line(content: RegionContent, measure: Measure, grouping: str, language: Language) -> str:
    """One measure in brief: what it is, the share of each group, and the verdict on the first group."""
    side, unit = pick.side(grouping), pick.unit(measure)
    rates = pick.rates(content, measure, WHOLE, grouping)
    gaps = pick.gaps(content, measure, WHOLE, grouping)
    gap = gaps.get(side.groups[0])
    shares = shares_sentence([rates[g] for g in side.groups if g in rates], measure.indicator, unit, language)
    if shares:
        shares = f"{shares} {these_sentence(list(gaps.values()), unit, language)}".strip()
    verdict = verdict_sentence(gap, unit, language) if gap else ""
    if not shares and not verdict:
        return ""
    pupils = pupils_sentence(gap, language) if gap else ""
    name = escape(pick.title(content, measure, language, variant=True))
    told = escape(" ".join(t for t in (verdict, pupils) if t))
    return f"<p><strong>{name}.</strong> {escape(shares)}</p><p>{told}</p>"


def _told_of(content: RegionContent, gaps: Sequence[Gap], unit: Unit, language: Language) -> Iterator[str]:
    """What is said of one group: the verdict, beside it the raw difference, and in how many definitions it holds."""
    first = gaps[0]
    yield verdict_sentence(first, unit, language)
    if math.isfinite(first.equal_ability.estimate):
        yield raw_sentence(first, unit, language)
    for found in beside(gaps, content.released.measures):
        yield beside_sentence(found, language)


def _told(content: RegionContent, section: str, grouping: str, language: Language) -> str:
    """The verdicts on the main measure of a section, a sentence a group, and in how many definitions they hold."""
    found = pick.measures(content, section)
    if not found:
        return ""
    main, unit = _main(content, found), pick.unit(_main(content, found))
    family = [main, *(m for m in found if asked(m) == asked(main) and m != main)]
    texts = []
    for group in pick.side(grouping).others:
        gaps = [g for m in family if (g := pick.gaps(content, m, WHOLE, grouping).get(group)) is not None]
        if gaps and gaps[0].measure == main.code:
            texts.append(" ".join(_told_of(content, gaps, unit, language)))
    items = "".join(f"<li>{escape(t)}</li>\n" for t in texts)
    title = escape(pick.title(content, main, language))
    return f'<h3 class="told">{title}</h3><ul class="told">{items}</ul>\n' if items else ""
