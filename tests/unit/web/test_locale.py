"""The message catalogues: English is complete, drafts cover their pages, and what is installed is fresh."""

import importlib.util
import sys
from pathlib import Path

import pytest
from django.utils.translation import gettext, ngettext, override

from gelijkop.web.languages import LANGUAGES

ROOT = Path(__file__).parents[3]
SPEC = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
messages = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = messages  # dataclasses look their module up
SPEC.loader.exec_module(messages)


@pytest.mark.parametrize("language", messages.FULL + messages.DRAFTS)
def test_a_catalogue_has_every_message_it_needs_and_no_other(language):
    assert list(messages.faults(language)) == []


@pytest.mark.parametrize("language", messages.FULL + messages.DRAFTS)
def test_what_was_compiled_is_what_the_catalogue_says(language):
    """`pip install` compiles; after a change of a catalogue `make messages` does."""
    installed = messages.place(language).with_suffix(".mo")
    assert installed.read_bytes() == messages.compiled(language)


def test_the_languages_of_the_catalogues_are_those_of_the_pages():
    codes = tuple(x.code for x in LANGUAGES)
    assert codes == ("nl", *messages.FULL, *messages.DRAFTS)


def test_a_message_in_a_module_is_found_wherever_it_stands():
    module = 'a = f"{_(\'in braces\')}"\nb = ngettext("one", "many", n)\nc = pgettext("place", "where")\n_(name)\n'
    found = [(m.texts, m.context) for m in messages.in_module(module)]
    assert sorted(found) == [(("in braces",), None), (("one", "many"), None), (("where",), "place")]


def test_a_message_in_a_template_is_found_whatever_its_indent():
    template = (
        '  {% if a %}\n{% translate "One" %}\n      {% blocktranslate %}Two {{ n }}{% endblocktranslate %}{% endif %}'
    )
    assert [m.texts for m in messages.in_template(template)] == [("One",), ("Two %(n)s",)]


def test_a_translation_that_loses_a_name_to_fill_in_is_told():
    catalogue = messages.Catalog(locale="en")
    catalogue.add("{a} van {b}", "{a} of {c}")
    assert [list(messages._wrong_places(m)) for m in catalogue if m.id] == [["other names to fill in: '{a} of {c}'"]]


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [  # CLDR plural rules, with the words of each language
        ("pl", 1, "1 uczeń"),
        ("pl", 22, "22 uczniów"),
        ("pl", 5, "5 uczniów"),
        ("uk", 1, "1 учень"),
        ("uk", 23, "23 учні"),
        ("uk", 12, "12 учнів"),
        ("uk", 21, "21 учень"),
        ("ar", 1, "تلميذ واحد"),
        ("ar", 2, "تلميذان"),
        ("ar", 7, "7 تلاميذ"),
        ("ar", 12, "12 تلميذًا"),
        ("ar", 103, "103 تلاميذ"),
        ("ar", 200, "200 تلميذ"),
        ("tr", 5, "5 öğrenci"),
        ("en", 1, "1 pupil"),
        ("nl", 2, "2 leerlingen"),
    ],
)
def test_a_number_takes_the_form_that_the_language_has_for_it(language, count, said):
    with override(language):
        assert ngettext("{count} leerling", "{count} leerlingen", count).format(count=count) == said


def test_what_a_draft_lacks_is_said_in_dutch():
    with override("ar"):
        assert gettext("Uw account") == "Uw account"
