"""Every figure of the demo tells one story: in its table, its marks, its CSV file, and the API."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import lxml.html
import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from gelijkop.web.access import PUBLIC
from gelijkop.web.addresses import routes

PLACES = ("alle", "GM0622")
"""The whole region with every grouping, and one municipality with the main one."""
SCHOOLS = 4
"""Schools whose sheet is read; the others are made by the same code from other findings."""
NUMBER = re.compile(r"(?<![\w.,])[+\u2212-]?\d+(?:[.,]\d+)*(?!\w)")
PLAIN = re.compile(r"-?\d+(\.\d+)?")
SIX_DIGITS = Decimal("0.0005")
"""What is lost of a number below a thousand when it is written with six digits."""
DOTS = "honderd"
HALF = Decimal("0.55")
"""Half a dot, and half of the last digit of what the table says."""
INTERVAL = re.compile(r"95\s?%[ -]interval|95\s?%|99,8\s?%|99\.8\s?%")


def numbers(text, language):
    """The numbers in a text as they are written in a language, without the level of an interval."""
    group, point = (".", ",") if language == "nl" else (",", ".")
    found = [
        m.replace("\u2212", "-").replace(group, "").replace(point, ".") for m in NUMBER.findall(INTERVAL.sub("", text))
    ]
    return [Decimal(f) for f in found]


@dataclass(frozen=True, eq=False)
class Drawn:
    """One figure of a page. `rows` are those of the table; of a cell without a number only what a reader sees."""

    address: str
    language: str
    ident: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: int
    titles: tuple[tuple[str, ...], ...]
    file: tuple[tuple[str, ...], ...]

    def __str__(self):
        return f"{self.address}#{self.ident}"


def seen(cell):
    """What stands in a cell, without the words for screen readers only."""
    text = cell.text_content()
    for span in cell.iter("span"):
        if span.get("class") == "sr":
            text = text.replace(span.text_content(), "")
    return text.strip()


def figures_of(client, address, language):
    """Every figure on a page with its file."""
    answer = client.get(address)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return
    for figure in lxml.html.fromstring(answer.content).iter("figure"):
        (link,) = figure.xpath(".//figcaption//a[@download]/@href")
        file = client.get(address + link)
        assert file.status_code == 200, address + link
        head = figure.xpath(".//thead//th")
        yield Drawn(
            address, language, figure.get("id").removeprefix("f-"),
            tuple(seen(h) for h in head),
            tuple(tuple(seen(c) for c in row) for row in figure.xpath(".//tbody/tr")),
            sum(h.get("class") != "n" for h in head),
            tuple(tuple(t.text_content() for t in svg.iter("title"))[1:] for svg in figure.xpath(".//svg")),
            tuple(tuple(r) for r in csv.reader(io.StringIO(file.content.decode("utf-8-sig")))),
        )  # fmt: skip


def sampled(shelf, name, kwargs):
    places = {kwargs.get("area"), kwargs.get("code") if name == "area" else None} - {None}
    if not places <= set(PLACES):
        return False
    others = kwargs.get("grouping", shelf.about.groupings[0]) != shelf.about.groupings[0]
    if others and (name == "map" or "alle" not in places | ({"alle"} if name == "flows" else set())):
        return False
    return kwargs.get("brin") in (None, *[p.code for p in shelf.places("school")[:SCHOOLS]])


@pytest.fixture(scope="module")
def client(demo_site):
    with override_settings(SITE=demo_site, ALLOWED_HOSTS=["testserver"]):
        yield Client()


@pytest.fixture(scope="module")
def figures(client, demo_shelf):
    """Every figure of every page of the sample in Dutch, and in English of the first page of each route."""
    found = []
    for route in routes():
        if route.declared is None or route.declared.rule is not PUBLIC or route.name.endswith("-file"):
            continue
        if route.name.startswith(("api", "data")):
            continue
        pages = [k for k in route.declared.examples(demo_shelf) if sampled(demo_shelf, route.name, k)]
        for language, some in (("nl", pages), ("en", pages[:1])):
            with translation.override(language):
                addresses = [reverse(route.name, kwargs=kwargs) for kwargs in some]
            for address in addresses:
                found += figures_of(client, address, language)
    return found


def kind(figures, part, language="nl"):
    chosen = [f for f in figures if re.search(part, str(f)) and f.language == language]
    assert chosen
    return chosen


def file_row(figure, row):
    """The cells of a row of the file that belong to each column of the table."""
    cells = iter(row)
    return [[next(cells), next(cells)] if column not in figure.file[0] else [next(cells)] for column in figure.header]


def test_the_sample_has_figures_of_every_kind(figures):
    kinds = {re.sub(r"-\d+$|naast-.*", "", f.ident) for f in figures}
    assert {"verschil", "groepen", "jaren", "plaatsen", "keten", "stap", "trechter", "kaart", "aandelen"} <= kinds


def test_a_table_and_its_file_hold_the_same(figures):
    wrong = []
    for figure in figures:
        if len(figure.rows) != len(figure.file) - 1:
            wrong.append((str(figure), "rows"))
        for shown, written in zip(figure.rows, figure.file[1:], strict=False):
            for cell, values in zip(shown, file_row(figure, written), strict=True):
                plain = [Decimal(v) for v in values if PLAIN.fullmatch(v)]
                same = cell == values[0] or numbers(cell, figure.language) == plain
                if not same:
                    wrong.append((str(figure), cell, values))
    assert wrong == []


def test_every_mark_says_numbers_of_one_row(figures):
    wrong = []
    for figure in (f for f in figures if f.ident != DOTS):
        rows = [Counter(map(abs, numbers(" ; ".join(r[figure.keys :]), figure.language))) for r in figure.rows]
        for title in {t for svg in figure.titles for t in svg}:
            said = numbers(title.rsplit(": ", 1)[-1], figure.language)
            if not any(not Counter(map(abs, said)) - row for row in rows):
                wrong.append((str(figure), title))
    assert wrong == []


def test_dots_out_of_a_hundred_hold_the_share_and_its_interval(figures):
    """A dot is whole: the share is rounded, and the interval is rounded away from it."""
    for figure in kind(figures, f"#{DOTS}$"):
        for row in figure.rows:
            title = next(t for t in figure.titles[0] if t.startswith(f"{row[0]}: "))
            dots, _, low, high, _, pupils = numbers(title.split(": ")[1], "nl")
            share, (lower, upper), n = (numbers(cell, "nl") for cell in row[2:])
            assert (abs(dots - share[0]) <= HALF, [pupils]) == (True, n), title
            assert low <= lower < low + 1 + HALF, title
            assert high - 1 - HALF < upper <= high, title


def test_both_pictures_have_the_same_marks(figures):
    """But for flows: narrow ones stack the levels of each group, and have no room for words about the smallest."""
    wrong = [str(f) for f in figures if "/loopbanen/" not in f.address and len({frozenset(s) for s in f.titles}) > 1]
    assert wrong == []


@pytest.fixture(scope="module")
def api(client):
    """The rows of a table of the API that answer a question, of what is shown."""

    def rows(table, **query):
        address, found = f"/api/v1/{table}/?limit=1000&{urlencode(query)}", []
        while address:
            page = client.get(address).json()
            found += page["items"]
            address = page["next"]
        return [row for row in found if row.get("state", "shown") == "shown" and row.get("upper", 0) is not None]

    return rows


@pytest.fixture(scope="module")
def shares(api):
    """The measures that are shares; the others are means."""
    return {m["measure"] for i in api("indicators") for m in i["measures"] if m["unit"] == "share"}


def told(estimate, share):
    """An estimate with its limits, a share in percent."""
    return tuple((100 if share else 1) * estimate[k] for k in ("estimate", "lower", "upper"))


def lines(figure, columns):
    """Some columns of the file as numbers, row by row, of rows that have a number in each."""
    rows = [[row[i] for i in columns] for row in figure.file[1:]]
    return [tuple(map(Decimal, row)) for row in rows if all(PLAIN.fullmatch(cell) for cell in row)]


def rounds_to(exact, shown):
    """Whether a row of the API, which has six digits, is a row as a figure writes it."""
    halves = (Decimal("0.5").scaleb(s.as_tuple().exponent) for s in shown)
    return all(abs(Decimal(e) - s) <= h + SIX_DIGITS for e, s, h in zip(exact, shown, halves, strict=True))


def code_place_grouping(figure):
    return figure.address.split("/")[2:5]


def unknown(figures, columns, of_api):
    """The rows of figures that the API does not tell."""
    some = {f: lines(f, columns) for f in figures}
    assert any(some.values())
    known = {f: of_api(f) for f in figures}
    return [(str(f), row) for f in figures for row in some[f] if not any(rounds_to(k, row) for k in known[f])]


def test_shares_by_group_are_those_of_the_api(figures, api, shares):
    def rows(figure):
        code, place, grouping = code_place_grouping(figure)
        found = api("rates", indicator=code, place=place, grouping=grouping)
        return [(*told(r, r["measure"] in shares), r["n"]) for r in found]

    assert unknown(kind(figures, "/indicator/.*#groepen"), (2, 3, 4, 5), rows) == []


def test_shares_by_year_are_those_of_the_api(figures, api, shares):
    def rows(figure):
        code, place, grouping = code_place_grouping(figure)
        found = api("rates-by-year", indicator=code, place=place, grouping=grouping)
        return [(*told(r, r["measure"] in shares), r["n"]) for r in found]

    assert unknown(kind(figures, "/indicator/.*#jaren$"), (2, 3, 4, 5), rows) == []


def test_shares_by_place_are_those_of_the_api(figures, api, shares):
    def rows(figure):
        code, _, grouping = code_place_grouping(figure)
        found = api("rates", indicator=code, grouping=grouping)
        return [(*told(r, r["measure"] in shares), r["n"]) for r in found]

    assert unknown(kind(figures, "/indicator/.*#plaatsen$"), (2, 3, 4, 5), rows) == []


def gap_rows(found, shares):
    return [
        (*told(r["raw"], r["measure"] in shares), *told(r["equal_ability"], r["measure"] in shares))
        for r in found
        if r["equal_ability"]["upper"] is not None
    ]


def test_gaps_are_those_of_the_api(figures, api, shares):
    def rows(figure):
        code, place, grouping = code_place_grouping(figure)
        return gap_rows(api("gaps", indicator=code, place=place, grouping=grouping), shares)

    assert unknown(kind(figures, "/indicator/.*#verschil$"), range(2, 8), rows) == []


def test_gaps_on_the_map_are_those_of_the_api(figures, api, shares):
    def rows(figure):
        _, _, code, grouping, _ = figure.address.split("/")
        return gap_rows(api("gaps", indicator=code, grouping=grouping), shares)

    assert unknown(kind(figures, "#kaart$"), range(1, 7), rows) == []


def test_gaps_of_an_area_are_those_of_the_api(figures, api, shares):
    def rows(figure):
        return gap_rows(api("gaps", place=figure.address.split("/")[2]) + api("gaps", place="alle"), shares)

    assert unknown(kind(figures, "#naast-"), range(2, 8), rows) == []


def test_steps_of_a_chain_are_those_of_the_api(figures, api):
    def rows(figure):
        code, place, grouping = code_place_grouping(figure)
        chain, outcome = code.split(".")
        found = [r for r in api("chains", chain=chain, place=place, grouping=grouping) if r["outcome"] == outcome]
        return [told(e, share=True) for r in found for e in (r, *r["parts"])]

    assert unknown(kind(figures, "#keten$"), (2, 3, 4), rows) == []


def test_schools_beside_each_other_are_those_of_the_api(figures, api, shares):
    def rows(figure):
        found = api("schools", indicator=figure.address.split("/")[2])
        return [(*told(r, r["measure"] in shares), r["n"]) for r in found]

    assert unknown(kind(figures, "#trechter$"), (2, 3, 4, 5), rows) == []


def test_the_sheet_of_a_school_is_that_of_the_api(figures, api, shares):
    def rows(figure):
        found = api("schools", place=figure.address.split("/")[2])
        return [(*told(r, r["measure"] in shares), r["n"]) for r in found]

    assert unknown(kind(figures, "/school/.*#(aandelen|gemiddelden)$"), (1, 2, 3, 4), rows) == []


def test_flows_are_those_of_the_api(figures, api):
    def rows(figure):
        return [(r["n"],) for r in api("flows", grouping=figure.address.split("/")[2])]

    assert unknown(kind(figures, "#stap-"), (4,), rows) == []
