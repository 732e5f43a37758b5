"""Areas with an accumulation of poverty problems: three typed postcodes, and the file of 2019."""

import pytest

from gelijkop.errors import InputRefused, MissingColumn, UnknownFile
from gelijkop.sources.area import read_area

TEXT = """"CBS_APCG_PC4";"CBS_APCG_tf";"CBS_APCG_Jaar"
1013;TRUE;2019
1018;TRUE;2019
3119;FALSE;2019
"""


def read(folder, text):
    path = folder / "apcg.csv"
    path.write_bytes(text.encode())
    return read_area(path, folder)


def test_each_postcode_is_or_is_not_such_an_area(tmp_path):
    found = read(tmp_path, TEXT)
    rows = zip(*(found.columns[n] for n in ("place", "place_kind", "period", "lower", "state")), strict=True)
    assert list(rows) == [
        ("1013", "postcode4", "2019", 1, "shown"),
        ("1018", "postcode4", "2019", 1, "shown"),
        ("3119", "postcode4", "2019", 0, "shown"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("1018;", "018;", "unknown_place"),
        ("1018;TRUE", "1018;ja", "no_number"),
        ("1018;TRUE;2019", "1018;TRUE;19", "impossible_period"),
    ],
)
def test_a_wrong_row_is_refused_and_counted(tmp_path, before, after, rule):
    found = read(tmp_path, TEXT.replace(before, after))
    assert [(f.rule, f.row) for f in found.refused] == [(rule, 3)]
    assert found.used + len(found.refused) == found.rows == 3


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (TEXT.replace(';"CBS_APCG_Jaar"', "").replace(";2019", ""), MissingColumn),
        (TEXT.replace("_PC4", "_x").replace("_tf", "_PC4").replace("_x", "_tf"), InputRefused),
        (TEXT.replace("CBS_APCG_tf", "CBS_APCG_PC4"), InputRefused),
        (TEXT[:-1], InputRefused),
        (TEXT.splitlines()[0] + "\n", InputRefused),
        (TEXT.replace("CBS_APCG_", "APCG"), UnknownFile),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, text, error):
    with pytest.raises(error):
        read(tmp_path, text)


def test_another_delimiter_gives_the_same_numbers(tmp_path):
    found, same = read(tmp_path, TEXT.replace(";", ",")), read(tmp_path, TEXT)
    assert found.columns["lower"].tolist() == same.columns["lower"].tolist()


@pytest.mark.real
def test_the_file_of_2019_is_read_whole(shared, tmp_path):
    path = shared / "cbs" / "postcode4" / "APCG_2019.csv"
    found = read_area(path, tmp_path)
    raw = path.read_bytes()
    assert (found.rows, found.used) == (429, raw.count(b";TRUE;2019\n"))
    assert found.columns["lower"].sum() == raw.count(b"TRUE")
