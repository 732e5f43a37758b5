"""The sheet of a school: what the numbers carry and nothing more, with chance beside every figure."""

import re
from dataclasses import replace

import pytest

from gelijkop.compare.findings import NOTHING, Interval, Rate
from gelijkop.compare.schools import School
from gelijkop.present.school_sheet import COLUMNS, Line, alone, headline, sheet_figure, told

YEARS = (2017, 2018, 2020)
SCHOOL = "00AA01"
MATCH = "po.advies.passend/M-voorlopig"


def near(value, half=0.05, method="wilson"):
    return Interval(value, value - half, value + half, method)


def school(measure, **changes):
    """30 of 40 pupils, 0.75; similar schools 0.60; ordinary schools lie between 0.50 and 0.80."""
    found = School(
        measure, SCHOOL, YEARS, 40, "shown", near(0.75), near(0.70, method="beta-binomial"), 0.6,
        near(0.65, 0.15, "binomial+tau"), near(0.65, 0.22, "binomial+tau"), 0.9, "inside", ("00AA02", "00AA03"), 300,
        near(0.60, method="cr2"), near(0.15, 0.07, "mover-wilson-cr2"), "00001", 3, 120, near(0.66),
    )  # fmt: skip
    return replace(found, **changes)


@pytest.fixture
def measures(region_content):
    return {m.code: m for m in region_content.released.measures}


@pytest.fixture
def line(measures):
    def make(code=MATCH, region=0.65, **changes):
        rate = Rate(code, "alle", YEARS, None, -1, near(region), 800, "shown")
        return Line(measures[code], school(code, **changes), rate)

    return make


HIDDEN = {
    "state": "withheld", "own": NOTHING, "shrunken": NOTHING, "ordinary_95": NOTHING, "ordinary_998": NOTHING,
    "zone": None, "of_similar": NOTHING, "off_similar": NOTHING,
}  # fmt: skip


@pytest.fixture
def figure(region_content, line):
    def make(*lines, language="nl"):
        return sheet_figure(region_content, "aandelen", lines or (line(),), "De Zeester", language)

    return make


def cells(figure, row=0):
    return dict(zip(COLUMNS, (c.text for c in figure.table.rows[row]), strict=True))


def test_the_table_has_the_school_the_region_similar_schools_and_chance(figure):
    found = cells(figure())
    assert found["own"] == "75,0\xa0%"
    assert found["pupils"] == "40"
    assert found["region"] == "65,0\xa0%"
    assert found["similar"] == "60,0\xa0%"
    assert found["off"] == "+15,0"
    assert found["off_interval"] == "8,0–22,0"
    assert found["shrunken"] == "70,0\xa0%"
    assert found["inner"] == "50,0–80,0"
    assert found["zone"] == "binnen 95 %"


@pytest.mark.parametrize("picture", ["wide", "narrow"])
def test_every_mark_of_the_picture_is_a_number_of_the_table(figure, picture):
    made = figure()
    values = re.findall(r"<title>[^<]*: ([^<(]+) \(", getattr(made, picture))
    assert {"75,0\xa0%", "60,0\xa0%"} == {v.strip() for v in values} <= set(cells(made).values())


def test_a_school_with_too_few_pupils_has_no_number_and_its_reason(figure, line):
    made = figure(line(**HIDDEN))
    assert {t for c, t in cells(made).items() if c not in ("indicator", "region", "region_interval")} == {"x"}
    assert "te weinig leerlingen om te tonen" in made.alt
    assert made.headline == "Er zijn hier te weinig leerlingen om iets te laten zien"


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        ([], "Er zijn hier te weinig leerlingen"),
        (["inside"], "Bij de ene indicator die te zien is, ligt de school binnen"),
        (["inside", "inside"], "Bij alle 2 indicatoren ligt de school binnen"),
        (["inside", "beyond_95", "beyond_998"], "Bij 1 van de 3 indicatoren ligt de school binnen"),
        (["beyond_95"], "Bij de ene indicator die te zien is, ligt de school buiten"),
        (["beyond_95", "beyond_998"], "Bij alle 2 indicatoren ligt de school buiten"),
    ],
)
def test_the_headline_counts_zones(zones, said):
    assert headline(zones, "nl").startswith(said)


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (near(0.15, 0.07), "15,0 procentpunt hoger dan bij vergelijkbare scholen"),
        (near(-0.15, 0.07), "15,0 procentpunt lager dan bij vergelijkbare scholen"),
        (near(0.05, 0.07), "Een verschil met vergelijkbare scholen is met deze aantallen niet te zien"),
    ],
)
def test_a_direction_is_said_only_where_the_interval_carries_it(line, off, said):
    assert said in told(line(off_similar=off), "nl")


def test_nothing_is_said_of_similar_schools_that_are_not_shown(line):
    assert "vergelijkbare" not in told(line(of_similar=NOTHING, off_similar=NOTHING), "nl")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("inside", "past bij wat toeval en gewone verschillen tussen scholen geven: 50,0\xa0% tot 80,0\xa0%"),
        ("beyond_95", "buiten de grenzen van 95 % van gewone scholen met zoveel leerlingen: 50,0\xa0% tot 80,0\xa0%"),
        ("beyond_998", "buiten de grenzen van 99,8 % van gewone scholen met zoveel leerlingen: 43,0\xa0% tot 87,0"),
    ],
)
def test_chance_is_beside_every_figure(line, zone, said):
    assert said in told(line(zone=zone), "nl")


def test_rows_keep_their_order_whatever_their_numbers(figure, line):
    """No order of merit."""
    lines = [line(own=near(v)) for v in (0.2, 0.9, 0.5)]
    rows = figure(*lines).table.rows
    assert [row[1].text for row in rows] == ["20,0\xa0%", "90,0\xa0%", "50,0\xa0%"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_text_says_best_or_worst(figure, line, language):
    made = figure(line(), line(zone="beyond_998"), language=language)
    said = " ".join((made.question, made.headline, made.subtitle, made.alt, made.uncertainty))
    assert not re.search(r"\b(best|beste|slecht|worst|top|rank|goed|good)\b", said, re.I)


def test_no_lines_no_figure(region_content):
    assert sheet_figure(region_content, "aandelen", (), "De Zeester", "nl") is None


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ({}, "75,0\xa0% (95%-interval 70,0\xa0% tot 80,0\xa0%), van 40 leerlingen."),
        ({"tail": "low", "value": NOTHING}, "<5\xa0%, van 40 leerlingen."),
        ({"state": "withheld", "value": NOTHING}, "Hier staat geen cijfer: te weinig leerlingen om te tonen."),
    ],
)
def test_a_figure_beside_nothing(measures, rate, said):
    found = replace(Rate(MATCH, SCHOOL, YEARS, None, -1, near(0.75), 40, "shown"), **rate)
    assert alone(found, measures[MATCH], "nl") == said
