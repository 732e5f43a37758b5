"""Quotations that may be shown, and nothing else: the only shape of interviews that pages and the web may read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from gelijkop.errors import Finding, InputRefused, Text
from gelijkop.evidence.interviews.roles import shown_roles
from gelijkop.evidence.links import chain_steps, indicators

FORMAT = "gelijkop.citaten/1"
FILE = "citaten.json"
LEAST = 3
"""People behind anything that is shown."""


@dataclass(frozen=True)
class Quote:
    """One quotation, with a role that is as broad as it must be."""

    text: str
    role: str

    @property
    def who(self) -> Text:
        """The label of the role."""
        return shown_roles()[self.role]


@dataclass(frozen=True)
class ReleasedTheme:
    """A theme with at least three people behind it, and what it explains; quotations in the order of the alphabet."""

    name: str
    title: Text
    indicators: tuple[str, ...]
    steps: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class ReleasedQuotes:
    """All themes that may be shown; `made` is the day (ISO)."""

    made: str
    themes: tuple[ReleasedTheme, ...]

    def of_indicator(self, code: str) -> tuple[ReleasedTheme, ...]:
        """The themes that explain an indicator."""
        return tuple(t for t in self.themes if code in t.indicators)


def to_json(released: ReleasedQuotes) -> str:
    """The quotations as the text of `citaten.json`, the same for the same quotations."""
    themes = [
        {
            "name": t.name,
            "nl": t.title.nl,
            "en": t.title.en,
            "indicators": list(t.indicators),
            "steps": list(t.steps),
            "quotes": [{"text": q.text, "role": q.role} for q in t.quotes],
        }
        for t in released.themes
    ]
    held = {"format": FORMAT, "made": released.made, "themes": themes}
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str, *, file: str) -> ReleasedQuotes:
    """The quotations in the text of `citaten.json`.

    Raises:
        InputRefused: it is no such file, or was changed so that it does not hold what it should; all findings.
    """
    try:
        held = json.loads(text)
        findings = list(_faults(held, file))
    except (ValueError, RecursionError):
        findings = [Finding("json", file, Text("dit is geen JSON", "this is no JSON"))]
    if findings:
        said = Text(
            f"{file}: dit bestand met citaten is niet zoals gelijkop het maakt. Maak het opnieuw.",
            f"{file}: this file with quotations is not as gelijkop makes it. Make it again.",
        )
        raise InputRefused(said, findings)
    return ReleasedQuotes(
        held["made"],
        tuple(
            ReleasedTheme(
                t["name"],
                Text(t["nl"], t["en"]),
                tuple(t["indicators"]),
                tuple(t["steps"]),
                tuple(Quote(q["text"], q["role"]) for q in t["quotes"]),
            )
            for t in held["themes"]
        ),
    )


def _faults(held: object, file: str) -> Iterator[Finding]:
    """A finding for each part that is not as it should be; what it holds is not repeated."""
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        yield Finding("format", file, Text("dit zijn geen citaten van gelijkop", "these are no quotations of gelijkop"))
        return
    themes = held.get("themes")
    if set(held) != {"format", "made", "themes"} or not isinstance(held["made"], str) or not isinstance(themes, list):
        yield Finding("shape", file, Text("er staat te veel of te weinig in", "there is too much or too little in it"))
        return
    for number, theme in enumerate(themes, start=1):
        for rule, text in _theme_faults(theme):
            yield Finding(rule, file, Text(f"thema {number}: {text.nl}", f"theme {number}: {text.en}"))


def _theme_faults(theme: object) -> Iterator[tuple[str, Text]]:
    names, lists = ("name", "nl", "en"), ("indicators", "steps", "quotes")
    if (
        not isinstance(theme, dict)
        or set(theme) != {*names, *lists}
        or not all(isinstance(theme[k], str) for k in names)
        or not all(isinstance(theme[k], list) for k in lists)
    ):
        yield "shape", Text("er staat te veel of te weinig in", "there is too much or too little in it")
        return
    for key, known in (("indicators", indicators()), ("steps", chain_steps())):
        if not all(isinstance(code, str) and code in known for code in theme[key]):
            yield "code", Text(f"een code in “{key}” is er niet", f"a code in “{key}” is not known")
    quotes = theme["quotes"]
    if not all(isinstance(q, dict) and set(q) == {"text", "role"} and isinstance(q["text"], str) for q in quotes):
        yield (
            "shape",
            Text("een citaat heeft te veel of te weinig velden", "a quotation has other fields than it should"),
        )
    elif not all(isinstance(q["role"], str) and q["role"] in shown_roles() for q in quotes):
        yield "role", Text("een rol is er niet", "a role is not known")
    elif len(quotes) < LEAST:
        yield "few", Text("er staan minder dan drie citaten in", "there are fewer than three quotations in it")
