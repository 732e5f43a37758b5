"""Files with absence, a municipal register and career guidance: imported through a mapping, counted as indicators."""

import pytest

from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.measure import measure
from gelijkop.sources.mapping import parse_mapping
from gelijkop.store import Store

ALSO = ("verzuim.relatief", "verzuim.absoluut", "lob.bereik", "vo.kwetsbaar.uitstroom")
FILES = {
    "absence": ("nr;jaar;uren\n1001;2019/2020;16\n1002;2019/2020;3\n", 'unauthorised_hours = "uren"'),
    "register": (
        "nr;jaar;gemeente;stand\n1001;2019/2020;GM0622;ingeschreven\n9001;2019/2020;GM0622;niet-ingeschreven\n",
        'municipality = "gemeente"\nstatus = "stand"',
    ),
    "lob": ("nr;jaar;acties\n1001;2019/2020;5\n1002;2019/2020;0\n", 'activities = "acties"'),
    "destinations": ("nr;jaar;waar\n1002;2020/2021;werk\n", 'destination = "waar"'),
}


def mapping(kind: str, columns: str):
    return parse_mapping(
        f'[file]\nkind = "{kind}"\n[columns]\npupil = "nr"\nschool_year = "jaar"\n{columns}\n', f"{kind}.toml"
    )


@pytest.fixture
def figures(desk):
    desk.load(desk.file(desk.good))
    for kind, (content, columns) in FILES.items():
        desk.load(desk.file(content, f"{kind}.csv"), by=mapping(kind, columns))
    with Store(desk.store) as store:
        return measure(store, load_all(), also=ALSO).figures


def counts(figures, code):
    """Pupils by outcome, those outside left out, and the places where they are counted."""
    measure = [m.code for m in figures.measures].index(code)
    names = figures.measures[measure].outcomes
    mine = (figures.measure == measure) & (figures.outcome >= 0)
    rows = zip(figures.outcome[mine], figures.pupils[mine], strict=True)
    return {names[outcome]: int(pupils) for outcome, pupils in rows}, {figures.places[p] for p in figures.place[mine]}


def test_absence_is_counted_where_the_pupil_is_enrolled(figures):
    assert counts(figures, "verzuim.relatief") == ({"op-grens": 1, "onder-grens": 1}, {"01AB00"})


def test_a_child_in_no_school_is_counted_in_its_municipality(figures):
    assert counts(figures, "verzuim.absoluut") == ({"ingeschreven": 1, "niet-ingeschreven": 1}, {"GM0622"})


def test_guidance_is_counted_from_a_survey(figures):
    assert counts(figures, "lob.bereik/activiteiten-3")[0] == {"ja": 1, "nee": 1}
    assert "lob.bereik/gesprekken-1" not in [m.code for m in figures.measures], "no file told of conversations"
