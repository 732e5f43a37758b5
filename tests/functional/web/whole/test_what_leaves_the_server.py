"""Everything that the server sends to anybody, of a release whose exact numbers are known: nothing protected in it."""

import csv
import io
import re
from collections import Counter

import lxml.html
import pytest
from django.test import override_settings

from gelijkop.web.addresses import public_addresses, routes

OWN, SISTER, OTHER = "99AA00", "99AB00", "99BA00"
BOARD, OTHER_BOARD = "99901", "99902"
NAMES = ("", "bezoeker", "school", "bestuur", "regio", "beheer")
MAY = {
    "school": {f"/mijn/school/{OWN}/"},
    "bestuur": {
        f"/mijn/school/{OWN}/", f"/mijn/school/{SISTER}/", f"/mijn/bestuur/{BOARD}/",
        f"/mijn/bestuur/{BOARD}/school/{OWN}/", f"/mijn/bestuur/{BOARD}/school/{SISTER}/",
    },
}  # fmt: skip
"""The pages of own figures that an account may see; everybody else sees none."""
LEAST = 5
PERSONAL = r"(/en)?/(mijn|account|beheer)/"
"""Where what one gets depends on who one is; the other pages do not look at it."""
SMALLEST_MARK = 200
"""A smaller number could as well be another one, of a year or an interval."""


@pytest.fixture(scope="module")
def addresses(sealed_site, shelf_of_site):
    """Every page of every route in every language, public and not."""
    shelf = shelf_of_site(sealed_site)
    with override_settings(SITE=sealed_site):
        return [a for route in routes() if route.declared is not None for a in route.addresses(shelf)]


@pytest.fixture(scope="module")
def visits(sealed_server, visit, addresses):
    """What each got who asked for every address where it matters who one is, and followed every link."""
    found = {}
    for name in NAMES:
        found[name] = visit(sealed_server, name)
        if name:
            mine = [a for a in addresses if re.match(PERSONAL, a)]
            forms = [f"{a}?indeling=geslacht" for a in mine if re.match(r"/mijn/.", a)]
            found[name].follow(*mine, *forms, within=PERSONAL)
        else:
            found[name].follow(*addresses)
    return found


def own(paths):
    """The pages and files of own figures among these, without query."""
    return {p.partition("?")[0].removeprefix("/en") for p in paths if re.match(r"(/en)?/mijn/.", p)}


@pytest.mark.parametrize("name", NAMES)
def test_own_figures_are_reached_by_nobody_else(visits, name):
    pages = {p if p.endswith("/") else p.rpartition("/")[0] + "/" for p in own(visits[name].reached)}
    assert pages == MAY.get(name, set())


def test_the_crawl_reached_every_public_page(visits, sealed_site, shelf_of_site):
    with override_settings(SITE=sealed_site):
        public = set(public_addresses(shelf_of_site(sealed_site)))
    assert len(public) > 100
    assert {a for a in public if visits[""].got[a].status_code >= 400} <= {"/uitloggen/", "/en/uitloggen/"}


def test_a_visitor_gets_the_same_bytes_whether_or_not_there_are_sealed_figures(visits, visit, open_server):
    """So that nothing of them can be in it: what is left is the release, which is protected."""
    without = visit(open_server)
    differ = []
    for path, answer in visits[""].got.items():
        here = answer.content.replace(visits[""].address.encode(), b"")
        there = without.get(path).content.replace(open_server.address.encode(), b"")
        if mask(here) != mask(there):
            differ.append(path)
    assert differ == []


def mask(content):
    """Without what is new in every form."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", content)


@pytest.fixture(scope="module")
def marks(known, open_site):
    """Exact numbers of pupils that stand nowhere in the protected release, nor are a sum of its outcomes."""
    protected, sums = set(), Counter()
    for name in ("cijfers", "scholen"):
        with (open_site.parent / "openbaar" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                protected.add(int(row["pupils"]))
                sums[(name, *(v for c, v in row.items() if c not in ("outcome", "pupils")))] += int(row["pupils"])
    exact = {n for n, _ in known.values()} | {k for _, k in known.values()} | {n - k for n, k in known.values()}
    return {n for n in exact - protected - set(sums.values()) if n > SMALLEST_MARK}


def whole_numbers(answer):
    """The whole numbers that a reader finds in an answer; not those inside pictures, addresses and digests."""
    text = re.sub(r"<svg.*?</svg>|<[^>]+>|(?<=\d)[.,](?=\d{3}\b)", " ", answer.text, flags=re.S)
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", "", text) if "<html" in answer.text else text
    return {int(n) for n in re.findall(r"(?<![\w.,-])\d{2,6}(?![\w.,]\d|\w)", text)}


def test_an_exact_number_of_pupils_is_in_nothing_that_a_visitor_gets(visits, marks):
    assert marks
    found = [(p, n) for p, a in visits[""].got.items() for n in whole_numbers(a) & marks]
    assert found == []


def test_the_board_does_get_its_exact_numbers(visits, marks):
    """So that the test above could find them."""
    mine = [a for p, a in visits["bestuur"].got.items() if p.startswith("/mijn/school/")]
    assert marks & set().union(*(whole_numbers(a) for a in mine))


def files(visit):
    """The CSV files beside own figures: their heads, and rows by head."""
    for path in visit.reached:
        if re.match(r"/mijn/.*\.csv", path):
            yield path, list(csv.DictReader(io.StringIO(visit.got[path].content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", ["school", "bestuur"])
def test_own_figures_have_no_count_below_five_and_no_share_of_fewer(visits, name):
    shown, small = 0, []
    for path, rows in files(visits[name]):
        for row in rows:
            if row.get("leerlingen") and row.get("aandeel"):
                pupils, share = int(row["leerlingen"]), float(row["aandeel"])
                inside = round(pupils * share / 100)
                shown += 1
                if min(pupils, inside, pupils - inside) < LEAST:
                    small.append((path, row))
            elif row.get("leerlingen") and int(row["leerlingen"]) < LEAST:
                small.append((path, row))
    assert shown
    assert small == []


def test_the_file_beside_own_figures_holds_the_table_that_is_shown(visits):
    visit, wrong, compared = visits["bestuur"], [], 0
    for path in [p for p in visit.reached if re.match(r"/mijn/.*/(\?indeling=\w+)?$", p)]:
        page = lxml.html.fromstring(visit.got[path].content)
        for figure in page.iter("figure"):
            (href,) = figure.xpath(".//figcaption//a[@download]/@href")
            file = visit.got[path.partition("?")[0] + href] if not href.startswith("?") else visit.got[path + href]
            lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
            groups = [[c.text_content() for c in row[:2]] for row in figure.xpath(".//tbody/tr")]
            compared += 1
            if [line[:2] for line in lines[1:]] != groups:
                wrong.append((path, href))
    assert compared
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_no_pseudonym_and_no_key_is_in_any_byte(visits, secrets_of_site, name):
    pattern = re.compile(rb"[0-9a-f]{32,}")
    secrets = set(secrets_of_site)
    hidden = {s for s in secrets if not re.fullmatch(rb"[0-9a-f]{32,}", s)}
    found = []
    for path, answer in visits[name].got.items():
        sent = answer.content + "\n".join(f"{k}: {v}" for k, v in answer.headers.items()).encode()
        if secrets & set(pattern.findall(sent)) or any(s in sent for s in hidden):
            found.append(path)
    assert found == []


def test_the_log_of_the_server_has_no_pseudonym_key_or_name_of_an_account(
    visits, sealed_server, secrets_of_site, password
):
    log = sealed_server.log.read_bytes()
    assert b"GET /mijn/" in log
    assert not [s for s in [*secrets_of_site, password.encode(), b"bezoeker"] if s in log]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_public_is_kept_by_no_cache(visits, name):
    own_pages = [a for p, a in visits[name].got.items() if re.match(PERSONAL, p)]
    assert {a.headers["Cache-Control"] for a in own_pages if a.status_code == 200} <= {"no-store, private"}
