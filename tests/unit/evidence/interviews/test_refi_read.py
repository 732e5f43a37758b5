"""Projects and codebooks of REFI-QDA are read in the manners of several programs, and written again whole."""

import io
import re
import unicodedata
import zipfile

import pytest
from lxml import etree

from gelijkop.errors import DamagedEncoding, InputRefused, TruncatedFile, UnknownFile, XmlBomb
from gelijkop.evidence.interviews.refi_codes import read_codebook
from gelijkop.evidence.interviews.refi_read import read_project, without_sources, write_project

FILE = "p.qdpx"


def rules(project):
    return {f.rule: f.times for f in project.findings}


def texts(project):
    return [p.text for p in project.passages]


def canonical(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.tostring(etree.fromstring(archive.read("project.qde")), method="c14n")


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {i.filename: (i.date_time, archive.read(i)) for i in archive.infolist() if i.filename != "project.qde"}


def test_codes_texts_passages_and_users_are_read(made):
    project = read_project(made.zip(), file=FILE)
    assert [(d, c.name) for d, c in project.codebook.walk()] == [
        (0, "Armoede"),
        (1, "Schoolspullen één"),
        (0, "Advies"),
    ]
    assert (project.codebook.codes[0].colour, project.codebook.codes[0].description) == ("#aa3300", "Geld, thuis")
    assert texts(project) == ["geen nieuwe schoolspullen", "één probleem"]
    assert list(project.users.values()) == ["Onderzoeker"]
    assert rules(project) == {}


@pytest.mark.parametrize(
    "manner",
    [
        {"spell": "{}", "folder": "Sources"},
        {"spell": "{{{}}}"},
        {"encoding": "utf-16"},
        {"text_encoding": "utf-8-sig"},
        {"text_encoding": "utf-16"},
        {"head": "<!-- van een programma --><?iets anders?>\n"},
    ],
    ids=lambda m: " ".join(m),
)
def test_the_manners_of_programs_give_the_same_passages(made, manner):
    project = read_project(made.but(**manner).zip(), file=FILE)
    assert texts(project) == ["geen nieuwe schoolspullen", "één probleem"]
    assert rules(project) == {}


def test_guids_in_capitals_and_braces_on_one_side_still_refer(made):
    data = _with(
        made.zip(), lambda xml: re.sub(r'targetGUID="([^"]*)"', lambda m: f'targetGUID="{{{m[1].upper()}}}"', xml)
    )
    assert [p.codes for p in read_project(data, file=FILE).passages] == [(guid,) for guid in (
        "00000001-0000-4000-8000-000000000001", "00000002-0000-4000-8000-000000000002"
    )]  # fmt: skip


def test_text_inside_the_xml_is_read(made):
    xml = made.xml().replace(' plainTextPath="internal://00000064-0000-4000-8000-000000000064.txt">',
                             f"><PlainTextContent>{made.sources[0][1]}</PlainTextContent>")  # fmt: skip
    made_zip = io.BytesIO()
    with zipfile.ZipFile(made_zip, "w") as archive:
        archive.writestr("project.qde", xml)
    assert texts(read_project(made_zip.getvalue(), file=FILE)) == ["geen nieuwe schoolspullen", "één probleem"]


def test_letters_of_two_characters_are_counted_as_they_stand(made):
    parted = unicodedata.normalize("NFD", made.sources[0][1])
    project = read_project(
        made.but(sources=(("a", parted),), passages=((0, unicodedata.normalize("NFD", "één probleem"), 1),)).zip(),
        file=FILE,
    )
    assert unicodedata.normalize("NFC", texts(project)[0]) == "één probleem"


EMOJI = "Dag 😀 allemaal\r\nGeen geld 🎒 voor een schooltas\r\nEn verder niets"


@pytest.mark.parametrize("unit", ["codepoints", "utf16", "codepoints-lf", "utf16-lf"])
def test_the_name_of_a_passage_tells_how_letters_are_counted(made, unit):
    told = made.but(
        sources=(("a", EMOJI),), passages=((0, "voor een schooltas", 1),), unit=unit, names=True, text_encoding="utf-8"
    )
    project = read_project(told.zip(), file=FILE)
    assert texts(project) == ["voor een schooltas"]
    assert rules(project) == ({} if unit == "codepoints" else {"other_counting": 1})


def test_without_names_the_way_of_counting_is_not_sure_and_can_be_chosen(made):
    unsure = made.but(sources=(("a", EMOJI),), passages=((0, "voor een schooltas", 1),), unit="utf16")
    assert rules(read_project(unsure.zip(), file=FILE)) == {"counting": 1}
    chosen = read_project(unsure.zip(), file=FILE, way="utf16")
    assert (texts(chosen), rules(chosen)) == (["voor een schooltas"], {})


def test_a_passage_outside_its_text_is_left_out_and_told(made):
    shorter = made.but(files={f"sources/{'00000064-0000-4000-8000-000000000064'}.txt": "kort één".encode()})
    project = read_project(shorter.zip(), file=FILE)
    assert (texts(project), rules(project)) == ([], {"position": 2})


def test_windows_letters_that_say_to_be_utf_8_are_told(made):
    text = made.but(text_encoding="windows-1252")
    project = read_project(text.zip(), file=FILE)
    assert (texts(project)[1], rules(project)) == ("één probleem", {"encoding": 1})


def test_a_text_elsewhere_is_told_and_not_opened(made):
    for path in ("relative://../geheim.txt", "absolute:///etc/passwd", "C:\\gesprek.txt"):
        project = read_project(made.but(path=path).zip(), file=FILE)
        assert (texts(project), rules(project)["outside"]) == ([], 1)


def test_a_path_that_climbs_out_finds_nothing(made):
    project = read_project(made.but(path="internal://../../etc/passwd").zip(), file=FILE)
    assert rules(project) == {"no_text": 1}


VENDOR = (
    '<x:Extra xmlns:x="urn:program:1" x:state="3"><x:Inside>é &amp; <![CDATA[<ruw>]]></x:Inside></x:Extra>'
    f'<Sets><Set guid="{"9" * 8}-0000-4000-8000-000000000009" name="groep"/></Sets>'
)


def test_reading_and_writing_gives_the_same_project_with_all_additions(made):
    files = {"program/instelling.bin": bytes(range(256)), "sources/foto.jpg": b"\xff\xd8\xff", "lees mij.txt": b"dag"}
    data = made.but(extra=VENDOR, files=files, head="<!-- boven -->").zip()
    again = write_project(read_project(data, file=FILE))
    assert canonical(again) == canonical(data)
    assert members(again) == members(data)
    assert b"<!-- boven -->" in zipfile.ZipFile(io.BytesIO(again)).read("project.qde")
    assert write_project(read_project(again, file=FILE)) == again


CASES = """<Variables>
<Variable guid="00000400-0000-4000-8000-000000000400" name="rol" typeOfVariable="Text"/></Variables>
<Cases><Case guid="00000401-0000-4000-8000-000000000401" name="R1">
<VariableValue><VariableRef targetGUID="00000400-0000-4000-8000-000000000400"/>
<TextValue>leraar</TextValue></VariableValue>
<SourceRef targetGUID="00000064-0000-4000-8000-000000000064"/></Case></Cases>"""


def test_cases_have_variables_and_sources(made):
    (case,) = read_project(made.but(cases=CASES).zip(), file=FILE).cases
    assert (case.name, dict(case.variables), case.sources) == (
        "R1", {"rol": "leraar"}, ("00000064-0000-4000-8000-000000000064",)
    )  # fmt: skip


def test_a_person_who_withdraws_is_gone_from_the_file(made):
    note = '<Notes><Note guid="00000500-0000-4000-8000-000000000500" name="R1 belt terug" plainTextPath="internal://n.txt"/></Notes>'
    two = made.but(
        sources=(*made.sources, ("Gesprek 2", "Een ander gesprek")),
        passages=(*made.passages, (1, "ander", 3)),
        cases=CASES, extra=note, files={"sources/n.txt": b"R1 belt terug"},
    )  # fmt: skip
    data = two.zip()
    data = _with(
        data,
        lambda x: x.replace(
            "</TextSource>", '<NoteRef targetGUID="00000500-0000-4000-8000-000000000500"/></TextSource>', 1
        ),
    )
    gone = without_sources(read_project(data, file=FILE), ["{00000064-0000-4000-8000-000000000064}"])
    left = read_project(gone, file=FILE)
    assert (texts(left), left.cases, len(left.sources)) == (["ander"], (), 1)
    assert all(word not in c for _, c in members(gone).values() for word in (b"schoolspullen", b"R1"))
    assert b"R1" not in zipfile.ZipFile(io.BytesIO(gone)).read("project.qde")


def _with(data, change):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name == "project.qde" else content)
    return made.getvalue()


BOOK = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="met de hand"><Codes>
<Code guid="A1" name="Advies" isCodable="false" color="rood"><Code guid="{a2}" name="Onderadvies"/></Code></Codes>
<Sets><Set guid="s" name="kern"><MemberCode guid="A2"/><MemberCode guid="weg"/></Set></Sets></CodeBook>"""


def test_a_codebook_has_codes_and_sets_and_tells_what_is_odd():
    found = read_codebook(BOOK.encode(), file="c.qdc")
    assert [(d, c.guid, c.codable) for d, c in found.codebook.walk()] == [(0, "a1", False), (1, "a2", True)]
    assert found.codebook.sets[0].members == ("a2", "weg")
    assert {f.rule for f in found.findings} == {"colour", "set_member"}


def test_a_codebook_of_another_version_is_read_and_told():
    found = read_codebook(BOOK.replace("codebook:1.0", "codebook:2.0").encode(), file="c.qdc")
    assert "version" in {f.rule for f in found.findings}


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'
)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (BOMB.encode(), XmlBomb),
        (("<!-- x -->" + BOMB.split("?>")[1]).encode(), XmlBomb),
        (BOMB.encode("utf-16"), XmlBomb),
        (BOOK.encode()[:200], InputRefused),
        (b"<a/>", UnknownFile),
        (b"", TruncatedFile),
        (b"\xff\xfe\x00", DamagedEncoding),
        (BOOK.split("<Codes>")[0].encode() + b"</CodeBook>", InputRefused),
    ],
)
def test_what_is_dangerous_or_no_codebook_is_refused(text, error):
    with pytest.raises(error):
        read_codebook(text, file="c.qdc")


@pytest.mark.parametrize("text", ["één".encode("utf-16-le"), b"\x81\x8d", b"\xff\xfe\x00"])
def test_a_text_that_is_no_text_is_told_and_gives_no_passages(made, text):
    name = "sources/00000064-0000-4000-8000-000000000064.txt"
    project = read_project(made.but(files={name: text}).zip(), file=FILE)
    assert (texts(project), rules(project)) == ([], {"damaged_text": 1})


@pytest.mark.parametrize(("before", "after"), [('startPosition="', 'start="'), ('startPosition="', 'startPosition="x')])
def test_a_passage_without_proper_positions_is_told(made, before, after):
    project = read_project(_with(made.zip(), lambda xml: xml.replace(before, after)), file=FILE)
    assert (texts(project), rules(project)) == ([], {"no_position": 2})


def test_a_passage_with_a_code_that_is_not_there_is_told(made):
    project = read_project(made.but(passages=((0, "één probleem", 77),)).zip(), file=FILE)
    assert ([p.codes for p in project.passages], rules(project)) == ([()], {"no_code": 1})


def test_a_code_on_a_whole_source_and_parts_of_pictures_give_no_quotation(made):
    more = (
        '<PDFSource guid="f1" name="scan"><PDFSelection guid="f2" page="1"/></PDFSource>'
        '<TextSource guid="f3" name="leeg"><Coding guid="f4"><CodeRef targetGUID="x"/></Coding></TextSource></Sources>'
    )
    project = read_project(_with(made.zip(), lambda xml: xml.replace("</Sources>", more)), file=FILE)
    assert (len(texts(project)), rules(project)) == (2, {"no_passage": 1, "whole": 1, "no_text": 1})


def test_the_text_beside_a_pdf_is_quoted(made):
    held = (
        '<PDFSource guid="f1" name="scan"><Representation guid="f2"><PlainTextContent>wij zien het</PlainTextContent>'
        '<PlainTextSelection guid="f3" startPosition="4" endPosition="8"/></Representation></PDFSource></Sources>'
    )
    project = read_project(_with(made.zip(), lambda xml: xml.replace("</Sources>", held)), file=FILE)
    assert texts(project)[-1] == "zien"


def test_a_variable_value_of_nothing_and_a_case_without_guid_do_no_harm(made):
    odd = (
        '<Cases><Case name="R9"><VariableValue><TextValue>x</TextValue></VariableValue>'
        '<SourceRef targetGUID="00000064-0000-4000-8000-000000000064"/></Case></Cases>'
    )
    data = made.but(
        cases=odd, sources=(*made.sources, ("b", "nog een")), passages=(*made.passages, (1, "een", 3))
    ).zip()
    left = read_project(
        without_sources(read_project(data, file=FILE), ["00000064-0000-4000-8000-000000000064"]), file=FILE
    )
    assert (texts(left), len(list(left.codebook.walk()))) == (["een"], 3)


def test_a_project_without_codes_has_an_empty_codebook(made):
    data = _with(made.zip(), lambda xml: re.sub("<CodeBook>.*</CodeBook>", "", xml, flags=re.DOTALL))
    assert list(read_project(data, file=FILE).codebook.walk()) == []


def test_letters_of_one_byte_are_read_as_declared():
    old = BOOK.replace("utf-8", "iso-8859-1").replace("Advies", "Één advies").encode("latin-1")
    assert read_codebook(old, file="c.qdc").codebook.codes[0].name == "Één advies"


def test_xml_that_is_not_well_formed_or_too_large_is_refused(monkeypatch):
    with pytest.raises(InputRefused, match="line 3"):
        read_codebook(BOOK.replace("</Codes>", "</Kodes>").encode(), file="c.qdc")
    monkeypatch.setattr("gelijkop.evidence.interviews.refi_xml.SIZE", 100)
    with pytest.raises(InputRefused, match="over"):
        read_codebook(BOOK.encode(), file="c.qdc")
