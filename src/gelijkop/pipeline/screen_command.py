"""The commands `evidence screen` about a whole review: start, import, duplicates, list, status, agree, export, flow."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gelijkop.catalogue import text as catalogue_text
from gelijkop.errors import Finding, Text, UserError
from gelijkop.evidence.bibliography.sets import How, SearchSet, duplicates, first_found
from gelijkop.evidence.bibliography.writing import write_ris
from gelijkop.evidence.screening.asreview import asreview_table, read_asreview
from gelijkop.evidence.screening.decisions import Decision
from gelijkop.evidence.screening.flow import flow
from gelijkop.evidence.screening.review import Review, compare_reviewers
from gelijkop.evidence.strategy.plan import PHASES
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.folders import MARK, fresh_folder
from gelijkop.pipeline.review_folder import add_decisions, add_results, day, locked, open_review, start_review
from gelijkop.pipeline.screen_lines import agreement_lines, list_lines, publication_line, set_lines, status_lines
from gelijkop.pipeline.strategy_command import EXAMPLE, lines_of, read_text
from gelijkop.present.figure import figure_csv
from gelijkop.present.prisma_figures import prisma_figure, prisma_lines

MOST = 10
"""Findings of an import that are shown; the rest is counted."""
WAYS: Mapping[str, How] = {
    "search": "search",
    "references-of": "references_of",
    "cited-by": "cited_by",
    "known": "known",
    "hand": "hand",
}


def start(call: Call, a: argparse.Namespace) -> None:
    """Make the folder of a review from a strategy with criteria."""
    if a.reviewers < 1:
        raise UserError(Text("--reviewers is ten minste 1.", "--reviewers is at least 1."))
    text = catalogue_text(EXAMPLE) if a.strategy is None else read_text(a.strategy)
    start_review(a.folder, text, reviewers=a.reviewers)
    words = lines_of(call.language)
    call.print(words["started"].format(folder=a.folder))
    if not open_review(a.folder).strategy.criteria:
        call.print(words["no_criteria"])


def import_(call: Call, a: argparse.Namespace) -> None:
    """Import results of a search or a step of snowballing; or decisions that were made in ASReview.

    Raises:
        UserError: what is needed besides is missing.
    """
    if a.asreview is not None:
        _from_asreview(call, a)
        return
    about = _about(a)
    if about.of:
        publication = open_review(a.folder).merged.find(about.of)
        if publication is None:
            raise UserError(
                Text(f"{about.of}: deze publicatie is er niet.", f"{about.of}: there is no such publication.")
            )
        about = replace(about, of=publication.id)
    name, found = add_results(a.folder, a.file, about)
    review, words = open_review(a.folder), lines_of(call.language)
    call.print(words["imported"].format(name=name, count=len(found.references), file=a.file.name))
    counts = {"new": first_found(review.merged)[name], "duplicates": duplicates(review.merged)[name]}
    call.print(words["imported_new"].format(all=len(review.merged.publications), **counts))
    _print_findings(call, words["imported_left"], found.left)


def merged(call: Call, a: argparse.Namespace) -> None:
    """Show why references were joined to one publication, and which may be one but were left apart."""
    review, words = open_review(a.folder), lines_of(call.language)
    joined = [m for p in review.merged.publications for m in p.merges]
    for key, pairs in (("merges", joined), ("possible", review.merged.possible)):
        call.print(words[key].format(count=len(pairs)))
        for pair in pairs:
            text = pair.text.say(call.language)
            call.print("  " + words["merge"].format(first=pair.first, second=pair.second, text=text))


def list_(call: Call, a: argparse.Namespace) -> None:
    """Show the publications with where each is, and what was decided as far as it may be seen."""
    for line in list_lines(open_review(a.folder), lines_of(call.language), state=a.state, reviewer=a.reviewer):
        call.print(line)


def status(call: Call, a: argparse.Namespace) -> None:
    """Show how far the review is."""
    for line in status_lines(open_review(a.folder), lines_of(call.language)):
        call.print(line)


def agree(call: Call, a: argparse.Namespace) -> None:
    """Show how well reviewers agree in each phase, and what is to be settled."""
    review, words = open_review(a.folder), lines_of(call.language)
    found = [c for phase in PHASES for c in compare_reviewers(review, phase)]
    found = [c for c in found if c.agreement.count or c.left_out]
    for compared in found:
        for line in agreement_lines(compared, review, words, call.language):
            call.print(line)
    call.print(words["agree_first" if found else "agree_none"])
    for phase in PHASES:
        for place, publication in enumerate(review.conflicts(phase)):
            if not place:
                call.print(f"\n{words[f'phase_{phase}']}: {words['agree_open']}")
            call.print(f"  {publication_line(publication)}")
        if review.conflicts(phase):
            call.print(words["agree_settle"].format(folder=a.folder, phase=phase))


def export(call: Call, a: argparse.Namespace) -> None:
    """Write the publications for ASReview, or those in a state as RIS.

    Raises:
        UserError: no way is chosen, or the file is there already.
    """
    if (a.asreview is None) == (a.ris is None):
        raise UserError(Text("Kies --asreview of --ris, met een bestand.", "Choose --asreview or --ris, with a file."))
    review = open_review(a.folder)
    chosen = [p for p in review.merged.publications if not a.state or review.state(p.id) == a.state]
    merged_ = replace(review.merged, publications=tuple(chosen))
    if a.asreview is not None:
        text = asreview_table(Review(review.strategy, merged_, review.decisions, review.reviewers), reviewer=a.reviewer)
    else:
        text = write_ris(p.reference for p in chosen)
    out: Path = a.asreview or a.ris
    if out.exists() and not a.force:
        raise UserError(
            Text(f"{out} bestaat al. Geef --force om hem te vervangen.", f"{out} exists. Give --force to replace it.")
        )
    try:
        out.write_bytes(text.encode("utf-8"))
    except OSError:
        raise UserError(
            Text(f"{out}: hier kan niet worden geschreven.", f"{out}: it is not possible to write here.")
        ) from None
    call.print(lines_of(call.language)["exported"].format(count=len(chosen), out=out))


def flow_(call: Call, a: argparse.Namespace) -> None:
    """Show the flow of references by PRISMA 2020, or write it as SVG, text and table."""
    review = open_review(a.folder)
    counted = flow(review)
    criteria = {c.code: c.text for c in review.strategy.criteria}
    lines = list(prisma_lines(counted, criteria, call.language))
    if a.out is None:
        for line in lines:
            call.print(line)
        return
    figure = prisma_figure(counted, criteria, call.language)
    searches = ["", *set_lines(review, lines_of(call.language)), ""]
    with fresh_folder(a.out, force=a.force) as folder:
        (folder / "prisma.svg").write_text(figure.wide, "utf-8")
        (folder / "prisma-smal.svg").write_text(figure.narrow, "utf-8")
        (folder / "prisma.txt").write_text("\n".join([*lines, *searches]), "utf-8")
        (folder / "prisma.csv").write_text(figure_csv(figure, call.language), "utf-8", newline="")
        (folder / MARK).touch()
    call.print(lines_of(call.language)["drawn"].format(out=a.out))


def _about(a: argparse.Namespace) -> SearchSet:
    """What the user tells of the search.

    Raises:
        UserError: something is missing or not known.
    """
    how = WAYS.get(a.how[0])
    if a.file is None or how is None or len(a.how) != (2 if how in ("references_of", "cited_by") else 1):
        ways = "search, references-of ID, cited-by ID, known, hand"
        text = Text(f"Geef een bestand, en bij --as een van: {ways}.", f"Give a file, and with --as one of: {ways}.")
        raise UserError(text)
    if how == "search" and not a.database:
        text = Text(
            "In welke database is gezocht? Geef --database, zoals --database “Web of Science”.",
            "Which database was searched? Give --database, such as --database “Web of Science”.",
        )
        raise UserError(text)
    if not a.date:
        raise UserError(Text("Wanneer is gezocht? Geef --date 2026-11-22.", "When was it? Give --date 2026-11-22."))
    return SearchSet("", a.database, day(a.date), how, (), a.query, a.how[1] if len(a.how) > 1 else "")


def _from_asreview(call: Call, a: argparse.Namespace) -> None:
    """Decisions by title from ASReview; what a reviewer decided the same before is not written again."""
    if not a.reviewer:
        raise UserError(Text("Wie besliste in ASReview? Geef --reviewer.", "Who decided in ASReview? Give --reviewer."))
    when = call.now.isoformat()
    text = read_text(a.asreview)
    with locked(a.folder):
        review = open_review(a.folder)
    found = read_asreview(text, review, file=a.asreview.name)
    before = {name: given.get(a.reviewer) for (name, phase), given in review.verdicts.items() if phase == "title"}
    new = [
        Decision(when, a.reviewer, "title", label.id, label.verdict, note=label.note)
        for label in found.labelled
        if (old := before.get(label.id)) is None or old.verdict != label.verdict
    ]
    if new:
        add_decisions(a.folder, new)
    words = lines_of(call.language)
    counts = {"count": len(new), "same": len(found.labelled) - len(new), "unlabelled": found.unlabelled}
    call.print(words["asreview"].format(reviewer=a.reviewer, **counts))
    _print_findings(call, words["asreview_left"], found.findings)


def _print_findings(call: Call, head: str, findings: tuple[Finding, ...]) -> None:
    if findings:
        call.print(head.format(count=len(findings)))
    for finding in findings[:MOST]:
        call.print(f"  {finding.say(call.language)}")
    if len(findings) > MOST:
        call.print("  …")
