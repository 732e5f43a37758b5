"""How the numbers were made, in plain words: method, protection with its guarantee and its price, definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from gelijkop.catalogue import load
from gelijkop.errors import Language
from gelijkop.present.content import DefinitionText, Meta, RegionContent
from gelijkop.present.layout import paragraphs
from gelijkop.present.numerals import listed, number, percent
from gelijkop.present.sentences import unit_of
from gelijkop.present.texts import say
from gelijkop.safe.plan import plan_of, said_of


def method_html(content: RegionContent, language: Language) -> str:
    """The section on method: short parts in plain words, and the definitions with version, limits and example."""
    inside = content.released.policy == "intern"
    parts = [
        _part("steps", language, say(language, "method.steps")),
        _part("equal", language, say(language, "method.equal" if content.by_year else "method.equal_pooled")),
        _part("verdict", language, say(language, "method.verdict", margin=_margin(content, language))),
        _part("schools", language, say(language, f"method.schools{'' if inside else '_public'}")),
        _protection(content, language),
        _part("rounding", language, say(language, "method.rounding")),
        _part("missing", language, say(language, "method.missing")),
        _part("cause", language, say(language, "method.cause")),
    ]
    definitions = "".join(_definition(d, language) for d in content.definitions)
    heading = f"<h3>{escape(say(language, 'layout.definitions'))}</h3>\n" if definitions else ""
    return "".join(parts) + heading + definitions


def sources_html(meta: Meta, language: Language) -> str:
    """The list of sources."""
    return f'<ul class="sources">{"".join(f"<li>{escape(s.say(language))}</li>" for s in meta.sources)}</ul>\n'


def _part(key: str, language: Language, *texts: str) -> str:
    return f"<h3>{escape(say(language, f'method.{key}_title'))}</h3>\n{paragraphs(*texts)}"


def _margin(content: RegionContent, language: Language) -> str:
    """The margins in use, each with its unit."""
    units = {m.code: unit_of(m.unit) for m in content.released.measures}
    sizes = {units[g.measure].size(g.margin, language) for g in content.gaps if g.measure in units}
    return listed(sorted(sizes), language)


def _protection(content: RegionContent, language: Language) -> str:
    """What protection guarantees, what it does not, and what it costs; the promises are those of the policy."""
    released = content.released
    if released.policy == "intern":
        return _part("protect", language, say(language, "method.exact"))
    policy, plan = load(f"policies/{released.policy}"), plan_of(released)
    numbers = {"base": released.base, "small": released.base - 1, "slack": released.slack}
    tail = say(
        language,
        "method.tail",
        minimum=plan.minimum_shown,
        base=released.base,
        low=percent(plan.tail_low, language, 0),
        high=percent(plan.tail_high, language, 0),
    )
    # Counts by school year and test advice at once are shown nowhere.
    errors = [sd for kinds in released.rounding.values() for (_, years, _, strata), sd in kinds.items()
              if years or not strata]  # fmt: skip
    low, high = (number(f(errors, default=0.0), 1, language) for f in (min, max))
    cost = say(language, "method.error", low=low, high=high) if errors else ""
    return (
        _part("protect", language, say(language, "method.protect"))
        + _promises(policy["guarantee"], numbers, language)
        + paragraphs(say(language, "method.not_promised"))
        + _promises(policy["not_promised"], numbers, language)
        + paragraphs(tail, say(language, "method.layer"))
        + _listed([t.say(language) for t in said_of(plan)])
        + paragraphs(cost)
    )


def _promises(entries: Sequence[Mapping[str, str]], numbers: Mapping[str, int], language: Language) -> str:
    return _listed([e[language].format(**numbers) for e in entries])


def _listed(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>\n"


def _definition(definition: DefinitionText, language: Language) -> str:
    limits = "".join(f"<li>{escape(t.say(language))}</li>" for t in definition.says_not)
    title = definition.title.say(language)
    kinds = "".join(
        f"<li>{escape(t.say(language))} <code>{escape(v)}</code></li>" for v, t in definition.variants.items()
    )
    limits = f"<p>{escape(say(language, 'method.says_not'))}</p><ul>{limits}</ul>" if limits else ""
    about_text = paragraphs(definition.question.say(language), definition.population.say(language))
    about = escape(say(language, "method.example_of", title=title))
    example = (
        f"<p>{escape(say(language, 'method.example'))}</p>"
        f'<div class="scroll" role="region" tabindex="0" aria-label="{about}">'
        f"<pre>{escape(definition.example.strip())}</pre></div>"
        if definition.example.strip()
        else ""
    )
    return (
        f'<details class="definition"><summary>{escape(title)} <span class="code">{escape(definition.code)}, '
        f"{escape(say(language, 'layout.version', version=definition.version))}</span></summary>\n"
        f"{about_text}{f'<ul>{kinds}</ul>' if kinds else ''}{limits}{example}"
        "</details>\n"
    )
