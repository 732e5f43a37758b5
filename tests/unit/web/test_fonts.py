"""The letters of the pages: which characters are in which file, and that a page fetches no more than it needs."""

import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from gelijkop import web
from gelijkop.web.languages import LANGUAGES

WEB = Path(web.__file__).parent
FONTS = WEB / "static" / "fonts"
STYLE = (WEB / "static" / "fonts.css").read_text("utf-8")
TEXTS = WEB.parent / "catalogue" / "texts"
MOST_BYTES = 45_000
CONTROLS = {"\n", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f"}
"""Characters that steer the line and are not drawn."""


def faces():
    """The ranges of the style sheet by font file."""
    found = {}
    for rule in re.findall(r"@font-face\{(.*?)\}", STYLE):
        if "url(" not in rule:
            continue
        ranges = re.search(r"unicode-range:([^;]+)", rule)[1].split(",")
        bounds = [r.removeprefix("U+").split("-") for r in ranges]
        found[re.search(r"url\(fonts/(.*?)\.woff2\)", rule)[1]] = {
            chr(c) for first, *last in bounds for c in range(int(first, 16), int((last or [first])[0], 16) + 1)
        }
    return found


def drawn(name):
    return {chr(c) for c in TTFont(FONTS / f"{name}.woff2").getBestCmap()}


def sentences(language):
    """All that a page in a language may say from the catalogues; Dutch is what the messages are written in."""
    if not language.draft:
        for name in ("page", "charts"):  # what `present.texts` says
            yield from strings(tomllib.loads((TEXTS / f"{name}.toml").read_text("utf-8")))
    with (WEB / "locale" / ("en" if language.code == "nl" else language.code) / "LC_MESSAGES" / "django.po").open(
        "rb"
    ) as file:
        for message in read_po(file):
            text = message.id if language.code == "nl" else message.string
            yield from [text] if isinstance(text, str) else text


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


@pytest.mark.parametrize("name", sorted(faces()))
def test_a_file_draws_every_character_it_is_fetched_for(name):
    assert faces()[name] <= drawn(name)


def test_no_character_fetches_two_files():
    seen = [c for characters in faces().values() for c in characters]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda x: x.code)
def test_every_character_that_a_language_uses_is_in_a_font_that_its_pages_announce(language):
    known = set().union(*(faces()[name] for name in language.letters)) | CONTROLS
    used = {c: text for text in sentences(language) for c in text}
    assert {c: used[c] for c in used.keys() - known} == {}


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.woff2")), ids=lambda p: p.stem)
def test_a_font_is_small_and_in_the_style_sheet(path):
    assert path.stat().st_size <= MOST_BYTES
    assert path.stem in faces()


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.woff2")), ids=lambda p: p.stem)
def test_a_font_has_the_weights_of_the_pages_and_its_licence_beside_it(path):
    font = TTFont(path)
    axis = font["fvar"].axes[0]
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 700)
    family = "noto-sans-arabic" if path.stem.startswith("noto") else "source-sans-3"
    assert "SIL Open Font License" in (FONTS / f"OFL-{family}.txt").read_text("utf-8")


def test_a_changed_font_does_not_carry_the_reserved_name():
    for path in FONTS.glob("source-*.woff2"):
        names = TTFont(path)["name"]
        assert "Source" not in (names.getDebugName(1) + names.getDebugName(4) + names.getDebugName(6))


def test_arabic_letters_join():
    features = {r.FeatureTag for r in TTFont(FONTS / "noto-sans-arabic.woff2")["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina", "rlig"} <= features


def test_the_fallback_is_as_wide_as_the_font_so_that_nothing_moves():
    fallback = next(r for r in re.findall(r"@font-face\{(.*?)\}", STYLE) if "fallback" in r)
    hhea, em = TTFont(FONTS / "source-sans-3-latin.woff2")["hhea"], 1000
    size = float(re.search(r"size-adjust:([\d.]+)%", fallback)[1]) / 100
    for name, metric in (("ascent", hhea.ascent), ("descent", -hhea.descent)):
        override = float(re.search(rf"{name}-override:([\d.]+)%", fallback)[1]) / 100
        assert override * size == pytest.approx(metric / em, abs=0.001)
