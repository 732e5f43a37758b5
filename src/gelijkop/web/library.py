"""The evidence library of the site: the records that ship and those of the organisation itself, with their index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from gelijkop.evidence import library as shipped
from gelijkop.evidence.gaps import Leads, leads, words_of_group
from gelijkop.evidence.index import Index, build_index
from gelijkop.evidence.reading import read_records
from gelijkop.evidence.record import Record
from gelijkop.present.site_folder import RECORDS
from gelijkop.web.release import served

Gap = Literal["step", "indicator"]
"""What a gap can be in."""
SUFFIX = ".md"
MOST_LEADS = 512
"""As many answers are kept: every step and indicator for every grouping."""


@dataclass(frozen=True, eq=False)
class Library:
    """The records by id, sorted; `own` are those of the organisation, which go before shipped ones of the same id."""

    records: Mapping[str, Record]
    own: frozenset[str]

    @cached_property
    def index(self) -> Index:
        """The index for searching, built when it is first asked for."""
        return build_index(self.records.values())

    def leads(self, gap: Gap, code: str, grouping: str = "") -> Leads:
        """What can move a step or an indicator, ordered for the pupils whom a grouping sets apart."""
        return _leads(self, gap, code, grouping)

    def about_group(self, gap: Gap, code: str, grouping: str) -> bool:
        """Whether there is evidence about these very pupils, so that their list differs from the general one."""
        found = self.leads(gap, code, grouping)
        return any(
            lead.about_group == 2 for some in (found.act, found.without_effect, found.determinants) for lead in some
        )


def library() -> Library:
    """The library of the release in place.

    Raises:
        NoRelease: there is none.
    """
    return _library(served().files.parent / RECORDS)


@lru_cache(maxsize=2)
def _library(folder: Path) -> Library:
    """The shipped records with those in a folder of a release, which never changes."""
    files = sorted(folder.glob(f"*{SUFFIX}"))
    own = read_records([(p.name, p.read_text("utf-8")) for p in files])
    return Library(shipped.with_own(own), frozenset(r.id for r in own))


@lru_cache(maxsize=MOST_LEADS)
def _leads(of: Library, gap: Gap, code: str, grouping: str) -> Leads:
    step, indicator = (code, "") if gap == "step" else ("", code)
    return leads(of.records.values(), step=step, indicator=indicator, group=words_of_group(grouping))
