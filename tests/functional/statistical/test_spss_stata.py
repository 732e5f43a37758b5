"""Files of SPSS and Stata: read exactly as coded or as labelled, and refused when anything in them is damaged."""

from datetime import date
from pathlib import Path

import pytest

from gelijkop.errors import (
    DamagedEncoding,
    EmptyFile,
    InputRefused,
    MissingColumn,
    TruncatedFile,
    UnknownCode,
)
from gelijkop.pipeline.imports import propose
from gelijkop.sources.inspect import inspect
from gelijkop.sources.mapping import parse_mapping
from gelijkop.sources.statistical import START, is_statistical, plain_copy

ENDINGS = ("sav", "zsav", "dta", "por")
MAPPING = """
[file]
kind = "loopbaan"
values = "{values}"
[columns]
pupil = "LLNR"
school_year = "JAAR"
level = "NIVEAU"
grade = "KLAS"
[constants]
location = "01AB00"
sector = "vo"
[codes.level]
"1" = "vmbo-gt"
"2" = "havo"
"""


def by(values: str, more: str = ""):
    return parse_mapping(MAPPING.format(values=values) + more, "k.toml")


def pupils(writers, **other):
    """Three pupils in three rows, with codes 1 and 2 for the level that the labels call vmbo-gt and havo."""
    v = writers.variable
    variables = {
        "LLNR": v("LLNR", ["a1", "a2", "a3"]),
        "JAAR": v("JAAR", [2019, 2019, 2020]),
        "NIVEAU": v("NIVEAU", [1, 2, 2], {1: "vmbo-gt", 2: "havo"}),
        "KLAS": v("KLAS", [3, 4, 5]),
    }
    return list((variables | other).values())


def enrolled(desk) -> list[tuple[object, ...]]:
    return sorted(row[1:6] for row in desk.contents()["enrolments"])


THREE = [
    (2019, "01AB00", "vo", "havo", 4),
    (2019, "01AB00", "vo", "vmbo-gt", 3),
    (2020, "01AB00", "vo", "havo", 5),
]


@pytest.mark.parametrize(
    ("ending", "values"), [("sav", "codes"), ("zsav", "labels"), ("dta", "labels"), ("por", "codes")]
)
def test_codes_and_labels_that_mean_the_same_give_the_same_store(desk, writers, ending: str, values: str):
    (load,) = desk.load(desk.file(writers.write(ending, *pupils(writers)), f"l.{ending}"), by=by(values))
    assert (load.rows, load.refused, enrolled(desk)) == (3, 0, THREE)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_known_by_what_is_in_it_and_not_by_its_name(writers, ending: str):
    assert is_statistical(writers.write(ending, *pupils(writers))[:START])
    assert not is_statistical(f"LLNR;JAAR;{ending}\n".encode() * 100)


@pytest.mark.parametrize("ending", ["zsav", "dta"])
def test_a_mapping_must_say_whether_codes_or_labels_are_meant(desk, writers, ending: str):
    undecided = parse_mapping(MAPPING.replace('values = "{values}"', ""), "k.toml")
    with pytest.raises(InputRefused) as error:
        desk.load(desk.file(writers.write(ending, *pupils(writers)), f"l.{ending}"), by=undecided)
    assert [(f.rule, f.column) for f in error.value.findings] == [("labels", "NIVEAU")]


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_a_proposal_is_made_from_the_labels_and_says_so(desk, writers, ending: str):
    many = [v.__class__(v.name, list(v.values) * 20, v.labels) for v in pupils(writers)]
    text = propose(desk.file(writers.write(ending, *many), f"l.{ending}"))
    assert ('values = "labels"' in text, 'level = "NIVEAU"' in text) == (True, True)


def rows(path: Path, folder: Path, values: str = "codes", chunk: int = 100) -> list[list[str]]:
    (folder / "kopie").mkdir(exist_ok=True)
    plain = plain_copy(path, folder / "kopie", values=values, chunk=chunk).path
    return [line.split(";") for line in plain.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("chunk", [1, 2, 3, 4])
@pytest.mark.parametrize("ending", ENDINGS)
def test_every_row_is_read_once_however_the_file_is_parted(tmp_path, writers, ending: str, chunk: int):
    path = tmp_path / f"l.{ending}"
    path.write_bytes(writers.write(ending, *pupils(writers)))
    assert rows(path, tmp_path, chunk=chunk) == [
        ["LLNR", "JAAR", "NIVEAU", "KLAS"], ["a1", "2019", "1", "3"], ["a2", "2019", "2", "4"], ["a3", "2020", "2", "5"]
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["sav", "zsav", "por"])
def test_a_value_that_the_file_declares_missing_is_missing(tmp_path, writers, ending: str):
    path = tmp_path / f"l.{ending}"
    path.write_bytes(writers.write(ending, writers.variable("K", [1, 9, None], {9: "onbekend"}, missing=[9])))
    assert rows(path, tmp_path, "labels")[1:] == [["1"], ['""'], ['""']]


def test_stata_has_one_way_to_be_missing(tmp_path, writers):
    path = tmp_path / "l.dta"
    path.write_bytes(writers.dta(writers.variable("K", [1, None])))
    assert rows(path, tmp_path)[1:] == [["1"], ['""']]


@pytest.mark.parametrize(("ending", "form", "stata"), [("sav", (16, 2), ""), ("dta", (5, 8), "%02.0f")])
def test_zeros_that_the_format_shows_are_kept(tmp_path, writers, ending: str, form: tuple[int, int], stata: str):
    path = tmp_path / f"l.{ending}"
    path.write_bytes(writers.write(ending, writers.variable("H", [1, 11], form=form, stata=stata)))
    assert rows(path, tmp_path)[1:] == [["01"], ["11"]]


SPSS_DAY = (date(2008, 5, 17) - date(1582, 10, 14)).days * 86400
STATA_DAY = (date(2008, 5, 17) - date(1960, 1, 1)).days


@pytest.mark.parametrize(
    ("ending", "day"), [("sav", SPSS_DAY), ("zsav", SPSS_DAY), ("por", SPSS_DAY), ("dta", STATA_DAY)]
)
def test_a_date_is_written_year_first(tmp_path, writers, ending: str, day: int):
    path = tmp_path / f"l.{ending}"
    path.write_bytes(writers.write(ending, writers.variable("GEB", [day], form=(20, 11), stata="%td")))
    assert rows(path, tmp_path)[1:] == [["2008-05-17"]]


def test_decimals_are_kept_as_they_are(tmp_path, writers):
    path = tmp_path / "l.sav"
    path.write_bytes(writers.sav(writers.variable("S", [535.5, 0.1])))
    assert rows(path, tmp_path)[1:] == [["535.5"], ["0.1"]]


@pytest.mark.parametrize("encoding", ["UTF-8", "cp1252"])
def test_letters_come_out_of_the_encoding_that_the_file_names(tmp_path, writers, encoding: str):
    path = tmp_path / "l.sav"
    variable = writers.variable("N", [1], {1: "één leerling"})
    path.write_bytes(writers.sav(variable, encoding=encoding))
    assert rows(path, tmp_path, "labels")[1:] == [["één leerling"]]


def test_a_long_label_is_kept_whole(tmp_path, writers):
    label = "theoretische leerweg van het vmbo, met of zonder leerwegondersteuning" * 3
    path = tmp_path / "l.dta"
    path.write_bytes(writers.dta(writers.variable("N", [1], {1: label})))
    assert rows(path, tmp_path, "labels")[1:] == [[label]]


def test_a_label_of_two_codes_does_not_make_them_one(tmp_path, writers):
    path = tmp_path / "l.sav"
    path.write_bytes(writers.sav(writers.variable("N", [1, 2, 3], {1: "vmbo", 2: "vmbo", 3: "havo"})))
    assert rows(path, tmp_path, "labels")[1:] == [["1"], ["2"], ["havo"]]


def test_a_name_longer_than_eight_letters_is_the_heading(tmp_path, writers):
    path = tmp_path / "l.sav"
    path.write_bytes(writers.sav(writers.variable("RINPERSOONS", ["R"])))
    assert rows(path, tmp_path)[0] == ["RINPERSOONS"]


# What is damaged is refused


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_cut_anywhere_is_refused_or_still_whole(tmp_path, writers, ending: str):
    whole = writers.write(ending, *pupils(writers))
    path = tmp_path / f"l.{ending}"
    path.write_bytes(whole)
    expected, still_whole = rows(path, tmp_path, "labels"), 0
    for size in range(5, len(whole), 3):
        path.write_bytes(whole[:size])
        try:
            assert rows(path, tmp_path, "labels") == expected
            still_whole += 1
        except InputRefused:
            pass
    assert still_whole < (40 if ending == "por" else 1)  # a portable file ends in padding


@pytest.mark.parametrize("ending", ["sav", "por"])
def test_a_column_that_is_gone_is_told(desk, writers, ending: str):
    fewer = [v for v in pupils(writers) if v.name != "KLAS"]
    with pytest.raises(MissingColumn) as error:
        desk.load(desk.file(writers.write(ending, *fewer), f"l.{ending}"), by=by("codes"))
    assert [f.column for f in error.value.findings] == ["KLAS"]


@pytest.mark.parametrize("ending", ["zsav"])
def test_two_columns_that_changed_names_are_refused(desk, writers, ending: str):
    v = writers.variable
    swapped = pupils(writers, NIVEAU=v("NIVEAU", [3, 4, 5]), KLAS=v("KLAS", [1, 2, 2]))
    with pytest.raises(UnknownCode) as error:
        desk.load(desk.file(writers.write(ending, *swapped), f"l.{ending}"), by=by("codes"))
    assert [(f.row, f.column, f.times) for f in error.value.findings] == [(1, "NIVEAU", 3)]


@pytest.mark.parametrize("ending", ["dta"])
def test_shifted_decimals_are_refused(desk, writers, ending: str):
    shifted = pupils(writers, NIVEAU=writers.variable("NIVEAU", [0.1, 0.2, 0.2]))
    with pytest.raises(UnknownCode):
        desk.load(desk.file(writers.write(ending, *shifted), f"l.{ending}"), by=by("codes"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_variable_that_is_there_twice_is_refused(desk, writers, ending: str):
    twice = [*pupils(writers), writers.variable("KLAS", [1, 1, 1])]
    with pytest.raises(InputRefused) as error:
        desk.load(desk.file(writers.write(ending, *twice), f"l.{ending}"), by=by("codes"))
    assert [f.rule for f in error.value.findings] == ["duplicate_heading"]


def test_letters_that_do_not_fit_the_encoding_are_refused(tmp_path, writers):
    whole = writers.sav(writers.variable("N", [1], {1: "één"}))
    path = tmp_path / "l.sav"
    path.write_bytes(whole.replace("é".encode(), b"\xe9\xe9"))
    with pytest.raises(DamagedEncoding):
        rows(path, tmp_path, "labels")


@pytest.mark.parametrize("ending", ["sav", "zsav", "dta"])
def test_text_that_was_decoded_twice_is_refused_with_its_row(desk, writers, ending: str):
    garbled = pupils(writers, LLNR=writers.variable("LLNR", ["a1", "Ã©Ã©n", "a3"]))
    with pytest.raises(DamagedEncoding) as error:
        desk.load(desk.file(writers.write(ending, *garbled), f"l.{ending}"), by=by("codes"))
    assert [(f.file, f.row) for f in error.value.findings] == [(f"l.{ending}", 2)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_without_rows_is_refused(desk, writers, ending: str):
    v = writers.variable
    empty = [v(n, []) for n in ("LLNR", "JAAR", "NIVEAU", "KLAS")]
    with pytest.raises((EmptyFile, TruncatedFile)):
        desk.load(desk.file(writers.write(ending, *empty), f"l.{ending}"), by=by("codes"))


def test_labels_that_are_gone_are_told_when_labels_are_meant(tmp_path, writers):
    whole = writers.dta(writers.variable("N", [1], {1: "havo"}))
    start, end = whole.index(b"<lbl>"), whole.index(b"</lbl>") + len(b"</lbl>")
    path = tmp_path / "l.dta"
    path.write_bytes(whole[:start] + whole[end:])
    with pytest.raises(TruncatedFile):
        rows(path, tmp_path, "labels")


@pytest.mark.parametrize("ending", ["sav"])
def test_no_value_of_a_pupil_stands_in_an_error(desk, writers, ending: str):
    marked = pupils(writers, KLAS=writers.variable("KLAS", ["ZZMERKZZ", "4", "5"]))
    with pytest.raises(InputRefused) as error:
        desk.load(desk.file(writers.write(ending, *marked), f"l.{ending}"), by=by("codes"))
    assert "ZZMERKZZ" not in error.value.say("nl") + error.value.say("en")


@pytest.mark.parametrize("ending", ENDINGS)
def test_inspect_tells_the_program_the_rows_and_the_columns_and_no_value(desk, writers, ending: str):
    [seen] = inspect(desk.file(writers.write(ending, *pupils(writers)), "bijlage.dat"))
    assert (seen.code, seen.rows, seen.columns) == (f"{'stata' if ending == 'dta' else 'spss'}.bestand", 3, 4)
    assert "gelijkop guess" in seen.use.nl
    assert "a1" not in str(seen)


@pytest.mark.parametrize("ending", ENDINGS)
def test_inspect_tells_why_a_file_that_was_cut_short_cannot_be_read(desk, writers, ending: str):
    whole = writers.write(ending, *pupils(writers))
    cut = whole.rstrip(b"Z\r\n")[:-8]  # a portable file is filled up with the letter Z
    [seen] = inspect(desk.file(cut, "bijlage.dat"))
    assert (seen.code != "", seen.fault is not None) == (True, True)
