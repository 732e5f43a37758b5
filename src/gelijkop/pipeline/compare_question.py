"""What is asked of a release, and what a part of the answer is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from gelijkop.errors import Language
from gelijkop.indicators.definitions import Definition
from gelijkop.model.measures import Measure
from gelijkop.safe.released import Released


@dataclass(frozen=True)
class Question:
    """What is asked: of which measures, by which grouping, in which place and school years.

    `measures` are those asked about, in the order of the release; `detailed` where one was asked for by
    its code, so that all is told of it. `place` is a place code or `findings.WHOLE`. `margin` is what
    matters of a share (0–1). `definitions` are the definitions that the release was made with, by
    indicator; one that this version does not have, or has in another version, is not among them.
    """

    measures: tuple[Measure, ...]
    grouping: str
    place: str
    years: tuple[int, ...]
    margin: float
    language: Language
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    detailed: bool = False

    def years_of(self, released: Released, measure: str) -> tuple[int, ...]:
        """The school years asked for in which anybody was counted; those asked for where there is none."""
        counted = set(released.years_of(measure))
        return tuple(y for y in self.years if y in counted) or self.years

    def by_year(self, released: Released) -> bool:
        """Whether equal ability means the same test advice in the same school year; see `compared.compare_release`."""
        return released.policy == "intern"

    def margin_of(self, measure: Measure) -> float | None:
        """What matters of this measure; None, which is the margin of a mean, for all but shares."""
        return self.margin if measure.unit == "share" else None

    def title(self, measure: Measure) -> str:
        """The title of a measure with its definition; its code where its definition is not known."""
        definition = self.definitions.get(measure.indicator)
        if definition is None:
            return measure.code
        title = definition.title.say(self.language)
        return f"{title}, {self.variant(measure)}" if measure.variant else title

    def variant(self, measure: Measure) -> str:
        """The name of the definition that a measure follows; its title where it is the only one."""
        definition = self.definitions.get(measure.indicator)
        if definition is None:
            return measure.variant or measure.code
        found = next((v for v in definition.variants if v.name == measure.variant), None)
        return (found.title if found is not None and measure.variant else definition.title).say(self.language)


@dataclass(frozen=True)
class Lines:
    """A part of the answer: a heading, lines of text under it, and the same numbers as rows for a program.

    `name` is what the rows are called in JSON; several parts may have one name. Every row has estimate,
    lower, upper, method, n and state, shares from 0 to 1, null where nothing is shown.
    """

    name: str
    heading: str
    lines: tuple[str, ...]
    rows: tuple[Mapping[str, object], ...] = ()


Section = Callable[[Released, Question], Sequence[Lines]]
"""Makes its parts of an answer; none where it has nothing to say about the question."""
