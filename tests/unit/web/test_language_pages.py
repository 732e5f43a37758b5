"""Which page exists in which language, and where its links lead."""

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import override

from gelijkop.web import failures, languages

DRAFTS = [x.code for x in languages.LANGUAGES if x.draft]


@pytest.mark.parametrize("code", DRAFTS)
def test_the_start_page_and_about_exist_in_a_draft_language(code):
    with override(code):
        assert [reverse(name) for name in ("start", "about")] == [f"/{code}/", f"/{code}/over/"]


@pytest.mark.parametrize("code", DRAFTS)
def test_a_link_to_another_page_leads_from_a_draft_to_the_dutch_one(code):
    with override(code):
        assert reverse("areas") == "/gebied/"
        assert reverse("sign-in") == "/inloggen/"


@pytest.mark.parametrize("code", DRAFTS)
def test_no_other_page_exists_in_a_draft_language(code):
    with override(code), pytest.raises(Resolver404):
        resolve(f"/{code}/gebied/")


def test_every_page_exists_in_english():
    with override("en"):
        assert reverse("areas") == "/en/gebied/"
        assert resolve("/en/gebied/").url_name == "areas"


def links(path, code):
    request = RequestFactory().get(path)
    with override(code):
        request.resolver_match = resolve(request.path)
        return languages.page_languages(request)["language_links"]


def test_a_page_links_to_itself_in_each_language_that_it_exists_in():
    assert [x.url for x in links("/ar/over/", "ar")] == [
        "/over/",
        "/en/over/",
        "/tr/over/",
        "/ar/over/",
        "/pl/over/",
        "/uk/over/",
    ]
    assert [x.url for x in links("/gebied/alle/", "nl")] == ["/gebied/alle/", "/en/gebied/alle/"]


def test_one_link_is_of_the_page_itself():
    assert [x.language.code for x in links("/uk/", "uk") if x.current] == ["uk"]


def test_only_arabic_runs_from_right_to_left():
    assert [x.code for x in languages.LANGUAGES if x.direction == "rtl"] == ["ar"]


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("nl", "22 november 2026"),
        ("en", "22 November 2026"),
        ("tr", "22 Kasım 2026"),
        ("pl", "22 listopada 2026"),
        ("uk", "22 листопада 2026"),
        ("ar", "22 نوفمبر 2026"),
    ],
)
def test_a_day_is_written_in_the_language_of_the_page(code, written):
    with override(code):
        assert languages.day_written("2026-11-22") == written


def test_what_is_in_no_draft_is_in_dutch_or_english():
    said = {}
    for language in languages.LANGUAGES:
        with override(language.code):
            said[language.code] = languages.finished_language()
    assert {code for code, of in said.items() if of == "en"} == {"en"}


@pytest.mark.parametrize(
    ("asked", "code", "dutch"),
    [
        ("/ar/gebied/alle/", "ar", "/gebied/alle/"),
        ("/uk/zoeken/?q=Delft", "uk", "/zoeken/?q=Delft"),
        ("/ar/no-such-page/", "ar", ""),
        ("/ar//elsewhere.example/", "ar", ""),
        ("/ar/\\\\elsewhere.example/", "ar", ""),
        ("/gebied/alle/", "nl", ""),
        ("/en/no-such-page/", "en", ""),
    ],
)
def test_a_page_that_is_not_in_a_draft_language_is_looked_for_in_dutch(asked, code, dutch):
    with override(code):
        assert languages.dutch_address(RequestFactory().get(asked)) == dutch


def test_a_failure_on_a_draft_page_is_told_in_dutch():
    request = RequestFactory().get("/ar/no-such-page/")
    with override("ar"):
        page = failures.not_found(request, Http404()).content.decode()
    assert '<html lang="nl">' in page
    assert "Deze pagina is er niet" in page


def test_urls_that_are_in_no_language_are_not_made_up():
    with override("ar"), pytest.raises(NoReverseMatch):
        reverse("no-such-page")
