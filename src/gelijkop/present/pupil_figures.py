"""How many pupils each place and group has, straight from the released counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.model.groupings import groupings
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.chart_bars import UNKNOWN, Bar, Part, group_paints, stacked
from gelijkop.present.content import RegionContent
from gelijkop.present.dates import long_date
from gelijkop.present.figure import Figure, Grid, words
from gelijkop.present.numerals import listed
from gelijkop.present.pupil_numbers import part_cell, part_text, pupils_cell, pupils_text
from gelijkop.present.sentences import group_name, place_noun
from gelijkop.present.texts import say
from gelijkop.safe.plan import plan_of


def pupils_counted(content: RegionContent, measure: str, grouping: str) -> Mapping[str, Sequence[int]]:
    """Pupils by place and group, the groups in the order of drawing and those not known last.

    Counts are those of everybody on the clock of `measure`, also outside its population.
    """
    released, order = content.released, (*pick.side(grouping).groups, 0)
    found = {}
    for place in (*released.places, *((WHOLE,) if len(released.places) > 1 else ())):
        table = released.table(measure, grouping=grouping, groups=order, places=None if place == WHOLE else [place])
        found[place] = [int(n) for n in table.counts.sum(axis=(1, 2)) + table.outside]
    return found


def pupils_figure(
    content: RegionContent,
    ident: str,
    counts: Mapping[str, Sequence[int]],
    grouping: str,
    language: Language,
    *,
    about: str = "",
) -> Figure:
    """A bar of 100% for each place, parted by group, with pupils whose background is not known as a part of its own.

    `counts` as `pupils_counted` makes them. `about` names the one place that the headline is about, among others;
    without it that is all of them together, which stand last.
    """
    side = pick.side(grouping)
    order = (*side.groups, 0)
    paints = (*group_paints(len(side.groups)), UNKNOWN)
    names = [group_name(grouping, g, language) for g in order]
    released, bars, lines, total = content.released, [], [], 0
    plan = plan_of(released)
    for place, pupils in counts.items():
        everyone = sum(pupils)
        if not everyone:
            continue
        total = everyone
        name = say(language, "region.whole") if place == WHOLE else pick.place_name(content, place)
        shares = [n / everyone for n in pupils]
        said = [
            f"{name}, {who}: {pupils_text(n, plan, language)} ({part_text(n, everyone, plan, language)})"
            for who, n in zip(names, pupils, strict=True)
        ]
        parts = zip(paints, shares, [part_text(n, everyone, plan, language, 0) for n in pupils], said, strict=True)
        bars.append(Bar(name, tuple(Part(*part) for part in parts), place in content.own))
        lines += [
            (words(name), words(who), pupils_cell(n, plan, language), part_cell(n, everyone, plan, language))
            for who, n in zip(names, pupils, strict=True)
        ]
    question = say(language, "figure.pupils_question")
    count = len(bars) - (len(bars) > 1)
    noun = say(language, f"noun.{place_noun(released.places)}.{'one' if count == 1 else 'many'}")
    if about:
        there = pupils_text(sum(counts[about]), plan, language)
        headline = say(language, "figure.pupils_here", pupils=there, place=pick.place_name(content, about))
    else:
        everywhere = pupils_text(total, plan, language)
        headline = say(language, "figure.pupils_headline", pupils=everywhere, count=count, noun=noun)
    axis = groupings()[grouping]
    subtitle = say(
        language,
        "figure.pupils_sub",
        years=pick.period(released.school_years, language),
        grouping=axis.nl if language == "nl" else axis.en,
    )
    alt = f"{headline}. {say(language, 'figure.pupils_alt', groups=listed(names, language))}"
    legend = list(zip(paints, names, strict=True))

    def draw(size: svg.Size) -> str:
        return stacked(ident, bars, legend, size, name=question, description=alt)

    header = tuple(say(language, f"table.{h}") for h in ("place", "group", "pupils", "share"))
    public = released.policy == "openbaar"
    source = say(language, "figure.source", version=content.meta.version, date=long_date(content.meta.date, language))
    return Figure(
        ident,
        question,
        headline,
        subtitle,
        draw("wide"),
        draw("narrow"),
        Grid(f"{question} {subtitle}", header, tuple(lines), 2),
        source,
        alt,
        say(language, "figure.counts_note" if public else "figure.counts_note_exact"),
    )
