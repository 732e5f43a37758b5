"""The pages about evidence records say what the declarations say, and their example is right."""

import re
from pathlib import Path

import pytest

from gelijkop.evidence.fields import EFFECT, FIELDS, SECTIONS, STRENGTH
from gelijkop.evidence.reading import examine
from gelijkop.evidence.writing import write_record

DOCS = Path(__file__).parents[2] / "docs"


def row(name, text, needed):
    return f"| {name} | {text.nl} | {text.en} | {'ja' if needed else 'nee'} |"


@pytest.mark.parametrize("fields", [FIELDS, EFFECT, STRENGTH], ids=["record", "effect", "strength"])
def test_every_field_stands_on_the_page_as_declared(fields):
    page = (DOCS / "understand" / "evidence-record.md").read_text("utf-8").splitlines()
    assert not {row(f"`{f.name}`", f.text, f.needed) for f in fields} - set(page)


def test_every_section_stands_on_the_page_as_declared():
    page = (DOCS / "understand" / "evidence-record.md").read_text("utf-8").splitlines()
    assert not {row(s.heading, s.text, s.needed) for s in SECTIONS} - set(page)


def test_the_example_is_a_record_without_faults():
    (block,) = re.findall(r"```markdown\n(.*?)```", (DOCS / "do" / "add-evidence.md").read_text("utf-8"), re.DOTALL)
    examined = examine(block, file="maatje-vmbo.md")
    assert examined.findings == ()
    assert examined.record is not None
    assert write_record(examined.record) == block
