"""The pages that explain: data to download with an address that stays, each definition whole, privacy and access."""

import csv
import hashlib
import io
import json
import re
from html import unescape

import pytest
from django.test import override_settings

from gelijkop.web.pages.about import evidence

GONE = "0123456789abcdef"


def page(visitor, address, status=200):
    answer = visitor.get(address)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_every_file_that_the_data_page_names_can_be_downloaded(visitor, files):
    links = re.findall(r'href="(/data/[^"]+)" download', page(visitor, "/data/"))
    assert len(links) > 10
    for link in links:
        assert visitor.get(link).getvalue() == (files / link.split("/", 4)[4]).read_bytes()


def test_the_sums_on_the_data_page_are_those_of_the_files(visitor, files):
    sums = re.findall(r"^([0-9a-f]{64})  (\S+)$", page(visitor, "/data/"), re.MULTILINE)
    assert ("bevindingen/verschillen.csv" in dict(map(reversed, sums))) is True
    assert all(hashlib.sha256((files / name).read_bytes()).hexdigest() == digest for digest, name in sums)


def test_a_file_stands_at_an_address_with_its_release(visitor, release):
    rows = csv.reader(io.StringIO(visitor.get(f"/data/uitgave/{release}/bevindingen/keten.csv").getvalue().decode()))
    assert next(rows)[0] == "keten"


def test_the_data_package_leads_to_files_that_are_there(visitor):
    package = json.loads(visitor.get("/data/datapackage.json").content)
    assert {visitor.get(f"/data/{r['path']}").status_code for r in package["resources"]} == {200}


@pytest.mark.parametrize("address", [f"/data/uitgave/{GONE}/", f"/data/uitgave/{GONE}/cijfers.csv"])
def test_a_release_that_is_gone_says_which_one_is_here(visitor, release, address):
    told = page(visitor, address, 410)
    assert GONE in told
    assert f"/data/uitgave/{release}/" in told


@pytest.mark.parametrize(
    "name",
    ["../plank.sqlite", "%2e%2e/plank.sqlite", "..%2fplank.sqlite", "bevindingen", "/etc/passwd", "cijfers.csv/"],
)
def test_no_name_leads_out_of_the_folder_of_the_release(visitor, release, name):
    assert visitor.get(f"/data/uitgave/{release}/{name}").status_code == 404


def test_every_definition_of_the_release_has_a_page_with_its_example(visitor):
    for row in visitor.every("/api/v1/indicators/"):
        told = page(visitor, row["method"])
        assert row["title"]["nl"] in told
        assert row["says_not"][0]["nl"] in told
        assert "→" in told


def test_variants_stand_beside_each_other_with_what_differs(visitor):
    told = page(visitor, "/methode/po.advies.passend/")
    assert re.search("Waarin de definities verschillen.*po.advies.passend/A-definitief", told, re.DOTALL)


def test_a_definition_that_is_not_in_the_release_is_not_there(visitor):
    page(visitor, "/methode/po.advies.nergens/", 404)


def test_the_explanation_tells_what_protection_promises_and_what_not(visitor):
    told = page(visitor, "/methode/uitleg/")
    assert "Drie oordelen" in told
    assert "Dit belooft de bescherming niet" in told


@pytest.mark.parametrize("address", ["/data/", "/methode/", "/methode/uitleg/", "/methode/po.advies.onder/", "/over/",
                                     "/privacy/", "/toegankelijkheid/"])  # fmt: skip
def test_a_page_sets_no_cookie_and_has_one_title(visitor, address):
    answer = visitor.get(address)
    assert not answer.cookies
    assert answer.content.count(b"<h1") == 1


def test_a_contact_that_was_set_stands_on_the_pages(visitor):
    with override_settings(CONTACT="help@example.nl"):
        assert 'href="mailto:help@example.nl"' in page(visitor, "/toegankelijkheid/")
        assert "Contact: mailto:help@example.nl\n" in page(visitor, "/.well-known/security.txt")


def test_without_a_contact_there_is_no_security_file_and_the_statement_says_so(visitor):
    page(visitor, "/.well-known/security.txt", 404)
    assert "nog geen adres voor meldingen" in page(visitor, "/toegankelijkheid/")


def test_the_privacy_page_tells_the_promises_of_the_policy(visitor):
    assert "is 0 of ten minste 5" in page(visitor, "/privacy/")


def test_the_sitemap_names_pages_that_are_there_and_nothing_for_programs(visitor):
    addresses = re.findall("<loc>http://testserver(.*?)</loc>", page(visitor, "/sitemap.xml"))
    assert {"/", "/en/", "/data/", "/methode/po.advies.passend/"} <= set(addresses)
    assert [a for a in addresses if a.startswith("/api/") or a.endswith(".csv")] == []
    assert {visitor.get(a).status_code for a in addresses[::40]} == {200}


def test_robots_may_see_all_that_is_public(visitor):
    told = page(visitor, "/robots.txt")
    assert "Disallow: /mijn/" in told
    assert "Sitemap: http://testserver/sitemap.xml" in told


def test_the_statement_tells_what_was_recorded_and_what_was_not_done(visitor):
    found, told = evidence(), page(visitor, "/toegankelijkheid/")
    assert found.tool in told
    assert f"{found.checks}: " in told
    assert "niet getest door mensen die een schermlezer" in told
