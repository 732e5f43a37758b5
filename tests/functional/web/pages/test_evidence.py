"""The evidence library on the site: what a page says is what the records say, and nothing is ordered by effect."""

import json
import re
from html import unescape

import pytest
from django.test import Client, override_settings

from gelijkop.evidence.fields import SECTIONS, allowed
from gelijkop.evidence.gaps import leads, words_of_group
from gelijkop.evidence.library import counts, library, select
from gelijkop.evidence.reading import read_record
from gelijkop.evidence.writing import write_record
from gelijkop.present.site_folder import NOW, RECORDS, RELEASES
from gelijkop.web.addresses import routes
from gelijkop.web.pages.evidence import PAGE
from gelijkop.web.pages.evidence_cards import first_sentence
from gelijkop.web.pages.evidence_doors import door

ROUTES = {r.name: r for r in routes()}
ALL = library()
STEP, GROUPING = "bijstelling", "herkomst"
OTHER_NAME = "f" * 16
"""Other records make another release."""


@pytest.fixture
def visitor(demo_site):
    with override_settings(SITE=demo_site):
        yield Client(headers={"host": "localhost"})


@pytest.fixture
def read(visitor):
    """The text of a page, tags left out and spaces made one."""

    def text(path):
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())

    return text


@pytest.fixture
def cards(visitor):
    """The records of a page in order, by the heading that they stand under."""

    def found(path):
        page = visitor.get(path).content.decode()
        parts = re.findall(r'<section aria-labelledby="([a-z-]+)">(.*?)</section>', page, re.DOTALL)
        return {
            i: re.findall(r'<h3><a href="(?:/en)?/bewijs/([^/"]+)/">', html) for i, html in parts if "cards" in html
        }

    return found


def ids(found):
    return [lead.record.id for lead in found]


def test_the_library_shows_what_one_can_do_first_a_page_at_a_time(cards):
    found = leads(ALL.values())
    assert cards("/bewijs/") == {"doen": ids(found.act)[:PAGE]}
    assert cards("/bewijs/?blad=2") == {"doen": ids(found.act)[PAGE : 2 * PAGE]}


def test_the_pages_together_hold_every_record_once_with_determinants_apart(cards):
    pages = [cards(f"/bewijs/?blad={n}") for n in range(1, -(-len(ALL) // PAGE) + 1)]
    assert sorted(i for page in pages for part in page.values() for i in part) == sorted(ALL)
    apart = [i for page in pages for i in page.get("determinanten", [])]
    assert {ALL[i].type for i in apart} == {"determinant"}


def test_a_question_finds_records_with_its_words_marked_and_is_kept_nowhere(visitor):
    answer = visitor.get("/bewijs/?q=zittenbljven")
    page = answer.content.decode()
    assert re.search(r"<mark>[Zz]ittenblijven</mark>", page)
    assert answer["Cache-Control"] == "private, no-store"


def test_choices_hold_together_and_each_is_counted_without_itself(visitor, cards):
    page = visitor.get("/bewijs/?thema=doorstromen&onderwijs=mbo").content.decode()
    both = select(ALL.values(), {"theme": "doorstromen", "sector": "mbo"})
    shown = [i for part in cards("/bewijs/?thema=doorstromen&onderwijs=mbo").values() for i in part]
    assert sorted(shown) == sorted(r.id for r in both)
    mbo = counts(select(ALL.values(), {"sector": "mbo"}), "theme")
    options = re.findall(
        r'<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)', re.search(r'<select id="thema".*?</select>', page)[0]
    )
    assert {code: int(n) for code, n in options} == mbo


def test_a_question_and_a_choice_hold_together(visitor, cards):
    chosen = cards("/bewijs/?q=ouders&thema=doorstromen")["gevonden"]
    assert chosen
    assert {"doorstromen"} <= set.intersection(*(set(ALL[i].themes) for i in chosen))
    page = visitor.get("/bewijs/?q=ouders&thema=doorstromen").content.decode()
    assert page.count("<option", page.index('id="thema"'), page.index("</select>", page.index('id="thema"'))) > 2


@pytest.mark.parametrize(
    "query", ["?thema=zoiets", "?blad=x", "?blad=-3", "?blad=²", "?onderwijs=", "?thema=vve&blad=1e9"]
)
def test_what_is_not_on_the_form_counts_as_not_asked(cards, query):
    assert cards(f"/bewijs/{query}") == cards("/bewijs/")


def test_a_question_is_no_code_of_the_page(visitor):
    page = visitor.get('/bewijs/?q="><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page


def test_nothing_found_says_what_to_do(read):
    assert "Probeer een ander woord" in read("/bewijs/?q=xyzzyqwx")


def test_a_step_is_ordered_for_the_pupils_of_a_grouping(cards):
    general, group = leads(ALL.values(), step=STEP), leads(ALL.values(), step=STEP, group=words_of_group(GROUPING))
    assert cards(f"/bewijs/stap/{STEP}/")["doen"] == ids(general.act)
    assert cards(f"/bewijs/stap/{STEP}/{GROUPING}/")["doen"] == ids(group.act)
    assert cards(f"/bewijs/stap/{STEP}/{GROUPING}/")["determinanten"] == ids(group.determinants)


@pytest.mark.parametrize(
    "path",
    ["x/", "thema/x/", "x/doorstromen/", "stap/bijstelling/geslacht/", "stap/bijstelling/x/", "indicator/x/",
     "soort/rede/", "thema/doorstromen/herkomst/", "vve/x.csv", "x.md", "indicator/vo.positie.inspectie/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(visitor, path):
    assert visitor.get(f"/bewijs/{path}").status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_record_page_has_all_that_the_record_says(read, language):
    record, prefix = ALL["npo-feedback"], "/en" if language == "en" else ""
    text = read(f"{prefix}/bewijs/npo-feedback/")
    said = [getattr(record, s.name) for s in SECTIONS] + [record.source, record.outcome, *record.unverified]
    said += [t for e in record.effects for t in (e.original, e.source, e.comparison)]
    assert [t for t in said if t and " ".join(t.split()) not in text] == []
    assert record.title.say(language) in text


def test_on_an_english_page_the_dutch_text_is_marked_as_dutch(visitor):
    page = unescape(visitor.get("/en/bewijs/vve/").content.decode())
    assert f'<div lang="nl"><p>{ALL["vve"].about}' in page
    assert f'<p lang="nl">{first_sentence(ALL["vve"])}' in unescape(visitor.get("/en/bewijs/").content.decode())
    main = visitor.get("/bewijs/vve/").content.decode().split("<main")[1].split("</main>")[0]
    assert 'lang="nl"' not in main


def test_a_determinant_says_that_nobody_does_it(read):
    determinant = next(r for r in ALL.values() if r.type == "determinant" and r.effects)
    text = read(f"/bewijs/{determinant.id}/")
    assert "Dit is een determinant" in text
    assert "omgerekend: maanden" not in text


def test_the_file_of_a_record_is_the_record(visitor):
    answer = visitor.get("/bewijs/vve.md")
    assert read_record(answer.content.decode(), file="vve.md") == ALL["vve"]


def test_links_of_a_record_lead_to_pages_of_the_release(visitor):
    page = visitor.get("/bewijs/schoolkeuze-new-york/").content.decode().split("<main", 1)[1]
    inside = re.findall(r'href="(/(?:keten|indicator|bewijs)/[^"]+)"', page)
    assert any(h.startswith("/keten/") for h in inside)
    assert {visitor.get(h).status_code for h in inside} == {200}


@pytest.mark.parametrize(
    "name", ["evidence-record", "evidence-file", "evidence-list", "evidence-group", "evidence-text-file"]
)
def test_declared_addresses_answer(visitor, demo_shelf, name):
    found = list(ROUTES[name].addresses(demo_shelf))
    assert {visitor.get(path).status_code for path in (found[0], found[len(found) // 2], found[-1])} == {200}


def test_the_page_of_an_indicator_leads_to_the_first_that_can_move_it(visitor):
    page = visitor.get(f"/indicator/po.advies.onder/alle/{GROUPING}/").content.decode()
    found = ids(leads(ALL.values(), indicator="po.advies.onder", group=words_of_group(GROUPING)).act)
    assert re.findall(r'<li><a href="/bewijs/([^/"]+)/">', page) == found[:3]
    assert f'href="/bewijs/indicator/po.advies.onder/{GROUPING}/"' in page
    said = re.findall(r'<span class="small">\(([^;]+); [^)]*\)</span>', page)
    assert said == [allowed("result")[ALL[i].result].nl for i in found[:3]]


def test_an_indicator_of_which_nothing_is_known_leads_nowhere(demo_site):
    with override_settings(SITE=demo_site):
        assert door("nl", "indicator", "vo.positie.inspectie") is None


def test_the_page_of_a_chain_leads_to_what_can_move_each_step(visitor):
    page = visitor.get("/keten/leerjaar3.havo-vwo/alle/armoede/").content.decode()
    steps = re.findall(r'href="/bewijs/stap/([a-z0-9]+)/', page)
    assert steps == ["voorlopig", "bijstelling", "plaatsing", "leerjaar3"]


def test_an_exported_library_has_all_records_and_no_form(demo_site):
    with override_settings(SITE=demo_site):
        page = Client(headers={"host": "localhost"}).get("/bewijs/", **{"gelijkop.exported": True}).content.decode()
    assert "<form" not in page
    assert "?blad" not in page
    assert set(re.findall(r'<h3><a href="/bewijs/([^/"]+)/">', page)) == set(ALL)


@pytest.fixture
def own_site(demo_site, own_copy, tmp_path):
    """A site with a record of its own, and one that goes before a shipped one."""
    site = own_copy(demo_site, tmp_path)
    release = site / RELEASES / OTHER_NAME
    (site / RELEASES / (site / NOW).read_text("ascii")).rename(release)
    (site / NOW).write_text(OTHER_NAME, "ascii")
    folder = release / RECORDS
    folder.mkdir(exist_ok=True)
    text = write_record(ALL["vve"])
    (folder / "vve.md").write_text(text.replace(ALL["vve"].about, "Onze eigen woorden over vve."), "utf-8")
    mine = text.replace('id = "vve"', 'id = "eigen-proef"').replace(ALL["vve"].title_nl, "Onze eigen proef")
    (folder / "eigen-proef.md").write_text(re.sub("link = .*", 'link = "javascript:alert(1)"', mine), "utf-8")
    return site


def test_records_of_the_organisation_stand_beside_those_that_ship_and_go_first(own_site):
    with override_settings(SITE=own_site):
        visitor = Client(headers={"host": "localhost"})
        own = visitor.get("/bewijs/eigen-proef/").content.decode()
        assert "Dit is een eigen kaart" in own
        assert "javascript:" not in own
        assert "Onze eigen woorden over vve." in visitor.get("/bewijs/vve/").content.decode()
        assert "/bewijs/eigen-proef/" in visitor.get("/bewijs/?q=eigen+proef").content.decode()
        whole = json.loads(visitor.get("/data/kennisbank.json").content)
    assert len(whole["records"]) == len(ALL) + 1
