"""The page of studies taken together: what it means, the studies, the funnel, what was left out and how it was done."""

from __future__ import annotations

from html import escape

from gelijkop.errors import Language, Text
from gelijkop.evidence.poolable import Pool
from gelijkop.evidence.pooling import Pooled
from gelijkop.present.content import Meta
from gelijkop.present.dates import long_date
from gelijkop.present.figure import Figure, figure_html
from gelijkop.present.layout import Section, folder, page, paragraphs
from gelijkop.present.pool_figures import forest_figure, funnel_figure
from gelijkop.present.pool_sentences import headline, how, meaning
from gelijkop.present.texts import say


def pool_figures(pool: Pool, found: Pooled, *, date: str, version: str, language: Language) -> tuple[Figure, Figure]:
    """The forest and the funnel; `date` is ISO."""
    source = say(language, "pool.source", version=version, date=long_date(date, language))
    return forest_figure(pool, found, source, language), funnel_figure(pool, found, source, language)


def pool_page(
    pool: Pool, found: Pooled, *, date: str, version: str, language: Language = "nl"
) -> dict[str, bytes | str]:
    """The files of the page by name: `index.html`, style sheet, font and a CSV file for each figure."""
    studies, funnel = pool_figures(pool, found, date=date, version=version, language=language)
    sections = [
        Section("betekenis", say(language, "pool.meaning"), paragraphs(*meaning(pool, found, language))),
        Section("onderzoeken", say(language, "pool.figures"), figure_html(studies, language)),
        Section("trechter", say(language, "pool.asymmetry"), figure_html(funnel, language)),
    ]
    if pool.left_out:
        lines = [say(language, "pool.left_one", name=f.file, reason=f.text.say(language)) for f in pool.left_out]
        sections.append(Section("niet-meegeteld", say(language, "pool.left"), paragraphs(*lines)))
    notes = [note.say(language) for note in pool.notes]
    sections.append(
        Section(
            "methode",
            say(language, "pool.method"),
            paragraphs(*how(pool, found, language)) + _origins(pool, language, notes),
        )
    )
    count = len(pool.studies)
    licence = Text(say("nl", "pool.licence"), say("en", "pool.licence"))
    html = page(
        say(language, "pool.title", outcome=pool.outcome, count=count),
        f"{headline(pool, found, language)}.",
        say(language, "pool.description", outcome=pool.outcome),
        say(language, "pool.notice"),
        sections,
        Meta("", date, version, (), licence),
        language,
    )
    return folder(html, (studies, funnel), language)


def _origins(pool: Pool, language: Language, notes: list[str]) -> str:
    """Where each number comes from and what its standard error was made of, as a list, with what was decided."""
    lines = [
        f"{s.title.say(language)}: {s.effect.original or s.name} ({s.effect.source}; "
        f"{say(language, f'pool.how.origin_{s.origin}')})"
        for s in pool.studies
    ]
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in [*lines, *notes])}</ul>\n"
