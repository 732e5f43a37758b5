"""A zip that is dangerous or no project is refused before anything in it is used."""

import io
import zipfile

import pytest

from gelijkop.errors import ArchiveBomb, InputRefused, TruncatedFile, UnknownFile
from gelijkop.evidence.interviews.refi_package import open_package
from gelijkop.evidence.interviews.refi_read import read_project


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"project.qde": b"<a/>", **files}.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


@pytest.mark.parametrize(
    "name", ["../weg.txt", "/etc/passwd", "C:/weg.txt", "sources/../../weg.txt", "..\\weg.txt", "c:weg"]
)
def test_a_name_that_leads_out_is_refused_and_not_repeated(name):
    with pytest.raises(InputRefused) as refused:
        open_package(zipped(**{name: b"x"}), file="p.qdpx")
    assert [f.rule for f in refused.value.findings] == ["name"]
    assert name not in refused.value.say("nl")


def test_the_same_name_twice_is_refused():
    with pytest.raises(InputRefused) as refused:
        open_package(zipped(**{"sources/a.txt": b"1", "Sources/A.txt": b"2"}), file="p.qdpx")
    assert [f.rule for f in refused.value.findings] == ["twice"]


def test_all_that_is_wrong_is_told_at_once():
    data = zipped(**{"../a": b"1", "b": b"1", "B": b"2"})
    with pytest.raises(InputRefused) as refused:
        open_package(data, file="p.qdpx")
    assert [f.rule for f in refused.value.findings] == ["name", "twice"]


def test_a_file_that_unpacks_to_far_more_is_refused():
    with pytest.raises(ArchiveBomb):
        open_package(zipped(**{"sources/nul.txt": bytes(4 * 1024**2)}), file="p.qdpx")


def test_an_encrypted_file_is_refused():
    data = bytearray(zipped())
    data[6] |= 1  # in the head of the file
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the list of files
    with pytest.raises(InputRefused) as refused:
        open_package(bytes(data), file="p.qdpx")
    assert [f.rule for f in refused.value.findings] == ["encrypted"]


@pytest.mark.parametrize("data", [b"", b"geen zip", zipped()[:40]])
def test_what_is_no_zip_is_refused(data):
    with pytest.raises(UnknownFile):
        open_package(data, file="p.qdpx")


def test_two_projects_in_one_zip_are_refused():
    with pytest.raises(UnknownFile):
        open_package(zipped(**{"ander.qde": b"<a/>"}), file="p.qdpx")


def test_a_damaged_file_is_refused(made):
    data = made.but(files={}).zip()
    at = data.index(b"project.qde") + len("project.qde") + 20
    with pytest.raises((TruncatedFile, InputRefused)):
        read_project(data[:at] + bytes(8) + data[at + 8 :], file="p.qdpx")


def test_one_file_that_is_too_large_is_refused(made, monkeypatch):
    monkeypatch.setattr("gelijkop.evidence.interviews.refi_package.SIZE", 50)
    with pytest.raises(InputRefused) as refused:
        read_project(made.zip(), file="p.qdpx")
    assert [f.rule for f in refused.value.findings] == ["size"]
