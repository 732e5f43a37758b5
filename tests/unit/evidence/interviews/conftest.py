"""Small REFI-QDA projects after the standard (1.5), in the manners of several programs; no file of a program is here.

What is known of those manners comes from public questions about imports: texts in `sources/` or `Sources/`, GUIDs in
small letters, capitals or braces, line ends of Windows, elements in namespaces of the program, files beside the XML.
"""

import io
import zipfile
from dataclasses import dataclass, field, replace

import pytest

NS = "urn:QDA-XML:project:1.0"


def guid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-{number:012x}"


CODES = f"""<CodeBook><Codes>
<Code guid="{guid(1)}" name="Armoede" isCodable="true" color="#aa3300"><Description>Geld, thuis</Description>
<Code guid="{guid(2)}" name="Schoolspullen één" isCodable="true"/></Code>
<Code guid="{guid(3)}" name="Advies" isCodable="true"/>
</Codes></CodeBook>"""


@dataclass(frozen=True)
class Made:
    """A project to be written: sources as (name, text), passages as (source number, passage, code number)."""

    sources: tuple[tuple[str, str], ...]
    passages: tuple[tuple[int, str, int], ...]
    cases: str = ""
    extra: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    folder: str = "sources"
    encoding: str = "utf-8"
    unit: str = "codepoints"
    text_encoding: str = "utf-8"
    spell: str = "{}"
    names: bool = False
    head: str = ""
    path: str = "internal://{}"

    def but(self, **changes) -> "Made":
        return replace(self, **changes)

    def place(self, text: str, passage: str) -> tuple[int, int]:
        start = text.index(passage)
        before, inside = text[:start], passage
        if self.unit.endswith("-lf"):
            before, inside = before.replace("\r\n", "\n"), inside.replace("\r\n", "\n")
        if self.unit.startswith("utf16"):
            units = [len(t.encode("utf-16-le")) // 2 for t in (before, inside)]
        else:
            units = [len(before), len(inside)]
        return units[0], units[0] + units[1]

    def xml(self) -> str:
        g = lambda n: self.spell.format(guid(n))  # noqa: E731
        found = []
        for i, (name, text) in enumerate(self.sources):
            own = [(j, p, c) for j, (s, p, c) in enumerate(self.passages) if s == i]
            marks = ""
            for j, passage, code in own:
                start, end = self.place(text, passage)
                called = f' name="{passage[:20]}…"' if self.names else ""
                marks += (
                    f'<PlainTextSelection guid="{g(200 + j)}"{called} startPosition="{start}" endPosition="{end}">'
                    f'<Coding guid="{g(300 + j)}"><CodeRef targetGUID="{g(code)}"/></Coding></PlainTextSelection>'
                )
            path = self.path.format(f"{guid(100 + i)}.txt")
            found.append(f'<TextSource guid="{g(100 + i)}" name="{name}" plainTextPath="{path}">{marks}</TextSource>')
        declared = f'<?xml version="1.0" encoding="{self.encoding}"?>\n'
        return (
            f'{declared}{self.head}<Project xmlns="{NS}" name="Gesprekken" origin="met de hand">'
            f'<Users><User guid="{g(50)}" name="Onderzoeker"/></Users>{CODES}{self.cases}'
            f"<Sources>{''.join(found)}</Sources>{self.extra}</Project>"
        )

    def files_in(self) -> dict[str, bytes]:
        texts = {f"{self.folder}/{guid(100 + i)}.txt": t.encode(self.text_encoding)
                 for i, (_, t) in enumerate(self.sources)}  # fmt: skip
        return {**texts, **self.files}

    def zip(self) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("project.qde", self.xml().encode(self.encoding))
            for name, content in self.files_in().items():
                archive.writestr(name, content)
        return made.getvalue()


TEXT = "Vraag: hoe gaat het?\nAntwoord: kinderen krijgen geen nieuwe schoolspullen, dat is één probleem."


@pytest.fixture
def made() -> Made:
    """One source with two coded passages."""
    return Made((("Gesprek 1", TEXT),), ((0, "geen nieuwe schoolspullen", 1), (0, "één probleem", 2)))
