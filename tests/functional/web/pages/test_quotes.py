"""What people say stands on the page of the indicator that it explains, and nowhere else."""

import pytest
from django.test import Client, override_settings

from gelijkop.errors import Text
from gelijkop.evidence.interviews.released import Quote, ReleasedQuotes, ReleasedTheme, to_json
from gelijkop.present.shelf import opened
from gelijkop.present.site_folder import NOW, QUOTES, RELEASES, SHELF

OTHER_NAME = "e" * 16
"""Other quotations make another release."""
WORDS = "<b>Wij zien</b> het elke dag."


def released(code):
    quotes = tuple(Quote(text, "onderwijs") for text in (WORDS, "Het kost geld.", "Niemand weet het."))
    return ReleasedQuotes("2026-01-01", (ReleasedTheme("t", Text("Geld thuis", "Money at home"), (code,), (), quotes),))


@pytest.fixture
def pages(demo_site, own_copy, tmp_path):
    """The page of the indicator that was spoken of, in Dutch and English, and that of another one."""
    site = own_copy(demo_site, tmp_path)
    release = site / RELEASES / OTHER_NAME
    (site / RELEASES / (site / NOW).read_text("ascii")).rename(release)
    (site / NOW).write_text(OTHER_NAME, "ascii")
    of = opened(release / SHELF)
    told, other = of.indicators[:2]
    (release / QUOTES).write_text(to_json(released(told)), "utf-8")
    with override_settings(SITE=site):
        visitor = Client(headers={"host": "localhost"})
        found = [
            visitor.get(f"{start}/indicator/{code}/", follow=True)
            for start, code in (("", told), ("/en", told), ("", other))
        ]
    assert {page.status_code for page in found} == {200}
    return [page.content.decode() for page in found]


def test_quotations_stand_with_their_indicator_only_and_are_text(pages):
    dutch, english, other = pages
    assert "&lt;b&gt;Wij zien&lt;/b&gt; het elke dag." in dutch
    assert "<b>Wij zien" not in dutch
    assert "een professional in het onderwijs" in dutch
    assert "Wat mensen erover zeggen" in dutch
    assert "What people say about it" in english
    assert "a professional in education" in english
    assert "Wat mensen erover zeggen" not in other
