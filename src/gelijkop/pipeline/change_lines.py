"""What became of the definitions between two editions, as lines to read and as findings where a version lags behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gelijkop.errors import DefinitionRefused, Finding, Language, Text
from gelijkop.indicators.changes import OUTCOMES, Change, Edition
from gelijkop.pipeline.listings import aligned
from gelijkop.present.definition_card import words


def change_lines(changes: Sequence[Change], old: Edition, new: Edition, language: Language) -> Sequence[str]:
    """A line for every definition that is not the same, and how many there are of each kind."""
    w = words(language)["change"]
    told: Counter[str] = Counter(c.kind for c in changes)
    rows = [(w[c.kind], c.code, *_told(c, language)) for c in changes if c.kind != "same"]
    lines = list(aligned(rows)) if rows else []
    if not old.trial or old.trial != new.trial:
        why = w["other_codes"] if old.trial and new.trial else w["no_counts"]
        lines.append(w["not_counted"].format(why=why))
    kinds = ("same", "minor", "major", "new", "withdrawn")
    return [*lines, w["summary"].format(**{kind: told[kind] for kind in kinds})]


def _told(change: Change, language: Language) -> tuple[str, str]:
    """Its version, or both, and the keys that differ."""
    w = words(language)["change"]
    old, new = change.old, change.new
    version = w["raised"] if old and new and old != new else w["kept"]
    what = ", ".join(w["outcomes"] if key == OUTCOMES else key for key in change.what)
    return version.format(old=old or new, new=new), w["because"].format(what=what) if what else ""


def change_findings(changes: Sequence[Change], file: str) -> Sequence[Finding]:
    """Every definition that should have had a higher version, or should still be there."""
    return [Finding(c.fault, file, _fault(c, c.fault), column=c.code) for c in changes if c.fault is not None]


def _fault(change: Change, fault: str) -> Text:
    wanted = (change.old or 0) + 1
    nl, en = (
        words(language)["change"][fault].format(old=change.old, new=change.new, wanted=wanted)
        for language in ("nl", "en")
    )
    return Text(nl, en)


def refused_changes(findings: Sequence[Finding]) -> DefinitionRefused:
    """The error of an edition that leaves a version as it was where it had to rise."""
    return DefinitionRefused(
        Text(
            "De nieuwe catalogus zegt niet eerlijk wat er verandert.",
            "The new catalogue does not tell honestly what changes.",
        ),
        findings,
    )
