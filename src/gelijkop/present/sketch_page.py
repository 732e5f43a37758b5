"""The page of a situation sketch: published numbers of chosen municipalities beside the Netherlands."""

from __future__ import annotations

from gelijkop.errors import Language
from gelijkop.present.area_numbers import Lookup
from gelijkop.present.content import SketchContent
from gelijkop.present.figure import Figure, figure_html
from gelijkop.present.layout import Section, folder, page, paragraphs
from gelijkop.present.method import sources_html
from gelijkop.present.sketch_benchmark import benchmark_figures
from gelijkop.present.sketch_figures import sketch_figures
from gelijkop.present.sketch_themes import COUNTRY, themes
from gelijkop.present.texts import say


def sketch_page(content: SketchContent, *, language: Language = "nl") -> dict[str, bytes | str]:
    """The files of the page by name: `index.html`, style sheet, font and a CSV file for each figure."""
    figures = [*sketch_figures(content, language), *benchmark_figures(content, language)]
    brief = paragraphs(say(language, "sketch.brief_text"), *(note.say(language) for note in content.notes))
    sections = [Section("kort", say(language, "sketch.brief"), brief)]
    topics: dict[str, list[Figure]] = {}
    for figure in figures:
        topics.setdefault(_topic(figure.ident), []).append(figure)
    sections += [
        Section(topic, say(language, f"topic.{topic}"), "".join(figure_html(f, language) for f in found))
        for topic, found in topics.items()
    ]
    if not figures:
        sections.append(Section("cijfers", say(language, "sketch.other"), paragraphs(say(language, "region.nothing"))))
    sections.append(Section("bronnen", say(language, "region.sources"), sources_html(content.meta, language)))
    region, lookup = content.meta.region, Lookup(content.published)
    country = content.benchmark is not None or any(lookup.has(t.measure, COUNTRY) for t in themes())
    beside = say(language, "sketch.beside_nl") if country else ""
    html = page(
        say(language, "sketch.title", region=region),
        say(language, "sketch.lead", region=region, beside=beside),
        say(language, "layout.sketch_description", region=region),
        say(language, "sketch.public"),
        sections,
        content.meta,
        language,
    )
    return folder(html, figures, language)


def _topic(ident: str) -> str:
    """The part of the page that a figure stands in: the first word of its name."""
    return ident.split("-", 1)[0]
