"""Studies taken together as lines of text: what is found, a table of the studies, and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gelijkop.errors import Language
from gelijkop.evidence.pool_scale import Z
from gelijkop.evidence.poolable import Pool
from gelijkop.evidence.pooling import Pooled
from gelijkop.present.numerals import percent
from gelijkop.present.pool_sentences import counted, headline, how, meaning, span_text, value_text

Line = tuple[str, str, str, str, str]


def pool_lines(chosen: Pool, found: Pooled, words: Mapping[str, str], language: Language) -> Iterator[str]:
    """The finding, the table, what it means, how it was computed, and what was left out or decided."""
    yield f"{chosen.outcome}: {headline(chosen, found, language)}"
    yield counted(chosen, language)
    yield ""
    yield from _aligned([_head(words), *_lines(chosen, found, words, language)])
    yield ""
    yield from meaning(chosen, found, language)
    yield ""
    yield from how(chosen, found, language)
    for left in chosen.left_out:
        yield words["evidence_pool_left"].format(name=left.file, reason=left.text.say(language))
    for note in chosen.notes:
        yield note.say(language)


def _head(words: Mapping[str, str]) -> Line:
    name, value, interval, weight, without = (
        words[f"evidence_pool_head_{c}"] for c in ("name", "value", "interval", "weight", "without")
    )
    return name, value, interval, weight, without


def _lines(chosen: Pool, found: Pooled, words: Mapping[str, str], language: Language) -> Iterator[Line]:
    measure = chosen.measure
    without = found.without or (None,) * len(chosen.studies)
    for study, weight, one in zip(chosen.studies, found.weights, without, strict=True):
        limits = (study.value - Z * study.se, study.value + Z * study.se)
        rest = ""
        if one is not None:
            rest = f"{value_text(one.estimate, measure, language)} ({span_text(one.interval, measure, language)})"
            rest += words["evidence_pool_turns"] if one.turns else ""
        value = value_text(study.value, measure, language)
        yield study.name, value, span_text(limits, measure, language), percent(weight, language), rest
    value = value_text(found.estimate, measure, language)
    yield words["evidence_pool_together"], value, span_text(found.interval, measure, language), "", ""
    if found.prediction is not None:
        yield words["evidence_pool_next"], "", span_text(found.prediction, measure, language), "", ""


def _aligned(lines: Sequence[Line]) -> Iterator[str]:
    widths = [max(len(line[i]) for line in lines) for i in range(4)]
    for line in lines:
        cells = [f"{cell:<{wide}}" for cell, wide in zip(line, widths, strict=False)]
        yield "  ".join([*cells, line[-1]]).rstrip()
