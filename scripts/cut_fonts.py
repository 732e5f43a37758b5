"""Cut the web fonts out of the published files: only the letters, weights and features that the pages use.

    python scripts/cut_fonts.py FOLDER

FOLDER holds the variable fonts as published (Source Sans 3 and Noto Sans Arabic, both under the SIL Open Font
License): `source-sans-3-{latin,latin-ext,cyrillic}-wght-normal.woff2`, `noto-sans-arabic-arabic-wght-normal.woff2`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

OUT = Path(__file__).parents[1] / "src" / "gelijkop" / "web" / "static" / "fonts"
WEIGHTS = (400, 700)
"""The lightest and boldest letters on a page."""
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "liga")
JOINING = ("init", "medi", "fina", "isol", "rlig", "calt", "curs")
RESERVED = "Source"
"""A font that was changed may not carry this name (its licence); inside the file it is called after us."""


@dataclass(frozen=True)
class Cut:
    """Which characters of a published font go into which file."""

    source: str
    target: str
    characters: frozenset[int]
    features: tuple[str, ...] = FEATURES


def characters(*ranges: str) -> frozenset[int]:
    """The code points of ranges written as in a style sheet without `U+`: `0100-017F` or `0131`."""
    found: set[int] = set()
    for written in ranges:
        first, _, last = written.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


CUTS = (
    Cut(
        "source-sans-3-latin-wght-normal.woff2",
        "source-sans-3-latin.woff2",
        characters("0020-007E", "00A0-00FF", "0131", "0152-0153", "02BC", "02C6", "02DA", "02DC", "0300-0301")
        | characters("0303", "0308", "2009", "2013-2014", "2018-201A", "201C-201E", "2022", "2026", "2032-2033")
        | characters("2039-203A", "20AC", "2122", "2191", "2193", "2212"),
    ),
    Cut(
        "source-sans-3-latin-ext-wght-normal.woff2",
        "source-sans-3-latin-ext.woff2",
        characters("0100-0130", "0132-0151", "0154-017F", "0218-021B"),
    ),
    Cut(
        "source-sans-3-cyrillic-wght-normal.woff2",
        "source-sans-3-cyrillic.woff2",
        characters("0400-045F", "0490-0491"),
    ),
    Cut(
        "noto-sans-arabic-arabic-wght-normal.woff2",
        "noto-sans-arabic.woff2",
        characters("060C", "061B", "061F", "0621-063A", "0640-0652", "0660-066D", "0670", "0671", "200C-200F"),
        FEATURES + JOINING,
    ),
)


def cut(font: TTFont, wanted: Cut) -> TTFont:
    """The font with these characters and features, between the two weights, without hints."""
    options = Options()
    options.layout_features = list(wanted.features)
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # names and licence
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted.characters)
    subsetter.subset(font)
    small = instantiateVariableFont(font, {"wght": WEIGHTS})
    for record in small["name"].names:
        if record.nameID in (1, 3, 4, 6) and RESERVED in str(record):
            record.string = "gelijkop Sans"
    small.flavor = "woff2"
    return small


def main(folder: Path) -> None:
    """Write every cut and say how large it is."""
    OUT.mkdir(parents=True, exist_ok=True)
    for wanted in CUTS:
        target = OUT / wanted.target
        cut(TTFont(folder / wanted.source, recalcTimestamp=False), wanted).save(target)
        print(f"{target.name}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
