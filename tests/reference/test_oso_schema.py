"""Dossiers against the schema of Edustandaard 2019.1; lines counted by hand in the examples."""

import pytest

from gelijkop.errors import InputRefused
from gelijkop.sources.oso import read_dossiers

pytestmark = pytest.mark.real
EXAMPLE = "Voorbeelddossier_OV_POVO_full.xml"


@pytest.fixture
def read(shared, tmp_path):
    """Reads an example with one text replaced."""
    folder = shared / "leerling" / "oso-2019.1"

    def reading(old="", new="", *, name=EXAMPLE):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "a.xml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return read_dossiers([tmp_path / "a.xml"], tmp_path / "work", schemas=folder)

    return reading


PROFILES = ["BB_opt_out", "POPO_opt_out", "POVO_full", "POVO_opt_out", "VOVO_full", "VOVO_opt_out"]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_example_fits_the_schema(read, profile):
    assert read(name=f"Voorbeelddossier_OV_{profile}.xml").read == 1


@pytest.mark.parametrize(
    ("old", "new", "row", "rule", "column"),
    [
        ("    <pakketversie>1</pakketversie>\n", "", 6, "xsd_element", "datum"),
        ("<datum>2016-01-02<", "<datum>2-1-2016<", 7, "xsd_type", "datum"),
        ("<deeldossier>", "<marked>1</marked><deeldossier>", 4, "xsd_element", None),
        ("<voorlopigdossier>false<", "<voorlopigdossier>marked<", 32, "xsd_type", "voorlopigdossier"),
    ],
)
def test_a_dossier_that_does_not_fit_is_left_out_with_the_line_and_the_rule(read, old, new, row, rule, column):
    result = read(old, new)
    first = result.refused[0]
    assert (result.read, result.left_out, first.row, first.rule, first.column) == (0, 1, row, rule, column)


@pytest.mark.parametrize(
    ("old", "new"), [("<datum>2016-01-02<", "<datum>marked<"), ("<deeldossier>", "<marked/><deeldossier>")]
)
def test_a_fault_does_not_tell_what_stood_there(read, old, new):
    assert "marked" not in "".join(f.say("nl") + f.say("en") for f in read(old, new).refused)


def test_the_schema_of_another_version_is_no_help(read):
    with pytest.raises(InputRefused) as caught:
        read("/2019/", "/2017/")
    assert caught.value.findings[0].rule == "schema"


def told(result):
    """All rows of all tables, without file and line."""
    tables = result.columns.items()
    return {t: {n: c.tolist() for n, c in columns.items() if n not in ("file", "row")} for t, columns in tables}


# There is no full example of primary to primary (POPO) or of one BRIN to itself; nor any of 2017.1 and 2018.1.
@pytest.mark.parametrize("version", ["2017", "2018", "2019"])
@pytest.mark.parametrize("kind", ["overstapdossier", "overdrachtbinnenbrin"])
def test_a_full_dossier_tells_the_same_in_every_profile_and_version(shared, tmp_path, kind, version):
    text = (shared / "leerling" / "oso-2019.1" / EXAMPLE).read_text(encoding="utf-8")
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    changed = text.replace("<overstap>POVO", "<overstap>POPO").replace(">overstapdossier<", f">{kind}<")
    (tmp_path / "b.xml").write_text(changed.replace("/2019/", f"/{version}/"), encoding="utf-8")
    one, other = (read_dossiers([tmp_path / name], tmp_path / "work") for name in ("a.xml", "b.xml"))
    assert told(other) == told(one)
