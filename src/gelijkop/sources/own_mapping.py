"""The mapping file beside a table of one's own: which column is the place, the period, the numbers, and their source.

The vocabulary is small and closed: `[table]`, `[place]`, `[period]`, `[breakdown]`, `[codes.<column>]`,
`[numbers]`, `[long]` and `[[measure]]`. All faults are told at once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gelijkop.errors import Finding, MappingRefused, Text
from gelijkop.sources.declared import Source, SourceColumn
from gelijkop.sources.mapping_faults import Entry, fault
from gelijkop.sources.numbers import Layout
from gelijkop.sources.own_faults import own_faults

SUFFIX = ".koppeling.toml"
"""`verzuim.csv` has its mapping in `verzuim.koppeling.toml`."""
PERIOD = "{period}"
BREAKDOWN = ("level", "sex")


@dataclass(frozen=True)
class OwnTable:
    """What a mapping file says, checked.

    `place` is the heading of the place and `kind` its kind (`region`: as its CBS code tells); `names` are
    codes for places that are written as names. The period stands under the heading `period`, is
    `fixed`, or stands in the headings of the measures. `topic` and `value` are headings of a long
    table, empty for a wide one; rows about a topic in `skip` are left out.
    """

    name: str
    source: Source
    titles: Mapping[str, Text]
    place: str
    kind: str
    names: Mapping[str, str] = field(default_factory=dict)
    period: str = ""
    fixed: str = ""
    breakdown: Mapping[str, str] = field(default_factory=dict)
    detail: tuple[str, ...] = ()
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    topic: str = ""
    value: str = ""
    skip: tuple[str, ...] = ()
    delimiter: str | None = None
    sheet: str | None = None

    @property
    def headings(self) -> list[str]:
        """The headings that must be there, but for those of the measures of a wide table."""
        named = (self.place, self.period, *self.breakdown.values(), *self.detail, self.topic, self.value)
        return [h for h in dict.fromkeys(named) if h]


def mapping_beside(path: Path) -> Path | None:
    """The mapping file that lies next to this file; None where there is none, or where it is one itself."""
    if path.name.endswith(SUFFIX):
        return None
    names = dict.fromkeys((path.name, path.name.removesuffix(".gz"), path.stem, Path(path.stem).stem))
    return next((p for n in names if (p := path.with_name(n + SUFFIX)).is_file()), None)


def read_own_mapping(path: Path) -> OwnTable:
    """The mapping in a TOML file.

    Raises:
        MappingRefused: it is no TOML, or has faults; all of them at once.
    """
    try:
        entry = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        wrong = Text("dit bestand kan niet worden gelezen als UTF-8.", "this file cannot be read as UTF-8.")
        raise _refused(path.name, [fault(path.name, None, wrong)]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        wrong = Text(f"dit is geen geldige TOML: {error}.", f"this is no valid TOML: {error}.")
        raise _refused(path.name, [fault(path.name, None, wrong)]) from None
    if faults := list(own_faults(entry, path.name)):
        raise _refused(path.name, faults)
    return _table(entry, path.name)


def _refused(name: str, faults: Sequence[Finding]) -> MappingRefused:
    return MappingRefused(
        Text(f"Het koppelbestand {name} klopt niet. De tabel ernaast is niet ingelezen.",
             f"The mapping file {name} has faults. The table beside it was not read in."),
        faults,
    )  # fmt: skip


def _table(entry: Entry, name: str) -> OwnTable:
    head, place, period, long = (entry.get(s, {}) for s in ("table", "place", "period", "long"))
    breakdown = entry.get("breakdown", {})
    return OwnTable(
        name,
        _source(entry),
        {m["code"]: Text(m["nl"], m.get("en", m["nl"])) for m in entry["measure"]},
        place["column"],
        place["kind"],
        place.get("names", {}),
        period.get("column", ""),
        period.get("value", ""),
        {c: breakdown[c] for c in BREAKDOWN if c in breakdown},
        tuple(breakdown.get("detail", ())),
        entry.get("codes", {}),
        long.get("measure", ""),
        long.get("value", ""),
        tuple(long.get("skip", ())),
        head.get("delimiter"),
        head.get("sheet"),
    )


def _source(entry: Entry) -> Source:
    """The table as a source like those of the catalogue, with a column for every measure."""
    head, numbers = entry["table"], entry.get("numbers", {})
    suppressed = {mark: tuple(known) if known else None for mark, known in numbers.get("suppressed", {}).items()}
    title = Text(head["nl"], head.get("en", head["nl"]))
    layout = Layout(
        numbers.get("decimal", ","), numbers.get("thousands", ""), numbers.get("percent", False), suppressed,
        tuple(numbers.get("missing", ())),
    )  # fmt: skip
    return Source(
        head["code"], title, head["publisher"], head["licence"], title, (), "csv", "area_figures",
        tuple(_column(m) for m in entry["measure"]), numbers=layout, open_end=head.get("open_end", False),
    )  # fmt: skip


def _column(measure: Entry) -> SourceColumn:
    """One measure; a percentage lies between 0 and 100 unless the mapping says otherwise."""
    low, high = (0.0, 100.0) if measure["unit"] == "percent" else (None, None)
    return SourceColumn(
        measure["column"], measure["code"], measure["unit"], low=measure.get("low", low),
        high=measure.get("high", high), whole=measure.get("whole", False),
    )  # fmt: skip
