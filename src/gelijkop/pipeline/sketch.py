"""The situation sketch: open files of DUO and CBS about chosen municipalities, as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop import __version__
from gelijkop.errors import Finding, Language, Text, UserError
from gelijkop.model.areas import ADDITIVE, rollup
from gelijkop.model.tables import AREA_FIGURES
from gelijkop.pipeline.area import AreaData, Columns, load_area
from gelijkop.pipeline.folders import fresh_folder, write_all
from gelijkop.pipeline.progress import Progress
from gelijkop.present.content import Meta, SketchContent
from gelijkop.present.sketch_page import sketch_page
from gelijkop.safe.published import published
from gelijkop.safe.released import Published
from gelijkop.sources.declared import sources
from gelijkop.store import Store


@dataclass(frozen=True)
class Sketched:
    """The page that was made; which files could not be read, and what looks odd in those that were."""

    page: Path
    unread: tuple[Finding, ...]
    remarks: tuple[Finding, ...]


STORE = "cijfers.duckdb"
"""The public figures themselves, in the folder of the page."""
_SCHOOLS = {"po": "po.scholen", "vo": "vo.scholen"}
_SUMS = ("po.achterstandsscore.zonder-drempel",)
"""Scores that are sums over pupils, so that those of the schools of a municipality add up."""
_COUNTED = "gelijkop.adressen"
_ADDRESSES = "2020"
"""The address files at hand do not tell their date; DUO's newest known here is of 2020."""


def sketch(
    places: Sequence[str],
    *,
    data: Path,
    out: Path,
    language: Language,
    now: datetime,
    progress: Progress,
    force: bool = False,
) -> Sketched:
    """Write the sketch of these municipalities to `out`.

    Raises:
        UserError: a place is in none of the files, or `out` is taken.
        UnknownFile: nothing in `data` is known.
    """
    with fresh_folder(out, force=force) as folder:
        with Store(folder / STORE, inputs=[data]) as store:
            found = load_area(store, data, now=now, progress=progress)
        progress.step(Text("optellen naar gemeenten", "adding up to municipalities"))
        places, notes = _of_today(places, found)
        shown = published_of(found, places)
        benchmark = _benchmark(found, places)
        _require(places, shown, benchmark)
        names = [shown.place_names.get(p, p) for p in places]
        meta = Meta(_listed(names, language), now.date().isoformat(), __version__, _credits(found), _LICENCE)
        progress.step(Text("pagina maken", "making the page"))
        content = SketchContent(shown, tuple(places), meta, found.titles, benchmark, notes)
        files = sketch_page(content, language=language)
        write_all(folder, files)
    return Sketched(out / "index.html", found.unread, found.remarks)


_LICENCE = Text(
    "CBS: CC BY 4.0. DUO: open onderwijsdata, vrij te hergebruiken. De bewerking is van gelijkop.",
    "CBS: CC BY 4.0. DUO: open education data, free to reuse. The processing is by gelijkop.",
)


def published_of(found: AreaData, places: Sequence[str]) -> Published:
    """The figures of these municipalities, their postcodes and the country, with sums of schools."""
    sums = rollup(found.figures, found.places, of=("level",), also=_SUMS)
    postcodes = _postcodes(found.places, places)
    printed = found.figures
    wanted = {*places, "NL", *postcodes}
    keep = np.isin(printed["place"].astype(str), list(wanted)) & (printed["place_kind"] != "location")
    keep &= ~np.isin(printed["source"].astype(str), list(_benchmarks()))
    keep &= ~_parts_of_own(found)
    added = sums.columns
    among = np.isin(added["place"].astype(str), list(wanted))
    parts = [
        {name: c[keep] for name, c in printed.items()},
        _as_figures({name: c[among] for name, c in added.items()}),
        _school_counts(found.places, places),
    ]
    columns = {c.name: np.concatenate([p[c.name] for p in parts]) for c in AREA_FIGURES.columns}
    credit_lines = {code: f"{_title(code, found)}: {files}" for code, files in found.credits.items()}
    return published(
        columns,
        credit_lines | {_COUNTED: f"{_title('duo.po.vestigingen')}; {_title('duo.vo.vestigingen')}"},
        _names(found),
    )


def _parts_of_own(found: AreaData) -> NDArray[np.bool_]:
    """The rows of one's own tables that are parted and cannot be added up: a percentage of boys is none of pupils."""
    figures = found.figures
    own = np.isin(figures["source"], list(found.own)) & ~np.isin(figures["unit"], list(ADDITIVE))
    for n in np.flatnonzero(own):
        own[n] = figures["level"][n] is not None or figures["sex"][n] is not None
    return np.asarray(own)


def _of_today(places: Sequence[str], found: AreaData) -> tuple[list[str], tuple[Text, ...]]:
    """The municipalities of today for those asked for, and what was done to the figures, in words."""
    notes = list(found.notes)
    for place in places:
        if place in found.renamed:
            now = found.renamed[place]
            notes.append(Text(f"{place} ligt nu in {now}.", f"{place} lies in {now} now."))
    return list(dict.fromkeys(found.renamed.get(p, p) for p in places)), tuple(notes)


def _benchmark(found: AreaData, places: Sequence[str]) -> Published | None:
    """What the tables of StatLine have on these municipalities and the country; None where there is none."""
    sources_, where = (found.figures[c].astype(str) for c in ("source", "place"))
    keep = np.isin(sources_, list(_benchmarks())) & np.isin(where, [*places, "NL"])
    if not keep.any():
        return None
    credit_lines = {code: f"{_title(code)}: {files}" for code, files in found.credits.items()}
    return published({name: c[keep] for name, c in found.figures.items()}, credit_lines, _names(found))


def _benchmarks() -> set[str]:
    return {code for code, source in sources().items() if source.medium == "statline"}


def _as_figures(sums: Columns) -> Columns:
    """Sums of schools as rows of `area_figures`; `row` tells how many places were added up."""
    n = len(sums["place"])
    empty = np.full(n, None, dtype=object)
    extra = {"grade": empty, "sex": empty, "detail": empty, "file": empty, "row": np.maximum(sums["places"], 1)}
    whole = {**dict(sums), **extra}
    return {c.name: whole[c.name] for c in AREA_FIGURES.columns}


def _school_counts(locations: Columns, places: Sequence[str]) -> Columns:
    """How many locations the address files list by sector, for each place and the country.

    A location without municipality counts nowhere, so that the country is the sum of its municipalities.
    """
    rows = []
    placed = np.array([code is not None for code in locations["municipality"].tolist()], dtype=bool)
    for sector, measure in _SCHOOLS.items():
        here = (locations["sector"] == sector) & placed
        for place, among in [*((p, here & (locations["municipality"] == p)) for p in places), ("NL", here)]:
            rows.append({"measure": measure, "place": place, "count": float(among.sum())})
    same = {"source": _COUNTED, "unit": "number", "state": "shown", "period": _ADDRESSES, "file": "", "row": 1}
    own = {
        "measure": [r["measure"] for r in rows],
        "place": [r["place"] for r in rows],
        "place_kind": ["country" if r["place"] == "NL" else "municipality" for r in rows],
    }
    count = np.array([r["count"] for r in rows], dtype=float)
    columns: dict[str, NDArray[Any]] = {"lower": count, "upper": count}  # Any: text or numbers
    for column in AREA_FIGURES.columns:
        if column.name not in columns:
            values = own.get(column.name, [same.get(column.name)] * len(rows))
            columns[column.name] = np.array(values, dtype=object)
    return columns


def _postcodes(locations: Columns, places: Sequence[str]) -> set[str]:
    """The postcodes in which these municipalities have a school."""
    here = np.isin(locations["municipality"].astype(str), list(places))
    return {str(p) for p in locations["postcode4"][here] if p is not None}


def _names(found: AreaData) -> Mapping[str, str]:
    names = dict(found.names)
    for code, name in zip(found.places["municipality"], found.places["municipality_name"], strict=True):
        if code and name:
            names[str(code)] = str(name).title() if str(name).isupper() else str(name)
    return names


def _require(places: Sequence[str], *shown_in: Published | None) -> None:
    shown = [s for s in shown_in if s is not None]
    known = {str(p) for s in shown for p in s.columns["place"]}
    named = {p for s in shown for p in s.place_names}
    missing = [p for p in places if p not in known or p not in named]
    if missing:
        raise UserError(
            Text(
                f"In de bestanden staat niets over {', '.join(missing)}. Geef gemeenten als CBS-code, zoals GM0606.",
                f"The files hold nothing about {', '.join(missing)}. Give municipalities as CBS code, such as GM0606.",
            )
        )


def _title(code: str, found: AreaData | None = None) -> str:
    source = sources().get(code) or (found.own.get(code) if found else None)
    return f"{source.publisher}, {source.text.nl}" if source else code


def _credits(found: AreaData) -> tuple[Text, ...]:
    known = {**sources(), **found.own}
    lines = []
    for code, files in sorted(found.credits.items()):
        s = known[code]
        licence = f"; {s.licence}" if code in found.own else ""
        lines.append(
            Text(f"{s.publisher}, {s.text.nl} ({files}){licence}", f"{s.publisher}, {s.text.en} ({files}){licence}")
        )
    return tuple(lines)


def _listed(names: Sequence[str], language: Language) -> str:
    word = "en" if language == "nl" else "and"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
