"""Any text keeps its coded passages, however its letters are counted, and a project comes back as it was."""

import io
import zipfile
from xml.sax.saxutils import quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gelijkop.evidence.interviews.refi_positions import WAYS, Counted, Span
from gelijkop.evidence.interviews.refi_read import read_project, write_project

FEW_EXAMPLES = 60
LETTERS = st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff\ufffe\uffff")
TEXTS = st.lists(st.one_of(LETTERS, st.sampled_from(["\r\n", "😀", "e\u0301", " "])), min_size=3, max_size=30)


@settings(max_examples=FEW_EXAMPLES, derandomize=True, deadline=None)
@given(TEXTS, st.data())
def test_a_passage_is_found_in_every_way_of_counting(letters, data):
    start = data.draw(st.integers(0, len(letters) - 1))
    end = data.draw(st.integers(start + 1, len(letters)))
    before, inside = "".join(letters[:start]), "".join(letters[start:end])
    for way in WAYS:
        counted = [Counted(t, way).length for t in (before, inside)]
        found = Counted("".join(letters), way).cut(Span(counted[0], sum(counted)))
        assert found == (inside.replace("\r\n", "\n") if way.endswith("-lf") else inside)


@settings(max_examples=FEW_EXAMPLES, derandomize=True, deadline=None)
@given(st.text(LETTERS, max_size=20), st.binary(max_size=50), st.text(LETTERS, max_size=20))
def test_a_project_comes_back_with_every_name_addition_and_file(name, content, comment):
    comment = comment.replace("-", "").replace(">", "")
    xml = (
        f'<Project xmlns="urn:QDA-XML:project:1.0" name={quoteattr(name)}><!--{comment}--><CodeBook><Codes>'
        f'<Code guid="a" name={quoteattr(name)}/></Codes></CodeBook><x:y xmlns:x="urn:x" z={quoteattr(name)}/>'
        "</Project>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("project.qde", xml)
        archive.writestr("anders.bin", content)
    with zipfile.ZipFile(io.BytesIO(write_project(read_project(made.getvalue(), file="p")))) as again:
        kept = [etree.tostring(etree.fromstring(x), method="c14n") for x in (xml.encode(), again.read("project.qde"))]
        assert kept[0] == kept[1]
        assert again.read("anders.bin") == content
