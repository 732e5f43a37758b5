"""A review as lines of text: publications, who decided what, how reviewers agree, and how far each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from gelijkop.errors import Language
from gelijkop.evidence.bibliography.sets import Publication, SearchSet, first_found
from gelijkop.evidence.bibliography.snowballing import snowball
from gelijkop.evidence.screening.decisions import changed
from gelijkop.evidence.screening.review import Compared, Review, State, may_see
from gelijkop.evidence.strategy.plan import PHASES, Criterion, Phase
from gelijkop.present.numerals import number, percent

Words = Mapping[str, str]
ABSTRACT = 1500


def publication_line(publication: Publication) -> str:
    """One line: id, first author, year and title."""
    r = publication.reference
    author = f"{r.authors[0].split(',')[0]}{' e.a.' if len(r.authors) > 1 else ''}" if r.authors else "–"
    return f"{publication.id}  {author} ({r.year or '–'}). {r.title}"


def list_lines(review: Review, words: Words, *, state: str, reviewer: str) -> Iterator[str]:
    """Each publication in a state (or all), below it where it is and who decided.

    What somebody decided is shown once all have, and to themselves.
    """
    for publication in review.merged.publications:
        here = review.state(publication.id)
        if state and here != state:
            continue
        yield publication_line(publication)
        said = [words[f"state_{here}"]]
        for phase in PHASES:
            said += _decided(review, words, publication.id, phase, reviewer)
        yield f"    {'; '.join(said)}"


def _decided(review: Review, words: Words, name: str, phase: Phase, reviewer: str) -> Iterator[str]:
    visible = {d.reviewer for d in may_see(review, reviewer, name, phase)}
    for person, decision in review.verdicts.get((name, phase), {}).items():
        if person not in visible:
            yield f"{person}: {words['verdict_hidden']}"
            continue
        reason = f" ({decision.criterion})" if decision.criterion else ""
        note = f" “{decision.note}”" if decision.note else ""
        yield f"{person}: {words[f'verdict_{decision.verdict}']}{reason}{note}"
    if (settled := review.resolutions.get((name, phase))) is not None:
        yield f"{settled.reviewer}: {words[f'verdict_{settled.verdict}']} ✓"


def set_lines(review: Review, words: Words) -> Iterator[str]:
    """Each set of results: name, day, way of finding, and how much was new."""
    new = first_found(review.merged)
    for s in review.merged.sets:
        how = how_said(s, words)
        yield words["set_line"].format(name=s.name, date=s.date, how=how, count=len(s.references), new=new[s.name])


def how_said(found: SearchSet, words: Words) -> str:
    """How the references of a set were found."""
    return words[f"how_{found.how}"].format(database=found.database, of=found.of)


def status_lines(review: Review, words: Words) -> Iterator[str]:
    """How many publications are in each state, and what each reviewer has done and has to do."""
    yield from set_lines(review, words)
    count = Counter(review.state(p.id) for p in review.merged.publications)
    for state in get_args(State):
        if count[state]:
            yield f"{words[f'state_{state}']}: {count[state]}"
    for phase in PHASES:
        done = Counter(person for (_, of), given in review.verdicts.items() if of == phase for person in given)
        if done:
            yield f"\n{words[f'phase_{phase}']}"
        for person, decided in sorted(done.items()):
            left = len(review.undecided(person, phase))
            yield f"  {words['status_reviewer'].format(reviewer=person, decided=decided, open=left)}"
    yield from snowball_lines(review, words)
    if turned := len(list(changed(review.known))):
        yield words["status_changed"].format(count=turned)
    if review.lost:
        ids = ", ".join(dict.fromkeys(d.id for d in review.lost))
        yield words["status_lost"].format(count=len(review.lost), ids=ids)


def snowball_lines(review: Review, words: Words) -> Iterator[str]:
    """What each step of snowballing gave, and which included publications are still to be followed, and where to."""
    included = [p.id for p in review.merged.publications if review.state(p.id) == "included"]
    found = snowball(review.merged, included)
    if not (found.seeds or found.steps):
        return
    yield f"\n{words['snowball']}"
    for step in found.steps:
        yield "  " + words["snowball_step"].format(
            name=step.set, round=step.round, found=step.found, new=step.new, included=step.included
        )
    for finding in found.lost:
        yield f"  {words['snowball_lost'].format(name=finding.file)}"
    for seed in found.to_follow:
        ways = ", ".join(words[f"snowball_{way}"] for way in seed.missing)
        yield f"  {words['snowball_open'].format(id=seed.id, ways=ways)}"
    if found.finished:
        yield f"  {words['snowball_finished']}"


def page_lines(
    publication: Publication, criteria: Sequence[Criterion], left: int, words: Words, language: Language
) -> Iterator[str]:
    """One publication to be judged: title, authors, abstract, and the reasons to leave it out, numbered."""
    r = publication.reference
    yield words["to_do"].format(count=left)
    yield f"\n{r.title}"
    where = "; ".join(part for part in (", ".join(r.authors), str(r.year or ""), r.container, r.doi or r.link) if part)
    yield where
    abstract = r.abstract if len(r.abstract) <= ABSTRACT else f"{r.abstract[:ABSTRACT]} …"
    yield f"\n{abstract or words['no_abstract']}"
    if criteria:
        yield f"\n{words['criteria']}"
    for place, criterion in enumerate(criteria, start=1):
        yield f"  {place}. {criterion.code}: {criterion.text.say(language)}"


def agreement_lines(found: Compared, review: Review, words: Words, language: Language) -> Iterator[str]:
    """How two reviewers agree, and on which publications they do not."""
    table = found.agreement
    names = {"first": found.first, "second": found.second}
    yield words["agree_head"].format(phase=words[f"phase_{found.phase}"], count=table.count, **names)
    cells = {key: getattr(table, key) for key in ("both_in", "first_only", "second_only", "both_out")}
    yield "  " + words["agree_table"].format(**cells, **names)
    if table.agreement is not None:
        yield "  " + words["agree_raw"].format(agreement=percent(table.agreement, language))
    if table.kappa is None:
        yield "  " + words["agree_no_kappa"]
    else:
        kappa = number(table.kappa, 2, language)
        if table.lower is None or table.upper is None:
            yield "  " + words["agree_kappa_bare"].format(kappa=kappa)
        else:
            limits = {"lower": number(table.lower, 2, language), "upper": number(table.upper, 2, language)}
            yield "  " + words["agree_kappa"].format(kappa=kappa, **limits)
    if table.skewed and table.prevalence is not None:
        yield "  " + words["agree_skewed"].format(prevalence=number(table.prevalence, 2, language))
    if found.left_out:
        yield "  " + words["agree_left"].format(count=found.left_out)
    if found.differ:
        yield "  " + words["agree_differ"]
    for publication in review.merged.publications:
        if publication.id in found.differ:
            yield f"    {publication_line(publication)}"
