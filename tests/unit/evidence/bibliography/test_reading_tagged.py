"""RIS and the tagged texts of Web of Science, PubMed and ERIC."""

import pytest

from gelijkop.errors import EmptyFile, InputRefused, UnknownFile
from gelijkop.evidence.bibliography import read_references, reading


def read(text, file="x.ris"):
    return read_references(text if isinstance(text, bytes) else text.encode(), file=file)


def one(text):
    (reference,) = read(text).references
    return reference


def ris(*lines):
    return "\n".join(["TY  - JOUR", "TI  - Een titel", *lines, "ER  - ", ""])


def left(text):
    return [(f.rule, f.row, f.column) for f in read(text).left]


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (["AU  - Jansen, P.", "A1  - Bos, K."], "authors", ("Jansen, P.", "Bos, K.")),
        (["AU  - P. Jansen"], "authors", ("Jansen, P.",)),
        (["AU  - Ministry of Education"], "authors", ("Ministry of Education",)),
        (["PY  - 2019///"], "year", 2019),
        (["Y1  - 2019/05/01/"], "year", 2019),
        (["DA  - 2018", "PY  - 2019"], "year", 2019),
        (["DO  - https://doi.org/10.1000/ABC.1."], "doi", "10.1000/abc.1"),
        (["DO  - doi:10.1000/a(1)2"], "doi", "10.1000/a(1)2"),
        (["UR  - http://dx.doi.org/10.1000%2Fx"], "doi", "10.1000/x"),
        (["M3  - 10.1000/y"], "doi", "10.1000/y"),
        (["UR  - http://a", "UR  - http://b"], "link", "http://a"),
        (["SP  - 12", "EP  - 34"], "pages", "12-34"),
        (["SP  - 12–34", "EP  - 34"], "pages", "12-34"),
        (["SN  - 978-90-1234-567-8"], "isbn", "9789012345678"),
        (["KW  - a; b", "KW  - c"], "keywords", ("a", "b", "c")),
        (["KW  - a", "b"], "keywords", ("a", "b")),
        (["AB  - eerste", "tweede"], "abstract", "eerste tweede"),
        (["N2  - tekst"], "abstract", "tekst"),
        (["JF  - Lang", "JO  - L"], "container", "Lang"),
    ],
)
def test_a_tag_is_read_into_its_field(lines, field, value):
    assert getattr(one(ris(*lines)), field) == value


@pytest.mark.parametrize(
    ("lines", "rest"),
    [
        (["UR  - http://a", "UR  - http://b"], (("UR", "http://b"),)),
        (["Y1  - 2019/05/01/"], (("Y1", "2019/05/01/"),)),
        (["SN  - 1234-5678"], (("SN", "1234-5678"),)),
        (["EP  - 9"], (("EP", "9"),)),
        (["T2  - Lang", "JO  - L"], (("JO", "L"),)),
        (["ZZ  - iets", "A2  - Redacteur, R."], (("ZZ", "iets"), ("A2", "Redacteur, R."))),
        (["PY  - 2019", "Y1  - 2019"], ()),
        (["AU  - Jansen, P., et al."], (("authors", "others"),)),
    ],
)
def test_what_has_no_field_is_kept_in_the_order_of_the_file(lines, rest):
    assert one(ris(*lines)).rest == rest


def test_the_word_of_a_kind_is_kept_unless_it_is_the_usual_one():
    text = ris().replace("JOUR", "EJOUR")
    assert (one(text).kind, one(text).rest) == ("article", (("TY", "EJOUR"),))
    assert (one(ris()).kind, one(ris()).rest) == ("article", ())


@pytest.mark.parametrize(
    "damage",
    [
        lambda t: b"\xef\xbb\xbf" + t.encode(),
        lambda t: t.replace("\n", "\r\n").encode(),
        lambda t: t.replace("\n", "\r").encode(),
        lambda t: b"\xff\xfe" + t.encode("utf-16-le"),
        lambda t: t.encode("cp1252"),
        lambda t: t.replace("  - ", " - ").encode(),
        lambda t: t.replace("ER  - ", "ER  -").encode(),
        lambda t: t.replace("ER  - \n", "").encode(),
    ],
    ids=["bom", "crlf", "cr", "utf-16", "cp1252", "one blank", "short end", "no end"],
)
def test_files_of_every_make_give_the_same_reference(damage):
    text = ris("AU  - Müller, Zoë", "PY  - 2020")
    assert read(damage(text)).references == read(text).references


def test_only_the_line_that_is_no_utf8_counts_as_windows_1252():
    both = "AU  - Müller, Zoë\n".encode() + "AU  - Çelik, Ö.\n".encode("cp1252")
    assert one(b"TY  - JOUR\nTI  - x\n" + both + b"ER  - \n").authors == ("Müller, Zoë", "Çelik, Ö.")


def test_every_fault_of_a_file_is_told_at_once():
    text = "rommel\nTY  - JOUR\nPY  - binnenkort\nDO  - volgt\nTY  - JOUR\nER  - \nAU  - Los, L.\n"
    assert left(text) == [
        ("outside", 1, None),
        ("no_end", 2, None),
        ("no_title", 2, None),
        ("year", 3, "PY"),
        ("doi", 4, "DO"),
        ("empty", 5, None),
        ("outside", 7, "AU"),
    ]


@pytest.mark.parametrize("note", ["[gelijkop] [1", '[gelijkop] {"a": 1}', '[gelijkop] ["a"]'])
def test_a_note_of_ours_that_is_damaged_stays_a_note(note):
    assert one(ris(f"N1  - {note}")).rest == (("N1", note),)


def test_a_byte_that_is_no_letter_anywhere_is_told_with_its_row():
    assert left(b"TY  - JOUR\nTI  - x\x81y\nER  - \n") == [("encoding", 2, None)]


def test_a_line_of_an_abstract_that_looks_like_a_tag_with_one_blank_is_text():
    assert one(ris("AB  - wat is", "IQ - en wat niet")).abstract == "wat is IQ - en wat niet"


WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Jansen, P
   Bos, K
AF Jansen, Piet
   Bos, Karin
TI A title that
   goes on
SO JOURNAL
DT Article
PY 2019
BP 3
EP 9
DI 10.1000/w
UT WOS:000123456789012
ER

EF"""


def test_web_of_science_lists_full_names_and_continues_titles():
    reference = one(WOS)
    assert reference.authors == ("Jansen, Piet", "Bos, Karin")
    assert (reference.title, reference.pages) == ("A title that goes on", "3-9")
    assert reference.rest == (("PT", "J"), ("AU", "Jansen, P"), ("AU", "Bos, K"))
    assert left(WOS) == []


PUBMED = """
PMID- 123
OWN - NLM
TI  - A title that
      goes on.
FAU - Jansen, Piet
DP  - 2019 May
LID - 10.1000/p [doi]
PT  - Journal Article

OWN - ERIC
TI  - Another
LID - http://eric.ed.gov/?id=EJ1
PT  - Reports - Research
"""


def test_pubmed_and_eric_part_references_by_an_empty_line():
    first, second = read(PUBMED).references
    assert (first.title, first.doi, first.accession) == ("A title that goes on.", "10.1000/p", "123")
    assert (second.title, second.kind, second.database) == ("Another", "report", "ERIC")
    assert left(PUBMED) == []


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"\xef\xbb\xbf \n", EmptyFile),
        (b"zomaar een tekst\n", UnknownFile),
        (b"\x89PNG\r\n", UnknownFile),
    ],
)
def test_a_file_that_is_none_of_these_is_refused(data, error):
    with pytest.raises(error):
        read(data)


def test_a_file_with_too_many_references_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "NUMBER", 1)
    with pytest.raises(InputRefused):
        read(ris() + ris())


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "SIZE", 5)
    with pytest.raises(InputRefused):
        read(ris())
