"""A made-up region with its page, and a made-up sketch, for tests of whole pages."""

import functools
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from gelijkop.compare.chain import ChainSplit, Memory, StepShare, WhatIf
from gelijkop.compare.chain_definitions import outcomes
from gelijkop.compare.changes import history
from gelijkop.compare.definitions_beside import beside
from gelijkop.compare.findings import WHOLE, Interval
from gelijkop.compare.flows import flows
from gelijkop.compare.funnel import funnel_shares, zones
from gelijkop.compare.gaps import gaps
from gelijkop.compare.rates import rates
from gelijkop.compare.schools import School, Schools
from gelijkop.compare.trends import trend
from gelijkop.compare.yearly import yearly
from gelijkop.errors import Text
from gelijkop.model.measures import Measure
from gelijkop.model.tables import AREA_FIGURES
from gelijkop.present.content import DefinitionText, FlowStep, Meta, RegionContent, SketchContent
from gelijkop.present.definition_figures import definitions_figure
from gelijkop.present.dotgrid_figures import dotgrid_figure
from gelijkop.present.flow_figures import career_figure
from gelijkop.present.gap_trend_figures import gap_trend_figure, multiples_figure
from gelijkop.present.map_figures import choropleth_figure, tilemap_figure
from gelijkop.present.region_page import region_figures, region_page
from gelijkop.present.school_figures import funnel_figure
from gelijkop.present.sketch_figures import sketch_figures
from gelijkop.present.sketch_page import sketch_page
from gelijkop.safe.published import published
from gelijkop.safe.released import Rows
from gelijkop.safe.sealing import seal

NAMES = {"GM0001": "Aardam", "GM0002": "Beekwoude aan den IJssel", "GM0003": "Cranendijk"}
YEARS = (2017, 2018, 2020, 2021, 2022, 2023)
GROUPS = {"armoede": (1, 2, 3, 0), "geslacht": (1, 2, 0)}
LEVELS = ("vmbo-b/k", "vmbo-gt", "havo", "vwo", "brugklas", "elders")


def share(code, variant=""):
    full = f"{code}/{variant}" if variant else code
    return Measure(full, code, variant, "advice", ("nee", "ja"), (0.0, 1.0), "share")


MATCH = share("po.advies.passend", "M-voorlopig")
MATCH_B = share("po.advies.passend", "B-voorlopig")
ADJUSTED = share("po.advies.bijstelling")
PROBLEMS = share("vo.studieproblemen")
REPEATED = share("vo.zittenblijven")
FLOW = Measure(
    "vo.loopbaan.advies-leerjaar1", "vo.loopbaan.advies-leerjaar1", "", "advice",
    tuple(f"{a}>{b}" for a, b in product(LEVELS[:4], LEVELS)), tuple(0.0 for _ in range(24)), "distribution",
)  # fmt: skip
MEASURES = (MATCH, MATCH_B, ADJUSTED, PROBLEMS, REPEATED, FLOW)
CHANCE = {MATCH.code: (0.70, 0.02), MATCH_B.code: (0.85, 0.03), ADJUSTED.code: (0.18, -0.03),
          PROBLEMS.code: (0.16, -0.01), REPEATED.code: (0.05, 0.0)}  # fmt: skip


@functools.cache
def released():
    """Counts that look like protected ones: multiples of five, drawn with a fixed seed."""
    rng, rows = np.random.default_rng(3), []
    for (m, measure), year, place in product(enumerate(MEASURES), YEARS, range(3)):
        for (g, grouping), group, stratum in product(enumerate(GROUPS), (0, 1, 2, 3), range(1, 7)):
            if group not in GROUPS[grouping]:
                continue
            size = (2, 12, 14, 30)[group] * (3, 5, 1)[place]
            for outcome, n in enumerate(_drawn(measure, group, size, rng)):
                if n:
                    rows.append((m, year, place, g, group, stratum, outcome, n))
    columns = np.array(sorted(rows), dtype=np.int64).T
    order = np.lexsort((columns[6], columns[5], columns[4], columns[2], columns[1], columns[3], columns[0]))
    kinds = {k: 2.0 + sum(k) for k in product((False, True), repeat=4)}
    return seal(
        "openbaar", MEASURES, tuple(NAMES), NAMES, tuple(GROUPS), YEARS,
        Rows(*(np.ascontiguousarray(c[order]) for c in columns)), base=5, slack=2,
        rounding={m.code: kinds for m in MEASURES},
    )  # fmt: skip


def _drawn(measure, group, size, rng):
    if measure is FLOW:
        chance = np.full((4, 6), 0.02)
        chance[np.arange(4), np.arange(4)] = 1.0
        chance[1:, :3] += 0.05 * (group == 1)
        return 5 * rng.multinomial(size // 5 + 2, (chance / chance.sum()).ravel())
    start, step = CHANCE[measure.code]
    yes = rng.binomial(size, start + step * group)
    return 5 * round((size - yes) / 5), 5 * round(yes / 5)


def content(language_names=("armoede", "geslacht"), own=("GM0002",)):
    """The content of the region's page."""
    r = released()
    found = {"rates": [], "gaps": []}
    for m, grouping in product(MEASURES[:-1], language_names):
        found["rates"] += rates(r, m.code, grouping=grouping, places=(WHOLE, *r.places))
        found["rates"] += trend(r, m.code, grouping=grouping).rates
        found["gaps"] += gaps(r, m.code, grouping, places=(WHOLE, *r.places))
    streams = tuple(f for g in GROUPS["armoede"] for f in flows(r, FLOW.code, grouping="armoede", group=g))
    return RegionContent(
        r, tuple(found["rates"]), tuple(found["gaps"]),
        (FlowStep(Text("advies", "advice"), Text("een jaar later", "a year later"), streams),),
        (*(_definition(m.indicator) for m in MEASURES[1:]), _definition("keten.leerjaar3")),
        None, tuple(language_names), own, META,
        chains=tuple(chain(o, group) for o in outcomes() for group in (1, 2)),
    )  # fmt: skip


def chain(outcome, group):
    """A gap along a chain: lower in the first step, higher in the second; the second group is too small to show."""
    method = "shapley+pupil-bootstrap+rounding"

    def value(x, half, method=method):
        return Interval(x, x - half, x + half, method)

    nothing = value(float("nan"), 0, "")
    facts = (outcome.chain, outcome.code, "region", WHOLE, (2017, 2018, 2020), "armoede", group, 3)
    if group == 2:
        return ChainSplit(*facts, 8, 900, 3, "withheld", nothing, nothing, nothing, (), (), None, None, "")
    parts = [value(-0.021, 0.009), value(0.0123, 0.006), *(value(0.001, 0.02) for _ in outcome.steps[2:])]
    seen = ["difference", "difference", *("not_visible" for _ in outcome.steps[2:])]
    shares = tuple(
        StepShare(s.code, v, value(v.estimate * 300, 4.2), 2, 0.01, 0.02, said)
        for s, v, said in zip(outcome.steps, parts, seen, strict=True)
    )
    closed = tuple(WhatIf(s.code, value(-v.estimate, 0.01), value(-v.estimate * 300, 3.4))
                   for s, v in zip(outcome.steps, parts, strict=True))  # fmt: skip
    memory = Memory(value(0.004, 0.01), value(-0.001, 0.008), 0.05, 0.06, 0.04, 0.05)
    return ChainSplit(*facts, 900, 1200, 14, "shown", value(-0.12, 0.02), value(-0.11, 0.015),
                      value(sum(v.estimate for v in parts), 0.03), shares, closed, memory, None, "")  # fmt: skip


META = Meta("de regio Dommelrand", "2026-11-22", "0.1.0", (Text("Verzonnen cijfers.", "Made-up figures."),),
            Text("CC BY 4.0", "CC BY 4.0"))  # fmt: skip
TITLES = {"po.advies.passend": Text("Passend schooladvies", "Matching school advice"),
          "po.advies.bijstelling": Text("Bijgesteld schooladvies", "Adjusted school advice"),
          "vo.studieproblemen": Text("Studieproblemen", "Study problems"),
          "vo.zittenblijven": Text("Zittenblijven", "Repeating a grade"),
          "keten.leerjaar3": Text("Keten", "Chain"),
          FLOW.code: Text("Van advies naar leerjaar 1", "From advice to grade 1")}  # fmt: skip


def _definition(code):
    variants = {"M-voorlopig": Text("niet lager dan de toets", "not below the test"),
                "B-voorlopig": Text("KansenKaart, voorlopig advies", "KansenKaart, provisional advice")}  # fmt: skip
    return DefinitionText(
        code, TITLES[code], Text("Welk deel?", "Which share?"), Text("Leerlingen met een advies.", "With an advice."),
        (Text("waardoor het komt", "where it comes from"),), 1, "pupil | test\n1     | havo",
        variants if code == "po.advies.passend" else {"": Text("alles", "all")},
        (2019, 2023) if code.startswith(("po.", "keten.")) else (),
    )  # fmt: skip


def area(rows):
    """Published figures of rows (measure, place, period, level, lower, upper, unit)."""
    names = [c.name for c in AREA_FIGURES.columns]
    kinds = {"GM": "municipality", "NL": "country"}
    full = []
    for measure, place, period, level, lower, upper, unit in rows:
        state = "shown" if lower == upper else "suppressed"
        kind = kinds.get(place[:2], "postcode4")
        full.append(("duo.x", measure, place, kind, period, level, None, None, None, lower, upper, unit, state, "", 1))
    columns = {
        name: np.array([r[i] for r in full], dtype=float if name in ("lower", "upper") else object)
        for i, name in enumerate(names)
    }
    return published(columns, {"duo.x": "DUO, verzonnen bestand (CC0)"}, NAMES)


def sketch_content():
    """A sketch with exact numbers, hidden numbers, a series of years, and scores below zero."""
    rows = [("gebied.inwoners", "GM0001", "2020", None, 12345, 12345, "people"),
            ("gebied.inwoners", "GM0002", "2020", None, 40001, 40001, "people"),
            ("gebied.inwoners", "NL", "2020", None, 17407585, 17407585, "people"),
            ("vo.leerlingen", "GM0001", "2015/2016", None, 0, 0, "pupils"),
            ("vo.zittenblijvers", "GM0001", "2015/2016", None, 0, 0, "pupils"),
            ("vo.leerlingen", "GM0002", "2015/2016", None, 200, 200, "pupils"),
            ("vo.zittenblijvers", "GM0002", "2015/2016", None, 13, 16, "pupils"),
            ("gebied.ses", "1234", "2022", None, -0.31, -0.31, "score"),
            ("gebied.ses", "1235", "2022", None, 0.42, 0.42, "score")]  # fmt: skip
    for place, year in product(("GM0001", "GM0002", "NL"), (2016, 2017, 2018)):
        n = 100 + year - 2016
        rows.append(("vo.examenkandidaten", place, f"{year}/{year + 1}", "havo", n, n, "pupils"))
        rows.append(("vo.geslaagden", place, f"{year}/{year + 1}", "havo", n - 9, n - 9, "pupils"))
    for level, low, high in (("pro", 1, 4), ("vmbo-gt", 30, 30), ("havo", 28, 31), ("vwo", 40, 40), ("geen", 0, 0)):
        rows.append(("po.schooladvies", "GM0002", "2022/2023", level, low, high, "pupils"))
    return SketchContent(area(rows), ("GM0001", "GM0002"), META)


def schools(measure=MATCH.code):
    """Eight schools, of which one lies outside, one is of exactly the region's share, and one is too small to show."""
    pupils, yes = np.array([40, 60, 80, 100, 150, 150, 240]), np.array([30, 44, 58, 70, 60, 110, 176])
    found = funnel_shares(yes, pupils)
    where = zones(yes / pupils, found)
    centre = float(found.centre)
    limits = [
        [Interval(centre, float(found.lower[i, k]), float(found.upper[i, k]), "binomial+tau") for k in (0, 1)]
        for i in range(len(pupils))
    ]
    told = [Interval(y / n, y / n - 0.05, min(y / n + 0.05, 1), "wilson") for y, n in zip(yes, pupils, strict=True)]
    codes = [f"{i:02}AA00" for i in range(8)]
    shown = [
        School(measure, code, YEARS, int(n), "shown", own, ordinary_95=in95, ordinary_998=in998, zone=str(zone))
        for code, n, own, (in95, in998), zone in zip(codes, pupils, told, limits, where, strict=False)
    ]
    hidden = School(measure, codes[-1], YEARS, 5, "withheld")
    region = Interval(centre, centre - 0.01, centre + 0.01, "cr2")
    return Schools(measure, YEARS, "shown", None, region, 825, 8, 1.0, float(found.tau), schools=(*shown, hidden))


SCHOOL_NAMES = {f"{i:02}AA00": name for i, name in enumerate(("De Zeester", "De Brug", "Het Anker", "De Vlinder"))}
SHAPES = {p: (((80000.0 + i, 430000.0), (80001.0 + i, 430000.0), (80001.0 + i, 430002.0), (80000.0 + i, 430001.0)),)
          for i, p in enumerate(NAMES)}  # fmt: skip


def kit_figures(content, language):
    """The figures that are on pages of the web application alone."""
    r, breaks = content.released, next(d.breaks for d in content.definitions if d.code == MATCH.indicator)
    one = yearly(r, MATCH.code, grouping="armoede", places=(WHOLE, *r.places))
    gaps_of_years = [g for found in one.gaps.values() for g in found if g.group == 1]
    changes = history(one, breaks=breaks).changes
    whole = [g for g in gaps_of_years if g.place == WHOLE]
    rate = {x.group: x for x in content.rates
            if (x.measure, x.place, x.grouping) == (REPEATED.code, WHOLE, "armoede") and len(x.years) > 1}  # fmt: skip
    step = content.steps[0]
    two = replace(content, steps=(step, replace(step, origin=Text("leerjaar 1", "grade 1"))))
    definitions = next(b for b in beside(content.gaps, MEASURES) if (b.place, b.grouping) == (WHOLE, "armoede"))
    found = [
        funnel_figure(content, "trechter", schools(), SCHOOL_NAMES, language, own="03AA00"),
        tilemap_figure(content, "tegels", MATCH, "armoede", language),
        tilemap_figure(content, "tegels-deel", MATCH, "armoede", language, group=1, spots=SPOTS),
        choropleth_figure(content, "kaart", MATCH, "armoede", SHAPES, language),
        gap_trend_figure(content, "verschil", MATCH, whole, changes, language),
        multiples_figure(content, "plaatsen-jaren", MATCH, gaps_of_years, changes, language),
        definitions_figure(content, "definities", definitions, language),
        dotgrid_figure(content, "honderd", REPEATED, (rate[1], rate[3]), None, language),
        career_figure(two, "loopbaan", "armoede", 1, language),
    ]
    assert None not in found
    return found


SPOTS = {"GM0001": (0, 1), "GM0002": (1, 0), "GM0003": (2, 1)}


@pytest.fixture(scope="session")
def region_content():
    return content()


@pytest.fixture(scope="session")
def sketch():
    return sketch_content()


@pytest.fixture(scope="session", params=["nl", "en"])
def figures(request, region_content, sketch):
    """Every figure of both pages and of the web application, with its language."""
    language = request.param
    pages = [*region_figures(region_content, language), *sketch_figures(sketch, language)]
    return language, [*pages, *kit_figures(region_content, language)]


@pytest.fixture(scope="session")
def pages(region_content, sketch, tmp_path_factory):
    """Folders of finished pages by name."""
    found = {
        "regio": region_page(region_content),
        "region-en": region_page(region_content, language="en"),
        "schets": sketch_page(sketch),
    }
    root = tmp_path_factory.mktemp("pages")
    for name, files in found.items():
        for file, text in files.items():
            path = root / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root
