"""Damaged files of references end in references and findings, or in an error of the user."""

import pytest

from gelijkop.evidence.bibliography import read_references

RIS = "TY  - JOUR\nAU  - Müller, Zoë\nTI  - Een titel\nPY  - 2019///\nDO  - 10.1000/x\nKW  - a\nb\nER  - \n\n"
BIBTEX = '@string{m = "Mens"}\n@article{k, title = {A {B} \\"o \\ss}, author = {A B and {C}}, journal = m # "x"}\n'
TABLE = 'Titel;Auteurs;Jaar;DOI;rest\n"Een ""titel""";Bos, K.;2019;10.1000/x;"[[""a"", ""b""]]"\n'
WOS = "FN Clarivate\nVR 1.0\nPT J\nAU Bos, K\n   Vos, L\nTI Een titel\nPY 2019\nER\n\nEF\n"
FILES = {"ris": RIS * 4, "bibtex": BIBTEX * 4, "table": TABLE, "wos": WOS}


@pytest.mark.parametrize("name", FILES)
def test_damaged_bytes_are_read_or_refused_and_never_break(name, fuzz):
    assert fuzz(FILES[name].encode(), lambda paths, _: read_references(paths[0].read_bytes(), file="x"))
