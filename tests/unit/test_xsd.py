import pytest
from lxml import etree

from gelijkop.errors import InputRefused
from gelijkop.sources.xsd import schema_faults, schema_of

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a" xmlns="urn:a"
elementFormDefault="qualified"><xs:element name="a"><xs:complexType><xs:sequence>
<xs:element name="b" type="xs:int"/><xs:element name="c" type="%s"/>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""
ROOT = "{urn:a}a"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.xsd").write_text(SCHEMA % "xs:int")
    return tmp_path


def faults(folder, text):
    return [(f.row, f.rule, f.column) for f in schema_faults(etree.fromstring(text), schema_of(folder, ROOT), "a.xml")]


def test_what_fits_has_no_faults(folder):
    assert faults(folder, '<a xmlns="urn:a"><b>1</b><c>2</c></a>') == []


def test_every_fault_has_its_line_its_rule_and_the_name_in_the_schema(folder):
    assert faults(folder, '<a xmlns="urn:a">\n<b>x</b>\n<d/></a>') == [(2, "xsd_type", "b"), (3, "xsd_element", None)]


def test_what_was_expected_is_told_without_namespace(folder):
    (finding,) = schema_faults(etree.fromstring('<a xmlns="urn:a"><b>1</b></a>'), schema_of(folder, ROOT), "a.xml")
    assert finding.say("nl").endswith("Verwacht wordt: c.")


def test_a_file_that_is_no_schema_is_passed_over(folder):
    (folder / "b.xsd").write_text("<xs:schema")
    assert faults(folder, '<a xmlns="urn:a"><b>1</b><c>2</c></a>') == []


@pytest.mark.parametrize("root", ["{urn:b}a", "{urn:a}z"])
def test_a_schema_of_another_namespace_or_element_is_no_help(folder, root):
    with pytest.raises(InputRefused) as caught:
        schema_of(folder, root)
    assert "0" in caught.value.findings[0].text.nl


def test_of_two_schemas_it_cannot_be_told_which(folder):
    (folder / "oud").mkdir()
    (folder / "oud" / "a.xsd").write_text(SCHEMA % "xs:int")
    with pytest.raises(InputRefused) as caught:
        schema_of(folder, ROOT)
    assert "2" in caught.value.findings[0].text.nl


def test_a_schema_that_cannot_be_compiled_is_refused(folder):
    (folder / "a.xsd").write_text(SCHEMA % "onbekend")
    with pytest.raises(InputRefused) as caught:
        schema_of(folder, ROOT)
    assert caught.value.findings[0].file == "a.xsd"
