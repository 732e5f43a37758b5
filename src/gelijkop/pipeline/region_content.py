"""The content of the page of a region: Released numbers, Findings, definitions and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from gelijkop import __version__
from gelijkop.errors import Text
from gelijkop.indicators.definitions import Definition
from gelijkop.model.periods import start_year
from gelijkop.pipeline.compared import FLOWS, Comparison
from gelijkop.present.content import DefinitionText, Meta, RegionContent, flow_step
from gelijkop.safe.released import Published, Released

LICENCE = Text("Wie deze uitgave maakte, bepaalt wat ermee mag.", "Whoever made this release decides on its use.")


def region_content(
    released: Released,
    found: Comparison,
    *,
    definitions: Mapping[str, Definition],
    groupings: tuple[str, ...],
    region: str,
    sources: Sequence[Text],
    published: Published | None,
    now: datetime,
) -> RegionContent:
    """Everything on the page; `region` empty: the names of the places."""
    names = [released.place_names.get(p, p) for p in released.places]
    return RegionContent(
        released,
        found.rates,
        found.gaps,
        tuple(flow_step(m, found.flows[m]) for m in FLOWS if found.flows[m]),
        tuple(definition_text(d) for d in definitions.values()),
        published,
        groupings,
        (),
        Meta(region or ", ".join(names), now.date().isoformat(), __version__, tuple(sources), LICENCE),
        found.by_year,
        found.chains,
    )


def definition_text(d: Definition) -> DefinitionText:
    """What a reader must know of a definition."""
    return DefinitionText(
        d.code,
        d.title,
        d.question,
        d.population,
        d.says_not,
        d.version,
        d.example.drawn(),
        {v.name: v.title for v in d.variants},
        tuple(y for y in (start_year(b) for b in d.breaks) if y is not None),
    )
