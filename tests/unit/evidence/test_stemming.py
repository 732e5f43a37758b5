"""Stems of Dutch and English words."""

import pytest

from gelijkop.evidence.stemming import dutch, english


# What version 3.1.1 of snowballstemmer gives as `dutch_porter`, the published algorithm; one or two words a step.
@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("kansen", "kans"),
        ("lichamelijkheden", "licham"),
        ("gemeden", "gemed"),
        ("bijles", "bijles"),
        ("ouders", "ouder"),
        ("lesse", "les"),
        ("betrokkenheid", "betrok"),
        ("gelijkheid", "gelijk"),
        ("vroege", "vroeg"),
        ("klassen", "klass"),
        ("bedden", "bed"),
        ("advisering", "adviser"),
        ("veiligheid", "veilig"),
        ("wonderbaar", "wonder"),
        ("dankbare", "dankbar"),
        ("zittenblijven", "zittenblijv"),
        ("maan", "man"),
        ("school", "schol"),
        ("yoga", "yoga"),
        ("leraren", "lerar"),
    ],
)
def test_a_dutch_word_has_the_stem_of_the_published_algorithm(word, stem):
    assert dutch(word) == stem


@pytest.mark.parametrize("pair", [("ouder", "ouders"), ("school", "scholen"), ("vroeg", "vroege")])
def test_forms_of_one_dutch_word_share_a_stem(pair):
    assert len({dutch(word) for word in pair}) == 1


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("pupils", "pupil"),
        ("studies", "study"),
        ("classes", "classe"),
        ("class", "class"),
        ("grouping", "group"),
        ("setting", "set"),
        ("teaching", "teach"),
        ("tutored", "tutor"),
        ("sing", "sing"),
    ],
)
def test_an_english_word_loses_its_ending(word, stem):
    assert english(word) == stem
