"""Records of the evidence library as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gelijkop.errors import Language
from gelijkop.evidence.effects import Conversion, beside
from gelijkop.evidence.fields import FIELDS, SECTIONS, Field, allowed
from gelijkop.evidence.gaps import Lead
from gelijkop.evidence.record import Effect, Record
from gelijkop.evidence.searching import Hit

SHOWN_ELSEWHERE = {"id", "title_nl", "title_en", "unverified"}


def list_line(record: Record, language: Language, width: int) -> str:
    """One line: id, type, year and title."""
    return f"{record.id:<{width}}  {record.type:<11}  {record.year}  {record.title.say(language)}"


def count_lines(facet: str, counts: Mapping[str, int]) -> str:
    """One line: the codes of a facet with the number of records, the most first."""
    return f"{facet}: {', '.join(f'{code} {count}' for code, count in counts.items()) or '–'}"


def hit_lines(hit: Hit, language: Language) -> Iterator[str]:
    """A record that was found, and under it the passage with the words that were looked for between stars."""
    yield list_line(hit.record, language, 0)
    yield f"    {hit.snippet.marked('*', '*')}"


def lead_lines(lead: Lead, language: Language, words: Mapping[str, str]) -> Iterator[str]:
    """A record that can move what was asked, and under it why it stands where it does."""
    yield list_line(lead.record, language, 0)
    said = [
        "" if lead.record.type == "determinant" else _result(lead.record, language, words),
        words["evidence_lead_grade"].format(grade=lead.grade) if lead.grade else words["evidence_lead_no_grade"],
        words[f"evidence_lead_group{lead.about_group}"],
        words["evidence_lead_dutch" if lead.record.dutch_evidence else "evidence_lead_abroad"],
        words["evidence_lead_cost"].format(cost=lead.cost) if lead.cost else "",
    ]
    yield f"    {'; '.join(part for part in said if part)}"


def record_lines(record: Record, language: Language, words: Mapping[str, str]) -> Iterator[str]:
    """Everything of a record: fields, effects apart from their conversion, strength, and the text."""
    yield f"{record.id}: {record.title.say(language)}"
    for field in FIELDS:
        if field.name not in SHOWN_ELSEWHERE and (said := _said(record, field, language, words)):
            yield f"  {field.text.say(language)}: {said}"
    if record.type == "determinant":
        yield words["evidence_determinant"]
    if record.strength is not None:
        s = record.strength
        yield f"{words['evidence_strength']}: {s.value} ({s.scheme}; {s.judge})"
    for versions in record.estimates.values():
        for effect in versions:
            converted = _beside(effect, record, words)
            yield f"{words['evidence_effect']}: {_effect(effect, converted, language, words)}"
        if len(versions) > 1:
            yield f"  ({words['evidence_versions']})"
    for sentence in record.unverified:
        yield f"{words['evidence_unverified']}: {sentence}"
    for section in SECTIONS:
        yield f"\n{section.heading}"
        yield getattr(record, section.name) or words["evidence_not_found"]


def _result(record: Record, language: Language, words: Mapping[str, str]) -> str:
    return allowed("result")[record.result].say(language) if record.result else words["evidence_lead_no_result"]


def _said(record: Record, field: Field, language: Language, words: Mapping[str, str]) -> str:
    value = getattr(record, field.name)
    if isinstance(value, bool):
        return words["evidence_yes" if value else "evidence_no"]
    codes = value if isinstance(value, tuple) else (str(value),)
    if not field.list or value in ((), ""):
        return "; ".join(codes)
    labels = allowed(field.list)
    return "; ".join(labels[code].say(language) for code in codes)


def _effect(effect: Effect, converted: list[str], language: Language, words: Mapping[str, str]) -> str:
    measure = allowed("measure")[effect.measure].say(language)
    parts = [f"{effect.value:g} {measure}"]
    if effect.lower is not None and effect.upper is not None:
        parts.append(words["evidence_interval"].format(lower=f"{effect.lower:g}", upper=f"{effect.upper:g}"))
    else:
        parts.append(words["evidence_no_interval"])
    parts += [*converted, allowed("basis")[effect.basis].say(language), effect.comparison, f"“{effect.original}”"]
    return "; ".join([*parts, *([effect.version] if effect.version else []), effect.source])


def _beside(effect: Effect, record: Record, words: Mapping[str, str]) -> list[str]:
    found = beside(effect, record)
    if not isinstance(found, Conversion):
        return []
    if found.bin is not None:
        return [words["evidence_size"].format(low=f"{found.bin.low:.2f}", high=f"{found.bin.high:.2f}")]
    return [words["evidence_months"].format(months=f"{found.value:g}")]
