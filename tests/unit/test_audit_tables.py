"""Published tables with a description: each rule of the description changes what an attacker knows."""

import json

import pytest

from gelijkop.errors import EmptyFile, InputRefused, MappingRefused, ReleaseRefused
from gelijkop.pipeline.audit_csv import read_sheet
from gelijkop.pipeline.audit_description import read_description
from gelijkop.pipeline.audit_release import audit_release, known_pupils
from gelijkop.pipeline.audit_tables import audit_tables

DESCRIPTION = """
[dimensions.school]
codes = ["s1", "s2"]
levels = {bestuur = {s1 = "b1", s2 = "b1"}}
[hidden]
"x" = [0, 50]
"""


@pytest.fixture
def described(tmp_path):
    """Builder: (tables as TOML, files by name) → the description, read."""

    def build(tables, known=(), **files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        path = tmp_path / "tabellen.toml"
        path.write_text(DESCRIPTION + tables, "utf-8")
        return read_description(path, [tmp_path / k for k in known])

    return build


SCHOOLS = '[[tables]]\nfile = "scholen.csv"\ncolumns = {V = "school"}\ncount = "N"\n'
BOARD = '[[tables]]\nfile = "bestuur.csv"\ncolumns = {B = "bestuur"}\ncount = "N"\n'


def told(report):
    return {t.name: (t.low, t.high) for t in (*report.exact, *report.narrow)}


def test_a_board_is_the_sum_of_its_schools(described):
    made = described(SCHOOLS + BOARD, scholen="V;N\ns1;30\ns2;x\n", bestuur="B;N\nb1;33\n")
    assert told(audit_tables(made)) == {"s2": (3, 3)}


def test_a_row_that_is_not_there_is_unknown_unless_it_is_said_to_be_zero(described):
    files = {"scholen": "V;N\ns1;x\n", "bestuur": "B;N\nb1;3\n"}
    assert "s1" not in told(audit_tables(described(SCHOOLS + BOARD, **files)))
    zero = described(SCHOOLS + 'absent = "zero"\n' + BOARD, **files)
    assert told(audit_tables(zero))["s1"] == (3, 3)


def test_each_number_rounded_by_itself_leaves_two_more_and_two_less(described):
    made = described(SCHOOLS + "rounded = 5\n" + BOARD, scholen="V;N\ns1;10\ns2;0\n", bestuur="B;N\nb1;8\n")
    # 8–12 and 0–2 pupils that are 8 together: all in the first.
    assert audit_tables(made).passes
    other = described(SCHOOLS + "rounded = 5\n" + BOARD, scholen="V;N\ns1;10\ns2;0\n", bestuur="B;N\nb1;14\n")
    assert told(audit_tables(other)) == {"s2": (2, 2)}


def test_a_promise_about_the_error_leaves_that_much(described):
    made = described(SCHOOLS + "error = 1\n" + BOARD, scholen="V;N\ns1;10\ns2;3\n", bestuur="B;N\nb1;15\n")
    assert told(audit_tables(made)) == {"s2": (4, 4)}


def test_a_table_of_others_counts_as_knowledge_and_is_no_finding_of_its_own(described):
    files = {"scholen": "V;N\ns1;30\ns2;x\n", "bestuur": "B;N\nb1;3\n"}
    made = described(BOARD, known=["bestuur.csv"], **files)
    report = audit_tables(made)
    assert report.passes
    assert any("bestuur.csv" in t.nl for t in report.assumed)


def test_a_file_of_others_that_is_not_described_is_named(described):
    with pytest.raises(MappingRefused) as refused:
        described(BOARD, known=["duo.csv"], bestuur="B;N\nb1;3\n")
    assert "duo.csv" in refused.value.say("en")


def test_a_row_of_another_length_is_named_with_its_line(tmp_path):
    (tmp_path / "a.csv").write_text("V;N\ns1;3;4\n", "utf-8")
    with pytest.raises(InputRefused, match=r"a\.csv, row 2: found 3 cells, expected 2"):
        read_sheet(tmp_path / "a.csv")


def test_a_file_without_rows_or_that_is_not_there_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("V;N\n", "utf-8")
    with pytest.raises(EmptyFile):
        read_sheet(tmp_path / "a.csv")
    with pytest.raises(InputRefused, match="no such file"):
        read_sheet(tmp_path / "b.csv")


def test_a_windows_file_is_read(tmp_path):
    (tmp_path / "a.csv").write_bytes("plaats,N\nSúdwest-Fryslân,3\n".encode("cp1252"))
    assert read_sheet(tmp_path / "a.csv").rows == [(2, ["Súdwest-Fryslân", "3"])]


def test_totals_of_others_are_read_with_their_clock(tmp_path):
    (tmp_path / "duo.csv").write_text("school_year;place;pupils;clock\n2023;GM1;1.200;advies\n", "utf-8")
    (known,) = known_pupils(tmp_path / "duo.csv", ["advies", "stap"])
    assert (known.key, known.pupils) == (("advies", 2023, "GM1"), 1200)


def test_totals_of_others_that_cannot_be_read_are_named_with_row_and_column(tmp_path):
    (tmp_path / "duo.csv").write_text("school_year;place;pupils;clock\n2023;GM1;veel;uur\n", "utf-8")
    with pytest.raises(InputRefused) as refused:
        known_pupils(tmp_path / "duo.csv", ["advies", "stap"])
    assert [(f.row, f.column) for f in refused.value.findings] == [(2, "pupils"), (2, "clock")]


def test_an_internal_release_is_not_audited(tmp_path):
    released = {"measures": [], "policy": "intern", "base": 0, "slack": 0}
    (tmp_path / "manifest.json").write_text(json.dumps({"released": released}), "utf-8")
    with pytest.raises(ReleaseRefused, match="internal"):
        audit_release(tmp_path)
