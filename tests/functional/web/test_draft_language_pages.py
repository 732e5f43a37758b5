"""The start page and /over/ in draft languages, as a server sends them."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from gelijkop import web
from gelijkop.web.languages import LANGUAGES

DRAFTS = [x for x in LANGUAGES if x.draft]
PAGES = [f"/{x.code}/{page}" for x in DRAFTS for page in ("", "over/")]
IN_DUTCH = re.compile(r'<(\w+)\b[^>]*\blang="nl"[^>]*>.*?</\1>', re.DOTALL)
LONG = 12
"""Shorter Dutch texts, such as Menu, can be words of another language too."""


def dutch():
    catalogue = Path(web.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"
    with catalogue.open("rb") as file:
        texts = [m.id for m in read_po(file) if isinstance(m.id, str)]
    return [t for t in texts if len(t) >= LONG and "%" not in t and "{" not in t]


@pytest.mark.parametrize("page", PAGES)
def test_no_dutch_is_left_but_where_the_page_says_so(page, demo_server):
    foreign = IN_DUTCH.sub("", demo_server.get(page).text)
    assert [text for text in dutch() if text in foreign] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_says_that_it_is_one_in_its_language_and_in_dutch(page, demo_server):
    text = demo_server.get(page).text
    assert text.count('class="notice draft"') == 1
    assert "Deze vertaling is een proef." in text


@pytest.mark.parametrize("page", PAGES)
def test_the_page_names_its_language_and_direction(page, demo_server):
    code = page.split("/")[1]
    root = re.search(r"<html[^>]*>", demo_server.get(page).text)[0]
    assert root == ('<html lang="ar" dir="rtl">' if code == "ar" else f'<html lang="{code}">')


@pytest.mark.parametrize("language", DRAFTS, ids=lambda x: x.code)
def test_the_start_page_tells_each_phase_and_draws_the_first(language, demo_server):
    text = demo_server.get(f"/{language.code}/").text
    assert text.count('<ul class="told">') >= 2
    assert text.count("<svg xmlns") == 2


@pytest.mark.parametrize("language", DRAFTS, ids=lambda x: x.code)
def test_another_page_sends_on_to_the_dutch_one(language, demo_server):
    answer = demo_server.get(f"/{language.code}/gebied/")
    assert (answer.status, answer.headers["location"]) == (302, "/gebied/")
