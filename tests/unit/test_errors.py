"""Errors speak both languages, and each kind of user error ends with a code of its own."""

import inspect

from gelijkop import errors
from gelijkop.errors import Finding, Text, UserError


def kinds() -> list[type[errors.GelijkopError]]:
    found = [c for _, c in inspect.getmembers(errors, inspect.isclass)]
    return [c for c in found if issubclass(c, errors.GelijkopError)]


def test_every_kind_of_error_has_an_exit_code_of_its_own():
    codes = [c.exit_code for c in kinds()]
    assert len(codes) == len(set(codes))


def test_a_finding_says_file_row_column_and_how_often():
    finding = Finding("rule", "a.csv", Text("dit klopt niet.", "this is wrong."), row=7, column="Niveau", times=3)
    assert finding.say("nl") == "a.csv, rij 7, kolom “Niveau”: dit klopt niet. (3×)"
    assert finding.say("en") == "a.csv, row 7, column “Niveau”: this is wrong. (3×)"


def test_an_error_says_its_text_and_a_line_for_every_finding():
    finding = Finding("rule", "a.csv", Text("leeg.", "empty."))
    assert UserError(Text("Fout.", "Wrong."), [finding, finding]).say("en") == (
        "Wrong.\n  a.csv: empty.\n  a.csv: empty."
    )
