"""Marked pupils go through the import, well and badly; no mark may be found afterwards."""

import logging
import tempfile
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from gelijkop.errors import GelijkopError, Text, UserError
from gelijkop.pipeline.imports import import_files, propose
from gelijkop.sources.mapping import parse_mapping
from gelijkop.store import Store

MARKS = ("ZZMERKZZ", "Zwaantje", "1987-06-05", "5-6-1987", "19870605", "8765ZZ", "8765 ZZ", "111222333")
HEADING = "Leerlingnummer;Naam;BSN;Schooljaar;Vestiging;Sector;Niveau;Leerjaar;Geboren;Postcode;Opmerking"
PUPIL = "ZZMERKZZ1;Zwaantje Zz;111222333;2019/2020;01AB00;vo;havo;1;1987-06-05;8765 ZZ;ZZMERKZZ tekst"
MAPPING = """
[file]
kind = "loopbaan"
[columns]
pupil = "Leerlingnummer"
school_year = "Schooljaar"
location = "Vestiging"
sector = "Sector"
level = "Niveau"
grade = "Leerjaar"
birth_month = "Geboren"
postcode4 = "Postcode"
"""


class Seen:
    """Everything that came out: progress, errors with their tracebacks, proposals."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def step(self, text: Text) -> None:
        self.texts += [text.nl, text.en]

    def error(self, error: GelijkopError) -> None:
        self.texts += [str(error), repr(error), "".join(traceback.format_exception(error))]
        if isinstance(error, UserError):
            self.texts += [error.say("nl"), error.say("en"), repr(error.findings)]


@pytest.fixture
def seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Seen]:  # fmt: skip
    """What comes out; afterwards it is searched, and so is every file that was left behind."""
    caplog.set_level(logging.DEBUG)
    work = tmp_path / "tijdelijk"
    work.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(work))
    out = Seen()
    yield out
    assert list(work.iterdir()) == []
    left = [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file() and p.suffix != ".csv"]
    everything = b"\n".join([*left, caplog.text.encode(), *(t.encode() for t in (*capfd.readouterr(), *out.texts))])
    assert [mark for mark in MARKS if mark.encode() in everything] == []


def load(tmp_path: Path, seen: Seen, *lines: str, mapping: str = MAPPING, skip: bool = False) -> None:
    file = tmp_path / "leerlingen.csv"
    file.write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    with Store(tmp_path / "gegevens.duckdb", inputs=[file]) as store:
        import_files(
            store, [file], mapping=parse_mapping(mapping, "k.toml"), key=bytes(64), skip_bad_rows=skip,
            now=datetime(2025, 9, 1), progress=seen,
        )  # fmt: skip


def test_a_good_import_leaves_no_mark(tmp_path: Path, seen: Seen):
    load(tmp_path, seen, PUPIL, PUPIL.replace("2019/2020", "2020/2021"))
    with Store(tmp_path / "gegevens.duckdb", mode="read") as store:
        assert store.arrays(store.table("pupils").select("birth_month", "postcode4")) == {
            "birth_month": ["1987-06"],
            "postcode4": ["8765"],
        }


BAD = {
    "a code": PUPIL.replace("havo", "ZZMERKZZ"),
    "a year": PUPIL.replace("2019/2020", "19870605"),
    "a grade": PUPIL.replace(";1;1987", ";ZZMERKZZ;1987"),
    "a birth date": PUPIL.replace("1987-06-05", "ZZMERKZZ 5-6-1987"),
    "a postcode": PUPIL.replace("8765 ZZ", "ZZMERKZZ"),
    "a location": PUPIL.replace("01AB00", "ZZMERKZZ"),
    "a field too many": PUPIL + ";ZZMERKZZ",
    "a field too few": PUPIL.rpartition(";")[0],
    "an odd quote": PUPIL.replace("ZZMERKZZ tekst", '"ZZMERKZZ"tekst'),
    "an open quote": PUPIL.replace("ZZMERKZZ tekst", '"ZZMERKZZ'),
    "twice": f"{PUPIL}\n{PUPIL}",
    "a spreadsheet date": PUPIL.replace("havo", "20-okt"),
    "text decoded twice": PUPIL.replace("Zwaantje", "ZwaantjeÃ©"),
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD)
def test_a_refused_import_leaves_no_mark(tmp_path: Path, seen: Seen, line: str):
    with pytest.raises(UserError) as error:
        load(tmp_path, seen, PUPIL.replace("2019/2020", "2018/2019"), line)
    seen.error(error.value)


def test_an_import_that_skips_bad_rows_leaves_no_mark(tmp_path: Path, seen: Seen):
    good = PUPIL.replace("ZZMERKZZ1", "ZZMERKZZ2")
    load(tmp_path, seen, PUPIL, BAD["a code"], BAD["a postcode"], good, skip=True)


def test_a_refused_personal_number_leaves_no_mark(tmp_path: Path, seen: Seen):
    with pytest.raises(UserError) as error:
        load(tmp_path, seen, PUPIL, mapping=MAPPING.replace('"Leerlingnummer"', '"BSN"'))
    seen.error(error.value)


def test_a_file_without_a_heading_leaves_no_mark(tmp_path: Path, seen: Seen):
    file = tmp_path / "kop.csv"
    file.write_text(f"{PUPIL}\n{PUPIL}\n", encoding="utf-8")
    with Store(tmp_path / "gegevens.duckdb", inputs=[file]) as store, pytest.raises(UserError) as error:
        import_files(
            store, [file], mapping=parse_mapping(MAPPING, "k.toml"), key=bytes(64), now=datetime(2025, 9, 1),
            progress=seen,
        )  # fmt: skip
    seen.error(error.value)


def test_a_proposal_leaves_no_mark(tmp_path: Path, seen: Seen):
    file = tmp_path / "leerlingen.csv"
    file.write_text(
        "\n".join([HEADING, PUPIL, *(PUPIL.replace("1;Zw", f"{i};Zw") for i in range(5))]), encoding="utf-8"
    )
    seen.texts.append(propose(file))
