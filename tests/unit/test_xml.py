import zipfile

import pytest

from gelijkop.errors import (
    ArchiveBomb,
    DamagedEncoding,
    InputRefused,
    TruncatedFile,
    UnknownFile,
    UserError,
    XmlBomb,
)
from gelijkop.sources.xml import DEPTH, SIZE, documents, parse, shown

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY b0 "ha">%s]>
<a>&b9;</a>""" % b"".join(b'<!ENTITY b%d "%s">' % (i, b"&b%d;" % (i - 1) * 10) for i in range(1, 10))

BOMBS = {
    "billion laughs": LAUGHS,
    "external entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1/x.dtd"> %b;]><a/>',
    "quadratic blow-up": b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 50_000 + b'">]><a>' + b"&b;" * 50_000 + b"</a>",
    "entity in an attribute": b'<!DOCTYPE a [<!ENTITY b "x">]><a c="&b;"/>',
    "external document type": b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>',
    "document type after comments": b"<?xml version='1.0'?><!-- <a> --><?b c?>\n<!DOCTYPE a><a/>",
    "document type after a byte order mark": b"\xef\xbb\xbf<!DOCTYPE a><a/>",
    "entity that is not declared": b"<a>&b;</a>",
    "too many elements inside each other": b"<a>" * (DEPTH + 1) + b"</a>" * (DEPTH + 1),
    "far too many elements inside each other": b"<a>" * 100_000,
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused(data):
    with pytest.raises(XmlBomb):
        parse(data, "a.xml")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7"])
def test_an_encoding_that_could_hide_a_document_type_is_refused(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a><a/>'
    with pytest.raises(DamagedEncoding):
        parse(text.encode(encoding), "a.xml")


def test_bytes_that_are_no_utf_8_are_refused_with_their_line():
    with pytest.raises(DamagedEncoding) as refusal:
        parse(b"<a>\n<b>Bj\xf6rn</b></a>", "a.xml")
    assert refusal.value.findings[0].row == 2


def test_a_declared_encoding_is_followed():
    assert parse('<?xml version="1.0" encoding="ISO-8859-1"?><a>ö</a>'.encode("iso-8859-1"), "a.xml").text == "ö"


@pytest.mark.parametrize("size", range(4, len("<a>\n<b c='d'>é&amp;</b></a>".encode())))
def test_a_document_that_was_cut_anywhere_is_said_to_be_cut(size):
    with pytest.raises(TruncatedFile):
        parse("<a>\n<b c='d'>é&amp;</b></a>".encode()[:size], "a.xml")


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_an_empty_document_is_refused(data):
    with pytest.raises(TruncatedFile):
        parse(data, "a.xml")


def test_a_fault_is_told_with_its_line():
    with pytest.raises(InputRefused) as refusal:
        parse(b"<a>\n<b>\n</c>\n</a>", "a.xml")
    assert refusal.value.findings[0].row == 3


@pytest.mark.parametrize("data", [b"<a/>geheim", b"<a geheim='1' geheim='2'/>", b"<geheim>\x01</geheim>"])
def test_a_refusal_quotes_nothing_of_the_document(data):
    with pytest.raises(UserError) as refusal:
        parse(data, "a.xml")
    assert "geheim" not in refusal.value.say("nl") + refusal.value.say("en")


def test_what_is_no_xml_is_told_so():
    with pytest.raises(UnknownFile):
        parse(b"a;b\n1;2\n", "a.csv")


def test_an_attachment_of_more_than_ten_megabytes_is_refused():
    with pytest.raises(InputRefused) as refusal:
        parse(b"<a>" + b"x" * 11_000_000 + b"</a>", "a.xml")
    assert refusal.value.findings[0].rule == "too_large"


def test_a_document_over_the_limit_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "a.xml").open("wb") as file:
        file.truncate(SIZE + 1)
    with pytest.raises(InputRefused) as refusal:
        list(documents(tmp_path / "a.xml", tmp_path / "work"))
    assert refusal.value.findings[0].rule == "too_large"


def zipped(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


@pytest.fixture
def work(tmp_path):
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def test_a_zip_gives_its_documents_one_by_one(tmp_path, work):
    path = zipped(tmp_path / "a.zip", {"1.xml": "<a/>", "2.xml": "<b/>"})
    assert [(d.file, d.root.tag) for d in documents(path, work)] == [("a.zip/1.xml", "a"), ("a.zip/2.xml", "b")]


def test_nothing_stays_behind_of_what_was_unpacked(tmp_path, work):
    list(documents(zipped(tmp_path / "a.zip", {"1.xml": "<a/>"}), work))
    assert list(work.iterdir()) == []


def test_a_stray_file_in_a_zip_is_told_and_stops_nothing(tmp_path, work):
    path = zipped(tmp_path / "a.zip", {"leesmij.txt": "dag", "2.xml": "<b/>"})
    stray, document = documents(path, work)
    assert isinstance(stray, UnknownFile)
    assert document.root.tag == "b"


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path, work):
    path = zipped(tmp_path / "a.zip", {"1.xml": "<a>" + " " * 5_000_000 + "</a>"})
    with pytest.raises(ArchiveBomb):
        list(documents(path, work))


def test_a_zip_of_too_many_files_is_refused(tmp_path, work):
    path = zipped(tmp_path / "a.zip", {f"{i}.xml": "<a/>" for i in range(4)})
    with pytest.raises(ArchiveBomb):
        list(documents(path, work, most=3))


def test_long_numbers_in_names_are_masked():
    assert shown("map.zip/dossier_111222333_2019.xml") == "map.zip/dossier_…_2019.xml"
