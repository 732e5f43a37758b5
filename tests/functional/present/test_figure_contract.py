"""One figure, four forms: what the table says, the CSV file, the marks and the alt text say too."""

import csv
import io
import re

from lxml import etree

from gelijkop.present.figure import Cell, Figure, Grid, figure_csv, figure_html, words
from gelijkop.present.lettering import width as written

SVG = "{http://www.w3.org/2000/svg}"
BUDGET = 60_000
"""Bytes of one picture: the largest (flows of two groups) is a third of this."""


def drawn(figure):
    return [etree.fromstring(svg) for svg in (figure.wide, figure.narrow)]


def test_every_picture_is_xml_that_stands_alone(figures):
    for figure in figures[1]:
        for svg in (figure.wide, figure.narrow):
            root = etree.fromstring(svg)
            assert root.tag == f"{SVG}svg"
            assert not re.search(r"var\(|paint-order|clamp\(|style=|url\(|href", svg)


def test_every_picture_has_role_name_and_description(figures):
    for figure in figures[1]:
        for root in drawn(figure):
            ids = {e.get("id"): e for e in root.iter() if e.get("id")}
            assert root.get("role") == "img"
            assert ids[root.get("aria-labelledby")].text == figure.question
            assert ids[root.get("aria-describedby")].text == figure.alt


def test_ids_are_unique_on_a_page(figures):
    ids = [e.get("id") for f in figures[1] for root in drawn(f) for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


def test_the_csv_file_has_the_numbers_of_the_table_and_no_others(figures):
    language, found = figures
    for figure in found:
        header, *lines = csv.reader(io.StringIO(figure_csv(figure, language)))
        double = [any(row[i].bounds for row in figure.table.rows) for i in range(len(figure.table.header))]
        assert len(header) == len(double) + sum(double) + 1
        for line, row in zip(lines, figure.table.rows, strict=True):
            expected = [(c.bounds or (c.plain,) * 2) if d else (c.plain,) for c, d in zip(row, double, strict=True)]
            assert line[:-1] == [text for cell in expected for text in cell]


def test_a_csv_number_is_the_table_number_in_another_spelling(figures):
    language, found = figures
    for figure in found:
        for row in figure.table.rows:
            for cell in row[figure.table.keys :]:
                if re.fullmatch(r"-?\d+(\.\d+)?", cell.plain):
                    text = cell.text.replace("\u2212", "-").strip("+ %\u00a0")
                    text = text.replace(".", "").replace(",", ".") if language == "nl" else text.replace(",", "")
                    assert text == cell.plain


def test_every_mark_says_a_number_that_is_in_the_table(figures):
    for figure in figures[1]:
        written = {c.text for row in figure.table.rows for c in row}
        for root in drawn(figure):
            for mark in root.iter(f"{SVG}g"):
                for said in mark.findtext(f"{SVG}title").split(" · "):
                    # the words behind the last colon, up to the bracket, are the numbers of the mark
                    numbers = re.split(r": (?=[^:]*$)", said.split(" (")[0])[-1]
                    parts = [re.sub(r" (leerlingen|pupils)$", "", n) for n in numbers.split(", ")]
                    assert any(n in written for n in parts) or "verborgen" in said or "hidden" in said, said


def test_both_pictures_show_the_same_numbers(figures):
    for figure in figures[1]:
        wide, narrow = ({t for m in r.iter(f"{SVG}g") for t in m.findtext(f"{SVG}title").split(" · ")}
                        for r in drawn(figure))  # fmt: skip
        assert wide == narrow


def test_every_figure_has_source_alt_and_a_word_on_certainty(figures):
    for figure in figures[1]:
        assert all((figure.question, figure.headline, figure.source, figure.alt, figure.uncertainty))


def test_no_picture_is_larger_than_its_budget(figures):
    assert max(len(svg) for f in figures[1] for svg in (f.wide, f.narrow)) < BUDGET


def test_chart_text_is_13_pixels_or_more_at_its_drawn_size(figures):
    for figure in figures[1]:
        for root in drawn(figure):
            assert min(float(t.get("font-size")) for t in root.iter(f"{SVG}text")) >= 13


def test_marks_lie_inside_the_picture(figures):
    for figure in figures[1]:
        for root in drawn(figure):
            _, _, width, height = (float(v) for v in root.get("viewBox").split())
            for box in root.iter(f"{SVG}rect"):
                x, y, w, h = (float(box.get(k)) for k in ("x", "y", "width", "height"))
                assert x >= -0.01
                assert x + w <= width + 0.01
                assert y >= 0
                assert y + h <= height + 0.01


ROOM = 2.0
"""Pixels that a text may be wider than it is drawn: widths are those of the font without kerning."""


def test_nothing_sticks_out_of_the_picture(figures):
    for figure in figures[1]:
        for root in drawn(figure):
            _, _, width, height = (float(v) for v in root.get("viewBox").split())
            assert height >= 80
            for text in root.iter(f"{SVG}text"):
                assert text.text, (figure.ident, text.attrib)
                long = written(text.text, float(text.get("font-size")), bold=text.get("font-weight") == "700")
                before = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "start")]
                left = float(text.get("x")) - before * long
                assert left >= -ROOM, (figure.ident, text.text)
                assert left + long <= width + ROOM, (figure.ident, text.text)
                assert float(text.get("font-size")) * 0.7 <= float(text.get("y")) <= height, (figure.ident, text.text)


def test_shapes_lie_inside_the_picture(figures):
    for figure in figures[1]:
        for root in drawn(figure):
            _, _, width, height = (float(v) for v in root.get("viewBox").split())
            for path in root.iter(f"{SVG}path"):
                places = re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d"))
                assert all(-0.01 <= float(x) <= width + 0.01 for x, _ in places), figure.ident
                assert all(-0.01 <= float(y) <= height + 0.01 for _, y in places), figure.ident


def made(cell):
    grid = Grid("b", ("plaats", "waarde"), ((words("=1+1"), cell),))
    return Figure("a", "Vraag?", "Kop", "", "<svg/>", "<svg/>", grid, "Bron", "alt", "zeker")


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless():
    assert "'=1+1" in figure_csv(made(Cell("3", "3")), "nl")


def test_a_negative_number_stays_a_number():
    assert ",-4.5," in figure_csv(made(Cell("\u22124,5", "-4.5")), "nl")


def test_a_hidden_number_has_a_sign_for_the_eye_and_words_for_the_ear():
    html = figure_html(made(Cell("x", "", "withheld")), "nl")
    assert '<span aria-hidden="true">x</span><span class="sr">te weinig leerlingen om te tonen</span>' in html


def test_the_signs_of_a_table_are_explained_under_it():
    assert "x: te weinig leerlingen om te tonen" in figure_html(made(Cell("x", "", "withheld")), "nl")


def test_a_number_between_bounds_has_both_in_the_csv_file():
    text = figure_csv(made(Cell("12–24", "", "suppressed", ("12", "24"))), "nl")
    assert text.splitlines()[0] == 'plaats,"waarde, ondergrens","waarde, bovengrens",opmerking'
    assert ",12,24," in text


def test_a_csv_file_tells_why_a_number_is_not_there():
    assert "waarde: te weinig leerlingen om te tonen" in figure_csv(made(Cell("x", "", "withheld")), "nl")


def test_a_name_with_markup_is_text_on_the_page():
    grid = Grid("b", ("plaats", "waarde"), ((words("<b>Aa</b>"), Cell("1", "1")),))
    figure = Figure("a", "V?", "K", "", "<svg/>", "<svg/>", grid, "B", "alt", "z")
    assert "&lt;b&gt;Aa&lt;/b&gt;" in figure_html(figure, "nl")
