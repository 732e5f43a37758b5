"""The Findings of a release as CSV: one row a rate, one row a gap, never a number without its interval."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from gelijkop.compare.findings import Gap, Interval, Rate
from gelijkop.model.groupings import groupings
from gelijkop.pipeline.compared import Comparison
from gelijkop.pipeline.tables_chain import chain_tables
from gelijkop.safe.released import Released


def findings_tables(released: Released, found: Comparison) -> dict[str, str]:
    """The findings as CSV: one row a rate, one row a gap, one row a part of a chain."""
    return {
        "bevindingen/aandelen.csv": _csv([_rate_row(released, r) for r in found.rates]),
        "bevindingen/verschillen.csv": _csv([_gap_row(released, g) for g in found.gaps]),
        **chain_tables(released, found.chains),
    }


def _rate_row(released: Released, r: Rate) -> Mapping[str, object]:
    return {
        "maat": r.measure,
        **_where(released, r.place, r.years),
        "indeling": r.grouping or "",
        "groep": _group(r.grouping, r.group),
        "waarde": _number(r.value.estimate),
        "ondergrens": _number(r.value.lower),
        "bovengrens": _number(r.value.upper),
        "methode": r.value.method,
        "leerlingen": r.pupils if r.state != "withheld" else "",
        "status": r.state,
        "staart": r.tail,
        **_schools(r.clusters, r.clustered),
    }


def _gap_row(released: Released, g: Gap) -> Mapping[str, object]:
    row: dict[str, object] = {
        "maat": g.measure,
        **_where(released, g.place, g.years),
        "indeling": g.grouping,
        "groep": _group(g.grouping, g.group),
        "vergeleken_met": _group(g.grouping, g.reference),
    }
    for name, value in (
        ("verschil", g.raw),
        ("gelijke_aanleg", g.equal_ability),
        ("mantel_haenszel", g.mantel_haenszel),
        ("odds_ratio", g.odds_ratio),
        ("leerlingen_per_jaar", g.pupils_a_year),
    ):
        row[name] = _number(value.estimate)
        row[f"{name}_ondergrens"] = _number(value.lower)
        row[f"{name}_bovengrens"] = _number(value.upper)
    row |= {
        "methode": g.equal_ability.method or g.raw.method,
        "p": _number(g.p_value),
        "p_gecorrigeerd": _number(g.p_adjusted),
        "p_even_groot": _number(g.homogeneity_p),
        "vergelijkbaar_deel": _number(g.support),
        "te_zien_vanaf": _number(g.detectable),
        "grens": _number(g.margin),
        "oordeel": g.verdict,
        "status": g.state,
        "verhouding": _number(g.share_ratio.estimate),
        "verhouding_ondergrens": _number(g.share_ratio.lower),
        "verhouding_bovengrens": _number(g.share_ratio.upper),
        **_schools(g.clusters, g.clustered),
    }
    return row


def _schools(clusters: int, value: Interval) -> Mapping[str, object]:
    """The locations behind a number, and limits that count that pupils of a location are alike."""
    return {
        "scholen": clusters or "",
        "scholen_ondergrens": _number(value.lower),
        "scholen_bovengrens": _number(value.upper),
        "scholen_methode": value.method,
    }


def _where(released: Released, place: str, years: Sequence[int]) -> Mapping[str, object]:
    return {
        "plaats": place,
        "plaatsnaam": released.place_names.get(place, ""),
        "van": min(years, default=""),
        "tot_en_met": max(years, default=""),
    }


def _group(grouping: str | None, number: int) -> str:
    if grouping is None or number < 0:
        return ""
    return {g.number: g.code for g in groupings()[grouping].groups}.get(number, "onbekend")


def _number(value: float) -> str:
    return "" if value != value else f"{value:.6g}"


def _csv(rows: Sequence[Mapping[str, object]]) -> str:
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
