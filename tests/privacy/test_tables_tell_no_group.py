"""Every table and the page of a small release, under every layer: nowhere 0% or 100%, and no rate of a few pupils."""

import csv
import io
import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from itertools import product

import numpy as np
import pytest

from gelijkop.catalogue import load
from gelijkop.model.measures import Measure
from gelijkop.pipeline.compared import compare_release
from gelijkop.pipeline.findings_tables import findings_tables
from gelijkop.pipeline.region_content import region_content
from gelijkop.pipeline.release_tables import tables_of
from gelijkop.pipeline.tables_definitions import definition_tables
from gelijkop.present.region_page import region_page
from gelijkop.safe.plan import LAYERS, plan_of
from gelijkop.safe.released import _SEAL, Rows
from gelijkop.safe.sealing import seal

LEVELS = ("vmbo-gt", "havo", "vwo")
GROUPS = {"armoede": (1, 2, 3, 0), "geslacht": (1, 2, 0)}
YEARS = (2019, 2020, 2021)
PLACES = {"GM0001": "Aardam", "GM0002": "Beekwoude"}


def measure(code, outcomes=("nee", "ja"), scores=(0.0, 1.0), unit="share"):
    return Measure(code, code, "", "advice", outcomes, scores, unit)


MEASURES = (
    measure("po.advies.bijstelling"),
    measure("vo.zittenblijven"),
    measure("po.advies.kloof", ("lager", "gelijk", "hoger"), (-1.0, 0.0, 1.0), "half-steps"),
    measure("vo.loopbaan.advies-leerjaar1", tuple(f"{a}>{b}" for a, b in product(LEVELS, LEVELS)), (0.0,) * 9,
            "distribution"),
)  # fmt: skip


@pytest.fixture(scope="module")
def released():
    """Counts as the cube gives them (0 or at least 5), small and often all or nobody."""
    rng, rows = np.random.default_rng(7), []
    for (m, one), year, place in product(enumerate(MEASURES), YEARS, range(2)):
        for (g, groups), stratum in product(enumerate(GROUPS.values()), (2, 4)):
            for group in groups:
                for outcome in range(len(one.outcomes)):
                    pupils = int(rng.choice([0, 0, 5, 6, 9, 14]))
                    if pupils and _possible(one, group, outcome):
                        rows.append((m, year, place, g, group, stratum, outcome, pupils))
    c = np.array(rows, dtype=np.int64).T
    order = np.lexsort((c[6], c[5], c[4], c[2], c[1], c[3], c[0]))
    kinds = dict.fromkeys(product((False, True), repeat=4), 3.0)
    return seal(
        "openbaar", MEASURES, tuple(PLACES), PLACES, tuple(GROUPS), YEARS,
        Rows(*(np.ascontiguousarray(x[order]) for x in c)), base=5, slack=2, rounding={m.code: kinds for m in MEASURES},
    )  # fmt: skip


def _possible(one, group, outcome):
    """Nobody of group 2 has an outcome, everybody of group 1 has one; and nobody of group 1 moves between levels."""
    if one.unit == "distribution":
        return group != 1 or outcome in (0, 4, 8)
    return (group != 2 or outcome == 0) and (group != 1 or outcome > 0)


@pytest.fixture(scope="module", params=[(y, b) for y in load(LAYERS) for b in ((5, 2), (3, 1))], ids=str)
def shown(request, released):
    """The release under a layer, its tables as rows by file, and its page as text."""
    layer, (base, slack) = request.param
    under = replace(released, layer=layer, base=base, slack=slack, seal=_SEAL)
    order = tuple(GROUPS)
    found = compare_release(under, groupings=order, margin=0.05)
    files = findings_tables(under, found) | tables_of(under, groupings=order)
    files |= definition_tables(under, found, definitions={}, grouping=order[0], margin=0.05)
    content = region_content(
        under, found, definitions={}, groupings=order, region="", sources=(), published=None, now=datetime(2026, 1, 1)
    )
    page = region_page(content, language="nl")
    tables = {n: list(csv.DictReader(io.StringIO(text))) for n, text in files.items()}
    tables |= {n: list(csv.DictReader(io.StringIO(t))) for n, t in page.items() if n.endswith(".csv")}
    return under, tables, unescape(str(page["index.html"]))


SHARES = [m.code for m in MEASURES if m.unit == "share"]


def test_a_rate_that_is_a_tail_has_no_number_in_the_table(shown):
    _, tables, _ = shown
    tails = [r for r in tables["bevindingen/aandelen.csv"] if r["staart"]]
    numbers = ("waarde", "ondergrens", "bovengrens", "scholen_ondergrens", "scholen_bovengrens")
    assert not [r for r in tails if any(r[n] for n in numbers)]


def test_no_rate_in_the_table_is_nobody_or_everybody(shown):
    _, tables, _ = shown
    values = [float(r["waarde"]) for r in tables["bevindingen/aandelen.csv"] if r["maat"] in SHARES and r["waarde"]]
    assert values
    assert all(0 < v < 1 for v in values)


def test_no_mean_in_the_table_is_the_score_of_everybody(shown):
    _, tables, _ = shown
    rows = [r for r in tables["bevindingen/aandelen.csv"] if r["maat"] == "po.advies.kloof" and r["waarde"]]
    assert all(-1 < float(r["waarde"]) < 1 for r in rows)


def test_no_rate_in_the_table_is_of_fewer_pupils_than_the_plan_asks(shown):
    released, tables, _ = shown
    least = plan_of(released).minimum_shown
    told = [r for r in tables["bevindingen/aandelen.csv"] if r["waarde"] or r["staart"]]
    # A layer that rounds could write 25 as 30, never lower than the least by more than half a step.
    assert all(int(r["leerlingen"]) >= least - plan_of(released).nearest // 2 for r in told)


def test_what_is_made_of_two_rates_is_shown_only_where_both_rates_are_numbers(shown):
    _, tables, _ = shown
    keys = ("maat", "plaats", "van", "tot_en_met", "indeling")
    rates = {
        (*(r[k] for k in keys), r["groep"]): bool(r["waarde"]) for r in tables["bevindingen/aandelen.csv"] if r["groep"]
    }
    for name, number in (
        ("verschillen", "verschil"), ("samenstelling", "verschil"), ("samengevat", "waarde")
    ):  # fmt: skip
        for r in tables.get(f"bevindingen/{name}.csv", []):
            if r[number] and r.get("vergeleken_met") and r["groep"]:
                assert all(rates[*(r[k] for k in keys), g] for g in (r["groep"], r["vergeleken_met"])), name


def test_no_number_for_each_thousand_is_nobody_or_everybody(shown):
    _, tables, _ = shown
    rows = [r for r in tables["bevindingen/samengevat.csv"] if r["soort"] == "per_1000" and r["waarde"]]
    assert all(0 < float(r["waarde"]) < 1000 for r in rows)


ALL_OR_NOBODY = re.compile(r"(?<![\d.,<>])(?:0|100)(?:[.,]0+)?\s?%")
LIMIT = re.compile(r"(?:interval|tot)[:\s(]*$")
"""A limit of an interval may be 0% or 100%: it tells what cannot be left out, not what is."""


def test_no_text_of_the_page_says_zero_or_a_hundred_percent(shown):
    _, _, page = shown
    text = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    found = [m for m in ALL_OR_NOBODY.finditer(text) if not LIMIT.search(text[: m.start()])]
    assert not [text[m.start() - 60 : m.end()] for m in found]


def test_the_tables_of_the_page_hold_no_share_of_zero_or_a_hundred(shown):
    _, tables, _ = shown
    shares = [r["aandeel"] for n, rows in tables.items() if n.startswith("cijfers/") for r in rows if r.get("aandeel")]
    assert shares
    assert any(n.startswith("cijfers/stroom") for n in tables)
    assert not [s for s in shares if s in ("0", "0.0", "100", "100.0")]


def test_the_page_says_what_its_layer_does_not_guarantee(shown):
    released, _, page = shown
    assert load(LAYERS)[released.layer]["name"]["nl"]
    assert "kubus" in page
