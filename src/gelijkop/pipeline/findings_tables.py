"""The Findings of a release as CSV: one row a rate, one row a gap, never a number without its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gelijkop.compare.findings import Gap, Interval, Rate
from gelijkop.model.groupings import groupings
from gelijkop.pipeline.compared import Comparison
from gelijkop.pipeline.csv_table import csv_of, written
from gelijkop.pipeline.tables_chain import chain_tables
from gelijkop.safe.plan import plan_of
from gelijkop.safe.released import Released


def findings_tables(released: Released, found: Comparison) -> dict[str, str]:
    """The findings as CSV: one row a rate, one row a gap, one row a part of a chain."""
    return {
        "bevindingen/aandelen.csv": csv_of([_rate_row(released, r) for r in found.rates]),
        "bevindingen/verschillen.csv": csv_of([_gap_row(released, g) for g in found.gaps]),
        **chain_tables(released, found.chains),
    }


def _rate_row(released: Released, r: Rate) -> Mapping[str, object]:
    return {
        "maat": r.measure,
        **_where(released, r.place, r.years),
        "indeling": r.grouping or "",
        "groep": _group(r.grouping, r.group),
        "waarde": written(r.value.estimate),
        "ondergrens": written(r.value.lower),
        "bovengrens": written(r.value.upper),
        "methode": r.value.method,
        "leerlingen": r.pupils if r.state != "withheld" and r.pupils >= plan_of(released).least else "",
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
        row[name] = written(value.estimate)
        row[f"{name}_ondergrens"] = written(value.lower)
        row[f"{name}_bovengrens"] = written(value.upper)
    row |= {
        "methode": g.equal_ability.method or g.raw.method,
        "p": written(g.p_value),
        "p_gecorrigeerd": written(g.p_adjusted),
        "p_even_groot": written(g.homogeneity_p),
        "vergelijkbaar_deel": written(g.support),
        "te_zien_vanaf": written(g.detectable),
        "grens": written(g.margin),
        "oordeel": g.verdict,
        "status": g.state,
        "verhouding": written(g.share_ratio.estimate),
        "verhouding_ondergrens": written(g.share_ratio.lower),
        "verhouding_bovengrens": written(g.share_ratio.upper),
        **_schools(g.clusters, g.clustered),
    }
    return row


def _schools(clusters: int, value: Interval) -> Mapping[str, object]:
    """The locations behind a number, and limits that count that pupils of a location are alike."""
    return {
        "scholen": clusters or "",
        "scholen_ondergrens": written(value.lower),
        "scholen_bovengrens": written(value.upper),
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
