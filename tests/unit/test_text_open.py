import gzip
import hashlib
import zipfile

import pytest

from gelijkop.errors import (
    ArchiveBomb,
    DamagedEncoding,
    EmptyFile,
    InputRefused,
    SpreadsheetDamage,
    TruncatedFile,
    WrongDelimiter,
)
from gelijkop.sources.text import open_all, open_text, rows


@pytest.fixture
def put(tmp_path):
    """Write a file and open it; everything packed or plain as given."""
    work = tmp_path / "work"
    work.mkdir()

    def put_and_open(content, name="lijst.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_text(path, work, **options)

    return put_and_open


def zipped(tmp_path, members):
    path = tmp_path / "map.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("naam;aantal\nBèta;3\n".encode(), "utf-8"),
        ("naam;aantal\nBèta;3\n".encode("utf-8-sig"), "utf-8-sig"),
        ("naam;aantal\nBèta;3\n".encode("cp1252"), "cp1252"),
    ],
)
def test_the_encoding_is_found_and_the_copy_is_plain_utf8(put, content, encoding):
    opened = put(content)
    assert opened.encoding == encoding
    assert opened.path.read_bytes() == "naam;aantal\nBèta;3\n".encode()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_and_headings_lose_their_blanks(put, delimiter):
    opened = put(f" a {delimiter}b\n1{delimiter}2\n")
    assert (opened.delimiter, opened.header) == (delimiter, ("a", "b"))


def test_a_decimal_comma_in_every_row_does_not_make_the_comma_a_delimiter(put):
    assert put("a;b\n1,5;2,5\n3,5;4,5\n").delimiter == ";"


def test_rows_count_as_a_person_counts_and_quotes_may_hold_line_ends(put):
    opened = put('a;b\n"x\ny";1\n\nz;2\n')
    assert list(rows(opened)) == [(2, ["x\ny", "1"]), (3, ["z", "2"])]


def test_the_hash_is_of_the_file_as_delivered(put):
    packed = gzip.compress(b"a;b\n1;2\n")
    opened = put(packed, "lijst.csv.gz")
    assert (opened.sha256, opened.size) == (hashlib.sha256(packed).hexdigest(), len(packed))


def test_a_zip_with_one_member_is_that_member(tmp_path):
    path = zipped(tmp_path, {"sub/lid.csv": "a;b\n1;2\n"})
    assert open_text(path, tmp_path).name == "map.zip/sub/lid.csv"


def test_a_zip_with_two_members_is_refused_as_one_file_and_opened_as_a_folder(tmp_path):
    path = zipped(tmp_path, {"een.csv": "a;b\n1;2\n", "FryslÉn.csv": "a;b\n3;4\n"})
    with pytest.raises(InputRefused):
        open_text(path, tmp_path)
    assert [o.name for o in open_all(path, tmp_path)] == ["map.zip/een.csv", "map.zip/FryslÉn.csv"]


def test_a_member_never_lands_outside_the_work_folder(tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    opened = next(open_all(zipped(tmp_path, {"../../weg.csv": "a;b\n1;2\n"}), work))
    assert opened.path.parent == work


@pytest.mark.parametrize(
    ("content", "error", "row"),
    [
        (b"", EmptyFile, None),
        (b"\n\n", EmptyFile, None),
        (b"a;b\n", EmptyFile, None),
        (b"a;b\n1;\x81\xe9\n", DamagedEncoding, 2),
        (b"\xef\xbb\xbfa;b\n1;\xe9\n", DamagedEncoding, None),
        ("a;b\n1;2\n3;Caf�\n".encode(), DamagedEncoding, 3),
        ("a;b\n1;CafÃ©\n".encode(), DamagedEncoding, 2),
        ("a;b\n1;Café\n".encode() + b"2;Caf\xe9\n", DamagedEncoding, 2),
        ("a;b\n1;2\n".encode("utf-16"), DamagedEncoding, 1),
        (b"alleen\n1\n2\n", WrongDelimiter, 1),
        (b"a;b\n1,2\n3,4\n", WrongDelimiter, 1),
        (b"a,b\n8,39,2\n1,5,3\n", SpreadsheetDamage, 2),
        (b"a;b\n1;2\n1;2;3\n4;5\n", InputRefused, 3),
        (b"a;b\n1;2\n1\n4;5\n", InputRefused, 3),
        (b"a;b\n1;2\n3", TruncatedFile, 3),
        (b'a;b\n1;2\n"3;4\n5;6\n', InputRefused, 3),
        (b"a;b;a\n1;2;3\n", InputRefused, 1),
    ],
)
def test_damage_is_refused_by_its_own_kind_and_row(put, content, error, row):
    with pytest.raises(error) as caught:
        put(content)
    assert type(caught.value) is error
    assert caught.value.findings[0].row == row


def test_a_given_delimiter_is_not_replaced_by_a_guess(put):
    with pytest.raises(WrongDelimiter):
        put("a;b\n1;2\n", delimiter=",")


def test_every_odd_row_is_counted_but_only_twenty_are_named(put):
    with pytest.raises(InputRefused) as caught:
        put("a;b\n" + "1;2\n" * 50 + "1;2;3\n" * 30)
    assert len(caught.value.findings) == 20
    assert sum(f.times for f in caught.value.findings) == 30


def test_no_value_of_the_file_is_repeated(put):
    with pytest.raises(InputRefused) as caught:
        put("Geheim;Geheim\nJansen;Pietersen;Klaassen\n")
    with pytest.raises(InputRefused) as odd:
        put("a;b\nJansen;Pietersen;Klaassen\n")
    said = caught.value.say("nl") + caught.value.say("en") + odd.value.say("nl") + odd.value.say("en")
    assert not any(word in said for word in ("Geheim", "Jansen", "Pietersen", "Klaassen"))


@pytest.mark.parametrize("cut", [5, 20, -9, -1])
def test_a_cut_gzip_is_refused(put, cut):
    packed = gzip.compress("".join(["a;b\n", *(f"{n};{n * n}\n" for n in range(99))]).encode())
    with pytest.raises(TruncatedFile):
        put(packed[:cut], "lijst.csv.gz")


def test_a_cut_zip_is_refused(tmp_path):
    path = zipped(tmp_path, {"een.csv": "a;b\n1;2\n" * 50})
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(TruncatedFile):
        open_text(path, tmp_path)


def test_a_zip_with_a_damaged_member_is_refused(tmp_path):
    path = zipped(tmp_path, {"een.csv": "a;b\n1;2\n"})
    path.write_bytes(path.read_bytes().replace(b"een.csv", b"ben.csv", 1))  # the list of members has another name
    with pytest.raises(TruncatedFile):
        open_text(path, tmp_path)


@pytest.mark.parametrize("options", [{"limit": 10_000}, {"ratio": 2}])
def test_an_archive_that_unpacks_to_too_much_is_refused(put, options):
    content = gzip.compress(b"a;b\n" + b"1;2\n" * 600_000)
    with pytest.raises(ArchiveBomb):
        put(content, "bom.csv.gz", **options)


def test_a_zip_of_many_members_shares_one_limit(tmp_path):
    path = zipped(tmp_path, {f"{n}.csv": "a;b\n" + "1;2\n" * 1000 for n in range(5)})
    with pytest.raises(ArchiveBomb):
        list(open_all(path, tmp_path, limit=10_000))


def test_an_empty_zip_is_refused(tmp_path):
    with pytest.raises(EmptyFile):
        open_text(zipped(tmp_path, {"map/": "", ".verborgen": "a"}), tmp_path)


def test_a_zip_with_a_password_is_refused(tmp_path):
    path = zipped(tmp_path, {"een.csv": "a;b\n1;2\n"})
    content = bytearray(path.read_bytes())
    central = content.index(b"PK\x01\x02")
    content[6] |= 1  # the flag "locked" in the head of the member, and in the list of members
    content[central + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(InputRefused) as caught:
        open_text(path, tmp_path)
    assert caught.value.findings[0].rule == "locked_archive"


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputRefused) as caught:
        open_text(tmp_path / "weg.csv", tmp_path)
    assert caught.value.findings[0].rule == "unreadable"


def test_a_folder_is_opened_file_by_file_in_order_of_name(tmp_path):
    folder = tmp_path / "map"
    (folder / "onder").mkdir(parents=True)
    for name in ("b.csv", "onder/a.csv", ".verborgen"):
        (folder / name).write_text("a;b\n1;2\n", encoding="utf-8")
    assert [o.name for o in open_all(folder, tmp_path)] == ["b.csv", "a.csv"]


def test_a_workbook_is_told_to_be_saved_as_csv(tmp_path):
    path = zipped(tmp_path, {"xl/workbook.xml": "<x/>"})
    with pytest.raises(InputRefused, match="not read in") as caught:
        open_text(path, tmp_path)
    assert caught.value.findings[0].rule == "spreadsheet"
