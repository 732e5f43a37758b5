"""The commands about the evidence library: list with facets, search, show one record, check files of one's own."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from difflib import get_close_matches

from gelijkop.errors import DefinitionRefused, Finding, Text, UserError
from gelijkop.evidence.gaps import leads
from gelijkop.evidence.index import build_index
from gelijkop.evidence.library import FACETS, Facet, counts, library, select, with_own
from gelijkop.evidence.reading import examine
from gelijkop.evidence.record import Record
from gelijkop.evidence.searching import search
from gelijkop.evidence.writing import write_record
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.evidence_files import own_records, record_files, text_of
from gelijkop.pipeline.evidence_lines import count_lines, hit_lines, lead_lines, list_line, record_lines


def list_(call: Call, a: argparse.Namespace) -> None:
    """Show the chosen records, a line each, and under them how many have each code of each facet."""
    chosen = _chosen(a)
    found = select(known_records(a).values(), chosen)
    width = max((len(r.id) for r in found), default=0)
    for record in found:
        call.print(list_line(record, call.language, width))
    call.say("evidence_found", count=len(found))
    for facet in FACETS:
        if facet not in chosen:
            call.print(count_lines(call.words[f"facet_{facet}"], counts(found, facet)))


def search_(call: Call, a: argparse.Namespace) -> None:
    """Show the records that answer a question, or without one, what can move a step or an indicator.

    Raises:
        UserError: there is no question, nor a step or indicator; or there is a question beside a group.
    """
    chosen = _chosen(a)
    if not a.question:
        _by_gap(call, a, chosen)
        return
    if a.group:
        text = Text(
            "--group hoort bij zoeken op een stap of indicator, zonder vraag. Zet de groep in uw vraag.",
            "--group belongs to a search by step or indicator, without a question. Put the group in your question.",
        )
        raise UserError(text)
    found = search(build_index(known_records(a).values()), " ".join(a.question), chosen=chosen, most=max(a.most, 0))
    if not found.count:
        call.say("evidence_none")
        return
    call.say("evidence_hits", count=found.count, shown=len(found.hits))
    for hit in found.hits:
        for line in hit_lines(hit, call.language):
            call.print(line)
    for facet in FACETS:
        if facet not in chosen:
            call.print(count_lines(call.words[f"facet_{facet}"], found.counts[facet]))


def show(call: Call, a: argparse.Namespace) -> None:
    """Show everything of one record, or its file."""
    known = known_records(a)
    record = known.get(a.id)
    if record is None:
        raise no_record(a.id, known)
    for line in [write_record(record).rstrip("\n")] if a.file else record_lines(record, call.language, call.words):
        call.print(line)


def check(call: Call, a: argparse.Namespace) -> None:
    """Check records of one's own, all files together.

    Raises:
        DefinitionRefused: with every finding of every file.
    """
    findings: list[Finding] = []
    for path in (p for given in a.files for p in record_files(given)):
        examined = examine(text_of(path), file=str(path))
        findings += examined.findings
        if examined.record is not None:
            call.say("evidence_good", id=examined.record.id, file=path)
    if findings:
        text = Text("Deze kaarten hebben fouten. Verbeter ze:", "These records have faults. Mend them:")
        raise DefinitionRefused(text, findings)


def _by_gap(call: Call, a: argparse.Namespace, chosen: Mapping[Facet, str]) -> None:
    if not (a.step or a.indicator):
        text = Text(
            "Waarnaar zoekt u? Geef woorden of een vraag, of kies --step of --indicator.",
            "What do you look for? Give words or a question, or choose --step or --indicator.",
        )
        raise UserError(text)
    found = leads(select(known_records(a).values(), chosen), step=a.step, indicator=a.indicator, group=a.group)
    for key, some in (
        ("evidence_act", found.act),
        ("evidence_without_effect", found.without_effect),
        ("evidence_determinants", found.determinants),
    ):
        call.say(key, count=len(some))
        for lead in some[: max(a.most, 0)]:
            for line in lead_lines(lead, call.language, call.words):
                call.print(line)


def _chosen(a: argparse.Namespace) -> Mapping[Facet, str]:
    return {f: getattr(a, f) for f in FACETS if getattr(a, f, "")}


def known_records(a: argparse.Namespace) -> Mapping[str, Record]:
    """The records that ship and those of the user, whose own go first where names are equal."""
    return library() if a.records is None else with_own(own_records(a.records))


def no_record(name: str, known: Mapping[str, Record]) -> UserError:
    """That a record is not there, with the name that is nearest."""
    near = get_close_matches(name, known, n=1)
    hint = Text(f" Bedoelt u “{near[0]}”?", f" Did you mean “{near[0]}”?") if near else Text("", "")
    return UserError(
        Text(
            f"Deze kaart is er niet: {name}.{hint.nl} Alle kaarten: gelijkop evidence list",
            f"There is no record {name}.{hint.en} All records: gelijkop evidence list",
        )
    )
