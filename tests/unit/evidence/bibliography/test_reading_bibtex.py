"""BibTeX and biblatex: LaTeX, names, macros, and entries that are broken."""

import pytest

from gelijkop.evidence.bibliography import read_references
from gelijkop.evidence.bibliography.latex import latex, plain, verbatim, verbatim_latex


def read(text):
    return read_references(text.encode(), file="x.bib")


def field(assignment, name):
    (reference,) = read("@article{k, title = {T}, " + assignment + "}").references
    return getattr(reference, name)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (r"caf\'{e}", "café"),
        (r"caf\'e", "café"),
        (r"{\'E}cole", "École"),
        (r"M{\"u}ller", "Müller"),
        (r"na\"{\i}ve", "naïve"),
        (r"\v{S}imi\'c", "Šimić"),
        (r"G{\"o}{\c c}men", "Göçmen"),
        (r"{\O}rsted \& \o stergaard", "Ørsted & østergaard"),
        (r"Stra{\ss}e", "Straße"),
        (r"10\% of \$5 \#1 a\_b", "10% of $5 #1 a_b"),
        (r"The {DUO} {N}etherlands", "The DUO Netherlands"),
        (r"\emph{really} \textbf{so}", "really so"),
        (r"1--2 and a---b", "1–2 and a—b"),
        (r"p~value $\alpha$", "p value α"),
        (r"\title \input{/etc/passwd}", r"\title \input/etc/passwd"),
        (r"\unknownmacro{x}", r"\unknownmacrox"),
        ("plain text", "plain text"),
    ],
)
def test_latex_becomes_letters(written, said):
    assert plain(written) == said


@pytest.mark.parametrize("text", ["a{b}c", r"x\y \& z", "10% ~ ^_#$&", "a--b---c", r"\'e"])
def test_text_that_was_put_into_latex_comes_back(text):
    assert plain(latex(text)) == text


@pytest.mark.parametrize("text", ["http://x/~a_b?c=1&d=%20#e", "10.1000/x\\", r"a\_b{c}"])
def test_an_address_that_was_put_into_latex_comes_back(text):
    assert verbatim(verbatim_latex(text)) == text


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        ("Jan van der Meer", ("van der Meer, Jan",)),
        ("van der Meer, Jan and K. Bos", ("van der Meer, Jan", "Bos, K.")),
        ("{Ministry of Education and Science} and Bos, K.", ("Ministry of Education and Science", "Bos, K.")),
        (r"M{\"u}ller, J.", ("Müller, J.",)),
        ("Plato", ("Plato",)),
    ],
)
def test_names_are_last_name_first(names, authors):
    assert field(f"author = {{{names}}}", "authors") == authors


def test_and_others_is_kept_apart_from_the_names():
    assert field("author = {Bos, K. and others}", "authors") == ("Bos, K.",)
    assert ("authors", "others") in field("author = {Bos, K. and others}", "rest")


@pytest.mark.parametrize(
    ("assignment", "name", "value"),
    [
        ("date = {2020-03-01}", "year", 2020),
        ("year = 2019", "year", 2019),
        ("journaltitle = {Mens}", "container", "Mens"),
        ("school = {UvA}", "publisher", "UvA"),
        ("pages = {1--20}", "pages", "1-20"),
        ("keywords = {a, b}", "keywords", ("a", "b")),
        (r"url = {http://x/~y\_z}", "link", "http://x/~y_z"),
        ("doi = {https://doi.org/10.1000/X}", "doi", "10.1000/x"),
        ("month = mar", "rest", (("ID", "k"), ("month", "mar"))),
    ],
)
def test_a_field_is_read_into_its_own(assignment, name, value):
    assert field(assignment, name) == value


def test_macros_and_parts_are_joined():
    text = '@string{jop = "Journal of"}\n@article{k, title = {A {#} b}, journal = jop # " {P}s" # { and Q}}'
    (reference,) = read(text).references
    assert (reference.title, reference.container) == ("A # b", "Journal of Ps and Q")


def test_a_broken_entry_is_told_and_the_others_are_read():
    text = "@book{a, title = {Een}}\n@article{b, title = {open, year = 2019\n\n@book{c, title = {Drie}}\n"
    found = read(text)
    assert [r.title for r in found.references] == ["Een", "Drie"]
    assert [(f.rule, f.row) for f in found.left] == [("broken", 2)]


def test_a_key_that_stands_twice_loses_no_reference():
    found = read("@book{a, title = {Een}}\n@book{a, title = {Twee}}\n")
    assert [r.title for r in found.references] == ["Een", "Twee"]
    assert [(f.rule, f.row) for f in found.left] == [("key_twice", 2)]


def test_a_field_that_stands_twice_keeps_both():
    found = read("@book{a, title = {Een}, title = {Twee}}\n")
    assert found.references[0].rest == (("ID", "a"), ("title", "Twee"))
    assert [f.rule for f in found.left] == ["field_twice"]


def test_text_between_entries_is_told_and_a_comment_is_not():
    found = read("% Encoding: UTF-8\n@book{a, title = {Een}}\n@comment{x}\nzomaar\n")
    assert [(f.rule, f.row) for f in found.left] == [("outside", 4)]
