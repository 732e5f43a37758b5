"""The line of authors gives names and a year."""

import pytest

from gelijkop.evidence.lob.people import read_people, write_people

LINES = {
    "A. Auteur, B. Auteur (2023). RUG en Instituut": (("A. Auteur", "B. Auteur", "RUG en Instituut"), (2023,)),
    "Auteur, A.B., Jansen, C. & de Wit, D. (2020)": (("Auteur, A.B.", "Jansen, C.", "de Wit, D."), (2020,)),
    "A. Auteur; Ministerie van Onderwijs, Cultuur en Wetenschap (2021)": (
        ("A. Auteur", "Ministerie van Onderwijs, Cultuur en Wetenschap"),
        (2021,),
    ),
    "Instituut X, 2019": (("Instituut X",), (2019,)),
    "Instituut X": (("Instituut X",), ()),
    "A. Auteur (2021, herzien 2022)": (("A. Auteur (2021", "herzien 2022)"), (2021, 2022)),
    "": ((), ()),
}


@pytest.mark.parametrize(("line", "people"), LINES.items(), ids=range(len(LINES)))
def test_a_line_of_authors_is_parted(line, people):
    found = read_people(line)
    assert (found.authors, found.years) == people


def test_a_line_that_was_written_is_read_back():
    names = ("Auteur, A.", "Ministerie van Onderwijs, Cultuur en Wetenschap")
    assert read_people(write_people(names, 2021)).authors == names
