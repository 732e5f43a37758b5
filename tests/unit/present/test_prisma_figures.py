"""The flow of a review as chart, text and table: all tell the same counts."""

import re

import pytest
from lxml import etree

from gelijkop.errors import Text
from gelijkop.evidence.screening.flow import Flow, Path
from gelijkop.present.prisma_figures import prisma_figure, prisma_lines

CRITERIA = {"opzet": Text("geen onderzoek", "no study")}
FOUND = Path({"Web of Science": 812, "PROSPERO": 3}, 150, 665, 0, 600, 12, 0, {"opzet": 40, "": 3}, 10)
OTHER = Path({"references_of": 44}, 20, 24, 4, 13, 1, 2, {"opzet": 1}, 3)
NONE = Path({}, 0, 0, 0, 0, 0, 0, {}, 0)
BOTH = Flow(FOUND, OTHER, frozenset({"PROSPERO"}), 13, 11)
ONE = Flow(FOUND, NONE, frozenset(), 10, 10)


def texts(svg):
    """The words of a chart in order, with plain spaces."""
    root = etree.fromstring(svg.encode())
    return " ".join("".join(e.itertext()) for e in root.iter("{*}text")).replace("\xa0", " ")


def counts(text):
    return sorted(re.findall(r"\(n = ([\d.,]+)\)", text))


@pytest.mark.parametrize("flow", [BOTH, ONE], ids=["two ways", "one way"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_charts_text_and_table_tell_the_same_counts(flow, language):
    figure = prisma_figure(flow, CRITERIA, language)
    told = counts("\n".join(prisma_lines(flow, CRITERIA, language)))
    assert counts(texts(figure.wide)) == told
    assert counts(texts(figure.narrow)) == told
    in_table = sorted(row[-1].text for row in figure.table.rows)
    ends = 1  # the box at the end heads its two lines; the table has the lines
    assert len(in_table) == len(told) - ends


def test_a_review_without_other_ways_has_one_column():
    assert "andere wegen" not in texts(prisma_figure(ONE, CRITERIA, "nl").wide)


def test_each_picture_has_a_name_and_a_description():
    figure = prisma_figure(BOTH, CRITERIA, "nl")
    for svg in (figure.wide, figure.narrow):
        root = etree.fromstring(svg.encode())
        named = {e.get("id"): e.text for e in root}
        assert root.get("role") == "img"
        assert named[root.get("aria-labelledby")] == figure.question
        assert named[root.get("aria-describedby")] == figure.alt


def test_a_register_and_a_missing_reason_are_named():
    said = "\n".join(prisma_lines(BOTH, CRITERIA, "nl"))
    assert "PROSPERO, register (n = 3)" in said
    assert "zonder reden (n = 3)" in said
    assert "geen onderzoek (n = 40)" in said


def test_what_waits_is_said_while_it_waits():
    assert "nog te beslissen: 6" in prisma_figure(BOTH, CRITERIA, "nl").headline
    assert "nog te beslissen" not in prisma_figure(ONE, CRITERIA, "nl").headline


def test_no_box_reaches_over_the_edge():
    for svg, width in (
        (prisma_figure(BOTH, CRITERIA, "nl").wide, 960),
        (prisma_figure(BOTH, CRITERIA, "nl").narrow, 288),
    ):
        for box in etree.fromstring(svg.encode()).iter("{*}rect"):
            assert float(box.get("x")) + float(box.get("width")) <= width
